package org.smime4j.benchmarks.contestants;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One authority and what it issues: certificates of persons, for signing and encryption alike. */
final class Certificates {

  private static final X500Principal AUTHORITY = new X500Principal("CN=Authority");

  private final ContentSigner signer;
  private final X509Certificate certificate;

  private Certificates(ContentSigner signer, X509Certificate certificate) {
    this.signer = signer;
    this.certificate = certificate;
  }

  static Certificates authority(KeyPair pair) throws Exception {
    boolean rsa = pair.getPrivate().getAlgorithm().equals("RSA");
    ContentSigner signer =
        new JcaContentSignerBuilder(rsa ? "SHA256withRSA" : "SHA256withECDSA")
            .build(pair.getPrivate());
    JcaX509v3CertificateBuilder builder = builder(AUTHORITY, 1, 30_000, pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return new Certificates(signer, parse(builder.build(signer).getEncoded()));
  }

  /**
   * An authority whose signatures are none: for the certificates of a key history, which nobody
   * validates.
   */
  static Certificates pretended() {
    return new Certificates(new NoSignature(), null);
  }

  X509Certificate certificate() {
    return certificate;
  }

  /**
   * A certificate of {@code name@example.org}.
   *
   * @param serial also how long ago, in days, its validity began
   */
  X509Certificate issue(String name, long serial, PublicKey key) throws Exception {
    JcaX509v3CertificateBuilder builder =
        builder(new X500Principal("CN=" + name), serial, serial % 10_000, key);
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(
            KeyUsage.digitalSignature
                | (key.getAlgorithm().equals("RSA")
                    ? KeyUsage.keyEncipherment
                    : KeyUsage.keyAgreement)));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.rfc822Name, name + "@example.org")));
    return parse(builder.build(signer).getEncoded());
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Principal subject, long serial, long days, PublicKey key) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        AUTHORITY,
        BigInteger.valueOf(serial),
        Date.from(now.minus(days + 1, ChronoUnit.DAYS)),
        Date.from(now.plus(3650, ChronoUnit.DAYS)),
        subject,
        key);
  }

  static X509Certificate parse(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static final class NoSignature implements ContentSigner {
    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withRSA");
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public byte[] getSignature() {
      return new byte[256];
    }
  }
}
