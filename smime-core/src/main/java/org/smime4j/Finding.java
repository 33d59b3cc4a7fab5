package org.smime4j;

/**
 * What lowers a verdict: a stable code, and a sentence for a person with the evidence in it (dates,
 * names, serial numbers). What does not lower it is a {@link org.smime4j.trust.Note}.
 *
 * @param code the stable name
 * @param sentence what was found, for a person
 */
public record Finding(Code code, String sentence) implements Comparable<Finding> {

  /** How far a finding lowers the verdict. The first is the worst. */
  public enum Severity {
    /** The signature does not hold: the content is not what the signer signed. */
    BROKEN,
    /** The signature may hold; the one who made it is not to be believed. */
    UNTRUSTED,
    /** Something that the judgement needs is not at hand. */
    UNKNOWN
  }

  /** Stable names, the worst first: of several findings the first in this order is the headline. */
  public enum Code {
    /** The signature's structure is not what its standard demands. */
    STRUCTURE(Severity.BROKEN),
    /** The content is not the one that was signed. */
    DIGEST_MISMATCH(Severity.BROKEN),
    /** The signature was not made by the key of the certificate over these attributes. */
    SIGNATURE_INVALID(Severity.BROKEN),
    /** A signed attribute is missing, doubled, or contradicts the message. */
    ATTRIBUTES_INVALID(Severity.BROKEN),
    /** A detached signature carries a content of its own. */
    ECONTENT_PRESENT(Severity.BROKEN),

    /** MD2, MD4 or MD5: not even checked. */
    FORBIDDEN_DIGEST(Severity.UNTRUSTED),
    /**
     * The signature uses an algorithm that is not supported: not checked; or a certificate of the
     * path has a key of one.
     */
    UNSUPPORTED_ALGORITHM(Severity.UNTRUSTED),
    /** A certificate of the path has been revoked. */
    REVOKED(Severity.UNTRUSTED),
    /** No path leads from the certificate to an anchor. */
    NO_PATH(Severity.UNTRUSTED),
    /** A path leads to an anchor and breaks a rule of RFC 5280. */
    PATH_INVALID(Severity.UNTRUSTED),
    /** A name lies outside what an authority of the path may certify. */
    NAME_CONSTRAINTS(Severity.UNTRUSTED),
    /** The path does not satisfy the certificate policies that are demanded. */
    CERTIFICATE_POLICY(Severity.UNTRUSTED),
    /** Programs read the message in more than one way: its signer is bound to nobody. */
    AMBIGUOUS(Severity.UNTRUSTED),
    /** The certificate does not speak for the address in From. */
    ADDRESS_MISMATCH(Severity.UNTRUSTED),
    /** The certificate speaks for no address at all. */
    NO_ADDRESS(Severity.UNTRUSTED),
    /** The signer claims another time than the message's Date. */
    DATE_MISMATCH(Severity.UNTRUSTED),
    /** The key may not be used for this. */
    KEY_USAGE(Severity.UNTRUSTED),
    /** The certificate is not for e-mail. */
    EXTENDED_KEY_USAGE(Severity.UNTRUSTED),
    /** A certificate of the path is past its validity. */
    EXPIRED(Severity.UNTRUSTED),
    /** A certificate of the path is not valid yet. */
    NOT_YET_VALID(Severity.UNTRUSTED),
    /** SHA-1 in the signature or in the path. */
    WEAK_DIGEST(Severity.UNTRUSTED),
    /** A key that is too short, or of a kind that is no longer enough. */
    WEAK_KEY(Severity.UNTRUSTED),

    /** The signer's certificate is not at hand. */
    CERTIFICATE_MISSING(Severity.UNKNOWN),
    /** The content that was signed is not at hand. */
    CONTENT_MISSING(Severity.UNKNOWN),
    /**
     * No signature covers the whole message. No verdict has it: {@code OpenedMail.requireSigned}
     * throws it.
     */
    NOT_SIGNED(Severity.UNKNOWN),
    /** Nobody said whom to believe. */
    NO_ANCHORS(Severity.UNKNOWN),
    /** Revocation was to be checked, and nothing at hand says whether. */
    REVOCATION_UNKNOWN(Severity.UNKNOWN);

    private final Severity severity;

    Code(Severity severity) {
      this.severity = severity;
    }

    /** How far it lowers the verdict. */
    public Severity severity() {
      return severity;
    }
  }

  /** How far it lowers the verdict. */
  public Severity severity() {
    return code.severity();
  }

  /** The worst first. */
  @Override
  public int compareTo(Finding other) {
    int byCode = code.compareTo(other.code);
    return byCode != 0 ? byCode : sentence.compareTo(other.sentence);
  }

  @Override
  public String toString() {
    return code + ": " + sentence;
  }
}
