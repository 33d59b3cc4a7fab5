package org.smime4j.internal.mime;

import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/** Quoted-printable as a content transfer encoding (RFC 2045 section 6.7), read tolerantly. */
public final class QuotedPrintable {

  private QuotedPrintable() {}

  /** The octets that a text encodes: of an array decoded at once, else each time they are read. */
  public static ByteSource decode(ByteSource text) {
    return Coding.of(text, Decoder::new);
  }

  /** What may still turn out to be something else is held: blanks at a line's end, an escape. */
  private static final class Decoder implements Coding {
    private static final int HELD = 1_000;

    private final byte[] held = new byte[HELD];
    private int heldLength;
    private State state = State.PLAIN;

    private enum State {
      /** Held are blanks. */
      PLAIN,
      /** Held are blanks and a CR. */
      CR,
      /** Held is an equals sign. */
      ESCAPE,
      /** Held are an equals sign and a hexadecimal digit. */
      DIGIT,
      /** Held are an equals sign and blanks. */
      SOFT,
      /** Held are an equals sign, blanks and a CR. */
      SOFT_CR
    }

    @Override
    public int room(int characters) {
      return characters + HELD;
    }

    @Override
    public int code(byte[] text, int from, int to, byte[] into, int intoFrom) {
      int out = intoFrom;
      for (int i = from; i < to; i++) {
        byte c = text[i];
        if (state == State.PLAIN && heldLength == 0 && c > '=') {
          into[out++] = c;
          continue;
        }
        if (state == State.DIGIT && hex(c) >= 0) {
          into[out++] = (byte) (hex(held[1]) << 4 | hex(c));
          release();
          continue;
        }
        if (c == '\n' && state != State.DIGIT) {
          out = lineFeed(into, out);
          continue;
        }
        if (!continues(c)) {
          out = flush(into, out);
        }
        out = plain(c, into, out);
      }
      return out;
    }

    /** An LF ends a line, soft or hard; blanks before it are not the text's (rule 3). */
    private int lineFeed(byte[] into, int at) {
      int out = at;
      if (state == State.PLAIN || state == State.CR) {
        if (state == State.CR) {
          into[out++] = '\r';
        }
        into[out++] = '\n';
      }
      release();
      return out;
    }

    /** Whether the character may belong to what is held. */
    private boolean continues(byte c) {
      boolean blank = c == ' ' || c == '\t';
      return switch (state) {
        case PLAIN, SOFT -> (blank || c == '\r') && heldLength < HELD - 1;
        case ESCAPE -> blank || c == '\r' || hex(c) >= 0;
        case CR, SOFT_CR, DIGIT -> false;
      };
    }

    private int plain(byte c, byte[] into, int at) {
      boolean blank = c == ' ' || c == '\t';
      if (state == State.ESCAPE || state == State.SOFT) {
        state = blank ? State.SOFT : c == '\r' ? State.SOFT_CR : State.DIGIT;
      } else if (c == '=') {
        state = State.ESCAPE;
      } else if (c == '\r') {
        state = State.CR;
      } else if (!blank) {
        into[at] = c;
        return at + 1;
      }
      held[heldLength++] = c;
      return at;
    }

    private int flush(byte[] into, int at) {
      System.arraycopy(held, 0, into, at, heldLength);
      int out = at + heldLength;
      release();
      return out;
    }

    private void release() {
      heldLength = 0;
      state = State.PLAIN;
    }

    @Override
    public int finish(byte[] into, int at) {
      if (state == State.PLAIN || state == State.ESCAPE || state == State.SOFT) {
        release();
      }
      return flush(into, at);
    }

    private static int hex(byte c) {
      return c < 0 ? -1 : Character.digit(c, 16);
    }
  }

  /** Encodes a whole array. */
  public static byte[] encode(byte[] octets) {
    return Coding.ofArray(octets, 0, octets.length, new Encoder()).bytes();
  }

  /** The text of {@link #encode(byte[])}, made each time it is read. */
  public static ByteSource encode(ByteSource octets) {
    return Coding.whenRead(octets, OptionalLong.empty(), Encoder::new);
  }

  /**
   * CRLF stays a line end; a CR or LF alone, blanks at a line's end, a leading dot and a leading
   * {@code From } are encoded, so that no relay has a reason to change the lines (RFC 2049 section
   * 3).
   */
  private static final class Encoder implements Coding {
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

    @Override
    public int room(int octets) {
      return Math.toIntExact((octets + 8L) * 3 + (octets + 8L) / 8);
    }

    @Override
    public int code(byte[] octets, int start, int end, byte[] text, int textAt) {
      into = text;
      at = textAt;
      for (int i = start; i < end; i++) {
        octet(octets[i]);
      }
      return at;
    }

    @Override
    public int finish(byte[] text, int textAt) {
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
