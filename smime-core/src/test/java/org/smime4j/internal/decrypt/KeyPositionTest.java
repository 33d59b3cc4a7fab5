package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.decrypt.DecryptorTest.content;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPki;

/** Where the right key stands among those that are held decides nothing. */
@Tag("thorough")
public class KeyPositionTest {

  private static final TestPki.Authority CA = TestPki.authority("Position");
  private static final byte[] MAIL =
      ("Content-Type: text/plain\r\n\r\n" + "The treasure is under the oak.\r\n".repeat(20))
          .getBytes(StandardCharsets.US_ASCII);

  /** All but those whose padding takes more than these short keys have. */
  private static final List<KeyTransport> TRANSPORTS =
      List.of(
          KeyTransport.RSA_PKCS1,
          KeyTransport.RSA_OAEP_SHA1,
          KeyTransport.RSA_OAEP_SHA256,
          KeyTransport.RSA_KEM);

  /** Neither a mail, nor text, nor BER, in its first octets and in all. */
  private static final byte[] BINARY = binary(500);

  private static byte[] binary(int octets) {
    byte[] binary = HostileEnvelopes.random(octets, 17);
    binary[0] = (byte) 0x89;
    return binary;
  }

  /** Keys in an order that the test chooses. */
  private record InOrder(List<DecryptionKey> keys, boolean named) implements KeySource {

    static InOrder of(List<TestPki.Issued> order, boolean named) {
      List<DecryptionKey> keys = new ArrayList<>();
      for (TestPki.Issued key : order) {
        keys.add(
            DecryptionKey.of(
                key.privateKey(), key.publicKey(), List.of(key.certificate()), "in order"));
      }
      return new InOrder(keys, named);
    }

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
      List<KeyMatch> all = new ArrayList<>();
      if (named) {
        for (RecipientIdentifier each : wanted) {
          keys.forEach(key -> all.add(KeyMatch.of(key, FoundBy.RECIPIENT_ID, each)));
        }
      }
      return all;
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

  private static TestPki.Issued lost(TestPki.Issued key) {
    return CA.issue("lost@example.org").keyOf(key).serial(99).build();
  }

  private static TestPki.Issued key(String kind) {
    return kind.startsWith("RSA")
        ? CA.issue("key@example.org").rsa(1024).newKey().build()
        : CA.issue("key@example.org").key(TestPki.generate(kind)).build();
  }

  private static byte[] encrypted(
      TestPki.Issued to, ContentCipher cipher, KeyTransport transport, byte[] content)
      throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(to.certificate())
        .under(AlgorithmPolicy.authenticated().writing(cipher).writing(transport))
        .encrypt(ByteSource.of(content))
        .bytes();
  }

  /** A message whose encrypted key is below the modulus of every key: then each is tried. */
  private static byte[] forAll(
      List<TestPki.Issued> keys,
      TestPki.Issued to,
      ContentCipher cipher,
      KeyTransport transport,
      byte[] content)
      throws Exception {
    KeySource all = InOrder.of(keys, false);
    while (true) {
      byte[] cms = encrypted(to, cipher, transport, content);
      if (Decryptor.with(all).diagnose(ByteSource.of(cms)).toTry() == keys.size()
          && !opensByChance(keys, to, cms)) {
        return cms;
      }
    }
  }

  /** A wrong key finds right padding once in 256 messages. The tests are about the others. */
  private static boolean opensByChance(List<TestPki.Issued> keys, TestPki.Issued to, byte[] cms)
      throws Exception {
    for (TestPki.Issued each : keys) {
      if (!each.publicKey().equals(to.publicKey())) {
        try {
          Decryptor.with(InOrder.of(List.of(each), true)).decrypt(ByteSource.of(cms));
          return true;
        } catch (SmimeException.NotDecryptable e) {
          // As it should be.
        }
      }
    }
    return false;
  }

  private static List<List<TestPki.Issued>> permutations(List<TestPki.Issued> of) {
    TestPki.Issued a = of.get(0);
    TestPki.Issued b = of.get(1);
    TestPki.Issued c = of.get(2);
    return List.of(
        List.of(a, b, c),
        List.of(a, c, b),
        List.of(b, a, c),
        List.of(b, c, a),
        List.of(c, a, b),
        List.of(c, b, a));
  }

  private static Stream<Arguments> ways() {
    List<Arguments> ways = new ArrayList<>();
    for (ContentCipher cipher :
        List.of(
            ContentCipher.AES_128_CBC,
            ContentCipher.AES_256_CBC,
            ContentCipher.AES_128_GCM,
            ContentCipher.AES_256_GCM,
            ContentCipher.CHACHA20_POLY1305)) {
      for (KeyTransport transport : TRANSPORTS) {
        ways.add(Arguments.of("RSA", transport, cipher));
      }
      for (String kind : List.of("P-256", "X25519", "ML-KEM-768")) {
        ways.add(Arguments.of(kind, KeyTransport.RSA_PKCS1, cipher));
      }
    }
    return ways.stream();
  }

  private static boolean opens(Decryptor decryptor, byte[] cms) throws Exception {
    try {
      decryptor.decrypt(ByteSource.of(cms));
      return true;
    } catch (SmimeException.NoMatchingKey e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void a9_inEveryOrderOfThreeKeys_theSameMessageOpens(
      String kind, KeyTransport transport, ContentCipher cipher) throws Exception {
    List<TestPki.Issued> keys = List.of(key(kind), key(kind), key(kind));
    TestPki.Issued right = keys.get(0);
    for (byte[] content : List.of(MAIL, BINARY, new byte[0])) {
      byte[] cms;
      do {
        // If only padding speaks, a second key may find it too, once in 256 times.
        cms = forAll(keys, lost(right), cipher, transport, content);
      } while (!opens(Decryptor.with(InOrder.of(keys, false)), cms));
      for (boolean named : List.of(false, true)) {
        for (List<TestPki.Issued> order : permutations(keys)) {
          Decryptor decryptor = Decryptor.with(InOrder.of(order, named));
          Decryption opened = decryptor.decrypt(ByteSource.of(cms));
          assertThat(content(opened).bytes()).isEqualTo(content);
          assertThat(opened.layer().key().orElseThrow().certificate())
              .contains(right.certificate());
          // As mail, binary content opens where a tag proves it, and there from every place too.
          if (cipher.isAead() || content != BINARY) {
            assertThat(content(decryptor.expectingMail().decrypt(ByteSource.of(cms))).bytes())
                .isEqualTo(content);
          }
        }
      }
    }
  }

  @Test
  void a3_a9_anAeadInEnvelopedData_opensFromEveryPlaceUnderThePolicyArchive() throws Exception {
    List<TestPki.Issued> keys = List.of(key("RSA"), key("RSA"), key("RSA"));
    TestPki.Issued right = keys.get(0);
    for (byte[] content : List.of(MAIL, BINARY)) {
      byte[] honest =
          forAll(
              keys, lost(right), ContentCipher.AES_256_GCM, KeyTransport.RSA_OAEP_SHA256, content);
      AuthEnvelopedData parts = HostileEnvelopes.parts(honest);
      byte[] ciphertext = parts.getAuthEncryptedContentInfo().getEncryptedContent().getOctets();
      byte[] mac = parts.getMac().getOctets();
      byte[] withTag = Arrays.copyOf(ciphertext, ciphertext.length + mac.length);
      System.arraycopy(mac, 0, withTag, ciphertext.length, mac.length);
      byte[] retyped =
          HostileEnvelopes.enveloped(
              parts.getRecipientInfos(),
              parts.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm(),
              withTag);
      for (List<TestPki.Issued> order : permutations(keys)) {
        Decryption opened =
            Decryptor.with(InOrder.of(order, false))
                .under(AlgorithmPolicy.archive())
                .decrypt(ByteSource.of(retyped));
        assertThat(content(opened).bytes()).isEqualTo(content);
      }
    }
  }

  // ---- many keys of one name -----------------------------------------------------------------

  /** Cheap: the keys need only be many, and of one size. */
  private static List<TestPki.Issued> twins(int count) {
    List<TestPki.Issued> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(CA.issue("twin@example.org").ec("P-256").newKey().serial(7).build());
    }
    return keys;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a9_ofTwentyKeysWithOneIssuerAndSerial_theLastOpensToo(boolean named) throws Exception {
    List<TestPki.Issued> keys = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add(CA.issue("twin@example.org").rsa(1024).newKey().serial(7).build());
    }
    TestPki.Issued right = keys.get(19);
    for (ContentCipher cipher : List.of(ContentCipher.AES_128_CBC, ContentCipher.AES_128_GCM)) {
      for (KeyTransport transport : TRANSPORTS) {
        for (byte[] content : List.of(MAIL, BINARY)) {
          byte[] cms = forAll(keys, right, cipher, transport, content);
          CountingProvider counting = CountingProvider.ofRawRsa();
          Decryptor decryptor = Decryptor.with(InOrder.of(keys, named)).using(counting);
          assertThat(content(decryptor.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(content);
          assertThat(counting.operations()).isEqualTo(20);
          // However few may run over the whole content, a key that checked itself is among them.
          Limits one =
              Limits.standard()
                  .allowing(Limit.CONTENT_RUNS, 1)
                  .allowing(Limit.CONTENT_RUN_OCTETS, 1);
          if (transport != KeyTransport.RSA_PKCS1) {
            assertThat(content(decryptor.within(one).decrypt(ByteSource.of(cms))).bytes())
                .isEqualTo(content);
          }
        }
      }
    }
  }

  @Test
  void a9_ofThreeHundredKeysOfOneName_eachOpensASmallMail_whateverItsForm() throws Exception {
    List<TestPki.Issued> keys = twins(300);
    for (ContentCipher cipher : List.of(ContentCipher.AES_256_CBC, ContentCipher.AES_256_GCM)) {
      for (int place : new int[] {0, 150, 299}) {
        byte[] cms = encrypted(keys.get(place), cipher, KeyTransport.RSA_PKCS1, BINARY);
        Decryption opened = Decryptor.with(InOrder.of(keys, true)).decrypt(ByteSource.of(cms));
        assertThat(content(opened).bytes()).isEqualTo(BINARY);
        assertThat(opened.layer().key().orElseThrow().certificate())
            .contains(keys.get(place).certificate());
      }
    }
  }

  @Test
  void a9_whereMoreKeysFitThanMayRun_theDiagnosisSaysSoBeforeAnyIsUsed() throws Exception {
    List<TestPki.Issued> keys = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add(CA.issue("twin@example.org").rsa(1024).newKey().serial(7).build());
    }
    byte[] large = binary(100_000);
    Limits few = Limits.standard().allowing(Limit.CONTENT_RUN_OCTETS, 1_000_000);
    for (boolean named : List.of(true, false)) {
      byte[] cms =
          forAll(keys, keys.get(19), ContentCipher.AES_128_GCM, KeyTransport.RSA_PKCS1, large);
      CountingProvider counting = CountingProvider.ofRawRsa();
      Decryptor decryptor = Decryptor.with(InOrder.of(keys, named)).using(counting).within(few);
      assertThat(decryptor.diagnose(ByteSource.of(cms)).toString()).contains("Limit.CONTENT_RUNS");
      assertThat(counting.operations()).isZero();
      assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
          .isInstanceOf(
              named ? SmimeException.NotDecryptable.class : SmimeException.NoMatchingKey.class);
      Decryptor wider = decryptor.within(few.allowing(Limit.CONTENT_RUNS, 20));
      assertThat(wider.diagnose(ByteSource.of(cms)).toString())
          .doesNotContain("Limit.CONTENT_RUNS");
      assertThat(content(wider.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(large);
      // A key that checks itself needs no run to be found, nor does one whose content is mail.
      for (byte[] other :
          List.of(
              forAll(
                  keys,
                  keys.get(19),
                  ContentCipher.AES_128_GCM,
                  KeyTransport.RSA_OAEP_SHA256,
                  large),
              forAll(
                  keys,
                  keys.get(19),
                  ContentCipher.AES_128_GCM,
                  KeyTransport.RSA_PKCS1,
                  "Subject: x\r\n\r\n".concat("x".repeat(100_000)).getBytes("US-ASCII")))) {
        content(decryptor.decrypt(ByteSource.of(other))).bytes();
      }
    }
  }

  /** A second recipient that wraps another content key well hides the first one from nobody. */
  @Test
  void a9_recipientsThatWrapOtherContentKeys_hideTheRightOneNowhere() throws Exception {
    List<TestPki.Issued> keys = twins(3);
    byte[] cek = HostileEnvelopes.random(16, 3);
    for (int right = 0; right < 3; right++) {
      ASN1EncodableVector infos = new ASN1EncodableVector();
      for (int i = 0; i < 3; i++) {
        byte[] wrapped = i == right ? cek : HostileEnvelopes.random(16, 100 + i);
        infos.add(
            ASN1Primitive.fromByteArray(
                HostileEnvelopes.recipient(
                    keys.get(i).certificate(), wrapped, KeyTransport.RSA_PKCS1)));
      }
      AuthEnvelopedData sealed =
          HostileEnvelopes.parts(
              HostileEnvelopes.gcm(
                  HostileEnvelopes.recipient(
                      keys.get(0).certificate(), cek, KeyTransport.RSA_PKCS1),
                  cek,
                  BINARY));
      byte[] cms =
          HostileEnvelopes.authEnveloped(
              new DERSet(infos),
              new AlgorithmIdentifier(
                  new ASN1ObjectIdentifier(CipherForm.of(ContentCipher.AES_128_GCM).oid()),
                  sealed
                      .getAuthEncryptedContentInfo()
                      .getContentEncryptionAlgorithm()
                      .getParameters()),
              sealed.getAuthEncryptedContentInfo().getEncryptedContent().getOctets(),
              sealed.getMac().getOctets());
      for (boolean named : List.of(true, false)) {
        for (List<TestPki.Issued> order : permutations(keys)) {
          assertThat(
                  content(Decryptor.with(InOrder.of(order, named)).decrypt(ByteSource.of(cms)))
                      .bytes())
              .isEqualTo(BINARY);
        }
      }
    }
  }
}
