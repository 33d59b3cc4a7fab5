package org.smime4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lowers a verdict: a stable code, and a sentence for a person with the evidence in it (dates,
 * names, serial numbers). What does not lower it is a {@link org.smime4j.trust.Note}.
 */
public final class Finding {

  /** Stable names, the worst first: of several findings the first in this order is the headline. */
  public enum Code {
    /** The signature's structure is not what its standard demands. */
    STRUCTURE,
    /** The content is not the one that was signed. */
    DIGEST_MISMATCH,
    /** The signature was not made by the key of the certificate over these attributes. */
    SIGNATURE_INVALID,
    /** A signed attribute is missing, doubled, or contradicts the message. */
    ATTRIBUTES_INVALID,
    /** A detached signature carries a content of its own. */
    ECONTENT_PRESENT,

    /** MD2, MD4 or MD5: not even checked. */
    FORBIDDEN_DIGEST,
    /**
     * The signature uses an unsupported algorithm and was not checked, or a certificate of the path
     * has a key of an unsupported algorithm.
     */
    UNSUPPORTED_ALGORITHM,
    /** A certificate of the path has been revoked. */
    REVOKED,
    /** No path leads from the certificate to an anchor. */
    NO_PATH,
    /** A path leads to an anchor and breaks a rule of RFC 5280. */
    PATH_INVALID,
    /** A name lies outside what an authority of the path may certify. */
    NAME_CONSTRAINTS,
    /** The path does not satisfy the certificate policies that are demanded. */
    CERTIFICATE_POLICY,
    /** Programs read the message in more than one way: its signer is bound to no address. */
    AMBIGUOUS,
    /** The certificate does not speak for the address in From. */
    ADDRESS_MISMATCH,
    /** The certificate speaks for no address at all. */
    NO_ADDRESS,
    /** The signer claims another time than the message's Date. */
    DATE_MISMATCH,
    /** The key may not be used for this. */
    KEY_USAGE,
    /** The certificate is not for e-mail. */
    EXTENDED_KEY_USAGE,
    /** A certificate of the path is past its validity. */
    EXPIRED,
    /** A certificate of the path is not valid yet. */
    NOT_YET_VALID,
    /** SHA-1 in the signature or in the path. */
    WEAK_DIGEST,
    /** A key that is too short, or of a kind that is no longer enough. */
    WEAK_KEY,

    /** The signer's certificate is not at hand. */
    CERTIFICATE_MISSING,
    /** The content that was signed is not at hand. */
    CONTENT_MISSING,
    /**
     * No signature covers the whole message. No verdict has it: {@code OpenedMail.requireSigned}
     * throws it.
     */
    NOT_SIGNED,
    /** No anchor was given. */
    NO_ANCHORS,
    /**
     * Revocation was to be checked, but no available source says whether the certificate was
     * revoked.
     */
    REVOCATION_UNKNOWN
  }

  private final Code code;
  private final String sentence;

  Finding(Code code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** The stable name. */
  public Code code() {
    return code;
  }

  /** What was found, for a person. */
  public String sentence() {
    return sentence;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Finding finding
        && code == finding.code
        && sentence.equals(finding.sentence);
  }

  @Override
  public int hashCode() {
    return Objects.hash(code, sentence);
  }

  @Override
  public String toString() {
    return code + ": " + sentence;
  }
}
