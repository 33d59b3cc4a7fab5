package org.smime4j.testing;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A name with a key that signs certificates (RFC 5280): an authority's, or that of an owner. */
record Issuer(X500Name name, KeyPair keys) {

  private static final int SERIAL_BITS = 64;

  /** Of an authority. A part of the key's identifier is in the name: no other has that name. */
  static Issuer authority(KeyPair keys) throws Exception {
    byte[] identifier =
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()).getKeyIdentifier();
    String number = HexFormat.of().formatHex(Arrays.copyOf(identifier, 4));
    return new Issuer(SubjectNames.subject("Test authority " + number), keys);
  }

  static BigInteger newSerial() {
    return new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS);
  }

  /** The certificate of the authority itself. */
  X509Certificate anchor(Instant begin, Instant end) throws Exception {
    return signed(
        content(newSerial(), name, keys.getPublic(), begin, end)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
  }

  X509Certificate certificate(
      BigInteger serial, SubjectNames names, PublicKey key, int usage, Instant begin, Instant end)
      throws Exception {
    X509v3CertificateBuilder content =
        content(serial, names.subject(), key, begin, end)
            .addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    if (names.alternatives() != null) {
      content.addExtension(Extension.subjectAlternativeName, false, names.alternatives());
    }
    if (!names.areOfHost()) {
      content.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
    }
    return signed(content);
  }

  private X509v3CertificateBuilder content(
      BigInteger serial, X500Name subject, PublicKey key, Instant begin, Instant end)
      throws Exception {
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    return new JcaX509v3CertificateBuilder(
            name, serial, Date.from(begin), Date.from(end), subject, key)
        .addExtension(
            Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
  }

  private X509Certificate signed(X509v3CertificateBuilder content) throws Exception {
    return new JcaX509CertificateConverter().getCertificate(content.build(signature()));
  }

  /** Makes the signature under a certificate, a CRL or a response. */
  ContentSigner signature() throws Exception {
    String kind = keys.getPrivate().getAlgorithm().toUpperCase(Locale.ROOT);
    JcaContentSignerBuilder builder =
        switch (kind) {
          case "RSA" -> new JcaContentSignerBuilder("SHA256withRSA");
          case "EC", "ECDSA" -> new JcaContentSignerBuilder("SHA256withECDSA");
          // Newer JDKs have an ML-DSA of their own, which does not read Bouncy Castle's keys.
          default -> new JcaContentSignerBuilder(kind).setProvider(new BouncyCastleProvider());
        };
    return builder.build(keys.getPrivate());
  }
}
