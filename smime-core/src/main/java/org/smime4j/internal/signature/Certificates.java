package org.smime4j.internal.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.Properties;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.asn1.UtcTime;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Certificates as Bouncy Castle reads them, which is more of them than the JDK reads. */
public final class Certificates {

  private static final String WHERE = "Certificate";

  /**
   * Reads a stranger's key without asking of an RSA modulus whether it is prime or has a small
   * factor, which Bouncy Castle does for as long as a hundred signatures take. Only its owner can
   * have made it so, who could as well publish his private key; neither the JDK nor OpenSSL asks.
   * An even modulus is no key here either.
   */
  private static final String WITHOUT_FACTORING = "org.bouncycastle.rsa.allow_unsafe_mod";

  /** RFC 5280 section 4.1.2.4 forbids it, and keys whose certificate has it open mail. */
  private static final String WITHOUT_ISSUER = "org.bouncycastle.x509.allow_empty_issuer_cert";

  private static final int UTC_TIME = 0x17;
  private static final int VERSION = 0xa0;
  private static final int VALIDITY = 3;

  /** Tags of the serial number, signature algorithm, issuer, validity, subject and key. */
  private static final int[] FIELDS = {0x02, 0x30, 0x30, 0x30, 0x30, 0x30};

  private Certificates() {}

  /** Reads one certificate; octets after it are ignored. */
  public static X509Certificate parse(byte[] encoded) throws SmimeException {
    return (X509Certificate)
        read(
            encoded,
            WHERE,
            (factory, in) -> {
              X509Certificate certificate = (X509Certificate) factory.generateCertificate(in);
              if (certificate != null) {
                certificate.getEncoded(); // see parseCrl
                checkFields(certificate);
              }
              return certificate;
            });
  }

  /** Reads one CRL; octets after it are ignored. */
  public static X509CRL parseCrl(byte[] encoded) throws SmimeException {
    return (X509CRL)
        read(
            encoded,
            "CertificateList",
            (factory, in) -> {
              X509CRL crl = (X509CRL) factory.generateCRL(in);
              if (crl != null) {
                // Bouncy Castle reads some of it when it is first needed, and then hashCode throws.
                crl.getEncoded();
              }
              return crl;
            });
  }

  private interface Reading {
    @Nullable Object from(CertificateFactory factory, ByteArrayInputStream in)
        throws GeneralSecurityException;
  }

  private static Object read(byte[] encoded, String where, Reading reading) throws SmimeException {
    // A PEM text or a PKCS #7 bag would be read too, if it got as far.
    if (encoded.length == 0 || encoded[0] != 0x30) {
      throw new SmimeException.Malformed(where, 0, "not a SEQUENCE");
    }
    Tlv whole = Tlv.of(encoded, where);
    if (whole.content() == whole.end() || encoded[whole.content()] != 0x30) {
      throw new SmimeException.Malformed(where, whole.content(), "not a SEQUENCE inside");
    }
    try (BerReader scan = new BerReader(ByteSource.of(encoded), Limits.standard())) {
      scan.skipElement();
    } catch (SmimeException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("reads from memory", e);
    }
    try {
      CertificateFactory factory =
          CertificateFactory.getInstance("X.509", Providers.bouncyCastle());
      ByteArrayInputStream in = new ByteArrayInputStream(encoded, 0, whole.end());
      Object read = allowing(WITHOUT_ISSUER, () -> reading.from(factory, in));
      if (read != null) {
        return read;
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      // Said below: what Bouncy Castle says is not for our callers.
    }
    throw new SmimeException.Malformed(where, 0, "cannot be read as X.509");
  }

  /**
   * The public key; null where its kind is unknown, its parameters are not to be had, or its
   * numbers are larger than {@link KeySize} lets be read.
   */
  public static @Nullable PublicKey publicKey(X509Certificate certificate) {
    try {
      return size(certificate).isReadable()
          ? allowing(WITHOUT_FACTORING, certificate::getPublicKey)
          : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /**
   * A key that is kept, in a form that has its encoding at hand: the JDK's for RSA that is marked
   * for no scheme.
   */
  public static PublicKey kept(PublicKey key, byte[] subjectPublicKeyInfo) {
    if (key instanceof RSAPublicKey rsa && SignatureAlgorithm.isAnyForKey(subjectPublicKeyInfo)) {
      try {
        return Providers.standard()
            .keyFactory("RSA")
            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
      } catch (GeneralSecurityException | ProviderUnavailable e) {
        // Of a size that the JDK does not take.
      }
    }
    return key;
  }

  /** The kind and the size of its public key, which is not decoded for it. */
  public static KeySize size(X509Certificate certificate) {
    try {
      return KeySize.of(subjectPublicKeyInfo(certificate));
    } catch (SmimeException e) {
      return KeySize.UNKNOWN;
    }
  }

  private interface Call<T extends @Nullable Object, E extends Exception> {
    T made() throws E;
  }

  /** Bouncy Castle is told for this call and this thread. */
  private static <T extends @Nullable Object, E extends Exception> T allowing(
      String what, Call<T, E> call) throws E {
    if (Properties.isOverrideSet(what)) {
      return call.made();
    }
    boolean refused = Properties.isOverrideSetTo(what, false);
    Properties.setThreadOverride(what, true);
    try {
      return call.made();
    } finally {
      Properties.removeThreadOverride(what);
      if (refused) {
        Properties.setThreadOverride(what, false);
      }
    }
  }

  /** The key in a SubjectPublicKeyInfo. */
  public static PublicKey publicKey(byte[] subjectPublicKeyInfo) throws SmimeException {
    AlgorithmId algorithm = AlgorithmId.ofKey(subjectPublicKeyInfo);
    if (algorithm.oid().equals(Oids.RSA_ENCRYPTION)) {
      try {
        // Bouncy Castle's provider takes a fresh JVM longer than a small message.
        return Providers.standard()
            .keyFactory("RSA")
            .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
      } catch (GeneralSecurityException | RuntimeException e) {
        // Irregular, perhaps not for Bouncy Castle.
      }
    }
    return bouncyCastleKey(algorithm, subjectPublicKeyInfo);
  }

  private static PublicKey bouncyCastleKey(AlgorithmId algorithm, byte[] subjectPublicKeyInfo)
      throws SmimeException {
    try {
      // Its static table of key kinds is filled by the first instance.
      Providers.bouncyCastle();
      PublicKey key =
          BouncyCastleProvider.getPublicKey(SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo));
      if (key != null) {
        return key;
      }
    } catch (IOException | RuntimeException e) {
      throw new SmimeException.Malformed("SubjectPublicKeyInfo", -1, "not a key of its algorithm");
    }
    throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "public keys");
  }

  /** The same key in the form that Bouncy Castle works with. */
  public static PublicKey bouncyCastleForm(PublicKey key) throws SmimeException {
    if (key.getClass().getName().startsWith("org.bouncycastle.")) {
      return key;
    }
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new SmimeException.UnsupportedAlgorithm(
          String.valueOf(key.getAlgorithm()), "public keys");
    }
    return bouncyCastleKey(AlgorithmId.ofKey(encoded), encoded);
  }

  /** The issuer's name as it stands in the certificate. */
  public static byte[] issuer(X509Certificate certificate) throws SmimeException {
    return field(certificate, 2).raw();
  }

  /** The subject's name as it stands in the certificate. */
  public static byte[] subject(X509Certificate certificate) throws SmimeException {
    return field(certificate, 4).raw();
  }

  /** The SubjectPublicKeyInfo as it stands in the certificate. */
  public static byte[] subjectPublicKeyInfo(X509Certificate certificate) throws SmimeException {
    return field(certificate, 5).raw();
  }

  /** The serial number as it stands in the certificate, with tag and length. */
  public static byte[] serialNumber(X509Certificate certificate) throws SmimeException {
    return field(certificate, 0).raw();
  }

  /** The first moment of its validity. */
  public static Instant notBefore(X509Certificate certificate) {
    Instant plain = moment(certificate, 0);
    return plain != null ? plain : certificate.getNotBefore().toInstant();
  }

  /** The last moment of its validity. */
  public static Instant notAfter(X509Certificate certificate) {
    Instant plain = moment(certificate, 1);
    return plain != null ? plain : certificate.getNotAfter().toInstant();
  }

  /** One of the two times, where it is a UTCTime as DER has it. */
  private static @Nullable Instant moment(X509Certificate certificate, int index) {
    try {
      return plain(field(certificate, VALIDITY).child(index, WHERE));
    } catch (SmimeException e) {
      return null;
    }
  }

  private static @Nullable Instant plain(Tlv time) {
    return time.tag() == UTC_TIME
        ? UtcTime.plain(new String(time.value(), StandardCharsets.ISO_8859_1))
        : null;
  }

  /** A field of TBSCertificate, counted from the serial number. */
  private static Tlv field(X509Certificate certificate, int index) throws SmimeException {
    Tlv tbs = tbsCertificate(certificate);
    return tbs.child(index + (tbs.child(0, WHERE).tag() == VERSION ? 1 : 0), WHERE);
  }

  private static Tlv tbsCertificate(X509Certificate certificate) throws SmimeException {
    try {
      return Tlv.of(certificate.getEncoded(), WHERE).child(0, WHERE);
    } catch (GeneralSecurityException e) {
      throw new SmimeException.Malformed(WHERE, -1, "has no encoded form");
    }
  }

  /**
   * The fields as {@link #field} counts them must be of their types, and the times readable. Bouncy
   * Castle takes a value of any tag for the version, and then counts the others otherwise.
   */
  private static void checkFields(X509Certificate certificate) throws CertificateException {
    try {
      List<Tlv> fields = tbsCertificate(certificate).children(WHERE);
      int serial = fields.isEmpty() || fields.get(0).tag() != VERSION ? 0 : 1;
      for (int i = 0; i < FIELDS.length; i++) {
        if (serial + i >= fields.size() || fields.get(serial + i).tag() != FIELDS[i]) {
          throw new CertificateException("a field is missing or of another type");
        }
      }
      Tlv validity = fields.get(serial + VALIDITY);
      if (plain(validity.child(0, WHERE)) == null) {
        certificate.getNotBefore();
      }
      if (plain(validity.child(1, WHERE)) == null) {
        certificate.getNotAfter();
      }
    } catch (SmimeException e) {
      throw new CertificateException(e);
    }
  }

  /**
   * Returns the DER of a certificate.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("A certificate cannot be encoded", e);
    }
  }

  /**
   * Whether it names itself as its issuer. {@link javax.security.auth.x500.X500Principal#equals}
   * takes the square of the marks in a name.
   */
  public static boolean isSelfIssued(X509Certificate certificate) {
    return Arrays.equals(
        CanonicalName.of(certificate.getSubjectX500Principal().getEncoded()),
        CanonicalName.of(certificate.getIssuerX500Principal().getEncoded()));
  }

  /** The value of an extension, or null if there is none. */
  public static @Nullable ASN1Primitive extension(X509Certificate certificate, String oid)
      throws SmimeException {
    byte[] wrapped = certificate.getExtensionValue(oid);
    return wrapped == null
        ? null
        : TlvScan.parse(ASN1OctetString.getInstance(wrapped).getOctets(), "extension " + oid);
  }

  /** The value of the subject key identifier extension, or null. */
  public static byte @Nullable [] subjectKeyIdentifier(X509Certificate certificate) {
    try {
      ASN1Primitive extension = extension(certificate, Oids.SUBJECT_KEY_IDENTIFIER);
      return extension == null ? null : ASN1OctetString.getInstance(extension).getOctets();
    } catch (SmimeException | RuntimeException e) {
      return null;
    }
  }

  /** The key identifier by which a certificate names its issuer's key, or null. */
  public static byte @Nullable [] authorityKeyIdentifier(X509Certificate certificate) {
    try {
      ASN1Primitive extension = extension(certificate, Extension.authorityKeyIdentifier.getId());
      return extension == null
          ? null
          : AuthorityKeyIdentifier.getInstance(extension).getKeyIdentifierOctets();
    } catch (SmimeException | RuntimeException e) {
      return null;
    }
  }

  /**
   * What writers are known to put for a key where a subject key identifier is due: SHA-1 of the BIT
   * STRING, its last 60 bits behind 0100 (RFC 5280 section 4.2.1.2), the leading 160 bits of
   * SHA-256 and of SHA-384 of it (RFC 7093), SHA-1 and SHA-256 of the SubjectPublicKeyInfo.
   */
  public static List<byte[]> computedKeyIdentifiers(byte[] subjectPublicKeyInfo)
      throws SmimeException {
    Tlv bitString = subjectPublicKey(subjectPublicKeyInfo);
    byte[] bits =
        Arrays.copyOfRange(
            bitString.array(), Math.min(bitString.content() + 1, bitString.end()), bitString.end());
    byte[] sha1 = hash(DigestAlgorithm.SHA1, bits);
    byte[] sixtyBits = Arrays.copyOfRange(sha1, 12, 20);
    sixtyBits[0] = (byte) ((sixtyBits[0] & 0x0f) | 0x40);
    return List.of(
        sha1,
        hash(DigestAlgorithm.SHA1, subjectPublicKeyInfo),
        Arrays.copyOf(hash(DigestAlgorithm.SHA256, bits), 20),
        sixtyBits,
        hash(DigestAlgorithm.SHA256, subjectPublicKeyInfo),
        hash(DigestAlgorithm.SHA256, bits),
        Arrays.copyOf(hash(DigestAlgorithm.SHA384, bits), 20));
  }

  private static Tlv subjectPublicKey(byte[] subjectPublicKeyInfo) throws Malformed {
    List<Tlv> parts =
        Tlv.of(subjectPublicKeyInfo, "SubjectPublicKeyInfo").children("SubjectPublicKeyInfo");
    if (parts.size() != 2 || parts.get(1).tag() != 0x03) {
      throw new SmimeException.Malformed("SubjectPublicKeyInfo", -1, "has no BIT STRING");
    }
    return parts.get(1);
  }

  private static byte[] hash(DigestAlgorithm algorithm, byte[] octets) throws SmimeException {
    return Digesting.digest(algorithm, octets, Providers.standard());
  }
}
