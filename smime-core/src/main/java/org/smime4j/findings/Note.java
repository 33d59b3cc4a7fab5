package org.smime4j.findings;

/**
 * A fact about a message, a signer or a recipient. A note lowers no verdict and stops nothing. The
 * page {@code docs/codes.md} says what to do about each.
 *
 * @param code the stable name, for programs
 * @param sentence the fact in words, for people
 */
public record Note(Code code, String sentence) {

  /**
   * The stable names of notes: first those of opened messages, then those of signers, of
   * recipients, and of written messages.
   */
  public enum Code {
    /** The field From inside the protection differs from the field outside. Use the one inside. */
    FROM_MISMATCH,
    /**
     * The author encrypted the message, but it arrived unencrypted. Assume that someone else has
     * read it.
     */
    ENCRYPTION_REMOVED,
    /**
     * The protected To and Cc name none of the reader's addresses. The message may be a blind copy,
     * or a recipient may have forwarded it.
     */
    NOT_ADDRESSED_TO_READER,
    /**
     * A protected field differs outside, and the author did not cause the difference. Show the
     * field inside.
     */
    FIELD_ALTERED,
    /**
     * A protected field is missing outside, and the author did not hide it. Show the field inside.
     */
    FIELD_MISSING,
    /** The outer header has a field that the protected header lacks. Do not use it for a reply. */
    FIELD_ADDED,
    /**
     * The header inside has no signature, or not all of its signers are trusted. Treat the header
     * as unverified.
     */
    HEADER_UNVERIFIED,
    /**
     * You told the verifier to accept any signer, and programs read this message in more than one
     * way. Show the content, but do not attribute it to the signer.
     */
    AMBIGUOUS,
    /** Sender differs from From. No signature confirms Sender. */
    SENDER_DIFFERS,
    /** Replies go to another address than From. Check the address before you reply. */
    REPLY_TO_DIFFERS,
    /** All signatures are outside the encryption. Do not attribute the content to the signer. */
    SIGNED_CIPHERTEXT,
    /**
     * An attacker may have replaced the identifier of the cipher in the message. The key has opened
     * authenticated mail before, but this message is not authenticated. Do not render it with
     * remote content.
     */
    DOWNGRADE_POSSIBLE,
    /** A signature covers only a part of the message. Use its verdict for that part only. */
    PART_SIGNED,
    /**
     * A part of the message is encrypted. {@code MailReader.decryptingErrant} opens it; show its
     * content separately.
     */
    PART_ENCRYPTED,

    /** The caller gave no expected signer, so the verifier did not compare addresses. */
    ADDRESS_NOT_CHECKED,
    /**
     * The local parts of the address in the certificate and of the expected address differ in case.
     * Use {@code ExpectedSigner.exact} if they may belong to different people.
     */
    LOCAL_PART_CASE,
    /**
     * The certificate belongs to a whole domain. Show the domain, and not a person, as the signer.
     */
    DOMAIN_BOUND,
    /** A mail address is malformed. It matches no other address. */
    ADDRESS_MALFORMED,
    /**
     * A wrong time zone explains the difference between the signing time and the message's Date.
     * You need not do anything.
     */
    DATE_ZONE,
    /**
     * The signing time and the message's Date differ by more than an hour. The signer gets this
     * note and not the finding {@code DATE_MISMATCH} in two cases: no address is expected of this
     * signer; or {@code Verifier.allowingSkew} allows the difference.
     */
    DATE_SKEW,
    /**
     * The signing time or the message's Date is missing, so the verifier did not compare the two;
     * or mail programs read the Date differently, so the comparison proves nothing. A signer gets
     * this note only if the signature is on mail, and an address is expected of this signer: that
     * in From, or the verifier's. If only Date is missing, and the time of verification is more
     * than an hour from the signing time, the signer gets the finding {@code DATE_MISMATCH}
     * instead.
     */
    DATE_NOT_CHECKED,
    /** The signature does not identify its certificate by hash. You need not do anything. */
    SIGNING_CERTIFICATE_ABSENT,
    /**
     * The verifier does not use a time stamp of the signature; the sentence says why. {@code
     * Verifier.believingTimestampsOf} sets the accepted authorities.
     */
    TIMESTAMP_NOT_BELIEVED,
    /** A countersignature is malformed or exceeds the limit, and was not read. */
    COUNTERSIGNATURE_NOT_READ,
    /** A countersignature deviates from its standard; the sentence begins with the deviation. */
    COUNTERSIGNATURE_DEVIATES,
    /**
     * The content of a detached signature is missing, and there are further reasons against the
     * signer. The signer gets one note for each reason. Supply the content with {@code
     * MailReader.withDetachedContent}.
     */
    SIGNER_DOUBTFUL,
    /**
     * The trust policy does not check revocation. {@code TrustPolicy.revocation} sets sources for
     * it.
     */
    REVOCATION_NOT_CHECKED,
    /**
     * No CRL or OCSP response covers the certificate, and {@code Revocation.soft} accepts that.
     * Supply newer CRLs or OCSP responses.
     */
    REVOCATION_UNKNOWN,
    /** The certificate belongs to a certification authority. You need not do anything. */
    CERTIFICATION_AUTHORITY,
    /** The certificate of the anchor has expired. Replace the anchor with a newer one. */
    ANCHOR_EXPIRED,
    /**
     * The library refused to fetch from an address. You need not do anything: a stranger chose that
     * address.
     */
    FETCH_REFUSED,
    /** A fetch returned nothing usable. Try again later. */
    FETCH_FAILED,

    /** A source of certificates could not answer. Try again later. */
    SOURCE_FAILED,
    /**
     * A source has more certificates for an address than the library checks. Remove old ones from
     * the source.
     */
    CANDIDATES_LEFT_OUT,
    /**
     * A directory has more entries for an address than the library reads. Remove old ones from the
     * directory.
     */
    ENTRIES_LEFT_OUT,
    /**
     * An attribute in a directory has more values than the library reads. Remove old ones from the
     * directory.
     */
    VALUES_LEFT_OUT,
    /** A value in a directory is not a readable certificate. Correct the entry. */
    VALUE_UNREADABLE,
    /**
     * A directory refers to other servers, which the library does not query. Add those servers as
     * sources.
     */
    REFERRAL_NOT_FOLLOWED,

    /**
     * The encryption does not detect changes to the content, and nothing inside it is signed. Sign
     * the message too.
     */
    NOT_AUTHENTICATED,
    /** The library does not know whether a recipient's software can open the message. */
    MAY_NOT_OPEN,
    /** The message uses CBC, because a recipient is known not to support AEAD ciphers. */
    CBC_FOR_RECIPIENT,
    /**
     * Some recipients have RSA keys, and others have keys of another kind. Some programs cannot
     * open such a message; send separate messages.
     */
    OTHER_KEY_BESIDE_RSA,
    /**
     * You called {@code derivingContentKeys}, but a recipient is known not to support derived
     * content keys, so the library did not derive the content key.
     */
    CONTENT_KEY_NOT_DERIVED,
    /** Quantum computers will break a recipient's key. Use a certificate with ML-KEM. */
    CLASSICAL_KEY,
    /**
     * An address in To or Cc is in no recipient's certificate. Add the owner of that address as a
     * recipient.
     */
    ADDRESS_WITHOUT_CERTIFICATE,
    /** The signer's certificate had expired at the signing time. Sign with a newer certificate. */
    SIGNER_EXPIRED,
    /**
     * The signer's certificate was not yet valid at the signing time. Sign later, or with another
     * certificate.
     */
    SIGNER_NOT_YET_VALID,
    /**
     * The signer's certificate does not hold the address in From. Sign with the author's
     * certificate.
     */
    SIGNER_NOT_FROM,
    /**
     * The keys or chosen schemes of several signers have no digest in common. Choose schemes that
     * share one.
     */
    DIFFERENT_DIGESTS,
    /**
     * A message that is only signed has a Bcc field, which all recipients can read. Remove the
     * field before you send the message.
     */
    BCC_SHOWN,
    /**
     * The header fields could not be hidden, because the message is already signed, encrypted or
     * compressed. Add all layers with one {@code Outgoing}.
     */
    NOT_HIDDEN,
    /**
     * The library could not make a part 7-bit. A relay may change this part and so break the
     * signature. Encode the part before you sign it.
     */
    MAY_BREAK_IN_TRANSIT
  }

  @Override
  public String toString() {
    return code + ": " + sentence;
  }
}
