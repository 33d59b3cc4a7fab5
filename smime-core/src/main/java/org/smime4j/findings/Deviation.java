package org.smime4j.findings;

/**
 * A deviation of the input from its standard that the library tolerated. A deviation never makes a
 * message trusted and never lowers its verdict.
 *
 * @param code the stable name, for programs
 * @param detail what was seen, for people; may be empty
 */
public record Deviation(Code code, String detail) {

  /** Stable names. */
  public enum Code {
    /** EnvelopedData uses an AEAD cipher, with its tag after the ciphertext. */
    AEAD_IN_ENVELOPED_DATA,
    /**
     * The attributes of AuthEnvelopedData have the tags of AuthenticatedData (RFC 5083, section
     * 2.1).
     */
    ATTRIBUTES_TAG,
    /** PEM or Base64 in place of binary CMS, or binary CMS in place of PEM or Base64. */
    ARMOURED_CMS,
    /**
     * Base64 text that is not in lines of 76, or contains characters outside the Base64 alphabet.
     */
    BASE64_IRREGULAR,
    /** AEAD parameters that consist of the nonce alone. */
    BARE_NONCE,
    /** SignedData without the ContentInfo around it. */
    BARE_SIGNED_DATA,
    /** A certificate in the message is damaged. The library ignores it. */
    CERTIFICATE_DAMAGED,
    /** The final delimiter of a multipart is missing. */
    CLOSE_DELIMITER_MISSING,
    /** The content is wrapped in one more OCTET STRING inside the ciphertext. */
    CONTENT_IN_OCTET_STRING,
    /**
     * digestAlgorithm names a signature algorithm. The library uses the digest of that algorithm.
     */
    DIGEST_ALGORITHM,
    /** The signature of a multipart/signed also contains content, which equals the signed part. */
    ECONTENT_EQUAL,
    /** eContent is not an OCTET STRING but another type, as in PKCS #7 before CMS. */
    ECONTENT_NOT_OCTET_STRING,
    /**
     * The encrypted key is shorter than the RSA modulus, because the sender dropped its leading
     * zeros.
     */
    ENCRYPTED_KEY_SHORT,
    /** An INTEGER, such as a serial number, with more leading octets than BER allows. */
    INTEGER_PADDED,
    /**
     * The key wrap algorithm has another key size than the content cipher (RFC 8551, section 2.3).
     */
    KEY_WRAP_SIZE,
    /** The micalg parameter does not name the digest that was used. */
    MICALG_MISMATCH,
    /** The media type is application/octet-stream or an x- type. */
    MEDIA_TYPE,
    /**
     * A multipart/signed claims to be quoted-printable, as Apple Mail writes it. Every program
     * ignores this value.
     */
    MULTIPART_ENCODING,
    /** Decrypted content that is neither MIME, text nor BER. */
    NOT_MIME,
    /** The protocol parameter of a multipart/signed is missing or names another type. */
    PROTOCOL_PARAMETER,
    /** An inner header contains raw 8-bit octets. */
    RAW_8BIT_HEADER,
    /**
     * The message names no certificate that came with the private key. Either it names another
     * certificate with the same public key, which you hold from another source, or the library
     * found the key by trial.
     */
    RECIPIENT_BY_TRIAL,
    /**
     * The message names the recipient in another form than its certificate. Examples are other
     * string types, a serial number with another sign, the subject as issuer, or a key identifier
     * computed in another way.
     */
    RECIPIENT_IDENTIFIER,
    /**
     * The scheme of the signature does not name a digest (EdDSA, ML-DSA, SLH-DSA), and the message
     * digest is not one that the standard allows for it (RFC 8419, RFC 9882, RFC 9814).
     */
    SCHEME_DIGEST,
    /**
     * The signed attributes are not in DER. Or they are larger than 64 KiB, and the library did not
     * fully check whether they are in DER. The detail says whether the signature is valid for the
     * attributes as received, or for their DER encoding.
     */
    SIGNED_ATTRIBUTES_NOT_DER,
    /** The signature has no signed attributes. */
    SIGNED_ATTRIBUTES_ABSENT,
    /**
     * The signature is valid only after the library changes line ends, or the last line, of the
     * signed part.
     */
    SIGNED_FORM,
    /** The smime-type parameter is missing or names another content. */
    SMIME_TYPE,
    /** The AEAD tag is shorter than 16 octets. */
    SHORT_TAG,
    /** Octets follow the complete CMS object. */
    TRAILING_DATA,
    /** A preamble or an epilogue contains text. */
    UNSIGNED_TEXT_AROUND,
    /** The content is encrypted with 3DES, RC2 or DES. */
    WEAK_CIPHER
  }

  /** A deviation without detail. */
  public Deviation(Code code) {
    this(code, "");
  }

  @Override
  public String toString() {
    // Text from a sender must not start a new line.
    return detail.isEmpty()
        ? code.name()
        : code.name() + " (" + detail.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?") + ")";
  }
}
