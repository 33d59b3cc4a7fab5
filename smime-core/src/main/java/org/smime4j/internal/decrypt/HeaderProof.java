package org.smime4j.internal.decrypt;

/**
 * Proves a MIME entity. Its first line begins with a well-formed header field, its header block has
 * no control characters, and a blank line ends it. The body may be anything. Later lines need not
 * be valid fields: much software writes invalid ones, and random octets fail in the first line.
 */
final class HeaderProof implements Proof {

  private enum At {
    NAME,
    AFTER_NAME,
    LINE_START,
    LINE
  }

  private static final int SURE = 16;
  private static final int SURE_8BIT = 64;

  private final Utf8 utf8 = new Utf8();
  private final boolean raw8Bit;
  private final long longest;

  private At at = At.NAME;
  private int nameOctets;
  private boolean afterCr;
  private long octetsSeen;
  private boolean sawRaw8Bit;

  /**
   * @param raw8Bit whether values may contain octets that are not UTF-8
   * @param longest the largest number of octets of a header block
   */
  HeaderProof(boolean raw8Bit, long longest) {
    this.raw8Bit = raw8Bit;
    this.longest = longest;
  }

  @Override
  public State take(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      State state = take(octets[i] & 0xFF);
      if (state != State.OPEN) {
        return state;
      }
    }
    return State.OPEN;
  }

  private State take(int octet) {
    if (++octetsSeen > longest) {
      return State.FAILS;
    }
    switch (at) {
      case NAME -> {
        if (octet == ':' && nameOctets > 0) {
          at = At.LINE;
        } else if ((octet == ' ' || octet == '\t') && nameOctets > 0) {
          at = At.AFTER_NAME;
        } else if (octet > 0x20 && octet < 0x7F && octet != ':') {
          nameOctets++;
        } else {
          return State.FAILS;
        }
      }
      case AFTER_NAME -> {
        // Obsolete syntax allows blanks before the colon (RFC 5322, 4.5).
        if (octet == ':') {
          at = At.LINE;
        } else if (octet != ' ' && octet != '\t') {
          return State.FAILS;
        }
      }
      case LINE_START -> {
        if (octet == '\n') {
          return State.HOLDS;
        }
        // A CR decides nothing yet: with an LF after it, this is the blank line.
        if (octet != '\r' || afterCr) {
          at = At.LINE;
        }
        afterCr = octet == '\r';
        return accepts(octet) ? State.OPEN : State.FAILS;
      }
      case LINE -> {
        if (octet == '\n') {
          at = At.LINE_START;
          afterCr = false;
        }
        return accepts(octet) ? State.OPEN : State.FAILS;
      }
    }
    return State.OPEN;
  }

  private boolean accepts(int octet) {
    if (!sawRaw8Bit) {
      if (utf8.accepts(octet)) {
        return true;
      }
      if (!raw8Bit) {
        return false;
      }
      sawRaw8Bit = true;
    }
    return octet >= 0x80 || Utf8.isText(octet);
  }

  /** Returns true if chance does not give a header block of this length. */
  boolean isLong() {
    return octetsSeen >= (sawRaw8Bit ? SURE_8BIT : SURE);
  }

  /** Returns true if the header block contains octets that are not UTF-8. */
  boolean sawRaw8Bit() {
    return sawRaw8Bit;
  }

  /** Returns true if the octets begin with the name of a field and a colon, well formed or not. */
  boolean sawName() {
    return at == At.LINE_START || at == At.LINE;
  }

  @Override
  public State end() {
    return State.FAILS;
  }
}
