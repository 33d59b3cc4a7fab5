package org.smime4j.internal.decrypt;

/**
 * One OCTET STRING, its own octets proven in turn, and nothing behind it. Some writers put the
 * content into one more OCTET STRING before they encrypt it.
 */
final class OctetStringProof implements Proof {

  /** Takes the octets inside. */
  interface Inner {
    void take(byte[] octets, int from, int to);
  }

  private enum At {
    TAG,
    LENGTH,
    LONG_LENGTH,
    VALUE,
    END
  }

  private final long least;
  private final long most;
  private final Inner inner;
  private At at = At.TAG;
  private int tag;
  private int lengthOctets;
  private long length;

  /** Whether segments stand inside a constructed string; -1 octets left: until end-of-contents. */
  private boolean segmented;

  private long segmentsLeft;
  private long taken;

  /**
   * @param least how many octets there are at least, headers included
   * @param most and at most: a length that leads elsewhere fails at once
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
    switch (at) {
      case TAG -> {
        tag = octet;
        at = At.LENGTH;
        return octet == 0x04 || (segmented ? octet == 0x00 && segmentsLeft < 0 : octet == 0x24);
      }
      case LENGTH -> {
        if (octet < 0x80) {
          length = octet;
          return enter();
        }
        if (octet == 0x80) {
          length = -1;
          return tag == 0x24 && enter();
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

  private boolean enter() {
    if (!segmented && length >= 0 && (length < least - taken || length > most - taken)) {
      return false;
    }
    if (tag == 0x24) {
      segmented = true;
      segmentsLeft = length;
      taken = 0;
      at = length == 0 ? At.END : At.TAG;
      return true;
    }
    if (tag == 0x00) {
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
    at = more ? At.TAG : At.END;
  }

  @Override
  public State end() {
    return at == At.END ? State.HOLDS : State.FAILS;
  }
}
