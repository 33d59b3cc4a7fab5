package org.smime4j.internal.decrypt;

import org.jspecify.annotations.Nullable;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * Decides whether decrypted octets are content at all, if neither a tag nor the check of the key's
 * scheme proves it. CBC padding alone is right for one wrong key in 256. Content is
 *
 * <ul>
 *   <li>a MIME entity with at least one well-formed header field,
 *   <li>or, with its padding at least 16 octets long, UTF-8 text without controls,
 *   <li>or one BER SEQUENCE whose values nest exactly,
 *   <li>or nothing at all,
 *   <li>or an OCTET STRING around one of these.
 * </ul>
 */
final class ContentProof {

  /** The kinds of proven content. */
  enum Kind {
    MIME,
    TEXT,
    BER,
    EMPTY
  }

  /**
   * @param kind the kind of the content
   * @param inOctetString whether the content is wrapped in an OCTET STRING
   * @param raw8Bit whether the header block contains octets that are not UTF-8
   */
  record Proven(Kind kind, boolean inOctetString, boolean raw8Bit) {}

  /** A SEQUENCE from this length on has a length of two octets. */
  private static final int SURE_BER = 256;

  private static final int SURE_TEXT = 32;

  private static final int LEAST_TEXT = 16;
  private static final int LARGEST_BLOCK = 16;

  private final HeaderProof header;
  private final @Nullable TextProof text;
  private final BerProof ber;
  private final @Nullable OctetStringProof octetString;
  private final @Nullable ContentProof inside;

  private Proof.State headerState = Proof.State.OPEN;
  private Proof.State textState;
  private Proof.State berState = Proof.State.OPEN;
  private Proof.State octetStringState;
  private long octetsSeen;

  private ContentProof(Expected expected, boolean raw8Bit, Limits limits, boolean outermost) {
    header = new HeaderProof(raw8Bit, limits.get(Limit.HEADER_BLOCK_OCTETS));
    text = expected.text() ? new TextProof() : null;
    textState = text == null ? Proof.State.FAILS : Proof.State.OPEN;
    ber =
        new BerProof(
            outermost ? expected.least() : 0, expected.most(), (int) limits.get(Limit.ASN1_DEPTH));
    inside = outermost ? new ContentProof(expected, raw8Bit, limits, false) : null;
    octetString =
        inside == null
            ? null
            : new OctetStringProof(expected.least(), expected.most(), inside::take);
    octetStringState = octetString == null ? Proof.State.FAILS : Proof.State.OPEN;
  }

  /**
   * The size of the content according to the cleartext, and whether that is enough for text to
   * prove anything.
   */
  record Expected(long least, long most, boolean text) {

    /** Returns the size of block cipher content with ciphertext of this length. */
    static Expected padded(long ciphertextOctets) {
      return ciphertextOctets < 0
          ? new Expected(0, Long.MAX_VALUE, true)
          : new Expected(
              Math.max(0, ciphertextOctets - LARGEST_BLOCK),
              ciphertextOctets - 1,
              ciphertextOctets >= LEAST_TEXT);
    }

    /** Returns the size of content with exactly this length. */
    static Expected exactly(long octets) {
      return new Expected(octets, octets, true);
    }
  }

  /**
   * @param raw8Bit whether a header block may contain octets that are not UTF-8
   */
  static ContentProof of(Expected expected, boolean raw8Bit, Limits limits) {
    return new ContentProof(expected, raw8Bit, limits, true);
  }

  /** Takes the next octets of the content. */
  void take(byte[] octets, int from, int to) {
    if (from == to) {
      return;
    }
    octetsSeen += to - from;
    if (headerState == Proof.State.OPEN) {
      headerState = header.take(octets, from, to);
    }
    if (headerState == Proof.State.HOLDS) {
      return;
    }
    if (textState == Proof.State.OPEN && text != null) {
      textState = text.take(octets, from, to);
    }
    if (berState == Proof.State.OPEN) {
      berState = ber.take(octets, from, to);
    }
    if (octetStringState == Proof.State.OPEN && octetString != null) {
      octetStringState = octetString.take(octets, from, to);
      if (inside != null && inside.likelihood() == 0) {
        octetStringState = Proof.State.FAILS;
      }
    }
  }

  /**
   * Returns how likely the octets taken so far begin content: 2 if they begin a header, text or
   * CMS, 1 if they begin other BER, which chance gives more often, and otherwise 0.
   */
  int likelihood() {
    if (headerState != Proof.State.FAILS
        || textState != Proof.State.FAILS
        || (berState != Proof.State.FAILS && ber.beginsLikeCms())) {
      return 2;
    }
    if (octetStringState != Proof.State.FAILS && inside != null) {
      return inside.likelihood();
    }
    return berState != Proof.State.FAILS ? 1 : 0;
  }

  /**
   * Returns true if the octets taken so far begin with an OCTET STRING in which a header stands, or
   * CMS begins. Its end does not count, since only right padding shows that.
   */
  boolean beginsInOctetString() {
    return inside != null
        && (inside.headerState == Proof.State.HOLDS || inside.ber.beginsLikeCms());
  }

  /** Returns true if the octets taken so far begin like a header, well formed or not. */
  boolean beginsLikeHeader() {
    return header.sawName();
  }

  /** Returns the kind of the octets after all were taken; null if nothing was proven. */
  @Nullable Proven end() {
    if (octetsSeen == 0) {
      return new Proven(Kind.EMPTY, false, false);
    }
    if (headerState == Proof.State.HOLDS) {
      return new Proven(Kind.MIME, false, header.sawRaw8Bit());
    }
    if (berState == Proof.State.OPEN && ber.end() == Proof.State.HOLDS) {
      return new Proven(Kind.BER, false, false);
    }
    if (octetStringState == Proof.State.OPEN
        && octetString != null
        && inside != null
        && octetString.end() == Proof.State.HOLDS) {
      Proven proven = inside.end();
      if (proven != null) {
        return new Proven(proven.kind(), true, proven.raw8Bit());
      }
    }
    if (textState == Proof.State.OPEN && text != null && text.end() == Proof.State.HOLDS) {
      return new Proven(Kind.TEXT, false, false);
    }
    return null;
  }

  /**
   * Returns whether a wrong key gives proven content of this kind less than once in 2^40 times. A
   * header or text leaves 0.41 of the values of each octet, the ends of a header 2^-16, and padding
   * 2^-8.
   */
  boolean isSure(Kind kind) {
    return switch (kind) {
      case MIME -> header.isLong() || (inside != null && inside.header.isLong());
      case TEXT -> octetsSeen >= SURE_TEXT;
      case BER -> octetsSeen >= SURE_BER;
      case EMPTY -> true;
    };
  }
}
