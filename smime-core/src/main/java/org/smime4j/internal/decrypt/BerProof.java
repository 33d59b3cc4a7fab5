package org.smime4j.internal.decrypt;

/** Proves that the content is one BER SEQUENCE with exactly nested values, and nothing after it. */
final class BerProof implements Proof {

  private enum At {
    HEADER,
    VALUE,
    END
  }

  /** The latest possible end of each open value, counted from the first octet. */
  private final long[] end;

  /** Tells which open values have an indefinite length. */
  private final boolean[] indefinite;

  private final long least;
  private final long most;

  private int depth;
  private long seen;
  private At at = At.HEADER;
  private final BerHeader header = new BerHeader();

  /** The number of remaining octets of the value. */
  private long length;

  /**
   * @param least the smallest possible number of octets
   * @param most the largest possible number of octets. A length outside these bounds fails at once
   */
  BerProof(long least, long most, int deepest) {
    this.least = least;
    this.most = most;
    end = new long[deepest];
    indefinite = new boolean[deepest];
  }

  @Override
  public State take(byte[] octets, int from, int to) {
    int i = from;
    while (i < to) {
      if (at == At.VALUE) {
        long step = Math.min(length, to - i);
        i += (int) step;
        seen += step;
        length -= step;
        if (length == 0) {
          leave();
        }
      } else if (at == At.END || !header(octets[i++] & 0xFF)) {
        return State.FAILS;
      }
    }
    return State.OPEN;
  }

  private boolean header(int octet) {
    seen++;
    if (depth > 0 && seen > end[depth - 1]) {
      return false;
    }
    return switch (header.take(octet)) {
      case OPEN -> depth > 0 || header.tag() == 0x30;
      case WHOLE -> enter();
      case INVALID -> false;
    };
  }

  /** Enters the value whose header was read. */
  private boolean enter() {
    int tag = header.tag();
    length = header.length();
    boolean unknown = length == BerHeader.INDEFINITE;
    if (tag == 0) {
      // End-of-contents is valid only inside a value with indefinite length.
      boolean due = length == 0 && depth > 0 && indefinite[depth - 1];
      depth--;
      leave();
      return due;
    }
    long bound = depth == 0 ? most : end[depth - 1];
    boolean tooShort = depth == 0 && !unknown && length < least - seen;
    if (tooShort || length > bound - seen) {
      return false;
    }
    if ((tag & 0x20) != 0) {
      if (depth == end.length) {
        return false;
      }
      indefinite[depth] = unknown;
      end[depth++] = unknown ? bound : seen + length;
      leave();
      return true;
    }
    at = At.VALUE;
    if (length == 0) {
      leave();
    }
    return !unknown;
  }

  /** Leaves every value that ends here. A tag or the end follows. */
  private void leave() {
    while (depth > 0 && !indefinite[depth - 1] && end[depth - 1] == seen) {
      depth--;
    }
    at = depth <= 0 ? At.END : At.HEADER;
  }

  @Override
  public State end() {
    return at == At.END ? State.HOLDS : State.FAILS;
  }
}
