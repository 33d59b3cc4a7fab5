package org.smime4j.cost;

import static org.smime4j.cost.HostileSignatures.SHA256;
import static org.smime4j.cost.HostileSignatures.attribute;
import static org.smime4j.cost.HostileSignatures.attributes;
import static org.smime4j.cost.HostileSignatures.der;
import static org.smime4j.cost.HostileSignatures.octets;
import static org.smime4j.cost.HostileSignatures.pair;
import static org.smime4j.cost.HostileSignatures.right;
import static org.smime4j.cost.HostileSignatures.sequence;
import static org.smime4j.cost.HostileSignatures.signer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.smime4j.testing.TestPki;

/** CMS in odd forms, and attributes and recipients of all kinds, as many as there may be. */
final class StructureFamilies {

  private static final byte[] TEXT = octets(100);
  private static final ASN1ObjectIdentifier DATA = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");

  private StructureFamilies() {}

  private static Family message(String name, int most, Family.Making made) {
    return new Family(name, most, made, MailFamilies::open);
  }

  private static ASN1ObjectIdentifier oid(String dotted) {
    return new ASN1ObjectIdentifier(dotted);
  }

  private static ASN1Encodable context(int number, ASN1Encodable value) {
    return new DERTaggedObject(false, number, value);
  }

  private static ASN1Encodable many(int n, IntFunction<ASN1Encodable> one) {
    return new DERSequence(IntStream.range(0, n).mapToObj(one).toArray(ASN1Encodable[]::new));
  }

  /** A signed attribute whose value has much in it; the signature is somebody else's. */
  private static Family attributed(
      String name, int most, String type, IntFunction<ASN1Encodable> value) {
    List<Certificate> certificates =
        HostileCertificates.leaves(8, i -> HostileCertificates.point("P-256", i));
    return message(
        name,
        most,
        n ->
            HostileSignatures.message(
                TEXT,
                certificates,
                List.of(
                    signer(
                        SHA256,
                        HostileSignatures.ECDSA_SHA256,
                        pair(31),
                        attributes(attribute(type, value.apply(n))),
                        null))));
  }

  private static Family unsigned(
      String name, int most, String type, IntFunction<ASN1Encodable[]> values) {
    Certificate alice = HostileCertificates.leaf(1, SIGNING.getPublic());
    return message(
        name,
        most,
        n -> {
          var right = right(TEXT, alice, SIGNING.getPrivate());
          return HostileSignatures.message(
              TEXT,
              List.of(alice),
              List.of(
                  new org.bouncycastle.asn1.cms.SignerInfo(
                      right.getSID(),
                      right.getDigestAlgorithm(),
                      right.getAuthenticatedAttributes(),
                      right.getDigestEncryptionAlgorithm(),
                      right.getEncryptedDigest(),
                      new DERSet(attribute(type, values.apply(n))))));
        });
  }

  private static final java.security.KeyPair SIGNING = TestPki.generate("P-256");

  /** SignedData written by hand, its content in pieces of indefinite length. */
  private static byte[] pieces(int n, int depth, byte[] piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x30, (byte) 0x80});
    out.writeBytes(der(oid("1.2.840.113549.1.7.2")));
    out.writeBytes(new byte[] {(byte) 0xa0, (byte) 0x80, 0x30, (byte) 0x80, 2, 1, 1, 0x31, 0});
    out.writeBytes(new byte[] {0x30, (byte) 0x80});
    out.writeBytes(der(DATA));
    out.writeBytes(new byte[] {(byte) 0xa0, (byte) 0x80});
    for (int i = 0; i < depth; i++) {
      out.writeBytes(new byte[] {0x24, (byte) 0x80});
    }
    for (int i = 0; i < n; i++) {
      out.writeBytes(piece);
    }
    out.writeBytes(new byte[2 * depth + 4]);
    out.writeBytes(new byte[] {0x31, 0});
    out.writeBytes(new byte[6]);
    return out.toByteArray();
  }

  private static byte[] enveloped(
      ASN1Encodable originator, ASN1Encodable recipients, ASN1Encodable... unprotected) {
    List<ASN1Encodable> parts = new ArrayList<>();
    parts.add(new ASN1Integer(2));
    if (originator != null) {
      parts.add(context(0, originator));
    }
    parts.add(recipients);
    parts.add(
        sequence(
            DATA,
            new AlgorithmIdentifier(
                oid("2.16.840.1.101.3.4.1.42"), new DEROctetString(new byte[16])),
            context(0, new DEROctetString(new byte[64]))));
    if (unprotected.length > 0) {
      parts.add(context(1, new DERSet(unprotected)));
    }
    return der(
        sequence(
            oid("1.2.840.113549.1.7.3"),
            new DERTaggedObject(true, 0, new DERSequence(parts.toArray(ASN1Encodable[]::new)))));
  }

  private static ASN1Encodable recipients(int n, IntFunction<ASN1Encodable> one) {
    return new DERSet(IntStream.range(0, n).mapToObj(one).toArray(ASN1Encodable[]::new));
  }

  /** Agreement with the key that is at hand, n times over: each is a private operation. */
  private static ASN1Encodable agreement(int i) {
    byte[] point =
        org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(
                SIGNING.getPublic().getEncoded())
            .getPublicKeyData()
            .getBytes();
    return context(
        1,
        sequence(
            new ASN1Integer(3),
            new DERTaggedObject(
                true,
                0,
                context(
                    1,
                    sequence(
                        new AlgorithmIdentifier(oid("1.2.840.10045.2.1")),
                        new org.bouncycastle.asn1.DERBitString(point)))),
            new AlgorithmIdentifier(
                oid("1.3.132.1.11.1"), new AlgorithmIdentifier(oid("2.16.840.1.101.3.4.1.5"))),
            sequence(sequence(MailFamilies.recipientName(), new DEROctetString(new byte[24])))));
  }

  private static ASN1Encodable transport(int i) {
    return sequence(
        new ASN1Integer(0),
        MailFamilies.recipientName(),
        new AlgorithmIdentifier(oid("1.2.840.113549.1.1.1"), DERNull.INSTANCE),
        new DEROctetString(new byte[256]));
  }

  private static ASN1Encodable encapsulation(int i) {
    return context(
        4,
        sequence(
            oid("1.2.840.113549.1.9.16.13.3"),
            sequence(
                new ASN1Integer(0),
                MailFamilies.recipientName(),
                new AlgorithmIdentifier(oid("2.16.840.1.101.3.4.4.2")),
                new DEROctetString(new byte[1088]),
                new AlgorithmIdentifier(oid("1.2.840.113549.1.9.16.3.28")),
                new ASN1Integer(32),
                new AlgorithmIdentifier(oid("2.16.840.1.101.3.4.1.45")),
                new DEROctetString(new byte[40]))));
  }

  private static ASN1Encodable passwordRecipient(int i) {
    return context(
        3,
        sequence(
            new ASN1Integer(0),
            context(
                0,
                new AlgorithmIdentifier(
                        oid("1.2.840.113549.1.5.12"),
                        sequence(new DEROctetString(new byte[8]), new ASN1Integer(1_000_000)))
                    .toASN1Primitive()),
            new AlgorithmIdentifier(
                oid("1.2.840.113549.1.9.16.3.9"),
                new AlgorithmIdentifier(
                    oid("2.16.840.1.101.3.4.1.42"), new DEROctetString(new byte[16]))),
            new DEROctetString(new byte[48])));
  }

  private static ASN1Encodable general(int i) {
    return new GeneralNames(new GeneralName(new X500Name("O=a" + i)));
  }

  /** Time-stamp tokens, of which each has as many certificates of one authority as it may have. */
  private static ASN1Encodable[] tokens(int n, List<Certificate> stamping) throws IOException {
    ASN1Encodable[] tokens = new ASN1Encodable[n];
    for (int i = 0; i < n; i++) {
      ASN1Encodable info =
          sequence(
              new ASN1Integer(1),
              oid("1.2.3"),
              sequence(
                  new AlgorithmIdentifier(oid(SHA256), DERNull.INSTANCE),
                  new DEROctetString(new byte[32])),
              new ASN1Integer(i),
              new org.bouncycastle.asn1.DERGeneralizedTime("20260601120000Z"));
      tokens[i] =
          org.bouncycastle.asn1.ASN1Primitive.fromByteArray(
              TimestampShape.of(
                  der(info),
                  stamping,
                  signer(SHA256, HostileSignatures.ECDSA_SHA256, pair(60), attributes(), null)));
    }
    return tokens;
  }

  /** SignedData of another content type. */
  private static final class TimestampShape {
    static byte[] of(byte[] content, List<Certificate> certificates, ASN1Encodable signer) {
      return der(
          sequence(
              oid("1.2.840.113549.1.7.2"),
              new DERTaggedObject(
                  true,
                  0,
                  sequence(
                      new ASN1Integer(3),
                      new DERSet(new AlgorithmIdentifier(oid(SHA256))),
                      sequence(
                          oid("1.2.840.113549.1.9.16.1.4"),
                          new DERTaggedObject(true, 0, new DEROctetString(content))),
                      context(0, new DERSet(certificates.toArray(ASN1Encodable[]::new))),
                      new DERSet(signer)))));
    }
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    List<Certificate> stamping = new ArrayList<>();
    all.add(
        message(
            "pieces of an octet of content", 2_500_000, n -> pieces(n, 1, new byte[] {4, 1, 'x'})));
    all.add(message("empty pieces of content", 4_000_000, n -> pieces(n, 1, new byte[] {4, 0})));
    all.add(
        message(
            "pieces of content whose lengths are long",
            1_000_000,
            n -> pieces(n, 1, new byte[] {4, (byte) 0x84, 0, 0, 0, 1, 'x'})));
    all.add(
        message(
            "pieces in pieces of content",
            1_000_000,
            n -> pieces(n, 20, new byte[] {0x24, (byte) 0x80, 4, 1, 'x', 0, 0})));
    all.add(
        message(
            "values that are no certificates",
            20_000,
            n ->
                HostileSignatures.der(
                    sequence(
                        oid("1.2.840.113549.1.7.2"),
                        new DERTaggedObject(
                            true,
                            0,
                            sequence(
                                new ASN1Integer(1),
                                new DERSet(),
                                sequence(DATA),
                                context(
                                    0,
                                    new org.bouncycastle.asn1.BERSet(
                                        IntStream.range(0, n)
                                            .mapToObj(i -> context(3, sequence(oid("1.2.3"))))
                                            .toArray(ASN1Encodable[]::new))),
                                new DERSet()))))));
    all.add(
        attributed(
            "certificates that a signature is bound to",
            100_000,
            "1.2.840.113549.1.9.16.2.47",
            n -> sequence(many(n, i -> sequence(new DEROctetString(new byte[32]))))));
    all.add(
        attributed(
            "policies of a signing certificate",
            100_000,
            "1.2.840.113549.1.9.16.2.12",
            n ->
                sequence(
                    sequence(sequence(new DEROctetString(new byte[20]))),
                    many(n, i -> sequence(oid("1.2.3." + i))))));
    all.add(
        attributed(
            "receivers of a receipt",
            200_000,
            "1.2.840.113549.1.9.16.2.1",
            n ->
                sequence(
                    new DEROctetString(new byte[20]),
                    context(1, many(n, StructureFamilies::general)),
                    many(n, StructureFamilies::general))));
    all.add(
        attributed(
            "categories of a security label",
            450_000,
            "1.2.840.113549.1.9.16.2.2",
            n -> {
              ASN1Encodable[] categories = new ASN1Encodable[n];
              for (int i = 0; i < n; i++) {
                categories[i] =
                    sequence(
                        context(0, oid("1.2.3." + i)),
                        new DERTaggedObject(true, 1, new DERUTF8String("a")));
              }
              return new DERSet(new ASN1Encodable[] {oid("1.2.3"), new DERSet(categories)});
            }));
    all.add(
        attributed(
            "lists that a message went through",
            20_000,
            "1.2.840.113549.1.9.16.2.3",
            n ->
                many(
                    n,
                    i ->
                        sequence(
                            new DEROctetString(new byte[20]),
                            new org.bouncycastle.asn1.DERGeneralizedTime("20260601120000Z")))));
    all.add(
        attributed(
            "octets of a description of content",
            8_000_000,
            "1.2.840.113549.1.9.16.2.4",
            n -> sequence(new DERUTF8String("a".repeat(n)), DATA)));
    all.add(
        unsigned(
            "time stamps with 60 certificates each",
            16,
            "1.2.840.113549.1.9.16.2.14",
            n -> {
              try {
                if (stamping.isEmpty()) {
                  stamping.addAll(
                      HostileCertificates.leaves(
                          60, i -> HostileCertificates.point("brainpoolP512r1", i)));
                }
                return tokens(n, stamping);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }));
    all.add(
        unsigned(
            "values of revocation beside a signature",
            1_400_000,
            "1.2.840.113549.1.9.16.2.24",
            n ->
                new ASN1Encodable[] {
                  sequence(new DERTaggedObject(true, 1, many(n, i -> sequence(new ASN1Integer(i)))))
                }));
    all.add(
        message(
            "agreements with the key at hand",
            1_000,
            n -> enveloped(null, recipients(n, StructureFamilies::agreement))));
    all.add(
        message(
            "keys of one agreement",
            4_000,
            n ->
                enveloped(
                    null,
                    new DERSet(
                        context(
                            1,
                            sequence(
                                new ASN1Integer(3),
                                new DERTaggedObject(
                                    true,
                                    0,
                                    context(
                                        1,
                                        sequence(
                                            new AlgorithmIdentifier(oid("1.2.840.10045.2.1")),
                                            new org.bouncycastle.asn1.DERBitString(new byte[65])))),
                                new AlgorithmIdentifier(
                                    oid("1.3.132.1.11.1"),
                                    new AlgorithmIdentifier(oid("2.16.840.1.101.3.4.1.5"))),
                                many(
                                    n,
                                    i ->
                                        sequence(
                                            sequence(new X500Name("CN=a"), new ASN1Integer(i)),
                                            new DEROctetString(new byte[24])))))))));
    all.add(
        message(
            "RSA for a key of another kind",
            1_000,
            n -> enveloped(null, recipients(n, StructureFamilies::transport))));
    all.add(
        message(
            "ML-KEM for a key of another kind",
            1_000,
            n -> enveloped(null, recipients(n, StructureFamilies::encapsulation))));
    all.add(
        message(
            "passwords of recipients, at 1,000,000 iterations",
            1_000,
            n -> enveloped(null, recipients(n, StructureFamilies::passwordRecipient))));
    all.add(
        message(
            "kinds of recipients that nobody knows",
            1_000,
            n ->
                enveloped(
                    null,
                    recipients(
                        n,
                        i ->
                            context(
                                4,
                                sequence(oid("1.2.3." + i), new DEROctetString(octets(2000))))))));
    all.add(
        message(
            "values of an attribute beside encrypted content",
            60_000,
            n ->
                enveloped(
                    null,
                    recipients(1, StructureFamilies::transport),
                    attribute(
                        "1.2.3",
                        IntStream.range(0, n)
                            .mapToObj(ASN1Integer::new)
                            .toArray(ASN1Encodable[]::new)))));
    all.add(
        message(
            "certificates of an originator",
            60,
            n ->
                enveloped(
                    sequence(
                        context(
                            0,
                            new DERSet(
                                HostileCertificates.leaves(
                                        n, i -> HostileCertificates.dsa(16_384, 512))
                                    .toArray(ASN1Encodable[]::new)))),
                    recipients(1, StructureFamilies::transport))));
    return all;
  }
}
