package org.smime4j.internal.mime;

import java.util.Arrays;
import java.util.Base64;

/** Encodes octets piece by piece as Base64 in lines of 76 characters with CRLF. */
public final class Base64Encoder implements Coding {

  /** Octets of one line, and characters with its line end. */
  private static final int LINE_OCTETS = 57;

  private static final int LINE = 78;

  /** Octets that are encoded at once. */
  static final int PIECE = 8 * LINE_OCTETS;

  private static final Base64.Encoder LINES = Base64.getMimeEncoder();

  private final byte[] piece = new byte[PIECE];
  private final byte[] text = new byte[8 * LINE];
  private int pieceAt;

  /** How many octets the text has that so many octets are encoded to. */
  public static long encodedSize(long octets) {
    long rest = octets % LINE_OCTETS;
    return octets / LINE_OCTETS * LINE + (rest == 0 ? 0 : (rest + 2) / 3 * 4 + 2);
  }

  /** The text of all these octets. */
  static byte[] encode(byte[] octets) {
    byte[] text = new byte[Math.toIntExact(encodedSize(octets.length))];
    encode(octets, text);
    return text;
  }

  /** Returns where the text ends, with a line end behind it if there is any. */
  private static int encode(byte[] octets, byte[] text) {
    int end = LINES.encode(octets, text);
    if (end > 0) {
      text[end++] = '\r';
      text[end++] = '\n';
    }
    return end;
  }

  @Override
  public int room(int octets) {
    return Math.toIntExact(encodedSize((long) octets + PIECE));
  }

  @Override
  public int code(byte[] octets, int from, int to, byte[] into, int intoFrom) {
    int end = intoFrom;
    for (int at = from; at < to; ) {
      int n = Math.min(PIECE - pieceAt, to - at);
      System.arraycopy(octets, at, piece, pieceAt, n);
      at += n;
      pieceAt += n;
      if (pieceAt == PIECE) {
        end = finish(into, end);
      }
    }
    return end;
  }

  /** Encodes what is left, with its padding and a line end. */
  @Override
  public int finish(byte[] into, int intoFrom) {
    int length = encode(pieceAt == PIECE ? piece : Arrays.copyOf(piece, pieceAt), text);
    System.arraycopy(text, 0, into, intoFrom, length);
    pieceAt = 0;
    return intoFrom + length;
  }
}
