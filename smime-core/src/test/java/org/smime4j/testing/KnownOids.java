package org.smime4j.testing;

/** Object identifiers that the library knows by their arcs, one by one. */
public final class KnownOids {

  private KnownOids() {}

  /** The arc of the signatures of NIST, with those of SLH-DSA (FIPS 205, RFC 9814) from 20 on. */
  public static final String NIST_SIGNATURES = "2.16.840.1.101.3.4.3";

  public static final String HMAC_SHA1 = "1.2.840.113549.2.7";
  public static final String HMAC_SHA224 = "1.2.840.113549.2.8";
  public static final String HMAC_SHA256 = "1.2.840.113549.2.9";
  public static final String HMAC_SHA384 = "1.2.840.113549.2.10";
  public static final String HMAC_SHA512 = "1.2.840.113549.2.11";
  public static final String SHA1_WITH_RSA = "1.2.840.113549.1.1.5";
  public static final String SHA1_WITH_RSA_OIW = "1.3.14.3.2.29";
  public static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
  public static final String SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
  public static final String SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
  public static final String SHA224_WITH_RSA = "1.2.840.113549.1.1.14";
  public static final String SHA512_224_WITH_RSA = "1.2.840.113549.1.1.15";
  public static final String SHA512_256_WITH_RSA = "1.2.840.113549.1.1.16";
  public static final String SHA1_WITH_DSA = "1.2.840.10040.4.3";
  public static final String SHA1_WITH_DSA_OIW = "1.3.14.3.2.27";
  public static final String SHA224_WITH_DSA = "2.16.840.1.101.3.4.3.1";
  public static final String SHA256_WITH_DSA = "2.16.840.1.101.3.4.3.2";
  public static final String SHA384_WITH_DSA = "2.16.840.1.101.3.4.3.3";
  public static final String SHA512_WITH_DSA = "2.16.840.1.101.3.4.3.4";
  public static final String ECDSA_WITH_SHA1 = "1.2.840.10045.4.1";
  public static final String ECDSA_WITH_SHA224 = "1.2.840.10045.4.3.1";
  public static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  public static final String ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
  public static final String ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
  public static final String ECDSA_WITH_SHA3_224 = "2.16.840.1.101.3.4.3.9";
  public static final String ECDSA_WITH_SHA3_256 = "2.16.840.1.101.3.4.3.10";
  public static final String ECDSA_WITH_SHA3_384 = "2.16.840.1.101.3.4.3.11";
  public static final String ECDSA_WITH_SHA3_512 = "2.16.840.1.101.3.4.3.12";
  public static final String SHA3_224_WITH_RSA = "2.16.840.1.101.3.4.3.13";
  public static final String SHA3_256_WITH_RSA = "2.16.840.1.101.3.4.3.14";
  public static final String SHA3_384_WITH_RSA = "2.16.840.1.101.3.4.3.15";
  public static final String SHA3_512_WITH_RSA = "2.16.840.1.101.3.4.3.16";
  public static final String RSASSA_PSS_SHAKE128 = "1.3.6.1.5.5.7.6.30";
  public static final String RSASSA_PSS_SHAKE256 = "1.3.6.1.5.5.7.6.31";
  public static final String ECDSA_WITH_SHAKE128 = "1.3.6.1.5.5.7.6.32";
  public static final String ECDSA_WITH_SHAKE256 = "1.3.6.1.5.5.7.6.33";
  public static final String STD_DH_SHA1_KDF = "1.3.133.16.840.63.0.2";
  public static final String STD_DH_SHA224_KDF = "1.3.132.1.11.0";
  public static final String STD_DH_SHA256_KDF = "1.3.132.1.11.1";
  public static final String STD_DH_SHA384_KDF = "1.3.132.1.11.2";
  public static final String STD_DH_SHA512_KDF = "1.3.132.1.11.3";
  public static final String COFACTOR_DH_SHA1_KDF = "1.3.133.16.840.63.0.3";
  public static final String COFACTOR_DH_SHA224_KDF = "1.3.132.1.14.0";
  public static final String COFACTOR_DH_SHA256_KDF = "1.3.132.1.14.1";
  public static final String COFACTOR_DH_SHA384_KDF = "1.3.132.1.14.2";
  public static final String COFACTOR_DH_SHA512_KDF = "1.3.132.1.14.3";
  public static final String ML_DSA_44 = "2.16.840.1.101.3.4.3.17";
  public static final String ML_DSA_65 = "2.16.840.1.101.3.4.3.18";
  public static final String ML_DSA_87 = "2.16.840.1.101.3.4.3.19";
}
