package org.smime4j.cost;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Encrypted messages for many others, opened and diagnosed; no private operation is done. */
final class DiagnosisFamilies {

  private static final int MOST = 1_000;

  /** Octets of a name or number: a thousand of them are nearly all that ASN1_OCTETS allows. */
  private static final int LONG = 9_000;

  private static final X500Name ISSUER =
      X500Name.getInstance(
          HostileCertificates.ISSUING.certificate().getSubjectX500Principal().getEncoded());

  private static final Decryptor EIGHT_KEYS = Decryptor.with(eightKeys());
  private static final Decryptor THOUSAND_KEYS = Decryptor.with(new Remaining(thousandKeys()));

  private DiagnosisFamilies() {}

  static List<Family> all() {
    byte[] largest = new byte[128];
    Arrays.fill(largest, (byte) 0xff);
    Family.Making others = n -> message(n, each -> transport(ISSUER, serial(each), value(each)));
    Family.Making sameHashCodes =
        n -> message(n, each -> transport(ofOneHashCode(each), BigInteger.ONE, value(each)));
    return List.of(
        new Family("recipients who are others, opened", MOST, others, MailFamilies::open),
        new Family(
            "recipients who are others, diagnosed with eight keys",
            MOST,
            others,
            DiagnosisFamilies::diagnose),
        new Family(
            "recipients of long names, diagnosed",
            MOST,
            n -> message(n, each -> transport(longName(each), serial(each), value(each))),
            DiagnosisFamilies::diagnose),
        new Family(
            "recipients of long names with one hash code, opened",
            MOST,
            sameHashCodes,
            MailFamilies::open),
        new Family(
            "recipients of long names with one hash code, diagnosed",
            MOST,
            sameHashCodes,
            DiagnosisFamilies::diagnose),
        new Family(
            "recipients whose values fit none of a thousand keys, diagnosed",
            MOST,
            n -> message(n, each -> transport(ISSUER, serial(each), largest)),
            cms -> THOUSAND_KEYS.diagnose(ByteSource.of(cms))),
        new Family(
            "recipients of a mail that each held key fits, diagnosed after the mail was opened",
            MOST,
            n -> mail(others.of(n)),
            DiagnosisFamilies::openAndDiagnose),
        new Family(
            "recipients of one key agreement, diagnosed",
            MOST,
            n -> message(1, each -> agreement(n)),
            DiagnosisFamilies::diagnose));
  }

  private static Object diagnose(byte[] cms) throws IOException {
    return EIGHT_KEYS.diagnose(ByteSource.of(cms));
  }

  private static Object openAndDiagnose(byte[] mail) throws IOException {
    try (OpenedMail opened =
        MailReader.with(THOUSAND_KEYS, Verifier.trusting(PathFamilies.trust()))
            .open(ByteSource.of(mail))) {
      return opened.diagnosis().orElseThrow();
    }
  }

  /** Eight keys of one authority. */
  private static KeyHistory eightKeys() {
    List<Credential> keys = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      TestPki.Issued issued =
          HostileCertificates.ISSUING
              .issue(i + "@example.org")
              .key(TestPki.sameRsa(1024, i))
              .build();
      keys.add(Credential.of(issued.privateKey(), issued.certificate()));
    }
    return KeyHistory.of(keys.toArray(Credential[]::new));
  }

  private static List<DecryptionKey> thousandKeys() {
    Random random = new Random(7);
    List<DecryptionKey> keys = new ArrayList<>();
    PrivateKey one = TestPki.sameRsa(1024, 0).getPrivate();
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      for (int i = 0; i < 1_000; i++) {
        BigInteger modulus = new BigInteger(1023, random).setBit(1023).setBit(0);
        keys.add(
            DecryptionKey.of(
                one,
                factory.generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537))),
                List.of(),
                "a stand-in"));
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return keys;
  }

  /** Keys that no message names, all of one kind. */
  private record Remaining(List<DecryptionKey> keys) implements KeySource {

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
      return List.of();
    }

    @Override
    public Iterable<DecryptionKey> remaining(String kind) {
      return kind.equals(KeyKind.rsa(1024).toString()) ? keys : List.of();
    }

    @Override
    public int size() {
      return keys.size();
    }
  }

  private static BigInteger serial(int number) {
    return BigInteger.valueOf(1_000_000 + number);
  }

  /** "Aa" and "BB" have one hash code, as text and as octets: so have all rows of them. */
  private static X500Name ofOneHashCode(int number) {
    StringBuilder name = new StringBuilder("x".repeat(LONG));
    for (int bit = 0; bit < 10; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERUTF8String(name.toString()))});
  }

  private static X500Name longName(int number) {
    AttributeTypeAndValue[] parts = new AttributeTypeAndValue[LONG / 30];
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("part " + number + " " + i));
    }
    return new X500Name(Arrays.stream(parts).map(RDN::new).toArray(RDN[]::new));
  }

  private static byte[] value(int number) {
    return ByteBuffer.allocate(128).putInt(124, number).array();
  }

  private static ASN1Encodable transport(X500Name issuer, BigInteger serial, byte[] value) {
    return HostileSignatures.sequence(
        new ASN1Integer(0),
        HostileSignatures.sequence(issuer, new ASN1Integer(serial)),
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(HostileSignatures.RSA), DERNull.INSTANCE),
        new DEROctetString(value));
  }

  /** With a point of P-256, wrapped for so many. */
  private static ASN1Encodable agreement(int recipients) {
    ASN1Encodable[] keys = new ASN1Encodable[recipients];
    for (int i = 0; i < recipients; i++) {
      keys[i] =
          HostileSignatures.sequence(
              HostileSignatures.sequence(ISSUER, new ASN1Integer(serial(i))),
              new DEROctetString(new byte[40]));
    }
    ASN1Encodable originator =
        HostileSignatures.sequence(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.2.1")),
            new DERBitString(new byte[65]));
    return new DERTaggedObject(
        false,
        1,
        HostileSignatures.sequence(
            new ASN1Integer(3),
            new DERTaggedObject(true, 0, new DERTaggedObject(false, 1, originator)),
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier("1.3.132.1.11.1"),
                new AlgorithmIdentifier(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.1.45"))),
            HostileSignatures.sequence(keys)));
  }

  private static byte[] message(int recipients, IntFunction<ASN1Encodable> recipient) {
    ASN1Encodable[] infos = new ASN1Encodable[recipients];
    Arrays.setAll(infos, recipient);
    return HostileSignatures.der(
        HostileSignatures.sequence(
            new ASN1ObjectIdentifier("1.2.840.113549.1.7.3"),
            new DERTaggedObject(
                true,
                0,
                HostileSignatures.sequence(
                    new ASN1Integer(0),
                    new DERSet(infos),
                    HostileSignatures.sequence(
                        new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"),
                        new AlgorithmIdentifier(
                            new ASN1ObjectIdentifier("2.16.840.1.101.3.4.1.42"),
                            new DEROctetString(new byte[16])),
                        new DERTaggedObject(false, 0, new DEROctetString(new byte[64])))))));
  }

  private static byte[] mail(byte[] cms) {
    return ("From: alice@example.org\r\nContent-Type: application/pkcs7-mime\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(cms))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
