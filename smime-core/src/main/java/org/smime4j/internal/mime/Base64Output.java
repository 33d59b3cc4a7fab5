package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * Encodes what is written to it as Base64 in lines of 76 characters with CRLF, and writes them on
 * in blocks. End it with {@link #finish()}, which leaves the target open.
 */
public final class Base64Output extends OutputStream {

  /** Octets of one line, and characters with its line end. */
  static final int LINE_OCTETS = 57;

  static final int LINE = 78;

  private static final int LINE_TEXT = 76;
  private static final int SMALL_PIECE = 12 * LINE_OCTETS;
  private static final int LARGE_PIECE = 192 * LINE_OCTETS;
  private static final int SMALL_UNTIL = 4 * 1024 * 1024;

  private static final Base64.Encoder JDK = Base64.getEncoder();

  private final OutputStream out;
  private final byte[] lines = new byte[LARGE_PIECE / LINE_OCTETS * LINE];
  private int linesAt;
  private byte[] piece = new byte[SMALL_PIECE];
  private byte[] text = new byte[SMALL_PIECE / 3 * 4];
  private int pieceAt;
  private long done;

  public Base64Output(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, octets.length);
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int n = Math.min(piece.length - pieceAt, end - at);
      System.arraycopy(octets, at, piece, pieceAt, n);
      at += n;
      pieceAt += n;
      if (pieceAt == piece.length) {
        JDK.encode(piece, text);
        emit(text, text.length);
        pieceAt = 0;
        done += piece.length;
        if (done >= SMALL_UNTIL && piece.length == SMALL_PIECE) {
          piece = new byte[LARGE_PIECE];
          text = new byte[LARGE_PIECE / 3 * 4];
        }
      }
    }
  }

  /** Writes what is left, with its padding and a line end. Nothing may be written after it. */
  public void finish() throws IOException {
    if (pieceAt > 0) {
      byte[] last = JDK.encode(Arrays.copyOf(piece, pieceAt));
      pieceAt = 0;
      emit(last, last.length);
    }
    out.write(lines, 0, linesAt);
    linesAt = 0;
  }

  private void emit(byte[] characters, int length) throws IOException {
    if (lines.length - linesAt < length + (length + LINE_TEXT - 1) / LINE_TEXT * 2) {
      out.write(lines, 0, linesAt);
      linesAt = 0;
    }
    linesAt = breakLines(characters, length, lines, linesAt);
  }

  private static int breakLines(byte[] characters, int length, byte[] into, int intoAt) {
    int to = intoAt;
    for (int at = 0; at < length; at += LINE_TEXT) {
      int n = Math.min(LINE_TEXT, length - at);
      System.arraycopy(characters, at, into, to, n);
      into[to + n] = '\r';
      into[to + n + 1] = '\n';
      to += n + 2;
    }
    return to;
  }

  /** Encodes a whole array into one that is just large enough. */
  static void encodeLines(byte[] octets, byte[] into) {
    byte[] piece = new byte[SMALL_PIECE];
    byte[] text = new byte[SMALL_PIECE / 3 * 4];
    int at = 0;
    int to = 0;
    for (; octets.length - at >= piece.length; at += piece.length) {
      System.arraycopy(octets, at, piece, 0, piece.length);
      JDK.encode(piece, text);
      to = breakLines(text, text.length, into, to);
    }
    byte[] last = JDK.encode(Arrays.copyOfRange(octets, at, octets.length));
    breakLines(last, last.length, into, to);
  }
}
