package org.smime4j.cost;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.smime4j.cost.HostileSignatures.der;
import static org.smime4j.cost.HostileSignatures.sequence;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERSet;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.smime4j.KeyDirectory;
import org.smime4j.keys.PasswordSource;
import org.smime4j.testing.TestPki;

/** Files of keys in which there is much of what is no key, and keys in all their containers. */
final class KeyFileFamilies {

  private static final int MEGABYTE = 1_000_000;
  private static final KeyPair ALICE = TestPki.generate("P-256");
  private static final PasswordSource PASSWORD = PasswordSource.of("password".toCharArray());
  private static final String PKCS12 = "1.2.840.113549.1.12.10.1.";
  private static final ASN1ObjectIdentifier DATA = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");
  private static final ASN1ObjectIdentifier SIGNED_DATA =
      new ASN1ObjectIdentifier("1.2.840.113549.1.7.2");

  /** Of one key, as many as were asked for. */
  private static final List<Certificate> OF_ONE_KEY = new ArrayList<>();

  private KeyFileFamilies() {}

  private static ASN1Encodable explicit(int number, ASN1Encodable value) {
    return new DERTaggedObject(true, number, value);
  }

  private static ASN1ObjectIdentifier oid(String dotted) {
    return new ASN1ObjectIdentifier(dotted);
  }

  static ASN1Encodable bag(int kind, ASN1Encodable value, ASN1Encodable... attributes) {
    ASN1ObjectIdentifier type = oid(PKCS12 + kind);
    return attributes.length == 0
        ? sequence(type, explicit(0, value))
        : sequence(type, explicit(0, value), new DERSet(attributes));
  }

  static ASN1Encodable certificateBag(Certificate certificate, ASN1Encodable... attributes) {
    return bag(
        3,
        sequence(oid("1.2.840.113549.1.9.22.1"), explicit(0, new DEROctetString(der(certificate)))),
        attributes);
  }

  static ASN1Encodable identifier(int value) {
    return sequence(
        oid("1.2.840.113549.1.9.21"),
        new DERSet(new DEROctetString(BigInteger.valueOf(value).toByteArray())));
  }

  /** Identifiers of which Arrays.hashCode is the same for all. */
  private static ASN1Encodable ofOneHash(int value) {
    byte[] octets = new byte[28];
    for (int i = 0; i < 14; i++) {
      boolean set = (value >> i & 1) == 1;
      octets[2 * i] = (byte) (set ? 'B' : 'A');
      octets[2 * i + 1] = (byte) (set ? 'B' : 'a');
    }
    return sequence(oid("1.2.840.113549.1.9.21"), new DERSet(new DEROctetString(octets)));
  }

  /** A PFX without a MAC, whose bags lie open. */
  static byte[] pfx(ASN1Encodable... bags) {
    byte[] safe =
        der(sequence(sequence(DATA, explicit(0, new DEROctetString(der(new DERSequence(bags)))))));
    return der(sequence(new ASN1Integer(3), sequence(DATA, explicit(0, new DEROctetString(safe)))));
  }

  private static Family bags(String name, int most, IntFunction<ASN1Encodable> bag) {
    return new Family(
        name,
        most,
        n -> pfx(IntStream.range(0, n).mapToObj(bag).toArray(ASN1Encodable[]::new)),
        FileFamilies::keys);
  }

  private static ASN1Encodable key(KeyPair pair) {
    return PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
  }

  private static ASN1Encodable pkcs8(String algorithm, ASN1Encodable parameters, byte[] key) {
    return sequence(
        new ASN1Integer(0),
        new AlgorithmIdentifier(oid(algorithm), parameters),
        new DEROctetString(key));
  }

  private static ASN1Encodable curve(String name, int octets) {
    byte[] number = new byte[octets];
    new Random(octets).nextBytes(number);
    number[0] = 1;
    return pkcs8(
        "1.2.840.10045.2.1",
        oid(name),
        der(sequence(new ASN1Integer(1), new DEROctetString(number))));
  }

  /** One private key as often as it fits into a file. */
  private static Family copies(String name, ASN1Encodable key) {
    byte[] one = FileFamilies.pem("PRIVATE KEY", der(key));
    return new Family(name, MEGABYTE, n -> FileFamilies.copies(one, n), FileFamilies::keys);
  }

  /** Keys that have no public half, each another one, as short as they may be. */
  private static Family different(String curve, String identifier, int octets) {
    return new Family(
        "octets of different keys, " + curve,
        MEGABYTE,
        n -> {
          ByteArrayOutputStream file = new ByteArrayOutputStream(n);
          Random random = new Random(n);
          byte[] number = new byte[octets];
          for (byte[] next = {}; file.size() + next.length <= n; ) {
            file.writeBytes(next);
            random.nextBytes(number);
            next =
                FileFamilies.pem(
                    "PRIVATE KEY",
                    der(
                        pkcs8(
                            "1.2.840.10045.2.1",
                            oid(identifier),
                            der(sequence(new ASN1Integer(1), new DEROctetString(number))))));
          }
          return file.toByteArray();
        },
        FileFamilies::keys);
  }

  private static Family text(String name, int most, IntFunction<String> file) {
    return new Family(name, most, n -> file.apply(n).getBytes(US_ASCII), FileFamilies::keys);
  }

  /** RSA of several primes: what providers take is computed from them. */
  private static ASN1Encodable primes(int bits) {
    Random random = new Random(bits);
    ASN1Integer half = new ASN1Integer(new BigInteger(bits / 2, random).setBit(0));
    ASN1Integer whole = new ASN1Integer(new BigInteger(bits, random).setBit(bits - 1).setBit(0));
    return pkcs8(
        "1.2.840.113549.1.1.1",
        DERNull.INSTANCE,
        der(
            sequence(
                new ASN1Integer(1),
                whole,
                new ASN1Integer(65_537),
                whole,
                half,
                half,
                half,
                half,
                half,
                sequence(sequence(half, half, half)))));
  }

  private static byte[] store(int magic, int entries, byte[] key, byte[] certificate) {
    try {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(octets);
      out.writeInt(magic);
      out.writeInt(2);
      out.writeInt(entries);
      for (int i = 0; i < entries; i++) {
        out.writeInt(key == null ? 2 : 1);
        out.writeUTF("e" + i);
        out.writeLong(0);
        if (key != null) {
          out.writeInt(key.length);
          out.write(key);
          out.writeInt(1);
        }
        out.writeUTF("X.509");
        out.writeInt(certificate.length);
        out.write(certificate);
      }
      return signed(octets.toByteArray());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A key store of the JDK, with the digest at its end that its password makes. */
  static byte[] signed(byte[] store) throws NoSuchAlgorithmException {
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    for (char c : "password".toCharArray()) {
      sha1.update(new byte[] {(byte) (c >> 8), (byte) c});
    }
    sha1.update("Mighty Aphrodite".getBytes(US_ASCII));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(store);
    whole.writeBytes(sha1.digest(store));
    return whole.toByteArray();
  }

  /** As JCEKS encrypts a key, with so many iterations. */
  private static byte[] protectedKey(int iterations) {
    return der(
        sequence(
            new AlgorithmIdentifier(
                oid("1.3.6.1.4.1.42.2.19.1"),
                sequence(new DEROctetString(new byte[8]), new ASN1Integer(iterations))),
            new DEROctetString(new byte[64])));
  }

  private static List<Certificate> ofOneKey(int n) {
    while (OF_ONE_KEY.size() < n) {
      OF_ONE_KEY.add(
          HostileCertificates.certificate(
              HostileCertificates.ROOT,
              new X500Name("CN=a"),
              OF_ONE_KEY.size(),
              ALICE.getPublic()));
    }
    return OF_ONE_KEY.subList(0, n);
  }

  private static byte[] bundle(List<Certificate> certificates) {
    return der(
        sequence(
            SIGNED_DATA,
            explicit(
                0,
                sequence(
                    new ASN1Integer(1),
                    new DERSet(),
                    sequence(DATA),
                    new DERTaggedObject(
                        false, 0, new BERSet(certificates.toArray(ASN1Encodable[]::new))),
                    new DERSet()))));
  }

  private static Object directory(byte[] octets) throws IOException {
    Path folder = Files.createTempDirectory("cost");
    Path file = folder.resolve("keys.p12");
    try {
      Files.write(file, octets);
      return KeyDirectory.open(folder, PASSWORD);
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Collections.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static Family certificate(String name, int most, IntFunction<Certificate> made) {
    return new Family(
        name, most, n -> FileFamilies.pem("CERTIFICATE", der(made.apply(n))), FileFamilies::keys);
  }

  private static Certificate extended(HostileCertificates.More... more) {
    return HostileCertificates.leaf(1, ALICE.getPublic(), more);
  }

  private static Certificate named(X500Name name) {
    return HostileCertificates.certificate(HostileCertificates.ROOT, name, 1, ALICE.getPublic());
  }

  private static ASN1Encodable attributeOfName(int i) {
    return sequence(oid("2.5.4.11"), new org.bouncycastle.asn1.DERUTF8String("a" + i));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    ASN1Encodable alice = key(ALICE);
    all.add(bags("keys in a PFX, P-256", 6_000, i -> bag(1, alice)));
    all.add(
        bags(
            "safe contents in safe contents",
            7_000,
            i -> {
              ASN1Encodable inside = bag(1, sequence());
              for (int depth = 0; depth < 6; depth++) {
                inside = bag(6, sequence(inside));
              }
              return inside;
            }));
    all.add(
        new Family(
            "attributes of a bag",
            40_000,
            n ->
                pfx(
                    bag(
                        1,
                        alice,
                        IntStream.range(0, n)
                            .mapToObj(KeyFileFamilies::identifier)
                            .toArray(ASN1Encodable[]::new))),
            FileFamilies::keys));
    all.add(
        new Family(
            "keys left encrypted and certificates of one identifier",
            1_000,
            n -> {
              List<ASN1Encodable> both = new ArrayList<>();
              for (Certificate each : ofOneKey(n)) {
                both.add(certificateBag(each, identifier(1)));
                both.add(bag(2, DERNull.INSTANCE, identifier(1)));
              }
              return pfx(both.toArray(ASN1Encodable[]::new));
            },
            KeyFileFamilies::directory));
    all.add(
        new Family(
            "identifiers of keys left encrypted, of one hash",
            13_000,
            n ->
                pfx(
                    IntStream.range(0, n)
                        .mapToObj(i -> bag(2, DERNull.INSTANCE, ofOneHash(i)))
                        .toArray(ASN1Encodable[]::new)),
            KeyFileFamilies::directory));
    all.add(
        new Family(
            "entries of a JCEKS key store, at 5,000,000 iterations",
            1_600,
            n -> store(0xCECECECE, n, protectedKey(5_000_000), der(ofOneKey(1).get(0))),
            FileFamilies::keys));
    all.add(
        new Family(
            "entries of a JKS key store",
            2_200,
            n -> store(0xFEEDFEED, n, null, der(ofOneKey(1).get(0))),
            FileFamilies::keys));
    all.add(
        new Family(
            "certificates of one key that is not held",
            1_600,
            n -> bundle(ofOneKey(n)),
            FileFamilies::keys));
    all.add(
        new Family(
            "names of one certificate's subject",
            40_000,
            n ->
                FileFamilies.pem(
                    "CERTIFICATE",
                    der(
                        named(
                            X500Name.getInstance(
                                new DERSequence(
                                    IntStream.range(0, n)
                                        .mapToObj(i -> new DERSet(attributeOfName(i)))
                                        .toArray(ASN1Encodable[]::new)))))),
            FileFamilies::keys));
    all.add(
        certificate(
            "attributes of one part of a name",
            40_000,
            n ->
                named(
                    X500Name.getInstance(
                        sequence(
                            new DERSet(
                                IntStream.range(0, n)
                                    .mapToObj(i -> attributeOfName(n - i))
                                    .toArray(ASN1Encodable[]::new)))))));
    all.add(
        certificate(
            "extensions of a certificate",
            30_000,
            n ->
                extended(
                    builder -> {
                      for (int i = 0; i < n; i++) {
                        builder.addExtension(
                            new Extension(oid("1.2.3." + i), false, new byte[] {5, 0}));
                      }
                    })));
    all.add(
        certificate(
            "alternative names of a certificate in a file",
            50_000,
            n ->
                extended(
                    builder ->
                        builder.addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(
                                IntStream.range(0, n)
                                    .mapToObj(i -> new GeneralName(GeneralName.rfc822Name, "u" + i))
                                    .toArray(GeneralName[]::new))))));
    all.add(
        text(
            "headers of a PEM block",
            MEGABYTE,
            n ->
                "-----BEGIN PRIVATE KEY-----\n"
                    + "a: b\n".repeat(n / 5)
                    + "-----END PRIVATE KEY-----\n"));
    all.add(
        text(
            "octets of a PEM header",
            MEGABYTE,
            n ->
                "-----BEGIN PRIVATE KEY-----\n"
                    + "a".repeat(n)
                    + ";:\n-----END PRIVATE KEY-----\n"));
    all.add(
        text(
            "empty PEM blocks",
            MEGABYTE,
            n -> "-----BEGIN CMS-----\n-----END CMS-----\n".repeat(n / 38)));
    all.add(
        text(
            "PEM blocks encrypted by headers",
            MEGABYTE,
            n ->
                ("-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: DES-CBC,0000000000000000\n\n"
                        + "AAAAAAAAAAA=\n-----END RSA PRIVATE KEY-----\n")
                    .repeat(n / 116)));
    all.add(
        new Family(
            "blanks in bare Base64",
            MEGABYTE,
            n -> ("M I I B" + " A".repeat(n / 2)).getBytes(US_ASCII),
            FileFamilies::keys));
    all.add(
        new Family(
            "octets of UTF-16",
            MEGABYTE / 2,
            n -> "-----BEGIN CERTIFICATE-----\n".repeat(n / 28).getBytes(UTF_16),
            FileFamilies::keys));
    all.add(
        new Family(
            "indefinite lengths in a file",
            200_000,
            n -> {
              byte[] file = new byte[4 * n + 4];
              file[0] = 0x30;
              file[1] = (byte) 0x80;
              for (int i = 0; i < n; i++) {
                file[2 + 4 * i] = 0x30;
                file[3 + 4 * i] = (byte) 0x80;
              }
              return file;
            },
            FileFamilies::keys));
    all.add(
        new Family(
            "bits of an RSA key of three primes",
            3_000_000,
            n -> FileFamilies.pem("PRIVATE KEY", der(primes(n))),
            FileFamilies::keys));
    all.add(
        copies("octets of keys, HSS-LMS", pkcs8("1.2.840.113549.1.9.16.3.17", null, new byte[64])));
    all.add(different("P-256", "1.2.840.10045.3.1.7", 31));
    all.add(different("P-521", "1.3.132.0.35", 65));
    all.add(different("brainpoolP512r1", "1.3.36.3.3.2.8.1.1.13", 63));
    all.add(copies("octets of keys, RSA of three primes", primes(16_000)));
    all.add(copies("octets of keys, secp256k1", curve("1.3.132.0.10", 32)));
    all.add(copies("octets of keys, sect571r1", curve("1.3.132.0.39", 70)));
    all.add(copies("octets of keys, c2pnb368w1", curve("1.2.840.10045.3.0.19", 40)));
    all.add(copies("octets of keys, FRP256v1", curve("1.2.250.1.223.101.256.1", 31)));
    all.add(
        copies("octets of keys, SLH-DSA", pkcs8("2.16.840.1.101.3.4.3.25", null, new byte[128])));
    all.add(
        copies(
            "octets of keys, seeds of ML-DSA",
            pkcs8(
                "2.16.840.1.101.3.4.3.19",
                null,
                der(new DERTaggedObject(false, 0, new DEROctetString(new byte[32]))))));
    all.add(
        copies(
            "octets of keys, seeds of ML-KEM",
            pkcs8(
                "2.16.840.1.101.3.4.4.3",
                null,
                der(new DERTaggedObject(false, 0, new DEROctetString(new byte[64]))))));
    all.add(
        copies(
            "octets of keys, XMSS",
            pkcs8(
                "0.4.0.127.0.15.1.1.13.0",
                sequence(
                    new ASN1Integer(0),
                    new ASN1Integer(20),
                    new AlgorithmIdentifier(oid("2.16.840.1.101.3.4.2.1"))),
                der(
                    sequence(
                        new ASN1Integer(0),
                        sequence(
                            new ASN1Integer(0),
                            new DEROctetString(new byte[32]),
                            new DEROctetString(new byte[32]),
                            new DEROctetString(new byte[32]),
                            new DEROctetString(new byte[32])))))));
    all.add(
        copies(
            "octets of keys, DSA-16384",
            pkcs8(
                "1.2.840.10040.4.1",
                sequence(number(16_384), number(16_000), number(16_000)),
                der(number(16_000)))));
    all.add(
        copies(
            "octets of keys, curves spelt out in private keys",
            pkcs8(
                "1.2.840.10045.2.1",
                sequence(
                    new ASN1Integer(1),
                    sequence(oid("1.2.840.10045.1.1"), number(256)),
                    sequence(new DEROctetString(new byte[32]), new DEROctetString(new byte[32])),
                    new DEROctetString(new byte[65]),
                    number(256)),
                der(sequence(new ASN1Integer(1), new DEROctetString(new byte[32]))))));
    all.add(
        new Family(
            "PEM blocks encrypted by a password that is not at hand",
            MEGABYTE,
            n ->
                FileFamilies.copies(
                    FileFamilies.pem(
                        "ENCRYPTED PRIVATE KEY",
                        der(
                            sequence(
                                new AlgorithmIdentifier(
                                    oid("1.2.840.113549.1.12.1.3"),
                                    sequence(new DEROctetString(new byte[8]), new ASN1Integer(1))),
                                new DEROctetString(new byte[64])))),
                    n),
            FileFamilies::keys));
    all.add(
        new Family(
            "bits of a certificate's serial number and signature",
            MEGABYTE * 4,
            n -> {
              Certificate one = ofOneKey(1).get(0);
              return FileFamilies.pem(
                  "CERTIFICATE",
                  der(
                      sequence(
                          one.getTBSCertificate(),
                          one.getSignatureAlgorithm(),
                          new DERBitString(new byte[n / 8]))));
            },
            FileFamilies::keys));
    return all;
  }

  private static ASN1Integer number(int bits) {
    return new ASN1Integer(new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0));
  }
}
