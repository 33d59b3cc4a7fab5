package org.smime4j.findings;

/**
 * A reason that lowers a verdict. It has a stable code for programs, and a sentence for people. The
 * sentence contains the evidence, such as dates, names and serial numbers. A {@link
 * org.smime4j.findings.Note} lowers no verdict.
 *
 * @param code the stable name, for programs
 * @param sentence the reason in words and with the evidence, for people
 */
public record Finding(Code code, String sentence) implements Comparable<Finding> {

  /** Stable names, worst first. Of several findings, the first in this order is the headline. */
  public enum Code {
    /**
     * The structure of the signature violates its standard. Ask the sender to send the message
     * again.
     */
    STRUCTURE,
    /** The content was changed after it was signed. Get the original message. */
    DIGEST_MISMATCH,
    /**
     * The key of the certificate did not make this signature over the signed data. Do not trust the
     * signer.
     */
    SIGNATURE_INVALID,
    /**
     * A signed attribute is missing, occurs twice, or contradicts the message. Do not trust the
     * signer.
     */
    ATTRIBUTES_INVALID,
    /**
     * A detached signature also contains content. {@code AlgorithmPolicy.archive} accepts it if
     * both contents are equal.
     */
    ECONTENT_PRESENT,

    /** The digest is MD2, MD4 or MD5. The verifier does not check such a signature. */
    FORBIDDEN_DIGEST,
    /**
     * The signature uses an unsupported algorithm and was not checked, or a certificate in the path
     * has a key with such an algorithm. Add a provider with {@code Verifier.using}.
     */
    UNSUPPORTED_ALGORITHM,
    /** A certificate in the path was revoked. The sentence says when and why. */
    REVOKED,
    /**
     * No path leads from the certificate to an anchor. Give the missing intermediate certificate to
     * {@code TrustPolicy.intermediates}.
     */
    NO_PATH,
    /**
     * A path leads to an anchor, but violates a rule of RFC 5280. The issuer must correct the
     * certificate.
     */
    PATH_INVALID,
    /**
     * An authority in the path certified a name that its name constraints forbid. Do not trust the
     * name.
     */
    NAME_CONSTRAINTS,
    /**
     * The path lacks the required certificate policies. Check what {@code
     * TrustPolicy.requiringPolicies} requires.
     */
    CERTIFICATE_POLICY,
    /**
     * Programs read the message in more than one way, so the verifier confirms no address of the
     * message's signer. The sentence names each place that programs read differently.
     */
    AMBIGUOUS,
    /**
     * The certificate does not contain the expected address, such as that in From. The sender may
     * be forged.
     */
    ADDRESS_MISMATCH,
    /**
     * The certificate contains no mail address. Check the signer yourself ({@code
     * ExpectedSigner.anyone}).
     */
    NO_ADDRESS,
    /**
     * The time that the signer claims differs from the Date of the message, or from the time of
     * judging if the message has no Date. {@code Verifier.allowingSkew} allows a larger difference.
     */
    DATE_MISMATCH,
    /**
     * The key usage of the certificate does not allow this use. The signer needs another
     * certificate.
     */
    KEY_USAGE,
    /**
     * The extended key usage of the certificate does not allow mail. The signer needs another
     * certificate.
     */
    EXTENDED_KEY_USAGE,
    /**
     * A certificate in the path has expired. For old mail, set the time with {@code
     * TrustPolicy.at}.
     */
    EXPIRED,
    /** A certificate in the path is not valid yet. Check the clock. */
    NOT_YET_VALID,
    /** The signature or the path uses SHA-1, which is too weak. */
    WEAK_DIGEST,
    /** A key is too short, or of a kind that is too weak. */
    WEAK_KEY,

    /** The signer's certificate is missing. Give it to {@code TrustPolicy.intermediates}. */
    CERTIFICATE_MISSING,
    /**
     * The signature is detached, and its content is missing. Verify it together with the content.
     */
    CONTENT_MISSING,
    /**
     * No signature covers the whole message. Only {@code OpenedMail.requireSigned} reports this
     * code; no verdict has it.
     */
    NOT_SIGNED,
    /** The policy has no trust anchor. Name your anchors with {@code TrustPolicy.anchors}. */
    NO_ANCHORS,
    /**
     * The policy checks revocation, but no CRL or OCSP response says whether the certificate was
     * revoked. Provide a newer CRL or OCSP response.
     */
    REVOCATION_UNKNOWN;

    /** Returns how much a finding with this code lowers a verdict. */
    public Severity severity() {
      if (compareTo(FORBIDDEN_DIGEST) < 0) {
        return Severity.BROKEN;
      }
      return compareTo(CERTIFICATE_MISSING) < 0 ? Severity.UNTRUSTED : Severity.UNKNOWN;
    }
  }

  /** How much a finding lowers a verdict, worst first. */
  public enum Severity {
    /** The signature proves nothing. */
    BROKEN,
    /** The signature is right, and something speaks against its signer. */
    UNTRUSTED,
    /** Something that is needed for a judgement is missing. */
    UNKNOWN
  }

  /** Worst first; findings of one code by their sentences. */
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
