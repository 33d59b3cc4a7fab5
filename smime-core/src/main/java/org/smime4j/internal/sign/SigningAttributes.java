package org.smime4j.internal.sign;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.RecipientKey;
import org.smime4j.internal.signature.Certificates;

/**
 * The signed attributes of one signer (RFC 5652, section 11). The attributes that are the same in
 * every message are encoded once.
 *
 * @param fixed encoded attributes by type
 */
public record SigningAttributes(Map<String, byte[]> fixed) {

  private static final int SET = 0x31;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  private static final DateTimeFormatter IN_UTC_TIME = formatter("yyMMddHHmmss'Z'");
  private static final DateTimeFormatter IN_GENERALIZED_TIME = formatter("uuuuMMddHHmmss'Z'");

  static SigningAttributes of(
      X509Certificate certificate, byte[] digestAlgorithm, byte[] signatureAlgorithm)
      throws SmimeException {
    return new SigningAttributes(
        Map.of(
            Oids.SIGNING_CERTIFICATE_V2,
            attribute(Oids.SIGNING_CERTIFICATE_V2, signingCertificate(certificate)),
            Oids.CMS_ALGORITHM_PROTECTION,
            attribute(
                Oids.CMS_ALGORITHM_PROTECTION,
                algorithmProtection(digestAlgorithm, signatureAlgorithm)),
            Oids.SMIME_CAPABILITIES,
            attribute(Oids.SMIME_CAPABILITIES, Capabilities.ours())));
  }

  /** Returns the attribute for the certificate for encrypted replies (RFC 8551, section 2.5.3). */
  static byte[] keyPreference(X509Certificate encryption) {
    try {
      return attribute(
          Oids.ENCRYPTION_KEY_PREFERENCE,
          under(0xa0, RecipientKey.issuerAndSerialNumber(encryption)));
    } catch (SmimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Returns the attribute for the type of the content. */
  static byte[] contentType(String oid) {
    return attribute(Oids.CONTENT_TYPE, new DerWriter().oid(oid).toByteArray());
  }

  /**
   * Returns the complete SET OF Attribute in DER: the octets to sign.
   *
   * @param more complete attributes, including {@link #contentType}
   * @param without the types of the attributes to leave out
   */
  byte[] encode(byte[] messageDigest, Instant signingTime, List<byte[]> more, Set<String> without) {
    List<byte[]> all = new ArrayList<>(more);
    fixed.forEach(
        (type, attribute) -> {
          if (!without.contains(type)) {
            all.add(attribute);
          }
        });
    all.add(
        attribute(Oids.MESSAGE_DIGEST, new DerWriter().octetString(messageDigest).toByteArray()));
    all.add(attribute(Oids.SIGNING_TIME, time(signingTime)));
    return new DerWriter().setOf(SET, all).toByteArray();
  }

  static byte[] attribute(String type, byte[] value) {
    return attribute(type, List.of(value));
  }

  static byte[] attribute(String type, List<byte[]> values) {
    return new DerWriter().sequence().oid(type).setOf(SET, values).end().toByteArray();
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /**
   * Returns UTCTime from 1950 through 2049, and otherwise GeneralizedTime (RFC 5652, section 11.3).
   */
  private static byte[] time(Instant instant) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    boolean utcTime = time.getYear() >= 1950 && time.getYear() < 2050;
    String text = (utcTime ? IN_UTC_TIME : IN_GENERALIZED_TIME).format(time);
    return new DerWriter()
        .primitive(utcTime ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII))
        .toByteArray();
  }

  /**
   * Returns SigningCertificateV2 with the SHA-256 of the certificate, the default digest (RFC
   * 5035).
   */
  private static byte[] signingCertificate(X509Certificate certificate) throws SmimeException {
    byte[] encoded = Certificates.encoded(certificate);
    byte[] hash = Digesting.digest(DigestAlgorithm.SHA256, encoded, Providers.standard());
    return new DerWriter()
        .sequence()
        .sequence()
        .sequence()
        .octetString(hash)
        .raw(issuerSerial(certificate))
        .end()
        .end()
        .end()
        .toByteArray();
  }

  /**
   * Returns CMSAlgorithmProtection: both algorithms again, so that the signature covers them (RFC
   * 6211).
   */
  private static byte[] algorithmProtection(byte[] digestAlgorithm, byte[] signatureAlgorithm) {
    return new DerWriter()
        .sequence()
        .raw(digestAlgorithm)
        .raw(under(0xa1, signatureAlgorithm)) // signatureAlgorithm [1] IMPLICIT
        .end()
        .toByteArray();
  }

  /** Returns an element under an IMPLICIT tag. */
  static byte[] under(int tag, byte[] element) {
    byte[] tagged = element.clone();
    tagged[0] = (byte) tag;
    return tagged;
  }

  /** Returns IssuerSerial, with a GeneralName in place of the Name (RFC 5035, section 5). */
  private static byte[] issuerSerial(X509Certificate certificate) throws SmimeException {
    return new DerWriter()
        .sequence()
        .sequence()
        // directoryName [4]: explicit, because Name is a CHOICE
        .tagged(4)
        .raw(Certificates.issuer(certificate))
        .end()
        .end()
        .raw(Certificates.serialNumber(certificate))
        .end()
        .toByteArray();
  }

  /** The SMIMECapabilities of this library (RFC 8551, section 2.5.2). */
  public static final class Capabilities {

    /** The algorithms whose capabilities have no parameters. */
    private static final String[] PLAIN = {
      Oids.AES256_GCM,
      Oids.AES192_GCM,
      Oids.AES128_GCM,
      Oids.CHACHA20_POLY1305,
      Oids.AES256_CBC,
      Oids.AES192_CBC,
      Oids.AES128_CBC,
      Oids.CEK_HKDF_SHA256,
      Oids.RSA_KEM,
      Oids.ML_KEM_768,
      Oids.ML_KEM_1024,
      Oids.ML_KEM_512,
      Oids.ZLIB
    };

    public static final Set<String> OURS =
        Stream.concat(Stream.of(PLAIN), Stream.of(Oids.RSAES_OAEP))
            .collect(Collectors.toUnmodifiableSet());

    private Capabilities() {}

    /** Returns the capabilities of this library, best first. */
    static byte[] ours() {
      DerWriter writer = new DerWriter().sequence();
      for (String oid : PLAIN) {
        writer.raw(DerWriter.algorithmIdentifier(oid, null));
      }
      return writer.raw(oaep()).end().toByteArray();
    }

    /**
     * Returns RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 3560, section 5; RFC 4055, section
     * 4.1).
     */
    private static byte[] oaep() {
      byte[] sha256 =
          DerWriter.algorithmIdentifier(Oids.SHA256, new DerWriter().nullValue().toByteArray());
      return DerWriter.algorithmIdentifier(
          Oids.RSAES_OAEP,
          new DerWriter()
              .sequence()
              .tagged(0)
              .raw(sha256)
              .end()
              .tagged(1)
              .raw(DerWriter.algorithmIdentifier(Oids.MGF1, sha256))
              .end()
              .end()
              .toByteArray());
    }
  }
}
