package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.reports.Envelope;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * Key recovery blobs of {@code src-test-vectors/recovery}, which its make.py makes after the
 * published specifications, and envelopes of our own around what is no key.
 */
class RecoveryBlobTest {

  private static final Path KIT = Outside.root().resolve("src-test-vectors");
  private static final Path BLOBS = KIT.resolve("recovery/blobs");

  private static final KeyPair RSA = TestPki.generate("RSA-2048");
  private static final TestPki.Issued AGENT =
      TestPki.authority("Agents").issue("kra@example.org").rsa(2048).build();

  private static final KeyHistory AGENTS =
      KeyHistory.of(Credential.of(AGENT.privateKey(), AGENT.certificate()));

  @TempDir Path folder;

  private static PasswordSource passwords() throws IOException {
    return PasswordSource.ofLines(KIT.resolve("pki/passwords.txt"));
  }

  private static KeyHistory agents(String... names) throws IOException {
    KeyHistory agents = KeyHistory.of();
    for (String name : names) {
      agents =
          agents.and(KeyHistory.read(passwords(), KIT.resolve("recovery/agents/" + name + ".pfx")));
    }
    return agents;
  }

  private static KeyHistory read(KeySource agents, Path... files) throws IOException {
    return KeyHistory.read(Limits.standard(), PasswordSource.of(), agents, files);
  }

  private static KeyFile failure(KeySource agents, Path file) {
    return catchThrowableOfType(KeyFile.class, () -> read(agents, file));
  }

  @ParameterizedTest
  @CsvSource({
    "alice-2019, kra-2018",
    "alice-2022, kra-2018",
    "alice-2022, kra-2024",
    "alice-2025, kra-2024",
    "alice-p256, kra-2024",
    "alice-p384, kra-2024",
    "bob, kra-2018",
    "bob, kra-2024",
  })
  void eachFormOpens_withAnyAgent_andTheKeyIsThatOfTheCertificateBesideIt(String name, String agent)
      throws Exception {
    KeyHistory history = read(agents(agent), BLOBS.resolve(name + ".rec"));
    assertThat(history.skipped()).isEmpty();
    DecryptionKey key = history.keys().get(0);
    assertThat(history.size()).isOne();
    KeyHistory original =
        KeyHistory.read(
            PasswordSource.of(),
            KIT.resolve("pki/" + name + ".key"),
            KIT.resolve("pki/" + name + ".pem"));
    assertThat(key.certificates()).isEqualTo(original.keys().get(0).certificates());
    assertThat(key.privateKey().getEncoded())
        .isEqualTo(original.keys().get(0).privateKey().getEncoded());
  }

  @Test
  void aDirectoryOfBlobsIsOneHistory_byAHistoryOfAgents() throws Exception {
    KeyHistory history = read(agents("kra-2018", "kra-2024"), BLOBS);
    assertThat(history.size()).isEqualTo(6);
    assertThat(history.keys()).allMatch(key -> key.certificates().stream().findFirst().isPresent());
  }

  @Test
  void anAgentWhoseKeyIsNotHeldIsNamed() throws Exception {
    Path blob = KIT.resolve("recovery/other/carol.rec");
    KeyFile failure = failure(agents("kra-2018", "kra-2024"), blob);
    assertThat(failure.reason()).isEqualTo(KeyFile.Reason.NO_MATCHING_KEY);
    assertThat(failure.what())
        .contains("key recovery blob", "CN=kra-lost", "serial ", " of CN=issuing")
        .doesNotContain("kra-2024");
    KeyFile two = failure(agents("kra-2018"), BLOBS.resolve("alice-p384.rec"));
    assertThat(two.what()).contains("CN=kra-lost", "CN=kra-2024");
    KeyHistory others = read(agents("kra-2018"), BLOBS);
    assertThat(others.size()).isEqualTo(3);
    assertThat(others.skipped()).hasSize(3);
  }

  /** Base64 stands for what PEM has around it; the failure is the same. */
  @Test
  void withoutAnyAgent_theCertificatesAreRead_andTheKeyIsSkippedByName() throws Exception {
    for (String name : List.of("alice-2019.rec", "alice-2022.rec", "alice-2025.rec")) {
      Path blob = BLOBS.resolve(name);
      KeyHistory history = KeyHistory.read(PasswordSource.of(), blob);
      assertThat(history.size()).isZero();
      assertThat(history.certificates()).hasSizeGreaterThan(2);
      assertThat(history.skipped()).containsOnlyKeys(blob + ", private key");
      assertThat(history.skipped().values().iterator().next()).contains("CN=kra-20");
    }
  }

  @Test
  void theKeyOfAnotherAgentIsNotTried() throws Exception {
    KeyFile failure = failure(AGENTS, BLOBS.resolve("alice-2019.rec"));
    assertThat(failure.reason()).isEqualTo(KeyFile.Reason.NO_MATCHING_KEY);
  }

  /** A7 and A8: the padding of CBC, or of RSA, is no oracle here either. */
  @Test
  void a8_whateverIsWrongBehindTheEncryption_theFailureIsOne() throws Exception {
    byte[] whole = Files.readAllBytes(BLOBS.resolve("alice-2019.rec"));
    KeyHistory agents = agents("kra-2018");
    byte[] good =
        read(agents, BLOBS.resolve("alice-2019.rec")).keys().get(0).publicKey().getEncoded();
    // The envelope lies between the head of the SignedData and its certificates.
    int ciphertext = indexOf(whole, new byte[] {(byte) 0x80, (byte) 0x82, 0x04, (byte) 0x98}) + 4;
    int encryptedKey = indexOf(whole, new byte[] {0x04, (byte) 0x82, 0x01, 0x00}) + 4;
    long seed = Samples.seed();
    System.out.println("RecoveryBlobTest: -Dseed=" + seed);
    Random random = new Random(seed);
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      byte[] changed = whole.clone();
      int at = i % 3 == 0 ? encryptedKey + random.nextInt(256) : ciphertext + random.nextInt(0x498);
      changed[at] ^= (byte) (1 + random.nextInt(255));
      Path file = Files.write(folder.resolve("changed.rec"), changed);
      try {
        // Only numbers that are not taken from the blob were changed.
        assertThat(read(agents, file).keys().get(0).publicKey().getEncoded()).isEqualTo(good);
      } catch (KeyFile e) {
        assertThat(e).hasNoCause();
        failures.add(e.reason() + " " + e.what());
      }
    }
    failures.addAll(failuresOfWhatIsNoKey());
    assertThat(failures).hasSizeGreaterThan(80);
    assertThat(failures.stream().distinct().toList()).hasSize(1);
    assertThat(failures.get(0))
        .startsWith("DAMAGED the key of its recovery agent does not open it");
  }

  private List<String> failuresOfWhatIsNoKey() throws Exception {
    RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) RSA.getPrivate();
    byte[] capi = capi(rsa);
    byte[] bcrypt = bcrypt(rsa, ByteOrder.LITTLE_ENDIAN);
    byte[] ec = ecdh("P-256", ByteOrder.BIG_ENDIAN, TestPki.generate("P-256"));
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("nothing", new byte[0]);
    contents.put("text", "Dear Bob, this is a mail.\r\n".getBytes(StandardCharsets.US_ASCII));
    contents.put("a head alone", Arrays.copyOf(capi, 20));
    contents.put("cut in a factor", Arrays.copyOf(capi, 20 + 256 + 200));
    contents.put("a size beyond all", withInt(capi, 12, -1));
    contents.put("no size", withInt(capi, 12, 0));
    contents.put("a great size", withInt(capi, 12, 1 << 30));
    contents.put("another modulus", flipped(capi, 30));
    contents.put("another factor", flipped(capi, 20 + 256 + 3));
    contents.put("an even exponent", withInt(capi, 16, 65_536));
    contents.put("BCrypt, negative", withInt(bcrypt, 12, Integer.MIN_VALUE));
    contents.put("BCrypt, great", withInt(bcrypt, 12, Integer.MAX_VALUE));
    contents.put("BCrypt, other factor", flipped(bcrypt, bcrypt.length - 1));
    contents.put("no point", flipped(ec, 10));
    contents.put("secret of zero", zeroed(ec, 8 + 64));
    contents.put("curve of another size", withInt(ec, 4, 48));
    contents.put("no PKCS#8", new DEROctetString(capi).getEncoded());
    contents.put("DSA", TestPki.generate("Ed25519").getPublic().getEncoded());
    contents.put("two primes that are not", pkcs8(BigInteger.TWO, BigInteger.valueOf(3)));
    List<String> failures = new ArrayList<>();
    for (Map.Entry<String, byte[]> content : contents.entrySet()) {
      KeyFile failure = failure(AGENTS, envelope(content.getValue()));
      assertThat(failure).as(content.getKey()).isNotNull();
      failures.add(failure.reason() + " " + failure.what());
    }
    return failures;
  }

  /** Else a signature with a changed number would give the factors away. */
  @Test
  void theNumbersThatFollowFromTheFactorsAreComputed_notBelieved() throws Exception {
    RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) RSA.getPrivate();
    byte[] capi = capi(rsa);
    byte[] changed = capi.clone();
    for (int at = 20 + 256 + 2 * 128; at < capi.length; at += 64) {
      changed[at] ^= 1;
    }
    BigInteger wrong = rsa.getPrimeExponentP().flipBit(5);
    byte[] pkcs8 =
        new PrivateKeyInfo(
                PrivateKeyInfo.getInstance(rsa.getEncoded()).getPrivateKeyAlgorithm(),
                new RSAPrivateKey(
                    rsa.getModulus(),
                    rsa.getPublicExponent(),
                    rsa.getPrivateExponent(),
                    rsa.getPrimeP(),
                    rsa.getPrimeQ(),
                    wrong,
                    rsa.getPrimeExponentQ(),
                    rsa.getCrtCoefficient()))
            .getEncoded();
    for (byte[] content : List.of(capi, changed, pkcs8, bcrypt(rsa, ByteOrder.LITTLE_ENDIAN))) {
      RSAPrivateCrtKey read = (RSAPrivateCrtKey) only(content).privateKey();
      assertThat(read.getPrimeExponentP()).isEqualTo(rsa.getPrimeExponentP());
      assertThat(read.getPrimeExponentQ()).isEqualTo(rsa.getPrimeExponentQ());
      assertThat(read.getCrtCoefficient()).isEqualTo(rsa.getCrtCoefficient());
      assertThat(read.getModulus()).isEqualTo(rsa.getModulus());
    }
  }

  /** MS-WCCE 2.2.2.9.2 and 2.2.2.9.3 have it otherwise than BCrypt. */
  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void bothOrdersOfOctetsAreRead(String curve) throws Exception {
    KeyPair pair = TestPki.generate(curve);
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      ECPrivateKey read = (ECPrivateKey) only(ecdh(curve, order, pair)).privateKey();
      assertThat(read.getS()).isEqualTo(((ECPrivateKey) pair.getPrivate()).getS());
      RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) RSA.getPrivate();
      assertThat(((RSAPrivateCrtKey) only(bcrypt(rsa, order)).privateKey()).getPrimeP())
          .isEqualTo(rsa.getPrimeP());
    }
  }

  @Test
  void authenticatedEncryptionOpensToo() throws Exception {
    byte[] content = capi((RSAPrivateCrtKey) RSA.getPrivate());
    assertThat(read(AGENTS, envelope(content, ContentCipher.AES_256_GCM)).size()).isOne();
  }

  @Test
  void c16_limitsHoldForABlobToo() throws Exception {
    Limits few = Limits.standard().allowing(Limit.RECIPIENTS, 1);
    assertThatExceptionOfType(KeyFile.class)
        .isThrownBy(
            () ->
                KeyHistory.read(
                    few, PasswordSource.of(), agents("kra-2018"), BLOBS.resolve("bob.rec")))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(KeyFile.Reason.UNSUPPORTED));
  }

  @Test
  void c16_moreBlobsThanTheirFileMayCost_areSkipped_andTheSentenceNamesTheLimit() throws Exception {
    String one = Files.readString(BLOBS.resolve("alice-2022.rec"));
    Path file = Files.writeString(folder.resolve("many.pem"), one.repeat(12));
    KeyHistory some =
        KeyHistory.read(
            Limits.standard().allowing(Limit.WORK, 50_000),
            PasswordSource.of(),
            agents("kra-2024"),
            file);
    assertThat(some.size()).isOne();
    assertThat(some.skipped().toString()).contains("raise Limit.WORK");
    assertThat(read(agents("kra-2024"), file).skipped()).isEmpty();
  }

  /** A blob cut anywhere, or with any octet changed outside the envelope, is a typed outcome. */
  @Test
  void aDamagedBlobIsATypedFailure_orAKeyThatIsRight() throws Exception {
    byte[] whole = Files.readAllBytes(BLOBS.resolve("alice-p256.rec"));
    KeyHistory agents = agents("kra-2024");
    int opened = 0;
    for (int i = 0; i < whole.length; i += 31) {
      for (UnaryOperator<byte[]> change : damages(i)) {
        Path file = Files.write(folder.resolve("damaged.rec"), change.apply(whole.clone()));
        try {
          opened += read(agents, file).size();
        } catch (KeyFile e) {
          assertThat(e.what()).isNotBlank();
        }
      }
    }
    // What was changed in the signature, which nobody looks at.
    assertThat(opened).isBetween(2, whole.length / 31);
  }

  private static List<UnaryOperator<byte[]>> damages(int at) {
    return List.of(
        octets -> Arrays.copyOf(octets, at),
        octets -> {
          octets[at] ^= 0x55;
          return octets;
        });
  }

  private DecryptionKey only(byte[] content) throws Exception {
    KeyHistory history = read(AGENTS, envelope(content));
    assertThat(history.size()).isOne();
    return history.keys().get(0);
  }

  private Path envelope(byte[] content) throws Exception {
    return envelope(content, ContentCipher.AES_128_CBC);
  }

  private Path envelope(byte[] content, ContentCipher cipher) throws Exception {
    Envelope cms =
        Encryptor.unvalidated("made for a test")
            .writingMail()
            .under(AlgorithmPolicy.standard().writing(cipher))
            .to(AGENT.certificate())
            .encrypt(ByteSource.of(content));
    return Files.write(folder.resolve("own.rec"), cms.bytes());
  }

  private static byte[] pkcs8(BigInteger p, BigInteger q) throws IOException {
    RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) RSA.getPrivate();
    return new PrivateKeyInfo(
            PrivateKeyInfo.getInstance(ASN1Sequence.getInstance(rsa.getEncoded()))
                .getPrivateKeyAlgorithm(),
            new RSAPrivateKey(
                rsa.getModulus(),
                rsa.getPublicExponent(),
                rsa.getPrivateExponent(),
                p,
                q,
                rsa.getPrimeExponentP(),
                rsa.getPrimeExponentQ(),
                rsa.getCrtCoefficient()))
        .getEncoded();
  }

  private static byte[] capi(RSAPrivateCrtKey key) {
    ByteBuffer blob = ByteBuffer.allocate(20 + 2 * 256 + 5 * 128).order(ByteOrder.LITTLE_ENDIAN);
    blob.put((byte) 7).put((byte) 2).putShort((short) 0).putInt(0xA400);
    blob.putInt(0x32415352).putInt(2048).putInt(key.getPublicExponent().intValueExact());
    blob.put(octets(key.getModulus(), 256, ByteOrder.LITTLE_ENDIAN));
    for (BigInteger half :
        List.of(
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient())) {
      blob.put(octets(half, 128, ByteOrder.LITTLE_ENDIAN));
    }
    return blob.put(octets(key.getPrivateExponent(), 256, ByteOrder.LITTLE_ENDIAN)).array();
  }

  private static byte[] bcrypt(RSAPrivateCrtKey key, ByteOrder head) {
    ByteBuffer blob = ByteBuffer.allocate(24 + 3 + 256 + 2 * 128).order(head);
    blob.putInt(0x32415352).putInt(2048).putInt(3).putInt(256).putInt(128).putInt(128);
    return blob.put(octets(key.getPublicExponent(), 3, ByteOrder.BIG_ENDIAN))
        .put(octets(key.getModulus(), 256, ByteOrder.BIG_ENDIAN))
        .put(octets(key.getPrimeP(), 128, ByteOrder.BIG_ENDIAN))
        .put(octets(key.getPrimeQ(), 128, ByteOrder.BIG_ENDIAN))
        .array();
  }

  private static byte[] ecdh(String curve, ByteOrder order, KeyPair pair) {
    int size = (Integer.parseInt(curve.substring(2)) + 7) / 8;
    int magic = Map.of("P-256", 0x324B4345, "P-384", 0x344B4345, "P-521", 0x364B4345).get(curve);
    ECPublicKey point = (ECPublicKey) pair.getPublic();
    return ByteBuffer.allocate(8 + 3 * size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(magic)
        .putInt(size)
        .put(octets(point.getW().getAffineX(), size, order))
        .put(octets(point.getW().getAffineY(), size, order))
        .put(octets(((ECPrivateKey) pair.getPrivate()).getS(), size, order))
        .array();
  }

  private static byte[] octets(BigInteger number, int size, ByteOrder order) {
    byte[] octets = new byte[size];
    for (int i = 0; i < size; i++) {
      int at = order == ByteOrder.LITTLE_ENDIAN ? i : size - 1 - i;
      octets[at] = number.shiftRight(8 * i).byteValue();
    }
    return octets;
  }

  private static byte[] withInt(byte[] blob, int at, int value) {
    return ByteBuffer.wrap(blob.clone()).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value).array();
  }

  private static byte[] flipped(byte[] blob, int at) {
    byte[] changed = blob.clone();
    changed[at] ^= 1;
    return changed;
  }

  private static byte[] zeroed(byte[] blob, int from) {
    byte[] changed = blob.clone();
    Arrays.fill(changed, from, changed.length, (byte) 0);
    return changed;
  }

  private static int indexOf(byte[] octets, byte[] wanted) {
    for (int i = 0; i + wanted.length <= octets.length; i++) {
      if (Arrays.equals(octets, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not in the blob");
  }
}
