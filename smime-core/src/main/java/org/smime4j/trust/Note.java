package org.smime4j.trust;

/**
 * What somebody may want to know and what lowers no verdict and stops nothing. The page on codes
 * says of each what to do.
 *
 * @param code the stable name
 * @param sentence what it is about, for a person
 */
public record Note(Code code, String sentence) {

  /** Stable names: of messages that were opened, of signers, of recipients, of what was written. */
  public enum Code {
    /** From inside names others than From outside. */
    FROM_MISMATCH,
    /** The author encrypted the message, and it came without encryption. */
    ENCRYPTION_REMOVED,
    /** The protected To and Cc name none of the reader's addresses. */
    NOT_ADDRESSED_TO_READER,
    /** A protected field stands otherwise outside, and not by the author's word. */
    FIELD_ALTERED,
    /** A protected field that its author left outside is not there. */
    FIELD_MISSING,
    /** A field stands outside that the protected header lacks. */
    FIELD_ADDED,
    /** No trusted signature covers the header inside. */
    HEADER_UNVERIFIED,
    /** Anybody may have signed, and programs read the message in more than one way. */
    AMBIGUOUS,
    /** Sender is another than From. */
    SENDER_DIFFERS,
    /** Answers go to another than From. */
    REPLY_TO_DIFFERS,
    /** All signatures are around the encryption. */
    SIGNED_CIPHERTEXT,
    /** An attacker may have renamed the cipher: the key has opened authenticated mail before. */
    DOWNGRADE_POSSIBLE,
    /** A signature covers a part of the message. */
    PART_SIGNED,
    /** A part of the message is encrypted. */
    PART_ENCRYPTED,

    /** No expected signer was given. */
    ADDRESS_NOT_CHECKED,
    /** The certificate writes the local part with other capital letters. */
    LOCAL_PART_CASE,
    /** The certificate speaks for everybody of the domain. */
    DOMAIN_BOUND,
    /** What should be a mail address is none. */
    ADDRESS_MALFORMED,
    /** The signer's time and the message's Date differ by a time zone. */
    DATE_ZONE,
    /** The signer's time and the message's Date differ, and that is no finding here. */
    DATE_SKEW,
    /** One of the signer's time and the message's Date is missing. */
    DATE_NOT_CHECKED,
    /** The signature does not name its certificate by hash. */
    SIGNING_CERTIFICATE_ABSENT,
    /** An algorithm of a draft was used. */
    EXPERIMENTAL_ALGORITHM,
    /** A time stamp of the signature does not count. */
    TIMESTAMP_NOT_BELIEVED,
    /** A countersignature is not read. */
    COUNTERSIGNATURE_NOT_READ,
    /** A countersignature departs from its standard; the sentence begins with the deviation. */
    COUNTERSIGNATURE_DEVIATES,
    /**
     * The content is not at hand; the sentence begins with what already speaks against the signer.
     */
    SIGNER_DOUBTFUL,
    /** Revocation was not checked, as the policy says. */
    REVOCATION_NOT_CHECKED,
    /** Whether the certificate is revoked is not known, and was allowed to stay so. */
    REVOCATION_UNKNOWN,
    /** The certificate belongs to an authority. */
    CERTIFICATION_AUTHORITY,
    /** The certificate of the anchor has expired. */
    ANCHOR_EXPIRED,
    /** An address was not fetched from: the guard refused it. */
    FETCH_REFUSED,
    /** Nothing of use came from an address. */
    FETCH_FAILED,

    /** A source of certificates could not answer. */
    SOURCE_FAILED,
    /** More certificates were found for an address than are looked at. */
    CANDIDATES_LEFT_OUT,
    /** A directory has more entries for an address than are read. */
    ENTRIES_LEFT_OUT,
    /** A directory has more values than are read. */
    VALUES_LEFT_OUT,
    /** A value of a directory holds no certificate that can be read. */
    VALUE_UNREADABLE,
    /** A directory refers to other servers, which are not asked. */
    REFERRAL_NOT_FOLLOWED,

    /**
     * The encryption does not show whether the content was changed, and nothing in it is signed.
     */
    NOT_AUTHENTICATED,
    /** A recipient's software may not open the message: nothing is known about it. */
    MAY_NOT_OPEN,
    /** A recipient is known not to open an AEAD cipher, so CBC was taken. */
    CBC_FOR_RECIPIENT,
    /** A key of another kind stands beside RSA keys: some programs then cannot open the message. */
    OTHER_KEY_BESIDE_RSA,
    /** The content key is not derived, since a recipient is known not to open that. */
    CONTENT_KEY_NOT_DERIVED,
    /** A recipient's key is one that quantum computers will break. */
    CLASSICAL_KEY,
    /** An address in To or Cc is in no recipient's certificate. */
    ADDRESS_WITHOUT_CERTIFICATE,
    /** The signer's certificate has expired at the signing time. */
    SIGNER_EXPIRED,
    /** The signer's certificate is not valid yet at the signing time. */
    SIGNER_NOT_YET_VALID,
    /** The signer's certificate does not hold the address in From. */
    SIGNER_NOT_FROM,
    /** The signers have no digest in common. */
    DIFFERENT_DIGESTS,
    /** All recipients see the field Bcc. */
    BCC_SHOWN,
    /** Fields could not be hidden: the message was signed, encrypted or compressed before. */
    NOT_HIDDEN,
    /** The content holds what a relay may change, and with it the signature. */
    MAY_BREAK_IN_TRANSIT
  }

  @Override
  public String toString() {
    return code + ": " + sentence;
  }
}
