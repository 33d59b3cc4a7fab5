package org.smime4j.cost;

import static org.smime4j.cost.HostileSignatures.der;
import static org.smime4j.cost.HostileSignatures.sequence;
import static org.smime4j.cost.KeyFileFamilies.bag;
import static org.smime4j.cost.KeyFileFamilies.certificateBag;
import static org.smime4j.cost.KeyFileFamilies.identifier;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.smime4j.CertificateFiles;
import org.smime4j.KeyHistory;
import org.smime4j.keys.PasswordSource;
import org.smime4j.testing.TestPki;

/** Files of anchors, none of them larger than a megabyte, and key stores read both ways. */
final class TrustFileFamilies {

  private static final KeyPair KEY = TestPki.generate("Ed25519");
  private static final char[] PASSWORD = "password".toCharArray();
  private static final int JKS = 0xFEEDFEED;
  private static final int JCEKS = 0xCECECECE;

  private TrustFileFamilies() {}

  private static Object onDisk(byte[] octets) throws IOException {
    Path file = Files.createTempFile("cost", ".p12");
    try {
      Files.write(file, octets);
      return CertificateFiles.readCertificates(file, PasswordSource.of(PASSWORD))
          .certificates()
          .size();
    } finally {
      Files.delete(file);
    }
  }

  private static Object keys(byte[] octets) throws IOException {
    return KeyHistory.read(octets, "file", PasswordSource.of(PASSWORD)).skipped().size();
  }

  /** As short as they may be: nobody signed them. */
  private static Certificate certificate(String issuer, String subject) {
    AlgorithmIdentifier scheme = HostileSignatures.algorithm(HostileSignatures.ECDSA_SHA256);
    Time now = new Time(Date.from(TestPki.NOW));
    return Certificate.getInstance(
        sequence(
            sequence(
                new DERTaggedObject(true, 0, new ASN1Integer(2)),
                new ASN1Integer(1),
                scheme,
                new X500Name("CN=" + issuer),
                sequence(now, now),
                new X500Name("CN=" + subject),
                SubjectPublicKeyInfo.getInstance(KEY.getPublic().getEncoded())),
            scheme,
            new DERBitString(new byte[8])));
  }

  /** Names of which String and the octets around them have the same hash code for all. */
  private static String ofOneHash(int value, String one, String other) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      name.append((value >> i & 1) == 1 ? one : other);
    }
    return name.toString();
  }

  /** A key that nobody opens, with its identifier. */
  private static ASN1Encodable lockedKey(int identifier) {
    return bag(
        2,
        sequence(
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier("1.2.840.113549.1.12.1.3"), DERNull.INSTANCE),
            new DEROctetString(new byte[8])),
        identifier(identifier));
  }

  private static Family keysBesideAChain() {
    return new Family(
        "keys in a PKCS#12 of anchors, all of one chain",
        1_400,
        n -> {
          List<ASN1Encodable> bags = new ArrayList<>();
          for (int i = 0; i < n; i++) {
            bags.add(certificateBag(certificate("c" + (i + 1), "c" + i), identifier(i)));
            bags.add(lockedKey(0));
            bags.add(lockedKey(0));
          }
          return KeyFileFamilies.pfx(bags.toArray(ASN1Encodable[]::new));
        },
        TrustFileFamilies::onDisk);
  }

  private static Object entries(byte[] octets) throws IOException {
    return KeyHistory.read(octets, "file", PasswordSource.of(PASSWORD)).entries().size();
  }

  private static Family ofOneHash(String name, Family.Reading reading) {
    return new Family(
        name,
        3_000,
        n -> {
          ByteArrayOutputStream file = new ByteArrayOutputStream();
          for (int i = 0; i < n; i++) {
            file.writeBytes(
                FileFamilies.pem("CERTIFICATE", der(certificate("a", ofOneHash(i, "Aa", "BB")))));
          }
          return file.toByteArray();
        },
        reading);
  }

  /** Of keys without octets and chains; a key store keeps its names in small letters. */
  private static Family aliases(String kind, int magic, Family.Reading reading) {
    return new Family(
        "names of one hash code in a " + kind,
        2_000,
        n -> {
          ByteArrayOutputStream octets = new ByteArrayOutputStream();
          DataOutputStream out = new DataOutputStream(octets);
          out.writeInt(magic);
          out.writeInt(2);
          out.writeInt(n);
          for (int i = 0; i < n; i++) {
            out.writeInt(1);
            out.writeUTF(ofOneHash(i, "a}", "b^"));
            out.writeLong(0);
            out.writeInt(0);
            out.writeInt(0);
          }
          return KeyFileFamilies.signed(octets.toByteArray());
        },
        reading);
  }

  static List<Family> all() {
    return List.of(
        keysBesideAChain(),
        ofOneHash("certificates of anchors, of one hash code", TrustFileFamilies::onDisk),
        ofOneHash("certificates of a history, of one hash code", TrustFileFamilies::entries),
        aliases("JKS of anchors", JKS, TrustFileFamilies::onDisk),
        aliases("JKS", JKS, TrustFileFamilies::keys),
        aliases("JCEKS", JCEKS, TrustFileFamilies::keys));
  }
}
