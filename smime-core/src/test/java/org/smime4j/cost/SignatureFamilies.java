package org.smime4j.cost;

import static org.smime4j.cost.HostileCertificates.leaves;
import static org.smime4j.cost.HostileSignatures.DSA_SHA256;
import static org.smime4j.cost.HostileSignatures.ECDSA_SHA256;
import static org.smime4j.cost.HostileSignatures.RSA;
import static org.smime4j.cost.HostileSignatures.SHA256;
import static org.smime4j.cost.HostileSignatures.SHA512;
import static org.smime4j.cost.HostileSignatures.attribute;
import static org.smime4j.cost.HostileSignatures.attributes;
import static org.smime4j.cost.HostileSignatures.message;
import static org.smime4j.cost.HostileSignatures.octets;
import static org.smime4j.cost.HostileSignatures.pair;
import static org.smime4j.cost.HostileSignatures.signer;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x509.Certificate;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.sources.ByteSource;

/** Signatures that are checked in vain: many of them, by many keys, over much. */
final class SignatureFamilies {

  private static final byte[] TEXT = octets(100);
  private static final int CERTIFICATES = 64;
  private static final int SIGNERS = 16;
  private static final Map<String, List<Certificate>> KNOWN = new HashMap<>();

  private SignatureFamilies() {}

  /** Opened with the root as anchor, and with no keys. */
  static Object open(byte[] mail) throws java.io.IOException {
    return MailReader.with(Decryptor.with(KeyHistory.of()), Verifier.trusting(PathFamilies.trust()))
        .open(ByteSource.of(mail));
  }

  private static List<Certificate> certificates(String name, IntFunction<PublicKey> key) {
    return KNOWN.computeIfAbsent(name, each -> leaves(CERTIFICATES, key));
  }

  /** Certificates that no signer needs. */
  private static Family unused(String name, IntFunction<PublicKey> key) {
    SignerInfo rsa = signer(SHA256, RSA, octets(256), attributes(), null);
    return new Family(
        "certificates that nobody uses, " + name,
        CERTIFICATES - 1,
        n -> {
          List<Certificate> all = new ArrayList<>(certificates(name, key).subList(0, n));
          return message(TEXT, all, List.of(other(rsa)));
        },
        SignatureFamilies::open);
  }

  /** The same signer, whom none of the certificates fits. */
  private static ASN1Encodable other(SignerInfo signer) {
    return new SignerInfo(
        new org.bouncycastle.asn1.cms.SignerIdentifier(
            new org.bouncycastle.asn1.DERTaggedObject(false, 0, new DEROctetString(new byte[3]))),
        signer.getDigestAlgorithm(),
        signer.getAuthenticatedAttributes(),
        signer.getDigestEncryptionAlgorithm(),
        signer.getEncryptedDigest(),
        signer.getUnauthenticatedAttributes());
  }

  /** Every signer may mean every certificate. */
  private static Family keys(
      String name, String digest, String scheme, byte[] signature, IntFunction<PublicKey> key) {
    return new Family(
        "keys of each of 16 signers, " + name,
        CERTIFICATES,
        n -> {
          List<SignerInfo> signers =
              IntStream.range(0, SIGNERS)
                  .mapToObj(
                      i ->
                          signer(
                              digest,
                              scheme,
                              signature,
                              attributes(attribute("1.2.3." + i, DERNull.INSTANCE)),
                              null))
                  .toList();
          return message(TEXT, certificates(name, key).subList(0, n), signers);
        },
        SignatureFamilies::open);
  }

  /** Without signed attributes: the content itself is what is signed. */
  private static Family content(
      String name, String digest, String scheme, byte[] signature, IntFunction<PublicKey> key) {
    return new Family(
        "octets without signed attributes, " + name,
        9_000_000,
        n ->
            message(
                octets(n),
                certificates(name, key).subList(0, SIGNERS),
                Collections.nCopies(SIGNERS, signer(digest, scheme, signature, null, null))),
        SignatureFamilies::open);
  }

  private static Family beside(
      String name,
      int most,
      java.util.function.IntFunction<ASN1Set> signed,
      IntFunction<ASN1Set> unsigned) {
    return new Family(
        name,
        most,
        n ->
            message(
                TEXT,
                certificates("RSA-2048", i -> HostileCertificates.rsa(2048, 17)).subList(0, 4),
                List.of(signer(SHA256, RSA, octets(256), signed.apply(n), unsigned.apply(n)))),
        SignatureFamilies::open);
  }

  private static ASN1Set countersignatures(int n, int depth) {
    List<ASN1Encodable> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(
          attribute(
              "1.2.840.113549.1.9.6",
              signer(
                  SHA256,
                  ECDSA_SHA256,
                  pair(60),
                  attributes(attribute("1.2.3." + i, DERNull.INSTANCE)),
                  depth > 1 ? countersignatures(2, depth - 1) : null)));
    }
    return new DERSet(all.toArray(ASN1Encodable[]::new));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    all.add(unused("DSA-16384", i -> HostileCertificates.dsa(16_384, 16_000)));
    all.add(unused("DH-16384", i -> HostileCertificates.dh(16_384, 16_000)));
    all.add(unused("RSA-16384", i -> HostileCertificates.rsa(16_384, 16_000)));
    all.add(unused("DSA-4096", i -> HostileCertificates.dsa(4096, 512)));
    all.add(unused("curves spelt out", i -> HostileCertificates.explicitCurve(1024)));
    all.add(
        keys(
            "DSA-4096 with q of 512",
            SHA256,
            DSA_SHA256,
            pair(63),
            i -> HostileCertificates.dsa(4096, 512)));
    all.add(
        keys(
            "DSA-4096 with q of 4000",
            SHA256,
            DSA_SHA256,
            pair(499),
            i -> HostileCertificates.dsa(4096, 4000)));
    all.add(keys("DH-4096", SHA256, DSA_SHA256, pair(63), i -> HostileCertificates.dh(4096, 512)));
    all.add(keys("RSA-8192", SHA256, RSA, octets(1024), i -> HostileCertificates.rsa(8192, 64)));
    all.add(keys("RSA-16384", SHA256, RSA, octets(2048), i -> HostileCertificates.rsa(16_384, 64)));
    all.add(
        keys(
            "RSA-8192 with e as long",
            SHA256,
            RSA,
            octets(1024),
            i -> HostileCertificates.rsa(8192, 8192)));
    all.add(
        keys("P-521", SHA256, ECDSA_SHA256, pair(65), i -> HostileCertificates.point("P-521", i)));
    all.add(
        keys(
            "brainpoolP512r1",
            SHA256,
            ECDSA_SHA256,
            pair(63),
            i -> HostileCertificates.point("brainpoolP512r1", i)));
    all.add(
        keys(
            "sect571r1",
            SHA256,
            ECDSA_SHA256,
            pair(65),
            i -> HostileCertificates.point("sect571r1", i)));
    all.add(
        keys(
            "c2pnb368w1",
            SHA256,
            ECDSA_SHA256,
            pair(40),
            i -> HostileCertificates.point("c2pnb368w1", i)));
    all.add(
        keys(
            "Ed448",
            SHA512,
            "1.3.101.113",
            octets(114),
            i -> HostileCertificates.generated("Ed448")));
    all.add(
        keys(
            "ML-DSA-87",
            SHA512,
            "2.16.840.1.101.3.4.3.19",
            octets(4627),
            i -> HostileCertificates.anyOctets("2.16.840.1.101.3.4.3.19", 2592)));
    all.add(
        keys(
            "SLH-DSA-SHA2-256F",
            SHA512,
            "2.16.840.1.101.3.4.3.25",
            octets(49_856),
            i -> HostileCertificates.anyOctets("2.16.840.1.101.3.4.3.25", 64)));
    all.add(
        keys(
            "HSS-LMS",
            SHA256,
            "1.2.840.113549.1.9.16.3.17",
            octets(1292),
            i -> HostileCertificates.anyOctets("1.2.840.113549.1.9.16.3.17", 60)));
    all.add(
        content(
            "Ed25519",
            SHA512,
            "1.3.101.112",
            octets(64),
            i -> HostileCertificates.generated("Ed25519")));
    all.add(
        content(
            "Ed448",
            SHA512,
            "1.3.101.113",
            octets(114),
            i -> HostileCertificates.generated("Ed448")));
    all.add(
        content(
            "ML-DSA-44",
            SHA512,
            "2.16.840.1.101.3.4.3.17",
            octets(2420),
            i -> HostileCertificates.anyOctets("2.16.840.1.101.3.4.3.17", 1312)));
    all.add(
        content(
            "SLH-DSA-SHAKE-128S",
            SHA512,
            "2.16.840.1.101.3.4.3.26",
            octets(7856),
            i -> HostileCertificates.anyOctets("2.16.840.1.101.3.4.3.26", 32)));
    all.add(
        content(
            "RSASSA-PSS with SHAKE",
            "2.16.840.1.101.3.4.2.12",
            "1.3.6.1.5.5.7.6.31",
            octets(256),
            i -> HostileCertificates.rsa(2048, 17)));
    all.add(content("RSA", SHA256, RSA, octets(256), i -> HostileCertificates.rsa(2048, 17)));
    all.add(
        new Family(
            "octets by 16 signers of 16 digests",
            9_000_000,
            n ->
                message(
                    octets(n),
                    certificates("RSA-2048", i -> HostileCertificates.rsa(2048, 17))
                        .subList(0, SIGNERS),
                    digests().stream()
                        .map(d -> signer(d, RSA, octets(256), attributes(), null))
                        .toList()),
            SignatureFamilies::open));
    all.add(
        beside(
            "countersignatures by one of 4 keys",
            16,
            n -> attributes(),
            n -> countersignatures(n, 1)));
    all.add(
        beside(
            "countersignatures on countersignatures",
            16,
            n -> attributes(),
            n -> countersignatures(n, 3)));
    all.add(
        beside("values of a signed attribute", 1_900_000, n -> attributes(values(n)), n -> null));
    all.add(
        beside(
            "values of an unsigned attribute",
            300_000,
            n -> attributes(),
            n -> new DERSet(values(n))));
    all.add(
        beside(
            "capabilities",
            100_000,
            n -> attributes(attribute("1.2.840.113549.1.9.15", capabilities(n))),
            n -> null));
    return all;
  }

  private static ASN1Encodable values(int n) {
    ASN1Encodable[] values = new ASN1Encodable[n];
    for (int i = 0; i < n; i++) {
      values[i] = new org.bouncycastle.asn1.ASN1Integer(n - i);
    }
    return attribute("1.2.3.4", values);
  }

  private static ASN1Encodable capabilities(int n) {
    return HostileSignatures.sequence(
        Collections.nCopies(n, HostileSignatures.algorithm("1.2.840.113549.3.2"))
            .toArray(ASN1Encodable[]::new));
  }

  /** A signature apart from its content, by a signer for each digest. */
  static byte[] ofAllDigests() {
    return HostileSignatures.detached(
        certificates("RSA-2048", i -> HostileCertificates.rsa(2048, 17)).subList(0, SIGNERS),
        digests().stream().map(d -> signer(d, RSA, octets(256), attributes(), null)).toList());
  }

  private static List<String> digests() {
    return List.of(
        "1.3.14.3.2.26",
        "2.16.840.1.101.3.4.2.1",
        "2.16.840.1.101.3.4.2.2",
        "2.16.840.1.101.3.4.2.3",
        "2.16.840.1.101.3.4.2.4",
        "2.16.840.1.101.3.4.2.5",
        "2.16.840.1.101.3.4.2.6",
        "2.16.840.1.101.3.4.2.7",
        "2.16.840.1.101.3.4.2.8",
        "2.16.840.1.101.3.4.2.9",
        "2.16.840.1.101.3.4.2.10",
        "2.16.840.1.101.3.4.2.11",
        "2.16.840.1.101.3.4.2.12",
        "1.3.36.3.2.1",
        "1.3.14.3.2.26",
        "1.3.14.3.2.26");
  }
}
