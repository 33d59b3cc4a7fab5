package org.smime4j.internal.decrypt;

/**
 * Proves one OCTET STRING with proven content, and nothing after it. Some writers wrap the content
 * in an OCTET STRING before they encrypt it.
 */
final class OctetStringProof implements Proof {

  /** Takes the octets inside. */
  interface Inner {
    void take(byte[] octets, int from, int to);
  }

  private static final int PRIMITIVE = 0x04;
  private static final int CONSTRUCTED = 0x24;
  private static final int END_OF_CONTENTS = 0x00;

  private enum At {
    HEADER,
    VALUE,
    END
  }

  private final long least;
  private final long most;
  private final Inner inner;
  private final BerHeader header = new BerHeader();
  private At at = At.HEADER;

  /** The number of remaining octets of the value. */
  private long length;

  /** Whether the string is constructed, with segments. */
  private boolean segmented;

  /** The number of octets of the segments; negative if they end with end-of-contents. */
  private long segmentsLeft;

  private long taken;

  /**
   * @param least the smallest possible number of octets, including headers
   * @param most the largest possible number of octets. A length outside these bounds fails at once
   */
  OctetStringProof(long least, long most, Inner inner) {
    this.least = least;
    this.most = most;
    this.inner = inner;
  }

  @Override
  public State take(byte[] octets, int from, int to) {
    int i = from;
    while (i < to) {
      if (at == At.VALUE) {
        int step = (int) Math.min(length, to - i);
        inner.take(octets, i, i + step);
        i += step;
        taken += step;
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
    taken++;
    return switch (header.take(octet)) {
      case OPEN -> mayBegin(header.tag());
      case WHOLE -> enter();
      case INVALID -> false;
    };
  }

  private boolean mayBegin(int tag) {
    return tag == PRIMITIVE
        || (segmented ? tag == END_OF_CONTENTS && segmentsLeft < 0 : tag == CONSTRUCTED);
  }

  private boolean enter() {
    int tag = header.tag();
    length = header.length();
    if (length == BerHeader.INDEFINITE && tag != CONSTRUCTED) {
      return false;
    }
    if (!segmented && length >= 0 && (length < least - taken || length > most - taken)) {
      return false;
    }
    if (tag == CONSTRUCTED) {
      segmented = true;
      segmentsLeft = length;
      taken = 0;
      at = length == 0 ? At.END : At.HEADER;
      return true;
    }
    if (tag == END_OF_CONTENTS) {
      at = At.END;
      return length == 0;
    }
    if (segmented && segmentsLeft >= 0 && length > segmentsLeft - taken) {
      return false;
    }
    at = At.VALUE;
    if (length == 0) {
      leave();
    }
    return true;
  }

  private void leave() {
    boolean more = segmented && (segmentsLeft < 0 || taken < segmentsLeft);
    at = more ? At.HEADER : At.END;
  }

  @Override
  public State end() {
    return at == At.END ? State.HOLDS : State.FAILS;
  }
}
