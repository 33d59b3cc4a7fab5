package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.padded;
import static org.smime4j.testing.HostileEnvelopes.pkcs1;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.rawBlock;
import static org.smime4j.testing.HostileEnvelopes.recipient;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.keys.DecryptionKey;
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
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/** What an attacker sends who may watch whether, and how, opening fails. */
public class DecryptionOracleTest {

  /**
   * How often chance may fit. Of 1,000 random blocks four have a padding, which is what the rules
   * behind it must refuse; {@code -Pthorough} makes 2,000.
   */
  private static final int TRIES = Samples.times(500);

  private static final TestPki.Authority CA = TestPki.authority("Oracle");
  private static final TestPki.Issued BOB = CA.issue("bob@example.org").rsa(2048).build();

  /** Short, where a test needs thousands of operations. */
  private static final TestPki.Issued SHORT =
      CA.issue("short@example.org").key(TestPki.sameRsa(1024, 1)).build();

  private static final TestPki.Issued EC = CA.issue("ec@example.org").ec("P-256").build();
  private static final byte[] MAIL =
      ("Content-Type: text/plain\r\n\r\n" + "The treasure is under the oak.\r\n".repeat(200))
          .getBytes(StandardCharsets.US_ASCII);

  /** Fails the test if anything asks it for a key. */
  private static final KeySource UNTOUCHED =
      new KeySource() {
        @Override
        public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
          throw new AssertionError("asked for keys");
        }

        @Override
        public Iterable<DecryptionKey> remaining(String kind) {
          throw new AssertionError("asked for keys");
        }

        @Override
        public int size() {
          throw new AssertionError("asked for keys");
        }
      };

  private static byte[] encrypted(TestPki.Issued recipient, AlgorithmPolicy policy, byte[] content)
      throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(recipient.certificate())
        .under(policy)
        .encrypt(ByteSource.of(content))
        .bytes();
  }

  private static void assertRefused(Decryptor decryptor, byte[] cms, String rule) {
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
        .isInstanceOfSatisfying(
            SmimeException.Refused.class, e -> assertThat(e.rule().name()).isEqualTo(rule));
  }

  // ---- which cipher in which container -------------------------------------------------------

  @Test
  void a2_underAuthenticatedOnly_cbcIsRefusedBeforeAnyKeyIsAskedFor() throws Exception {
    byte[] cms = encrypted(BOB, AlgorithmPolicy.outlook(), MAIL);
    assertRefused(
        Decryptor.with(UNTOUCHED).under(AlgorithmPolicy.authenticatedOnly()),
        cms,
        "UNAUTHENTICATED");
  }

  @Test
  void a2_splicedGadgets_areNeverAuthenticatedContent() throws Exception {
    byte[] cek = random(16, 1);
    byte[] honest = cbc(cek, padded(MAIL));
    Random random = new Random(2);
    int opened = 0;
    for (int i = 0; i < 200; i++) {
      // CBC gadgets: a block of known plaintext put anywhere, its predecessor chosen freely.
      int at = 16 * (1 + random.nextInt(honest.length / 16 - 2));
      byte[] spliced = new byte[honest.length + 32];
      System.arraycopy(honest, 0, spliced, 0, at);
      random.nextBytes(spliced);
      System.arraycopy(honest, 0, spliced, 0, at);
      System.arraycopy(honest, 16, spliced, at + 16, 16);
      System.arraycopy(honest, at, spliced, at + 32, honest.length - at);
      byte[] cms =
          enveloped(recipient(BOB.certificate(), cek, KeyTransport.RSA_PKCS1), aesCbc(16), spliced);
      Decryption decryption = Decryptor.with(DecryptorTest.keys(BOB)).decrypt(ByteSource.of(cms));
      assertThat(Decrypted.isUnauthenticated(decryption)).isTrue();
      assertThat(decryption.layer().isAuthenticated()).isFalse();
      opened++;
    }
    assertThat(opened).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCipher.class,
      names = {"AES_128_GCM", "AES_192_GCM", "AES_256_GCM"})
  void a3_a6_anAeadInEnvelopedData_isRefused_andFromArchivesOnlyUnauthenticated(
      ContentCipher cipher) throws Exception {
    byte[] honest = encrypted(BOB, AlgorithmPolicy.authenticated().writing(cipher), MAIL);
    AuthEnvelopedData parts = HostileEnvelopes.parts(honest);
    byte[] ciphertext = parts.getAuthEncryptedContentInfo().getEncryptedContent().getOctets();
    byte[] mac = parts.getMac().getOctets();
    byte[] withTag = Arrays.copyOf(ciphertext, ciphertext.length + mac.length);
    System.arraycopy(mac, 0, withTag, ciphertext.length, mac.length);
    AlgorithmIdentifier algorithm =
        parts.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm();
    byte[] retyped = enveloped(parts.getRecipientInfos(), algorithm, withTag);
    assertRefused(Decryptor.with(UNTOUCHED), retyped, "AEAD_IN_ENVELOPED_DATA");
    Decryptor archive = Decryptor.with(DecryptorTest.keys(BOB)).under(AlgorithmPolicy.archive());
    Decryption decryption = archive.decrypt(ByteSource.of(retyped));
    assertThat(Decrypted.isUnauthenticated(decryption)).isTrue();
    assertThat(DecryptorTest.content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(decryption.layer().deviations())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.AEAD_IN_ENVELOPED_DATA);
    // Without a tag, or with a wrong one, not at all.
    byte[] withoutTag = enveloped(parts.getRecipientInfos(), algorithm, ciphertext);
    withTag[withTag.length - 1] ^= 1;
    byte[] wrongTag = enveloped(parts.getRecipientInfos(), algorithm, withTag);
    for (byte[] cms : List.of(withoutTag, wrongTag)) {
      assertThatThrownBy(() -> archive.decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.NotDecryptable.class);
    }
  }

  @Test
  void a3_anAeadRenamedToCbc_isNotTakenForMail() throws Exception {
    Random random = new Random(3);
    byte[] cek = random(16, 4);
    byte[] info = recipient(EC.certificate(), cek, KeyTransport.RSA_PKCS1);
    // The key agreement proves the key, so that only padding and form speak against the content.
    byte[] v15 = recipient(SHORT.certificate(), cek, KeyTransport.RSA_PKCS1);
    Decryptor mail = Decryptor.with(DecryptorTest.keys(SHORT, EC)).expectingMail();
    Decryptor aeadOnly =
        Decryptor.with(DecryptorTest.keys(SHORT).aeadOnly(SHORT.certificate())).expectingMail();
    for (int i = 0; i < TRIES; i++) {
      byte[] chosen = new byte[16 * (1 + random.nextInt(8))];
      random.nextBytes(chosen);
      if (i % 100 == 0) {
        byte[] named = enveloped(v15, aesCbc(16), chosen);
        assertRefused(aeadOnly, named, "AEAD_ONLY_KEY");
        assertRefused(mail.under(AlgorithmPolicy.authenticatedOnly()), named, "UNAUTHENTICATED");
      }
      assertThat(opens(mail, enveloped(info, aesCbc(16), chosen))).isFalse();
      assertThat(opens(mail, enveloped(v15, aesCbc(16), chosen))).isFalse();
    }
  }

  private static boolean opens(Decryptor decryptor, byte[] cms) throws Exception {
    try {
      return Decrypted.isUnauthenticated(decryptor.decrypt(ByteSource.of(cms)));
    } catch (SmimeException.NotDecryptable e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24})
  void a7_rc2OfAFewOctets_isRefusedBeforeAnyKeyIsAskedFor(int bits) throws Exception {
    var parameters = java.security.AlgorithmParameters.getInstance("RC2", "SunJCE");
    parameters.init(new javax.crypto.spec.RC2ParameterSpec(bits, new byte[8]));
    AuthEnvelopedData parts =
        HostileEnvelopes.parts(encrypted(BOB, AlgorithmPolicy.authenticated(), MAIL));
    byte[] cms =
        HostileEnvelopes.enveloped(
            parts.getRecipientInfos(),
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier("1.2.840.113549.3.2"),
                org.bouncycastle.asn1.ASN1Primitive.fromByteArray(parameters.getEncoded())),
            new byte[64]);
    for (AlgorithmPolicy policy : List.of(AlgorithmPolicy.standard(), AlgorithmPolicy.archive())) {
      assertThatThrownBy(() -> Decryptor.with(UNTOUCHED).under(policy).decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.Refused.class)
          .hasMessageContaining(bits + " effective bits");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2.16.840.1.101.3.4.1.2", // AES-128-CBC
        "2.16.840.1.101.3.4.1.22",
        "2.16.840.1.101.3.4.1.42",
        "1.2.840.113549.3.7", // 3DES
        "1.2.840.113549.3.2", // RC2
        "1.3.14.3.2.7", // DES
        "2.16.840.1.101.3.4.1.1", // AES-128-ECB
        "2.16.840.1.101.3.4.1.3", // AES-128-OFB
        "2.16.840.1.101.3.4.1.4", // AES-128-CFB
        "2.16.840.1.101.3.4.1.43", // AES-256-OFB
        "1.2.840.113549.3.4", // RC4
        "1.2.3.4"
      })
  void a4_whatIsNoAeadInAuthEnvelopedData_isRefusedBeforeAnyKeyIsAskedFor(String oid)
      throws Exception {
    AuthEnvelopedData parts =
        HostileEnvelopes.parts(encrypted(BOB, AlgorithmPolicy.authenticated(), MAIL));
    for (var parameters :
        List.of(
            new DEROctetString(new byte[16]), new DEROctetString(new byte[8]), DERNull.INSTANCE)) {
      byte[] cms =
          HostileEnvelopes.authEnveloped(
              parts.getRecipientInfos(),
              new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters),
              new byte[64],
              new byte[16]);
      for (AlgorithmPolicy policy :
          List.of(AlgorithmPolicy.standard(), AlgorithmPolicy.archive())) {
        assertThatThrownBy(
                () -> Decryptor.with(UNTOUCHED).under(policy).decrypt(ByteSource.of(cms)))
            .isInstanceOfAny(
                SmimeException.Refused.class, SmimeException.UnsupportedAlgorithm.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 8, 11, 13, 15, 17})
  void a5_aTagOfAnotherLength_isNoMatterForAKey(int octets) throws Exception {
    AuthEnvelopedData parts =
        HostileEnvelopes.parts(encrypted(BOB, AlgorithmPolicy.authenticated(), MAIL));
    byte[] cms =
        HostileEnvelopes.authEnveloped(
            parts.getRecipientInfos(),
            parts.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm(),
            parts.getAuthEncryptedContentInfo().getEncryptedContent().getOctets(),
            Arrays.copyOf(parts.getMac().getOctets(), octets));
    assertThatThrownBy(() -> Decryptor.with(UNTOUCHED).decrypt(ByteSource.of(cms)))
        .isInstanceOfAny(SmimeException.Refused.class, SmimeException.Malformed.class);
  }

  // ---- one failure ---------------------------------------------------------------------------

  /** Each a message that does not open, for another reason. */
  private static Map<String, byte[]> failures() throws Exception {
    byte[] cek = random(16, 5);
    byte[] content = cbc(cek, padded(MAIL));
    int modulus = 256;
    Map<String, byte[]> failures = new LinkedHashMap<>();
    failures.put(
        "valid padding, another key of the right length",
        enveloped(rawBlock(BOB.certificate(), pkcs1(modulus, random(16, 6))), aesCbc(16), content));
    for (int wrong : new int[] {0, 1, 15, 17, 24, 32}) {
      failures.put(
          "valid padding, a key of " + wrong,
          enveloped(
              rawBlock(BOB.certificate(), pkcs1(modulus, Arrays.copyOf(cek, wrong))),
              aesCbc(16),
              content));
    }
    byte[] block = pkcs1(modulus, cek);
    block[1] = 1;
    failures.put(
        "block type 1", enveloped(rawBlock(BOB.certificate(), block), aesCbc(16), content));
    block = pkcs1(modulus, cek);
    block[0] = 1;
    failures.put(
        "no leading zero", enveloped(rawBlock(BOB.certificate(), block), aesCbc(16), content));
    block = pkcs1(modulus, cek);
    block[modulus - 17] = 9;
    failures.put(
        "no separator", enveloped(rawBlock(BOB.certificate(), block), aesCbc(16), content));
    block = pkcs1(modulus, cek);
    block[5] = 0;
    failures.put(
        "separator too early", enveloped(rawBlock(BOB.certificate(), block), aesCbc(16), content));
    block = new byte[modulus];
    failures.put(
        "a block of zeros", enveloped(rawBlock(BOB.certificate(), block), aesCbc(16), content));

    byte[] right = rawBlock(BOB.certificate(), pkcs1(modulus, cek));
    byte[] badLast = padded(MAIL);
    badLast[badLast.length - 1] = 0;
    failures.put("padding of 0", enveloped(right, aesCbc(16), cbc(cek, badLast)));
    badLast[badLast.length - 1] = 17;
    failures.put("padding of 17", enveloped(right, aesCbc(16), cbc(cek, badLast)));
    byte[] uneven = Arrays.copyOf(MAIL, MAIL.length / 16 * 16);
    uneven[uneven.length - 1] = 2;
    uneven[uneven.length - 2] = 3;
    failures.put("uneven padding", enveloped(right, aesCbc(16), cbc(cek, uneven)));
    failures.put("no mail inside", enveloped(right, aesCbc(16), cbc(cek, padded(random(1000, 7)))));
    failures.put(
        "a header with a control",
        enveloped(
            right,
            aesCbc(16),
            cbc(cek, padded("Subject: \u0007\r\n\r\n".getBytes(StandardCharsets.UTF_8)))));

    byte[] oaep = recipient(BOB.certificate(), cek, KeyTransport.RSA_OAEP_SHA256);
    byte[] broken = random(256, 8);
    broken[0] = 0;
    failures.put(
        "OAEP of nothing",
        enveloped(HostileEnvelopes.withEncryptedKey(oaep, broken), aesCbc(16), content));
    failures.put(
        "OAEP around another key",
        enveloped(
            recipient(BOB.certificate(), random(16, 9), KeyTransport.RSA_OAEP_SHA256),
            aesCbc(16),
            content));
    failures.put(
        "OAEP around a longer key",
        enveloped(
            recipient(BOB.certificate(), random(32, 9), KeyTransport.RSA_OAEP_SHA256),
            aesCbc(16),
            content));

    byte[] agreement = encrypted(EC, AlgorithmPolicy.outlook(), MAIL);
    failures.put("key wrap damaged", flippedWrap(agreement));
    for (KeyTransport transport : List.of(KeyTransport.RSA_PKCS1, KeyTransport.RSA_OAEP_SHA256)) {
      byte[] gcm = encrypted(BOB, AlgorithmPolicy.authenticated().writing(transport), MAIL);
      gcm[gcm.length - 1] ^= 1;
      failures.put("tag, " + transport, gcm);
      byte[] altered = encrypted(BOB, AlgorithmPolicy.authenticated().writing(transport), MAIL);
      altered[altered.length - 200] ^= 1;
      failures.put("ciphertext, " + transport, altered);
    }
    return failures;
  }

  /** The wrapped key is an OCTET STRING of 40 octets right before encryptedContentInfo. */
  private static byte[] flippedWrap(byte[] cms) {
    int type = HexFormat.of().formatHex(cms).indexOf("06092a864886f70d010701") / 2;
    for (int i = type - 42; i >= type - 50; i--) {
      if (cms[i] == 0x04 && cms[i + 1] == 0x28) {
        byte[] damaged = cms.clone();
        damaged[i + 10] ^= 1;
        return damaged;
      }
    }
    throw new AssertionError("no wrapped key");
  }

  @Test
  void a7_a11_a13_everyCauseIsOneAndTheSameFailure_afterOneOperation() throws Exception {
    String text = new SmimeException.NotDecryptable().getMessage();
    for (Map.Entry<String, byte[]> failure : failures().entrySet()) {
      CountingProvider counting = CountingProvider.ofRawRsa();
      Decryptor decryptor =
          Decryptor.with(DecryptorTest.keys(BOB, EC)).using(counting).expectingMail();
      Throwable thrown = catchThrowable(() -> decryptor.decrypt(ByteSource.of(failure.getValue())));
      assertThat(thrown)
          .as(failure.getKey())
          .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
      assertThat(thrown).as(failure.getKey()).hasMessage(text).hasNoCause();
      assertThat(thrown.getSuppressed()).as(failure.getKey()).isEmpty();
      // It would cost time, and tell from where it was thrown.
      assertThat(thrown.getStackTrace()).as(failure.getKey()).isEmpty();
      boolean rsa = !failure.getKey().startsWith("key wrap");
      assertThat(counting.operations()).as(failure.getKey()).isEqualTo(rsa ? 1 : 0);
    }
  }

  @Test
  void a7_aSecondRecipientAsAProbe_changesNothing() throws Exception {
    byte[] cek = random(16, 5);
    byte[] content = cbc(cek, padded(MAIL));
    byte[] honest = recipient(BOB.certificate(), cek, KeyTransport.RSA_PKCS1);
    byte[] valid = rawBlock(BOB.certificate(), pkcs1(256, random(16, 12)));
    byte[] invalid = rawBlock(BOB.certificate(), new byte[256]);
    for (byte[] probe : List.of(valid, invalid)) {
      for (List<byte[]> order : List.of(List.of(probe, honest), List.of(honest, probe))) {
        CountingProvider counting = CountingProvider.ofRawRsa();
        Decryption decryption =
            Decryptor.with(DecryptorTest.keys(BOB))
                .using(counting)
                .decrypt(ByteSource.of(enveloped(set(order), aesCbc(16), content)));
        assertThat(DecryptorTest.content(decryption).bytes()).isEqualTo(MAIL);
        assertThat(counting.operations()).isEqualTo(2);
      }
    }
  }

  private static org.bouncycastle.asn1.ASN1Set set(List<byte[]> recipients) throws Exception {
    var vector = new org.bouncycastle.asn1.ASN1EncodableVector();
    for (byte[] each : recipients) {
      vector.add(org.bouncycastle.asn1.ASN1Primitive.fromByteArray(each));
    }
    return new org.bouncycastle.asn1.BERSet(vector);
  }

  @Test
  void a9_runsOverTheWholeContent_areBounded() throws Exception {
    byte[] cek = random(16, 5);
    byte[] info = recipient(EC.certificate(), cek, KeyTransport.RSA_PKCS1);
    // Named recipients, each with a content key that its scheme finds right. How often content is
    // read for them at most: ReadingCostTest.
    List<byte[]> many = new java.util.ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add(recipient(EC.certificate(), random(16, 100 + i), KeyTransport.RSA_PKCS1));
    }
    many.add(info);
    Decryptor wide = Decryptor.with(DecryptorTest.keys(EC));
    Decryptor narrow =
        wide.within(
            Limits.standard()
                .allowing(Limit.CONTENT_RUNS, 2)
                .allowing(Limit.CONTENT_RUN_OCTETS, 1));
    byte[] binary = enveloped(set(many), aesCbc(16), cbc(cek, padded(random(1000, 33))));
    assertThat(DecryptorTest.content(wide.decrypt(ByteSource.of(binary))).bytes())
        .isEqualTo(random(1000, 33));
    // Of a mail the first octets tell which is worth a run.
    byte[] mail = enveloped(set(many), aesCbc(16), cbc(cek, padded(MAIL)));
    assertThat(DecryptorTest.content(narrow.decrypt(ByteSource.of(mail))).bytes()).isEqualTo(MAIL);
    byte[] nobodys = enveloped(set(many.subList(0, 40)), aesCbc(16), cbc(cek, padded(MAIL)));
    for (Decryptor decryptor : List.of(narrow, narrow.expectingMail(), wide.expectingMail())) {
      assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(nobodys)))
          .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    }
  }

  /** With the private operation made; a million without it: {@code WrongKeysTest}. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a12_wrongKeys_openNothing(boolean aead) throws Exception {
    // Key pairs are slow to make: one key, and values that decrypt to anything.
    CountingProvider counting = CountingProvider.ofRawRsa();
    Decryptor decryptor = Decryptor.with(DecryptorTest.keys(SHORT)).using(counting).expectingMail();
    byte[] one = recipient(SHORT.certificate(), new byte[16], KeyTransport.RSA_PKCS1);
    AlgorithmIdentifier gcm =
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(ContentCipher.AES_128_GCM).oid()),
            new GCMParameters(new byte[12], 16));
    for (int i = 0; i < TRIES; i++) {
      byte[] value = random(128, 1000 + i);
      value[0] = 0;
      byte[] info = HostileEnvelopes.withEncryptedKey(one, value);
      byte[] content = random(16 * (1 + i % 64), i);
      byte[] cms =
          aead
              ? HostileEnvelopes.authEnveloped(
                  new DERSet(ASN1Primitive.fromByteArray(info)), gcm, content, random(16, i))
              : enveloped(info, aesCbc(16), content);
      assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.NotDecryptable.class);
    }
    assertThat(counting.operations()).isEqualTo(TRIES);
  }

  // ---- nothing early -------------------------------------------------------------------------

  @Test
  void a14_tamperedAtEvery64KiB_releasesNothing(@TempDir Path folder) throws Exception {
    byte[] content = Arrays.copyOf(MAIL, 1 << 20);
    byte[] honest = encrypted(BOB, AlgorithmPolicy.authenticated(), content);
    Limits streaming = Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 4096);
    Path source = folder.resolve("source");
    Path target = folder.resolve("target");
    for (int at = honest.length - (1 << 20); at < honest.length; at += 1 << 16) {
      byte[] tampered = honest.clone();
      tampered[at] ^= 0x40;
      Files.write(source, tampered);
      for (Limits limits : List.of(Limits.standard(), streaming)) {
        Decryptor decryptor = Decryptor.with(DecryptorTest.keys(BOB)).within(limits);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> decryptor.decrypt(new ByteArrayInputStream(tampered), out))
            .isInstanceOf(SmimeException.NotDecryptable.class);
        assertThat(out.size()).isZero();
        assertThatThrownBy(() -> decryptor.decrypt(source, target))
            .isInstanceOf(SmimeException.NotDecryptable.class);
        assertThat(target).doesNotExist();
        assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(source)))
            .isInstanceOf(SmimeException.NotDecryptable.class);
      }
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(source);
    }
  }

  @Test
  void a14_aSourceThatChangesBetweenCheckAndRelease_releasesNothingFalse(@TempDir Path folder)
      throws Exception {
    byte[] content = Arrays.copyOf(MAIL, 1 << 20);
    byte[] honest = encrypted(BOB, AlgorithmPolicy.authenticated(), content);
    Path source = Files.write(folder.resolve("source"), honest);
    Decryption decryption =
        Decryptor.with(DecryptorTest.keys(BOB))
            .within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 4096))
            .decrypt(ByteSource.of(source));
    byte[] changed = honest.clone();
    changed[changed.length / 2] ^= 1;
    Files.write(source, changed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> DecryptorTest.content(decryption).writeTo(out))
        .isInstanceOf(java.io.IOException.class);
    byte[] released = out.toByteArray();
    assertThat(released).isEqualTo(Arrays.copyOf(content, released.length));
  }
}
