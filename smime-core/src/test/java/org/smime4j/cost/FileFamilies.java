package org.smime4j.cost;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Time;
import org.smime4j.CertificateFiles;
import org.smime4j.KeyHistory;
import org.smime4j.keys.PasswordSource;
import org.smime4j.testing.TestPki;

/** Files of keys, certificates and CRLs, none of them larger than a megabyte. */
final class FileFamilies {

  private static final int MEGABYTE = 1_000_000;
  private static final KeyPair ALICE = TestPki.generate("P-256");

  private FileFamilies() {}

  static Object keys(byte[] file) throws IOException {
    KeyHistory history = KeyHistory.read(file, "file", PasswordSource.of("password".toCharArray()));
    return history + ", " + history.identities().size() + " identities";
  }

  private interface File {
    Object read(Path file) throws IOException;
  }

  private static Object onDisk(byte[] octets, File reading) throws IOException {
    Path file = Files.createTempFile("cost", ".pem");
    try {
      Files.write(file, octets);
      return reading.read(file);
    } finally {
      Files.delete(file);
    }
  }

  private static Object certificates(byte[] octets) throws IOException {
    return onDisk(octets, file -> CertificateFiles.readCertificates(file).certificates().size());
  }

  private static Object crls(byte[] octets) throws IOException {
    return onDisk(octets, file -> CertificateFiles.readCrls(file).crls().size());
  }

  static byte[] pem(String label, byte[] der) {
    return ("-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + label
            + "-----\n")
        .getBytes(US_ASCII);
  }

  /** One key as often as it fits: each time its public half is computed. */
  private static Family privateKeys(String kind) {
    byte[] one = pem("PRIVATE KEY", TestPki.generate(kind).getPrivate().getEncoded());
    return new Family("octets of keys, " + kind, MEGABYTE, n -> copies(one, n), FileFamilies::keys);
  }

  static byte[] copies(byte[] one, int octets) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(octets);
    while (all.size() + one.length <= octets) {
      all.writeBytes(one);
    }
    return all.toByteArray();
  }

  private static byte[] pem(List<Certificate> certificates) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Certificate each : certificates) {
      all.writeBytes(pem("CERTIFICATE", HostileSignatures.der(each)));
    }
    return all.toByteArray();
  }

  private static Family chains() {
    TestPki.Issued many =
        TestPki.root("Many", TestPki.NOW).subject(new X500Name("CN=Many")).buildAuthority();
    List<Certificate> all = new ArrayList<>();
    return new Family(
        "certificates of one key, each with as many issuers",
        800,
        n -> {
          for (int i = all.size(); i < 2 * n; i += 2) {
            all.add(
                HostileCertificates.certificate(many, new X500Name("CN=a"), i, ALICE.getPublic()));
            all.add(
                HostileCertificates.certificate(
                    HostileCertificates.ROOT,
                    new X500Name("CN=Many"),
                    i,
                    HostileCertificates.rsa(2048, 64)));
          }
          ByteArrayOutputStream file = new ByteArrayOutputStream();
          file.writeBytes(pem("PRIVATE KEY", ALICE.getPrivate().getEncoded()));
          file.writeBytes(pem(all.subList(0, 2 * n)));
          return file.toByteArray();
        },
        FileFamilies::keys);
  }

  private static Family certificates(
      String name, int most, IntFunction<Certificate> one, Family.Reading reading) {
    List<Certificate> known = new ArrayList<>();
    return new Family(
        name,
        most,
        n -> {
          for (int i = known.size(); i < n; i++) {
            known.add(one.apply(i));
          }
          return pem(known.subList(0, n));
        },
        reading);
  }

  private static List<Family> certificates(String name, Family.Reading reading) {
    return List.of(
        certificates(
            name + ", DSA-16384",
            80,
            i -> HostileCertificates.leaf(i, HostileCertificates.dsa(16_384, 16_000)),
            reading),
        certificates(
            name + ", DSA-4096",
            400,
            i -> HostileCertificates.leaf(i, HostileCertificates.dsa(4096, 512)),
            reading),
        certificates(
            name + ", curves spelt out",
            500,
            i -> HostileCertificates.leaf(i, HostileCertificates.explicitCurve(1024)),
            reading));
  }

  static byte[] derived(int iterations, int keyLength) throws IOException {
    EncryptionScheme rc2 =
        new EncryptionScheme(
            new ASN1ObjectIdentifier("1.2.840.113549.3.2"),
            HostileSignatures.sequence(new ASN1Integer(58), new DEROctetString(new byte[8])));
    KeyDerivationFunc pbkdf2 =
        new KeyDerivationFunc(
            PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[8], iterations, keyLength));
    return new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(pbkdf2, rc2)),
            new byte[64])
        .getEncoded();
  }

  private static byte[] saltedByScrypt(int octets) throws IOException {
    EncryptionScheme aes =
        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));
    KeyDerivationFunc scrypt =
        new KeyDerivationFunc(
            new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11"),
            HostileSignatures.sequence(
                new DEROctetString(new byte[octets]),
                new ASN1Integer(2),
                new ASN1Integer(8),
                new ASN1Integer(100)));
    return new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(scrypt, aes)),
            new byte[64])
        .getEncoded();
  }

  private static byte[] crl(int entries) {
    ASN1Encodable now = new Time(Date.from(TestPki.NOW));
    ASN1Encodable revoked =
        new DERSequence(
            IntStream.range(0, entries)
                .mapToObj(i -> HostileSignatures.sequence(new ASN1Integer(i), now))
                .toArray(ASN1Encodable[]::new));
    AlgorithmIdentifier scheme = HostileSignatures.algorithm(HostileSignatures.ECDSA_SHA256);
    return HostileSignatures.der(
        HostileSignatures.sequence(
            HostileSignatures.sequence(
                new ASN1Integer(1), scheme, new X500Name("CN=Cost Root"), now, revoked),
            scheme,
            new DERBitString(HostileSignatures.pair(31))));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    for (String kind :
        List.of(
            "P-256",
            "P-521",
            "brainpoolP512r1",
            "Ed25519",
            "X448",
            "ML-KEM-768",
            "ML-DSA-65",
            "RSA-2048")) {
      all.add(privateKeys(kind));
    }
    all.add(
        new Family(
            "octets of BEGIN lines without an END line",
            MEGABYTE,
            n -> copies("-----BEGIN CERTIFICATE-----\n".getBytes(US_ASCII), n),
            FileFamilies::keys));
    all.add(chains());
    all.add(
        new Family(
            "octets of a derived key, at 150,000 iterations",
            128,
            n -> derived(150_000, n),
            FileFamilies::keys));
    all.add(
        new Family(
            "octets of a salt, each block of scrypt begins with it",
            9_900,
            FileFamilies::saltedByScrypt,
            FileFamilies::keys));
    all.addAll(certificates("certificates beside keys", FileFamilies::keys));
    all.addAll(certificates("certificates of anchors", FileFamilies::certificates));
    all.add(new Family("entries of a CRL", 24_000, FileFamilies::crl, FileFamilies::crls));
    all.add(
        new Family(
            "entries of a CRL in a message",
            150_000,
            n ->
                HostileSignatures.message(
                    new byte[0],
                    List.of(),
                    List.<ASN1Encodable>of(
                        org.bouncycastle.asn1.x509.CertificateList.getInstance(crl(n))),
                    List.of(
                        HostileSignatures.signer(
                            HostileSignatures.SHA256,
                            HostileSignatures.RSA,
                            new byte[256],
                            HostileSignatures.attributes(),
                            null))),
            SignatureFamilies::open));
    return all;
  }
}
