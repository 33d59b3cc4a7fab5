package org.smime4j.internal.mime;

import java.util.Arrays;
import java.util.Base64;

/** Encodes octets piece by piece as Base64 in lines of 76 characters with CRLF. */
public final class Base64Encoder implements Coding {

  /** Octets of one line, its characters, and those with its line end. */
  private static final int LINE_OCTETS = 57;

  private static final int CHARACTERS = 76;
  private static final int LINE = 78;

  /** Octets that are encoded at once. */
  static final int PIECE = 16 * LINE_OCTETS;

  private static final Base64.Encoder JDK = Base64.getEncoder();

  private final byte[] piece = new byte[PIECE];
  private final byte[] packed = new byte[PIECE / 3 * 4];
  private int pieceAt;

  /** How many octets the text has that so many octets are encoded to. */
  public static long encodedSize(long octets) {
    long rest = octets % LINE_OCTETS;
    return octets / LINE_OCTETS * LINE + (rest == 0 ? 0 : (rest + 2) / 3 * 4 + 2);
  }

  /** The text of all these octets. */
  static byte[] encode(byte[] octets) {
    byte[] text = new byte[Math.toIntExact(encodedSize(octets.length))];
    Base64Encoder encoder = new Base64Encoder();
    encoder.finish(text, encoder.code(octets, 0, octets.length, text, 0));
    return text;
  }

  @Override
  public int room(int octets) {
    return Math.toIntExact(encodedSize((long) octets + PIECE));
  }

  /** Room for so many octets more, with what is held of earlier ones. */
  int roomFor(int octets) {
    return Math.toIntExact(encodedSize((long) octets + pieceAt));
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
        end = lines(JDK.encode(piece, packed), into, end);
      }
    }
    return end;
  }

  /** Encodes what is left, with its padding and a line end. */
  @Override
  public int finish(byte[] into, int intoFrom) {
    return lines(JDK.encode(Arrays.copyOf(piece, pieceAt), packed), into, intoFrom);
  }

  private int lines(int characters, byte[] into, int intoFrom) {
    int end = intoFrom;
    for (int at = 0; at < characters; at += CHARACTERS) {
      int n = Math.min(CHARACTERS, characters - at);
      System.arraycopy(packed, at, into, end, n);
      into[end + n] = '\r';
      into[end + n + 1] = '\n';
      end += n + 2;
    }
    pieceAt = 0;
    return end;
  }
}
