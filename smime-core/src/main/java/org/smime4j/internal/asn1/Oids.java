package org.smime4j.internal.asn1;

/** Object identifiers in dotted form, grouped by the document that assigns them. */
public final class Oids {

  private Oids() {}

  // Content types: RFC 5652, RFC 5083, RFC 3274.
  public static final String DATA = "1.2.840.113549.1.7.1";
  public static final String SIGNED_DATA = "1.2.840.113549.1.7.2";
  public static final String ENVELOPED_DATA = "1.2.840.113549.1.7.3";
  public static final String ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
  public static final String COMPRESSED_DATA = "1.2.840.113549.1.9.16.1.9";
  public static final String AUTH_ENVELOPED_DATA = "1.2.840.113549.1.9.16.1.23";
  public static final String RECEIPT = "1.2.840.113549.1.9.16.1.1";
  public static final String TST_INFO = "1.2.840.113549.1.9.16.1.4";

  // Attributes: PKCS #9, RFC 5652, RFC 2634, RFC 5035, RFC 6211, RFC 8551.
  public static final String CONTENT_TYPE = "1.2.840.113549.1.9.3";
  public static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
  public static final String SIGNING_TIME = "1.2.840.113549.1.9.5";
  public static final String COUNTERSIGNATURE = "1.2.840.113549.1.9.6";
  public static final String SMIME_CAPABILITIES = "1.2.840.113549.1.9.15";
  public static final String CMS_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52";
  public static final String RECEIPT_REQUEST = "1.2.840.113549.1.9.16.2.1";
  public static final String SECURITY_LABEL = "1.2.840.113549.1.9.16.2.2";
  public static final String MESSAGE_SIGNATURE_DIGEST = "1.2.840.113549.1.9.16.2.5";
  public static final String CONTENT_HINT = "1.2.840.113549.1.9.16.2.4";
  public static final String ENCRYPTION_KEY_PREFERENCE = "1.2.840.113549.1.9.16.2.11";
  public static final String SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
  public static final String TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14";
  public static final String SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
  public static final String MICROSOFT_TIME_STAMP = "1.3.6.1.4.1.311.3.3.1";
  public static final String MICROSOFT_RECIPIENT_INFO = "1.3.6.1.4.1.311.16.4";

  // Digests.
  public static final String SHA256 = "2.16.840.1.101.3.4.2.1";
  public static final String SHA512 = "2.16.840.1.101.3.4.2.3";
  public static final String SHAKE256_LEN = "2.16.840.1.101.3.4.2.18";

  // RSA: RFC 8017, RFC 4055.
  public static final String RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
  public static final String RSA_OF_X509 = "2.5.8.1.1";
  public static final String MD2_WITH_RSA = "1.2.840.113549.1.1.2";
  public static final String MD4_WITH_RSA = "1.2.840.113549.1.1.3";
  public static final String MD5_WITH_RSA = "1.2.840.113549.1.1.4";
  public static final String RSAES_OAEP = "1.2.840.113549.1.1.7";
  public static final String MGF1 = "1.2.840.113549.1.1.8";
  public static final String P_SPECIFIED = "1.2.840.113549.1.1.9";
  public static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

  // DSA.
  public static final String DSA = "1.2.840.10040.4.1";
  public static final String DSA_OIW = "1.3.14.3.2.12";

  // Diffie-Hellman over numbers: RFC 3370, RFC 3279.
  public static final String DH_PKCS3 = "1.2.840.113549.1.3.1";
  public static final String DH_X942 = "1.2.840.10046.2.1";

  // Elliptic curves: RFC 5480, RFC 5753, RFC 5758.
  public static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";
  public static final String EC_DH = "1.3.132.1.12";
  public static final String EC_MQV = "1.3.132.1.13";
  public static final String P256 = "1.2.840.10045.3.1.7";
  public static final String P384 = "1.3.132.0.34";
  public static final String P521 = "1.3.132.0.35";
  public static final String BRAINPOOL_P256R1 = "1.3.36.3.3.2.8.1.1.7";
  public static final String BRAINPOOL_P384R1 = "1.3.36.3.3.2.8.1.1.11";
  public static final String BRAINPOOL_P512R1 = "1.3.36.3.3.2.8.1.1.13";

  /** The arc of X9.63 with SHA-2. */
  public static final String STD_DH_KDF = "1.3.132.1.11";

  // Curves of RFC 8410; agreement with HKDF, RFC 8418.
  public static final String X25519 = "1.3.101.110";
  public static final String X448 = "1.3.101.111";
  public static final String ED25519 = "1.3.101.112";
  public static final String ED448 = "1.3.101.113";
  public static final String STD_DH_HKDF_SHA256 = "1.2.840.113549.1.9.16.3.19";
  public static final String STD_DH_HKDF_SHA384 = "1.2.840.113549.1.9.16.3.20";
  public static final String STD_DH_HKDF_SHA512 = "1.2.840.113549.1.9.16.3.21";
  public static final String HKDF_SHA256 = "1.2.840.113549.1.9.16.3.28";
  public static final String HKDF_SHA384 = "1.2.840.113549.1.9.16.3.29";
  public static final String HKDF_SHA512 = "1.2.840.113549.1.9.16.3.30";

  // Post-quantum: FIPS 203 to 205; RFC 9629, RFC 9936, RFC 9882, RFC 9814.
  public static final String ML_KEM_512 = "2.16.840.1.101.3.4.4.1";
  public static final String ML_KEM_768 = "2.16.840.1.101.3.4.4.2";
  public static final String ML_KEM_1024 = "2.16.840.1.101.3.4.4.3";

  // RSA-KEM (RFC 9690).
  public static final String RSA_KEM = "1.0.18033.2.2.4";
  public static final String KDF3 = "1.3.133.16.840.9.44.1.2";

  public static final String KEM_RECIPIENT_INFO = "1.2.840.113549.1.9.16.13.3";

  // Content encryption: RFC 3565, RFC 5084, RFC 8103, RFC 9709, and what old mail holds.
  public static final String AES128_CBC = "2.16.840.1.101.3.4.1.2";
  public static final String AES128_WRAP = "2.16.840.1.101.3.4.1.5";
  public static final String AES128_GCM = "2.16.840.1.101.3.4.1.6";
  public static final String AES192_CBC = "2.16.840.1.101.3.4.1.22";
  public static final String AES192_WRAP = "2.16.840.1.101.3.4.1.25";
  public static final String AES192_GCM = "2.16.840.1.101.3.4.1.26";
  public static final String AES256_CBC = "2.16.840.1.101.3.4.1.42";
  public static final String AES256_WRAP = "2.16.840.1.101.3.4.1.45";
  public static final String AES256_GCM = "2.16.840.1.101.3.4.1.46";
  public static final String CHACHA20_POLY1305 = "1.2.840.113549.1.9.16.3.18";
  public static final String CEK_HKDF_SHA256 = "1.2.840.113549.1.9.16.3.31";
  public static final String DES_EDE3_WRAP = "1.2.840.113549.1.9.16.3.6";

  // Passwords: RFC 8018, RFC 3211, RFC 7914.
  public static final String PBKDF2 = "1.2.840.113549.1.5.12";
  public static final String PWRI_KEK = "1.2.840.113549.1.9.16.3.9";

  // Compression: RFC 3274.
  public static final String ZLIB = "1.2.840.113549.1.9.16.3.8";

  // Certificates: RFC 5280, RFC 9598, RFC 4262.
  public static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  public static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  public static final String SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9";
  public static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
}
