package org.smime4j.ldap;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for the tests, made on the spot. */
final class Pki {

  private static final AtomicLong SERIAL = new AtomicLong(1);

  /** A certificate and its key. */
  record Issued(X509Certificate certificate, PrivateKey key) {}

  private Pki() {}

  static Issued authority(String name) throws Exception {
    return make(null, new X500Name("CN=" + name), Duration.ofDays(30), true);
  }

  static Issued person(Issued by, String address) throws Exception {
    return person(by, address, Duration.ofDays(30));
  }

  /** One that ends so long after this moment, or before it. */
  static Issued person(Issued by, String address, Duration end) throws Exception {
    GeneralName name = new GeneralName(GeneralName.rfc822Name, address);
    return make(by, new X500Name("CN=" + SERIAL), end, false, name);
  }

  static Issued server(Issued by, String host) throws Exception {
    GeneralName name = new GeneralName(GeneralName.dNSName, host);
    return make(by, new X500Name("CN=server"), Duration.ofDays(30), false, name);
  }

  private static Issued make(
      Issued by, X500Name subject, Duration end, boolean authority, GeneralName... names)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            by == null
                ? subject
                : new X500Name(by.certificate().getSubjectX500Principal().getName()),
            BigInteger.valueOf(SERIAL.getAndIncrement()),
            Date.from(now.minus(Duration.ofDays(60))),
            Date.from(now.plus(end)),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (names.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    PrivateKey signing = by == null ? pair.getPrivate() : by.key();
    return new Issued(
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing))),
        pair.getPrivate());
  }
}
