package org.smime4j.internal.decrypt;

/** Proves that the content is one BER SEQUENCE with exactly nested values, and nothing after it. */
final class BerProof extends TlvProof {

  private static final int INTEGER = 0x02;
  private static final int OID = 0x06;

  /** The latest possible end of each open value, counted from the first octet. */
  private final long[] end;

  /** Tells which open values have an indefinite length. */
  private final boolean[] indefinite;

  private final long least;
  private final long most;

  private int depth;
  private int secondTag;

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
  boolean mayStand(int tag) {
    return depth > 0 ? seen <= end[depth - 1] : tag == 0x30;
  }

  @Override
  boolean enter(int tag, long length) {
    if (tag == END_OF_CONTENTS) {
      // It is valid only inside a value with indefinite length.
      return length == 0 && depth > 0 && indefinite[--depth];
    }
    if (depth == 1 && secondTag == 0) {
      secondTag = tag;
    }
    boolean unknown = length == INDEFINITE;
    long bound = depth == 0 ? most : end[depth - 1];
    boolean tooShort = depth == 0 && !unknown && length < least - seen;
    if (tooShort || length > bound - seen) {
      return false;
    }
    if ((tag & CONSTRUCTED) != 0) {
      if (depth == end.length) {
        return false;
      }
      indefinite[depth] = unknown;
      end[depth++] = unknown ? bound : seen + length;
    }
    return true;
  }

  /** Returns true if the SEQUENCE begins as a ContentInfo does, or as SignedData without one. */
  boolean beginsLikeCms() {
    return secondTag == OID || secondTag == INTEGER;
  }

  @Override
  void value(byte[] octets, int from, int to) {
    // Only where it ends counts.
  }

  @Override
  boolean leave() {
    while (depth > 0 && !indefinite[depth - 1] && end[depth - 1] == seen) {
      depth--;
    }
    return depth > 0;
  }
}
