package org.smime4j.internal.mime;

import java.util.Arrays;
import java.util.Base64;

/** Encodes octets piece by piece as Base64 in lines of 76 characters with CRLF. */
public final class Base64Encoder {

  /** Octets of one line, and characters with its line end. */
  static final int LINE_OCTETS = 57;

  static final int LINE = 78;

  private static final int LINE_TEXT = 76;

  /** Pieces are small at first, so that the JDK's encoder is compiled soon: it counts calls. */
  private static final int SMALL_PIECE = 12 * LINE_OCTETS;

  private static final int LARGE_PIECE = 192 * LINE_OCTETS;
  private static final int SMALL_UNTIL = 4 * 1024 * 1024;

  private static final Base64.Encoder JDK = Base64.getEncoder();

  private byte[] piece = new byte[SMALL_PIECE];
  private byte[] text = new byte[SMALL_PIECE / 3 * 4];
  private int pieceAt;
  private long done;

  /** How many octets the text has that so many octets are encoded to. */
  public static long encodedSize(long octets) {
    long rest = octets % LINE_OCTETS;
    return octets / LINE_OCTETS * LINE + (rest == 0 ? 0 : (rest + 2) / 3 * 4 + 2);
  }

  /** Room that so many octets need when they are encoded, whatever came before. */
  static int room(int octets) {
    return Math.toIntExact(encodedSize((long) octets + LARGE_PIECE));
  }

  /** Room that so many octets more need when they are encoded, with what waits for them. */
  int roomFor(int octets) {
    return Math.toIntExact(encodedSize((long) octets + pieceAt));
  }

  /** Encodes the next octets, and returns where the text ends. */
  int encode(byte[] octets, int from, int to, byte[] into, int intoFrom) {
    int at = from;
    int out = intoFrom;
    while (at < to) {
      int n = Math.min(piece.length - pieceAt, to - at);
      System.arraycopy(octets, at, piece, pieceAt, n);
      at += n;
      pieceAt += n;
      if (pieceAt == piece.length) {
        JDK.encode(piece, text);
        out = breakLines(text, into, out);
        pieceAt = 0;
        done += piece.length;
        if (done >= SMALL_UNTIL && piece.length == SMALL_PIECE) {
          piece = new byte[LARGE_PIECE];
          text = new byte[LARGE_PIECE / 3 * 4];
        }
      }
    }
    return out;
  }

  /** Encodes what is left, with its padding and a line end, and returns where the text ends. */
  int finish(byte[] into, int intoFrom) {
    if (pieceAt == 0) {
      return intoFrom;
    }
    byte[] last = JDK.encode(Arrays.copyOf(piece, pieceAt));
    pieceAt = 0;
    return breakLines(last, into, intoFrom);
  }

  private static int breakLines(byte[] characters, byte[] into, int intoFrom) {
    int to = intoFrom;
    for (int at = 0; at < characters.length; at += LINE_TEXT) {
      int n = Math.min(LINE_TEXT, characters.length - at);
      System.arraycopy(characters, at, into, to, n);
      into[to + n] = '\r';
      into[to + n + 1] = '\n';
      to += n + 2;
    }
    return to;
  }
}
