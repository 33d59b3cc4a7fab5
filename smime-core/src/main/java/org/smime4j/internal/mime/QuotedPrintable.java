package org.smime4j.internal.mime;

import java.io.InputStream;
import java.util.Arrays;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.sources.ByteSource;

/** Quoted-printable as a content transfer encoding (RFC 2045 section 6.7), read tolerantly. */
public final class QuotedPrintable {

  private QuotedPrintable() {}

  /** The octets that a text encodes: of an array decoded at once, else each time they are read. */
  public static ByteSource decode(ByteSource text) {
    if (!(text instanceof ArrayOctets array)) {
      return new DerivedOctets(() -> new Input(text.open()));
    }
    Decoder decoder = new Decoder();
    byte[] octets = new byte[Decoder.room((int) array.size())];
    int end = decoder.decode(array.array(), array.from(), array.to(), octets, 0);
    return ArrayOctets.of(octets, 0, decoder.finish(octets, end));
  }

  private static final class Input extends BlockInput {
    private final Decoder decoder = new Decoder();

    Input(InputStream in) {
      super(in, Decoder.room(blockSize()));
    }

    @Override
    int change(byte[] from, int length, byte[] into) {
      return decoder.decode(from, 0, length, into, 0);
    }

    @Override
    int finish(byte[] into) {
      return decoder.finish(into, 0);
    }
  }

  /** What may still turn out to be something else is held: blanks at a line's end, an escape. */
  private static final class Decoder {
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

    static int room(int characters) {
      return characters + HELD;
    }

    int decode(byte[] text, int from, int to, byte[] into, int intoFrom) {
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
        case PLAIN -> (blank || c == '\r') && heldLength < HELD - 1;
        case ESCAPE -> blank || c == '\r' || hex(c) >= 0;
        case SOFT -> (blank || c == '\r') && heldLength < HELD - 1;
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

    int finish(byte[] into, int at) {
      int keep = heldLength;
      if (state == State.PLAIN || state == State.ESCAPE || state == State.SOFT) {
        keep = 0;
      }
      System.arraycopy(held, 0, into, at, keep);
      release();
      return at + keep;
    }

    private static int hex(byte c) {
      return c < 0 ? -1 : Character.digit(c, 16);
    }
  }

  /** Encodes a whole array. */
  public static byte[] encode(byte[] octets) {
    byte[] text = new byte[QuotedPrintableOutput.room(octets.length)];
    QuotedPrintableOutput.Encoder encoder = new QuotedPrintableOutput.Encoder();
    int end = encoder.encode(octets, 0, octets.length, text, 0);
    return Arrays.copyOf(text, encoder.finish(text, end));
  }

  /** The text of {@link #encode(byte[])}, made each time it is read. */
  public static ByteSource encode(ByteSource octets) {
    return new DerivedOctets(() -> new Encoding(octets.open()));
  }

  private static final class Encoding extends BlockInput {
    private final QuotedPrintableOutput.Encoder encoder = new QuotedPrintableOutput.Encoder();

    Encoding(InputStream in) {
      super(in, QuotedPrintableOutput.room(blockSize()));
    }

    @Override
    int change(byte[] from, int length, byte[] into) {
      return encoder.encode(from, 0, length, into, 0);
    }

    @Override
    int finish(byte[] into) {
      return encoder.finish(into, 0);
    }
  }
}
