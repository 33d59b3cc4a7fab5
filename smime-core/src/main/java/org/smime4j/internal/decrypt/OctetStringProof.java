package org.smime4j.internal.decrypt;

/**
 * Proves one OCTET STRING with proven content, and nothing after it. Some writers wrap the content
 * in an OCTET STRING before they encrypt it.
 */
final class OctetStringProof extends TlvProof {

  /** Takes the octets inside. */
  interface Inner {
    void take(byte[] octets, int from, int to);
  }

  private static final int OCTET_STRING = 0x04;

  private final long least;
  private final long most;
  private final Inner inner;

  /** Whether the string is constructed, with segments. */
  private boolean segmented;

  /** Where the segments begin, counted from the first octet. */
  private long segments;

  /** The number of octets of the segments; negative if they end with end-of-contents. */
  private long segmentsLength;

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
  boolean mayStand(int tag) {
    return tag == OCTET_STRING
        || (segmented
            ? tag == END_OF_CONTENTS && segmentsLength < 0
            : tag == (OCTET_STRING | CONSTRUCTED));
  }

  @Override
  boolean enter(int tag, long length) {
    if (tag == END_OF_CONTENTS) {
      segmentsLength = 0;
      return length == 0;
    }
    if (segmented) {
      return segmentsLength < 0 || length <= segmentsLength - (seen - segments);
    }
    if ((tag & CONSTRUCTED) != 0) {
      segmented = true;
      segments = seen;
      segmentsLength = length;
    }
    return length < 0 || (length >= least - seen && length <= most - seen);
  }

  @Override
  void value(byte[] octets, int from, int to) {
    inner.take(octets, from, to);
  }

  @Override
  boolean leave() {
    return segmented && (segmentsLength < 0 || seen - segments < segmentsLength);
  }
}
