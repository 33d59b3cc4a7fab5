package org.smime4j.internal.mime;

import java.io.InputStream;
import java.util.OptionalLong;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.io.ContentForms.LastLineEnd;
import org.smime4j.internal.platform.EightOctets;
import org.smime4j.sources.ByteSource;

/** Line ends: the canonical CRLF, and the other forms that a signature may have been made over. */
public final class CanonicalText {

  private static final long SEVEN = 0x7f7f7f7f7f7f7f7fL;
  static final long BLANKS = 0x2020202020202020L;
  static final long HIGH = 0x8080808080808080L;
  private static final long LF = 0x0a0a0a0a0a0a0a0aL;
  private static final long CR = 0x0d0d0d0d0d0d0d0dL;
  private static final byte[] CRLF = {'\r', '\n'};
  private static final int SHORT_LINE = 8;

  private CanonicalText() {}

  /**
   * With CRLF for each LF that has no CR before it. The same octets if an array needs no change.
   */
  public static ByteSource crlf(ByteSource text) {
    if (text instanceof ArrayOctets array) {
      int added = countBareLineFeeds(array.array(), array.from(), array.to());
      return added == 0
          ? text
          : new DerivedOctets(
              OptionalLong.of(array.size() + added), () -> new CrlfInput(text.open()));
    }
    return crlfWhenRead(text);
  }

  /** The same as {@link #crlf(ByteSource)}, looked at only when it is read. */
  public static ByteSource crlfWhenRead(ByteSource text) {
    return new DerivedOctets(() -> new CrlfInput(text.open()));
  }

  /** With LF for each CRLF. */
  public static ByteSource lf(ByteSource text) {
    return new DerivedOctets(() -> new LfInput(text.open()));
  }

  /** With a CRLF behind all. */
  public static ByteSource withFinalCrlf(ByteSource text) {
    return new LastLineEnd(text, true, in -> new FinalInput(in, true));
  }

  /** Without the last line end, if one stands at the end. */
  public static ByteSource withoutFinalCrlf(ByteSource text) {
    return new LastLineEnd(text, false, in -> new FinalInput(in, false));
  }

  /**
   * The index of the first LF without a CR before it, or -1.
   *
   * @param crBefore whether a CR stands before the range
   */
  static int bareLineFeed(byte[] array, int from, int to, boolean crBefore) {
    if (from == to) {
      return -1;
    }
    if (array[from] == '\n' && !crBefore) {
      return from;
    }
    int at = from + 1;
    for (; at < to - 7; at += 8) {
      long octets = EightOctets.at(array, at);
      // Set for an LF, as for every octet below a blank.
      if ((octets - BLANKS & HIGH) != 0) {
        long bare = zeros(octets ^ LF) & ~zeros(EightOctets.at(array, at - 1) ^ CR);
        if (bare != 0) {
          return at + (Long.numberOfTrailingZeros(bare) >> 3);
        }
      }
    }
    for (; at < to; at++) {
      if (array[at] == '\n' && array[at - 1] != '\r') {
        return at;
      }
    }
    return -1;
  }

  /** The high bit of each octet that is zero. */
  private static long zeros(long octets) {
    return ~(((octets & SEVEN) + SEVEN) | octets | SEVEN);
  }

  private static int countBareLineFeeds(byte[] array, int from, int to) {
    int n = 0;
    int at = bareLineFeed(array, from, to, false);
    while (at >= 0) {
      n++;
      at = bareLineFeed(array, at + 1, to, false);
    }
    return n;
  }

  /** Copies with CRLF for bare LF, and returns where the copy ends. */
  private static int copyCrlf(
      byte[] from, int start, int end, boolean crBefore, byte[] into, int intoAt) {
    int at = start;
    int to = intoAt;
    boolean cr = crBefore;
    while (at < end) {
      int bare = bareLineFeed(from, at, end, cr);
      int stop = bare < 0 ? end : bare;
      System.arraycopy(from, at, into, to, stop - at);
      to += stop - at;
      at = stop;
      if (bare >= 0) {
        into[to++] = '\r';
        into[to++] = '\n';
        at++;
        cr = false;
        // Where lines are short, to look for the next costs more than to pass it by.
        for (int near = Math.min(end, at + SHORT_LINE); at < near; at++) {
          if (from[at] == '\n' && !cr) {
            into[to++] = '\r';
            near = Math.min(end, at + SHORT_LINE);
          }
          into[to++] = from[at];
          cr = from[at] == '\r';
        }
      }
    }
    return to;
  }

  private static final class CrlfInput extends BlockInput {
    private boolean crBefore;

    CrlfInput(InputStream in) {
      super(in, 2 * BLOCK);
    }

    @Override
    int change(byte[] from, int length, byte[] into) {
      int n = copyCrlf(from, 0, length, crBefore, into, 0);
      crBefore = length > 0 ? from[length - 1] == '\r' : crBefore;
      return n;
    }

    @Override
    int finish(byte[] into) {
      return 0;
    }
  }

  private static final class LfInput extends BlockInput {
    private boolean heldCr;

    LfInput(InputStream in) {
      super(in, BLOCK + 1);
    }

    @Override
    int change(byte[] from, int length, byte[] into) {
      int to = 0;
      for (int i = 0; i < length; i++) {
        byte octet = from[i];
        if (heldCr && octet != '\n') {
          into[to++] = '\r';
        }
        heldCr = octet == '\r';
        if (!heldCr) {
          into[to++] = octet;
        }
      }
      return to;
    }

    @Override
    int finish(byte[] into) {
      into[0] = '\r';
      return heldCr ? 1 : 0;
    }
  }

  /** Adds a line end behind all, or holds the last two octets back to take one off. */
  private static final class FinalInput extends BlockInput {
    private final boolean adds;
    private final byte[] held = new byte[2];
    private int heldLength;

    FinalInput(InputStream in, boolean adds) {
      super(in, BLOCK + 2);
      this.adds = adds;
    }

    @Override
    int change(byte[] from, int length, byte[] into) {
      if (adds) {
        System.arraycopy(from, 0, into, 0, length);
        return length;
      }
      System.arraycopy(held, 0, into, 0, heldLength);
      System.arraycopy(from, 0, into, heldLength, length);
      int all = heldLength + length;
      heldLength = Math.min(all, 2);
      System.arraycopy(into, all - heldLength, held, 0, heldLength);
      return all - heldLength;
    }

    @Override
    int finish(byte[] into) {
      if (adds) {
        System.arraycopy(CRLF, 0, into, 0, 2);
        return 2;
      }
      int end = heldLength;
      if (end > 0 && held[end - 1] == '\n') {
        end--;
        if (end > 0 && held[end - 1] == '\r') {
          end--;
        }
      }
      System.arraycopy(held, 0, into, 0, end);
      return end;
    }
  }
}
