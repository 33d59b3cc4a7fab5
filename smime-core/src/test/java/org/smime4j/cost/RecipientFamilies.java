package org.smime4j.cost;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.smime4j.Decryptor;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/**
 * Recipients of every kind that private keys open, up to a thousand, against one and ten keys of
 * every size, which the message names or does not name, under the standard limits.
 */
final class RecipientFamilies {

  private static final int MOST = 999;

  /** Octets of a content that make a message of almost 1 MB. */
  private static final int CONTENT = 928_000;

  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final X500Name ISSUER = new X500Name("CN=Somebody");
  private static final Map<String, List<DecryptionKey>> KEYS = new HashMap<>();
  private static final List<String> AGREEMENTS =
      List.of(
          "P-256",
          "P-521",
          "brainpoolP160r1",
          "brainpoolP512r1",
          "c2tnb431r1",
          "sect571r1",
          "X25519",
          "X448");

  private RecipientFamilies() {}

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    for (String kind : AGREEMENTS) {
      all.add(family("agreements, each for one", kind, 1, false, RecipientFamilies::agreements));
      all.add(family("recipients of one agreement", kind, 10, false, RecipientFamilies::agreement));
    }
    all.add(family("recipients of one agreement", "P-256", 10, true, RecipientFamilies::agreement));
    for (int bits : new int[] {1024, 2048, 4096, 8192}) {
      for (int held : new int[] {1, 10}) {
        String kind = "RSA-" + bits;
        all.add(family("encrypted keys", kind, held, false, RecipientFamilies::transports));
        all.add(family("encapsulations", kind, held, false, RecipientFamilies::encapsulations));
      }
    }
    all.add(family("encrypted keys", "RSA-4096", 1, true, RecipientFamilies::transports));
    for (String kind : List.of("ML-KEM-512", "ML-KEM-768", "ML-KEM-1024")) {
      all.add(family("encapsulations", kind, 10, false, RecipientFamilies::encapsulations));
    }
    for (ContentCipher cipher : ContentCipher.values()) {
      all.add(contents(cipher));
    }
    return all;
  }

  /** Named keys with a content key each, so that the content is decrypted with many of them. */
  private static Family contents(ContentCipher cipher) {
    return new Family(
        "content keys of one content, " + cipher.label(),
        MOST,
        n -> message(agreement(n, keys("P-256", 1).get(0).publicKey()), cipher, CONTENT),
        cms ->
            Decryptor.with(new Held(keys("P-256", 1), true))
                .withTrialThreads(1)
                .decrypt(ByteSource.of(cms)));
  }

  private interface Recipients {
    ASN1Encodable[] of(int number, PublicKey key);
  }

  private static Family family(
      String what, String kind, int held, boolean isNamed, Recipients recipients) {
    return new Family(
        what + ", " + kind + ", " + held + (isNamed ? " named" : " unnamed") + " keys held",
        MOST,
        n -> message(recipients.of(n, keys(kind, held).get(0).publicKey())),
        cms ->
            Decryptor.with(new Held(keys(kind, held), isNamed))
                .withTrialThreads(1)
                .decrypt(ByteSource.of(cms)));
  }

  /** Keys that fit, all of them named by each recipient or none by any. */
  private record Held(List<DecryptionKey> keys, boolean isNamed) implements KeySource {

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
      return wanted.stream()
          .filter(each -> isNamed)
          .flatMap(each -> keys.stream().map(key -> KeyMatch.of(key, FoundBy.SAME_KEY, each)))
          .toList();
    }

    @Override
    public Iterable<DecryptionKey> remaining(String kind) {
      return keys;
    }

    @Override
    public int size() {
      return keys.size();
    }
  }

  private static List<DecryptionKey> keys(String kind, int count) {
    return KEYS.computeIfAbsent(
            kind, its -> IntStream.range(0, 10).mapToObj(number -> key(its, number)).toList())
        .subList(0, count);
  }

  private static DecryptionKey key(String kind, int number) {
    try {
      KeyPair pair = kind.startsWith("RSA-") ? rsa(kind, number) : TestPki.generate(kind);
      return DecryptionKey.of(pair.getPrivate(), pair.getPublic(), List.of(), "made");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Of numbers that are no primes, which takes as long: primes of 4,096 bits are slow to find. */
  private static KeyPair rsa(String kind, int number) throws GeneralSecurityException {
    Random random = new Random(number);
    int half = Integer.parseInt(kind.substring(4)) / 2;
    BigInteger p = new BigInteger(half, random).setBit(0).setBit(half - 1).setBit(half - 2);
    BigInteger q = new BigInteger(half, random).setBit(0).setBit(half - 1).setBit(half - 2);
    BigInteger e = BigInteger.valueOf(65_537);
    BigInteger exponent = new BigInteger(half, random).setBit(half - 1);
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(p.multiply(q), e)),
        factory.generatePrivate(
            new RSAPrivateCrtKeySpec(
                p.multiply(q),
                e,
                exponent.multiply(exponent),
                p,
                q,
                exponent.mod(p),
                exponent.mod(q),
                exponent.shiftRight(2))));
  }

  private static ASN1Encodable name(int number) {
    return HostileSignatures.sequence(ISSUER, new ASN1Integer(1_000_000 + number));
  }

  private static ASN1Encodable[] each(int number, IntFunction<ASN1Encodable> one) {
    return IntStream.range(0, number).mapToObj(one).toArray(ASN1Encodable[]::new);
  }

  /** Values below every modulus. */
  private static byte[] value(int number, int octets) {
    return ByteBuffer.allocate(octets).putInt(octets - 4, 2 + number).array();
  }

  private static int octets(PublicKey key) {
    return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() / 8 : 0;
  }

  private static ASN1Encodable[] transports(int number, PublicKey key) {
    return each(
        number,
        i ->
            HostileSignatures.sequence(
                new ASN1Integer(0),
                name(i),
                new AlgorithmIdentifier(new ASN1ObjectIdentifier(RSA), DERNull.INSTANCE),
                new DEROctetString(value(i, octets(key)))));
  }

  private static ASN1Encodable[] encapsulations(int number, PublicKey key) {
    ASN1ObjectIdentifier algorithm = algorithm(key);
    ASN1ObjectIdentifier kem =
        octets(key) > 0 ? new ASN1ObjectIdentifier("1.0.18033.2.2.4") : algorithm;
    int octets =
        octets(key) > 0
            ? octets(key)
            : Map.of("1", 768, "2", 1_088, "3", 1_568).get(algorithm.getId().substring(21));
    return each(
        number,
        i ->
            context(
                4,
                HostileSignatures.sequence(
                    new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.13.3"),
                    HostileSignatures.sequence(
                        new ASN1Integer(0),
                        name(i),
                        new AlgorithmIdentifier(kem),
                        new DEROctetString(value(i, octets)),
                        new AlgorithmIdentifier(
                            new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.28")),
                        new ASN1Integer(32),
                        new AlgorithmIdentifier(
                            new ASN1ObjectIdentifier("2.16.840.1.101.3.4.1.45")),
                        new DEROctetString(new byte[24])))));
  }

  private static ASN1ObjectIdentifier algorithm(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getAlgorithm();
  }

  private static ASN1Encodable[] agreements(int number, PublicKey key) {
    return each(number, i -> agreement(key, name(i)));
  }

  private static ASN1Encodable[] agreement(int number, PublicKey key) {
    return new ASN1Encodable[] {agreement(key, each(number, RecipientFamilies::name))};
  }

  /** With the key itself as that of the sender, and a wrapped key for each name. */
  private static ASN1Encodable agreement(PublicKey key, ASN1Encodable... names) {
    byte[] point = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes();
    ASN1Encodable[] wrapped =
        each(
            names.length,
            i -> HostileSignatures.sequence(names[i], new DEROctetString(value(i, 24))));
    return context(
        1,
        HostileSignatures.sequence(
            new ASN1Integer(3),
            new DERTaggedObject(
                true,
                0,
                context(
                    1,
                    HostileSignatures.sequence(
                        new AlgorithmIdentifier(algorithm(key)), new DERBitString(point)))),
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier("1.3.132.1.11.1"),
                new AlgorithmIdentifier(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.1.5"))),
            HostileSignatures.sequence(wrapped)));
  }

  private static ASN1Encodable context(int tag, ASN1Encodable sequence) {
    return new DERTaggedObject(false, tag, sequence);
  }

  private static byte[] message(ASN1Encodable[] recipients) {
    return message(recipients, ContentCipher.AES_128_CBC, 96);
  }

  /** With parameters that are right, and a content that is not. */
  private static byte[] message(ASN1Encodable[] recipients, ContentCipher cipher, int octets) {
    CipherForm form = CipherForm.of(cipher);
    byte[] iv = new byte[isOfLongBlocks(cipher) ? 16 : 8];
    ASN1Encodable parameters =
        switch (form.mode()) {
          case GCM, CCM ->
              HostileSignatures.sequence(new DEROctetString(new byte[12]), new ASN1Integer(16));
          case CHACHA20_POLY1305 -> new DEROctetString(new byte[12]);
          case CBC ->
              switch (cipher) {
                case RC2_CBC ->
                    HostileSignatures.sequence(new ASN1Integer(58), new DEROctetString(iv));
                case CAST5_CBC ->
                    HostileSignatures.sequence(new DEROctetString(iv), new ASN1Integer(128));
                case IDEA_CBC -> HostileSignatures.sequence(new DEROctetString(iv));
                default -> new DEROctetString(iv);
              };
        };
    ASN1Encodable content =
        HostileSignatures.sequence(
            new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"),
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(form.oid()), parameters),
            context(0, new DEROctetString(new byte[octets])));
    DERSet set = new DERSet(recipients);
    ASN1Encodable enveloped =
        cipher.isAead()
            ? HostileSignatures.sequence(
                new ASN1Integer(0), set, content, new DEROctetString(new byte[16]))
            : HostileSignatures.sequence(new ASN1Integer(2), set, content);
    return HostileSignatures.der(
        HostileSignatures.sequence(
            new ASN1ObjectIdentifier(
                cipher.isAead() ? "1.2.840.113549.1.9.16.1.23" : "1.2.840.113549.1.7.3"),
            new DERTaggedObject(true, 0, enveloped)));
  }

  private static boolean isOfLongBlocks(ContentCipher cipher) {
    return switch (cipher) {
      case DES_EDE3_CBC, RC2_CBC, DES_CBC, CAST5_CBC, IDEA_CBC, BLOWFISH_CBC -> false;
      default -> true;
    };
  }
}
