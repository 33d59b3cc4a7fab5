package org.smime4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tolerance that reading needed: the input departs from its standard and was read all the same. A
 * deviation never makes a message trusted and never lowers its verdict.
 */
public final class Deviation {

  /** Stable names, in alphabetical order. */
  public enum Code {
    /** An AEAD cipher inside EnvelopedData, with its tag behind the ciphertext. */
    AEAD_IN_ENVELOPED_DATA,
    /**
     * The attributes of AuthEnvelopedData stand under the tags of AuthenticatedData (RFC 5083,
     * section 2.1).
     */
    ATTRIBUTES_TAG,
    /** PEM armour, or bare Base64, where binary CMS was due, or the other way round. */
    ARMOURED_CMS,
    /** Base64 text that is not in lines of 76, or holds characters that are none of its own. */
    BASE64_IRREGULAR,
    /** AEAD parameters that are a bare nonce. */
    BARE_NONCE,
    /** SignedData without the ContentInfo around it. */
    BARE_SIGNED_DATA,
    /** A certificate in the message is damaged, and was left out. */
    CERTIFICATE_DAMAGED,
    /** The final delimiter of a multipart is missing. */
    CLOSE_DELIMITER_MISSING,
    /** The content is wrapped in one more OCTET STRING inside the ciphertext. */
    CONTENT_IN_OCTET_STRING,
    /** eContent stands in a multipart/signed and equals the signed part. */
    ECONTENT_EQUAL,
    /** eContent is not an OCTET STRING but, as in PKCS #7 before CMS, some other type. */
    ECONTENT_NOT_OCTET_STRING,
    /** The encrypted key is shorter than the RSA modulus: its leading zeros were dropped. */
    ENCRYPTED_KEY_SHORT,
    /** An INTEGER with more leading octets than BER allows, such as a serial number. */
    INTEGER_PADDED,
    /** The key wrap is of another size than the content key (RFC 8551, section 2.3). */
    KEY_WRAP_SIZE,
    /** The micalg parameter does not name the digest that was used. */
    MICALG_MISMATCH,
    /** The media type is application/octet-stream or an x- type. */
    MEDIA_TYPE,
    /**
     * A multipart/signed claims to be quoted-printable, as Apple Mail writes it. Every program
     * reads it as it stands.
     */
    MULTIPART_ENCODING,
    /** A bare CMS plaintext that is neither MIME, text nor BER. */
    NOT_MIME,
    /** The protocol parameter of a multipart/signed is missing or names another type. */
    PROTOCOL_PARAMETER,
    /** Raw 8-bit octets in an inner header. */
    RAW_8BIT_HEADER,
    /** The recipient was not found by its identifier but by the same key, or by trial. */
    RECIPIENT_BY_TRIAL,
    /**
     * The recipient was found by another form of its identifier than its certificate has: other
     * types of strings, a serial number with another sign, the subject in place of the issuer, a
     * key identifier that was computed in another way.
     */
    RECIPIENT_IDENTIFIER,
    /**
     * A signature by a scheme that has no digest of its own (EdDSA, ML-DSA, SLH-DSA) beside a
     * message digest that is not one for it (RFC 8419, RFC 9882, RFC 9814).
     */
    SCHEME_DIGEST,
    /**
     * signedAttrs are not in DER; or are past 64 KiB and not plainly in it, and were not compared.
     * The detail says which, and over which form the signature is right.
     */
    SIGNED_ATTRIBUTES_NOT_DER,
    /** signedAttrs are absent. */
    SIGNED_ATTRIBUTES_ABSENT,
    /** The signature fits another form of the part than the octets that travelled. */
    SIGNED_FORM,
    /** The smime-type parameter is missing or names another content. */
    SMIME_TYPE,
    /** The AEAD tag is shorter than 16 octets. */
    SHORT_TAG,
    /** Octets follow the complete CMS object. */
    TRAILING_DATA,
    /** A preamble or an epilogue holds text. */
    UNSIGNED_TEXT_AROUND,
    /** 3DES, RC2 or DES. */
    WEAK_CIPHER
  }

  private final Code code;
  private final String detail;

  Deviation(Code code, String detail) {
    this.code = code;
    this.detail = detail;
  }

  /** The stable name. */
  public Code code() {
    return code;
  }

  /** What was seen, for a person; may be empty. */
  public String detail() {
    return detail;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Deviation deviation
        && code == deviation.code
        && detail.equals(deviation.detail);
  }

  @Override
  public int hashCode() {
    return Objects.hash(code, detail);
  }

  @Override
  public String toString() {
    // What a sender wrote stays on its line.
    return detail.isEmpty()
        ? code.name()
        : code.name() + " (" + detail.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?") + ")";
  }
}
