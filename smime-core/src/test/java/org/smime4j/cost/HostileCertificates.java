package org.smime4j.cost;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.smime4j.testing.TestPki;

/** Certificates whose keys are numbers of any size, and that all fit one signer. */
final class HostileCertificates {

  /** What every signer and every certificate here names. */
  static final byte[] KEY_IDENTIFIER = {1, 2, 3, 4, 5, 6, 7, 8};

  static final TestPki.Authority ROOT = TestPki.authority("Cost Root");
  static final TestPki.Authority ISSUING = ROOT.authority("Cost Issuing");

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final Random RANDOM = new Random(17);

  private HostileCertificates() {}

  /** A public key that is nothing but its encoding. */
  private record Encoded(String algorithm, byte[] octets) implements PublicKey {

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return octets.clone();
    }
  }

  private static ASN1Integer number(int bits) {
    return new ASN1Integer(new BigInteger(bits, RANDOM).setBit(bits - 1).setBit(0));
  }

  private static PublicKey key(String oid, ASN1Encodable parameters, ASN1Encodable key) {
    return encoded(
        oid,
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters),
            HostileSignatures.der(key)));
  }

  static PublicKey rsa(int modulus, int exponent) {
    return key(
        "1.2.840.113549.1.1.1",
        DERNull.INSTANCE,
        new DERSequence(new ASN1Encodable[] {number(modulus), number(exponent)}));
  }

  static PublicKey dsa(int p, int q) {
    return key(
        "1.2.840.10040.4.1",
        new DERSequence(new ASN1Encodable[] {number(p), number(q), number(p - 2)}),
        number(p - 2));
  }

  static PublicKey dh(int p, int q) {
    return key(
        "1.2.840.10046.2.1",
        new DERSequence(new ASN1Encodable[] {number(p), number(p - 2), number(q)}),
        number(p - 2));
  }

  /** A curve that is spelt out, over a number that is no prime and has no small factor either. */
  static PublicKey explicitCurve(int bits) {
    ASN1Encodable field =
        new DERSequence(
            new ASN1Encodable[] {new ASN1ObjectIdentifier("1.2.840.10045.1.1"), number(bits)});
    byte[] half = new byte[(bits + 7) / 8];
    byte[] point = new byte[1 + 2 * half.length];
    point[0] = 4;
    ASN1Encodable curve =
        new DERSequence(new ASN1Encodable[] {new DEROctetString(half), new DEROctetString(half)});
    ASN1Encodable parameters =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(1), field, curve, new DEROctetString(point), number(bits)
            });
    return encoded(
        "EC",
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), point));
  }

  static PublicKey generated(String kind) {
    return TestPki.generate(kind).getPublic();
  }

  /** A point of a named curve, by a small number: making it takes less than making a key. */
  static PublicKey point(String curve, int number) {
    return encoded(
        "EC",
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, ECNamedCurveTable.getOID(curve)),
            ECNamedCurveTable.getByName(curve)
                .getG()
                .multiply(BigInteger.valueOf(number + 2))
                .getEncoded(false)));
  }

  /** A key of a kind of which any octets are a key. */
  static PublicKey anyOctets(String oid, int length) {
    byte[] octets = new byte[length];
    RANDOM.nextBytes(octets);
    return encoded(
        oid,
        new SubjectPublicKeyInfo(new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid)), octets));
  }

  private static PublicKey encoded(String algorithm, SubjectPublicKeyInfo key) {
    return new Encoded(algorithm, HostileSignatures.der(key));
  }

  /** What else a certificate shall hold. */
  interface More {
    void addTo(X509v3CertificateBuilder certificate) throws IOException;
  }

  /** A leaf that the signers name, below the issuing authority. */
  static Certificate leaf(int number, PublicKey key, More... more) {
    return certificate(ISSUING, new X500Name("CN=alice"), number, key, more);
  }

  static Certificate certificate(
      TestPki.Issued issuer, X500Name subject, int number, PublicKey key, More... more) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()),
              BigInteger.valueOf(1000 + number),
              Date.from(TestPki.NOW.minus(Duration.ofDays(10))),
              Date.from(TestPki.NOW.plus(Duration.ofDays(10))),
              subject,
              SubjectPublicKeyInfo.getInstance(key.getEncoded()));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KEY_IDENTIFIER));
      for (More each : more) {
        each.addTo(builder);
      }
      String scheme =
          switch (issuer.publicKey().getAlgorithm()) {
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "DSA" -> "SHA256withDSA";
            default -> issuer.publicKey().getAlgorithm();
          };
      JcaContentSignerBuilder signer = new JcaContentSignerBuilder(scheme);
      if (!scheme.equals("SHA256withECDSA")) {
        signer.setProvider(BC);
      }
      return builder.build(signer.build(issuer.privateKey())).toASN1Structure();
    } catch (IOException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  static List<Certificate> leaves(int count, IntFunction<PublicKey> key) {
    List<Certificate> leaves = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> leaves.add(leaf(i, key.apply(i))));
    return leaves;
  }
}
