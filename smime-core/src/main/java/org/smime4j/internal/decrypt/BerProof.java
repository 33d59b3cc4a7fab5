package org.smime4j.internal.decrypt;

/** One BER SEQUENCE, its values nested exactly, and nothing behind it. */
final class BerProof implements Proof {

  private static final int INDEFINITE = -1;

  private enum At {
    TAG,
    LONG_TAG,
    LENGTH,
    LONG_LENGTH,
    VALUE,
    END
  }

  /** Where each open value must end at the latest, counted from the first octet. */
  private final long[] end;

  /** Which of the open values have an indefinite length. */
  private final boolean[] indefinite;

  private final long least;
  private final long most;

  private int depth;
  private long seen;
  private At at = At.TAG;
  private int tag;
  private int lengthOctets;
  private long length;

  /**
   * @param least how many octets there are at least
   * @param most and at most: a length that leads elsewhere fails at once
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
    switch (at) {
      case TAG -> {
        tag = octet;
        at = (octet & 0x1F) == 0x1F ? At.LONG_TAG : At.LENGTH;
        return depth > 0 || octet == 0x30;
      }
      case LONG_TAG -> {
        if (octet < 0x80) {
          at = At.LENGTH;
        }
        return true;
      }
      case LENGTH -> {
        if (octet <= 0x80) {
          length = octet == 0x80 ? INDEFINITE : octet;
          return enter();
        }
        lengthOctets = octet & 0x7F;
        length = 0;
        at = At.LONG_LENGTH;
        return lengthOctets <= 8;
      }
      case LONG_LENGTH -> {
        length = length << 8 | octet;
        return length >= 0 && (--lengthOctets > 0 || enter());
      }
      default -> throw new IllegalStateException(at.name());
    }
  }

  /** Enters the value whose header was read. */
  private boolean enter() {
    if (tag == 0) {
      // End-of-contents stands only where an indefinite length is open.
      boolean due = length == 0 && depth > 0 && indefinite[depth - 1];
      depth--;
      leave();
      return due;
    }
    long bound = depth == 0 ? most : end[depth - 1];
    boolean tooShort = depth == 0 && length != INDEFINITE && length < least - seen;
    if (tooShort || length > bound - seen) {
      return false;
    }
    if ((tag & 0x20) != 0) {
      if (depth == end.length) {
        return false;
      }
      indefinite[depth] = length == INDEFINITE;
      end[depth++] = length == INDEFINITE ? bound : seen + length;
      leave();
      return true;
    }
    at = At.VALUE;
    if (length == 0) {
      leave();
    }
    return length != INDEFINITE;
  }

  /** Leaves every value that ends here; what is next is a tag, or the end. */
  private void leave() {
    while (depth > 0 && !indefinite[depth - 1] && end[depth - 1] == seen) {
      depth--;
    }
    at = depth <= 0 ? At.END : At.TAG;
  }

  @Override
  public State end() {
    return at == At.END ? State.HOLDS : State.FAILS;
  }
}
