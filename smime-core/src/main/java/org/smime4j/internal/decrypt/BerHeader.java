package org.smime4j.internal.decrypt;

/** Reads the tag and the length of a BER value (X.690, section 8.1), octet by octet. */
final class BerHeader {

  /** The length of a value with indefinite length, which ends with end-of-contents. */
  static final long INDEFINITE = -1;

  private static final int LONGEST_LENGTH = 8;

  /** The progress of reading the header. */
  enum State {
    OPEN,
    WHOLE,
    INVALID
  }

  private enum At {
    TAG,
    LONG_TAG,
    LENGTH,
    LONG_LENGTH
  }

  private At at = At.TAG;
  private int tag;
  private int lengthOctets;
  private long length;

  /** Takes the next octet. After a complete header, the next header begins. */
  State take(int octet) {
    switch (at) {
      case TAG -> {
        tag = octet;
        at = (octet & 0x1F) == 0x1F ? At.LONG_TAG : At.LENGTH;
      }
      case LONG_TAG -> {
        if (octet < 0x80) {
          at = At.LENGTH;
        }
      }
      case LENGTH -> {
        if (octet <= 0x80) {
          length = octet == 0x80 ? INDEFINITE : octet;
          return whole();
        }
        lengthOctets = octet & 0x7F;
        length = 0;
        at = At.LONG_LENGTH;
        if (lengthOctets > LONGEST_LENGTH) {
          return State.INVALID;
        }
      }
      case LONG_LENGTH -> {
        length = length << 8 | octet;
        if (length < 0) {
          return State.INVALID;
        }
        if (--lengthOctets == 0) {
          return whole();
        }
      }
    }
    return State.OPEN;
  }

  private State whole() {
    at = At.TAG;
    return State.WHOLE;
  }

  /** The first octet of the tag: class, whether the value is constructed, and a short number. */
  int tag() {
    return tag;
  }

  /** Returns the length in a complete header, or {@link #INDEFINITE}. */
  long length() {
    return length;
  }
}
