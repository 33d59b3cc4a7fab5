package org.smime4j.internal.decrypt;

/**
 * Reads the tag and the length of each BER value (X.690, section 8.1), octet by octet, for a proof
 * that depends on them.
 */
abstract class TlvProof implements Proof {

  /** The length of a value with indefinite length, which ends with end-of-contents. */
  static final long INDEFINITE = -1;

  static final int END_OF_CONTENTS = 0x00;
  static final int CONSTRUCTED = 0x20;

  private static final int LONGEST_LENGTH = 8;

  private enum At {
    TAG,
    LONG_TAG,
    LENGTH,
    LONG_LENGTH,
    VALUE,
    END
  }

  /** The number of octets so far. */
  long seen;

  private At at = At.TAG;

  /** The first octet of the tag: class, whether the value is constructed, and a short number. */
  private int tag;

  private int lengthOctets;

  /** In a primitive value, the number of its remaining octets. */
  private long length;

  /** Whether the next octet of a tag or a length may stand here. */
  abstract boolean mayStand(int tag);

  /** Enters the value whose header was read, and returns whether it may stand here. */
  abstract boolean enter(int tag, long length);

  /** Takes octets of a primitive value. */
  abstract void value(byte[] octets, int from, int to);

  /** Leaves every value that ends here, and returns whether a tag follows. */
  abstract boolean leave();

  @Override
  public final State take(byte[] octets, int from, int to) {
    int i = from;
    while (i < to) {
      if (at == At.VALUE) {
        int step = (int) Math.min(length, to - i);
        value(octets, i, i + step);
        i += step;
        seen += step;
        length -= step;
        if (length == 0) {
          next();
        }
      } else if (!header(octets[i++] & 0xFF)) {
        return State.FAILS;
      }
    }
    return State.OPEN;
  }

  private boolean header(int octet) {
    seen++;
    switch (at) {
      case TAG -> {
        tag = octet;
        at = (octet & 0x1F) == 0x1F ? At.LONG_TAG : At.LENGTH;
      }
      case LONG_TAG -> at = octet < 0x80 ? At.LENGTH : At.LONG_TAG;
      case LENGTH -> {
        at = At.LONG_LENGTH;
        lengthOctets = octet > 0x80 ? octet & 0x7F : 0;
        length = octet > 0x80 ? 0 : octet == 0x80 ? INDEFINITE : octet;
      }
      case LONG_LENGTH -> {
        length = length << 8 | octet;
        lengthOctets--;
        if (length < 0) {
          return false;
        }
      }
      case VALUE, END -> {
        return false;
      }
    }
    if (lengthOctets > LONGEST_LENGTH || !mayStand(tag)) {
      return false;
    }
    return at != At.LONG_LENGTH || lengthOctets > 0 || enter();
  }

  private boolean enter() {
    boolean primitive = (tag & CONSTRUCTED) == 0;
    if ((primitive && length == INDEFINITE) || !enter(tag, length)) {
      return false;
    }
    if (primitive && length > 0) {
      at = At.VALUE;
    } else {
      next();
    }
    return true;
  }

  private void next() {
    at = leave() ? At.TAG : At.END;
  }

  @Override
  public final State end() {
    return at == At.END ? State.HOLDS : State.FAILS;
  }
}
