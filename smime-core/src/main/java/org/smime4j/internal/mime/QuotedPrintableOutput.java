package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayOutput;

/**
 * Encodes what is written to it as quoted-printable text (RFC 2045 section 6.7). CRLF stays a line
 * end; a CR or LF alone, blanks at a line's end, a leading dot and a leading {@code From } are
 * encoded, so that no relay has a reason to change the lines (RFC 2049 section 3). End it with
 * {@link #finish()}, which leaves the target open.
 */
public final class QuotedPrintableOutput extends ArrayOutput {

  private static final int BLOCK = 8 * 1024;

  private final OutputStream out;
  private final Encoder encoder = new Encoder();
  private final byte[] text = new byte[room(BLOCK)];

  public QuotedPrintableOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, octets.length);
    int end = offset + length;
    for (int at = offset; at < end; ) {
      int to = at + Math.min(BLOCK, end - at);
      out.write(text, 0, encoder.encode(octets, at, to, text, 0));
      at = to;
    }
  }

  /** Writes what is left. Nothing may be written after it. */
  public void finish() throws IOException {
    out.write(text, 0, encoder.finish(text, 0));
  }

  /** Room that so many octets need when they are encoded. */
  static int room(int octets) {
    return Math.toIntExact((octets + 8L) * 3 + (octets + 8L) / 8);
  }

  static final class Encoder {
    /** With the equals sign of a soft line break a line has 76 characters. */
    private static final int LINE = 75;

    private static final byte[] HEX = {
      '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };
    private static final String FROM = "From ";

    private byte[] into = HEX;
    private int at;
    private int column;

    /** A blank or CR that waits for what follows it, or -1. */
    private int held = -1;

    /** How much of {@code From } a line has begun with. */
    private int from;

    int encode(byte[] octets, int start, int end, byte[] text, int textAt) {
      into = text;
      at = textAt;
      for (int i = start; i < end; i++) {
        octet(octets[i]);
      }
      return at;
    }

    int finish(byte[] text, int textAt) {
      into = text;
      at = textAt;
      releaseFrom();
      if (held >= 0) {
        escaped(held);
        held = -1;
      }
      return at;
    }

    private void octet(byte octet) {
      if (held == '\r') {
        held = -1;
        if (octet == '\n') {
          into[at++] = '\r';
          into[at++] = '\n';
          column = 0;
          return;
        }
        escaped('\r');
      } else if (held >= 0) {
        int blank = held;
        held = -1;
        if (octet == '\r' || octet == '\n') {
          escaped(blank);
        } else {
          literal(blank);
        }
      }
      if (from > 0 || (column == 0 && octet == 'F')) {
        if (octet == FROM.charAt(from)) {
          from++;
          if (from < FROM.length()) {
            return;
          }
          from = 0;
          escaped('F');
          literal('r');
          literal('o');
          literal('m');
        } else {
          releaseFrom();
        }
      }
      if (octet == '\r' || octet == ' ' || octet == '\t') {
        held = octet;
      } else if (octet < ' ' || octet == '=' || octet == 0x7f) {
        escaped(octet);
      } else {
        literal(octet);
      }
    }

    private void releaseFrom() {
      for (int i = 0; i < from; i++) {
        literal(FROM.charAt(i));
      }
      from = 0;
    }

    private void literal(int octet) {
      if (column >= LINE) {
        softBreak();
        if (octet == 'F') {
          escaped(octet);
          return;
        }
      }
      if (column == 0 && octet == '.') {
        escaped(octet);
        return;
      }
      into[at++] = (byte) octet;
      column++;
    }

    private void escaped(int octet) {
      if (column > LINE - 3) {
        softBreak();
      }
      into[at++] = '=';
      into[at++] = HEX[octet >> 4 & 0xf];
      into[at++] = HEX[octet & 0xf];
      column += 3;
    }

    private void softBreak() {
      into[at++] = '=';
      into[at++] = '\r';
      into[at++] = '\n';
      column = 0;
    }
  }
}
