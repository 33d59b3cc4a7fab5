package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.smime4j.internal.decrypt.DecryptorTest.content;
import static org.smime4j.internal.decrypt.DecryptorTest.keys;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.recipient;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.BERSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPki;

/**
 * Content that is neither MIME, text nor BER, with a content key that no scheme proves. Only the
 * padding shows that the key is right, and more keys never open less.
 */
public class PaddingAloneTest {

  private static final TestPki.Authority CA = TestPki.authority("Padding");
  private static final TestPki.Issued OLD = issued("alice@example.org");
  private static final TestPki.Issued NEW = issued("alice@example.org");
  private static final TestPki.Issued EVE = issued("eve@example.org");
  private static final TestPki.Issued CURVE = CA.issue("alice@example.org").ec("P-256").build();

  private static TestPki.Issued issued(String address) {
    return CA.issue(address).rsa(1024).newKey().build();
  }

  /** The first octets of a PNG, and octets of no form. */
  private static final byte[] IMAGE = image();

  private static byte[] image() {
    byte[] octets = new byte[1003];
    new Random(7).nextBytes(octets);
    byte[] begin = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    System.arraycopy(begin, 0, octets, 0, begin.length);
    return octets;
  }

  private static byte[] encrypted(byte[] content, TestPki.Issued... to) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(
            Arrays.stream(to)
                .map(TestPki.Issued::certificate)
                .toList()
                .toArray(new X509Certificate[0]))
        .under(AlgorithmPolicy.outlook())
        .encrypt(ByteSource.of(content))
        .bytes();
  }

  private static byte[] mail(byte[] cms) {
    return ("From: bob@example.org\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(cms)
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static KeyHistory withoutCertificate(TestPki.Issued... issued) throws Exception {
    KeyHistory history = KeyHistory.of();
    for (TestPki.Issued each : issued) {
      byte[] file = each.privateKey().getEncoded();
      history = history.and(KeyHistory.read(file, "a.key", PasswordSource.of()));
    }
    return history;
  }

  private static List<Finding.Code> codes(Decryption decryption) {
    return decryption.layer().deviations().stream().map(Finding::code).toList();
  }

  private static OpenedMail opened(Decryptor decryptor, byte[] cms) throws Exception {
    return MailReader.with(
            decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")))
        .open(ByteSource.of(mail(cms)));
  }

  /** Bare, in a mail, and from a file that is decrypted each time that it is read. */
  private static void assertOpens(
      Decryptor decryptor, byte[] cms, Path folder, Finding.Code... codes) throws Exception {
    Path file = Files.write(folder.resolve("cms"), cms);
    Decryptor streaming = decryptor.within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 100));
    for (Decryption decryption :
        List.of(decryptor.decrypt(ByteSource.of(cms)), streaming.decrypt(ByteSource.of(file)))) {
      assertThat(content(decryption).bytes()).isEqualTo(IMAGE);
      assertThat(Decrypted.isUnauthenticated(decryption)).isTrue();
      assertThat(codes(decryption)).containsExactlyInAnyOrder(codes);
    }
    try (OpenedMail mail = opened(decryptor, cms)) {
      assertThat(mail.failure()).isEmpty();
      boolean byTrial =
          mail.encryption().orElseThrow().key().orElseThrow().foundBy() == FoundBy.TRIAL;
      assertThat(mail.outcome()).isEqualTo(byTrial ? Outcome.UNPROVEN : Outcome.OPENED);
      ByteSource read = byTrial ? mail.unverifiedContent("a test") : mail.unauthenticatedContent();
      assertThat(read.bytes()).isEqualTo(IMAGE);
      assertThat(mail.root().orElseThrow().isEntity()).isFalse();
      assertThat(mail.layers().get(0).deviations())
          .extracting(Finding::code)
          .containsExactlyInAnyOrder(codes);
      assertThatThrownBy(mail::content).isInstanceOf(SmimeException.Refused.class);
    }
  }

  private static void assertCloses(
      Decryptor decryptor, byte[] cms, Class<? extends SmimeException> type) throws Exception {
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms))).isExactlyInstanceOf(type);
    try (OpenedMail mail = opened(decryptor, cms)) {
      assertThat(mail.failure().orElseThrow()).isExactlyInstanceOf(type);
    }
  }

  @Test
  void twoCertificatesOfOnePerson_openWithEitherKeyAndWithBoth(@TempDir Path folder)
      throws Exception {
    byte[] cms;
    do {
      cms = encrypted(IMAGE, OLD, NEW);
    } while (opens(Decryptor.with(keys(EVE)), cms));
    for (KeyHistory held :
        List.of(keys(OLD), keys(NEW), keys(OLD, NEW), keys(NEW, OLD), keys(OLD, NEW, EVE, CURVE))) {
      assertOpens(Decryptor.with(held), cms, folder, Finding.Code.NOT_MIME);
    }
    assertCloses(Decryptor.with(keys(EVE)), cms, SmimeException.NoMatchingKey.class);
    assertCloses(
        Decryptor.with(keys(OLD, NEW)).expectingMail(), cms, SmimeException.NotDecryptable.class);
  }

  @Test
  void aWrongKeyOfTheSameName_doesNotKeepTheRightOneFromOpening(@TempDir Path folder)
      throws Exception {
    TestPki.Issued right = CA.issue("a@example.org").rsa(1024).newKey().serial(77).build();
    TestPki.Issued wrong = CA.issue("a@example.org").rsa(1024).newKey().serial(77).build();
    byte[] cms;
    do {
      // The wrong key finds right padding once in 256 messages: not in this one.
      cms = encrypted(IMAGE, right);
    } while (opens(Decryptor.with(keys(wrong)), cms));
    assertOpens(Decryptor.with(keys(wrong, right)), cms, folder, Finding.Code.NOT_MIME);
  }

  @Test
  void anEllipticCurveBesideRsa_provesTheKeyInMailToo(@TempDir Path folder) throws Exception {
    byte[] cms = encrypted(IMAGE, OLD, CURVE);
    Decryptor decryptor = Decryptor.with(keys(OLD, CURVE));
    assertThat(content(decryptor.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(IMAGE);
    assertThat(codes(decryptor.decrypt(ByteSource.of(cms)))).isEmpty();
    try (OpenedMail mail = opened(decryptor, cms)) {
      assertThat(mail.unauthenticatedContent().bytes()).isEqualTo(IMAGE);
      assertThat(mail.encryption().orElseThrow().deviations())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.NOT_MIME);
    }
  }

  @Test
  void aKeyWithoutACertificate_opens(@TempDir Path folder) throws Exception {
    byte[] cms = belowModulus(EVE, NEW);
    Finding.Code[] codes = {Finding.Code.NOT_MIME, Finding.Code.RECIPIENT_BY_TRIAL};
    Decryptor alone = Decryptor.with(withoutCertificate(NEW));
    assertOpens(alone, cms, folder, codes);
    assertThat(alone.decrypt(ByteSource.of(cms)).layer().key().orElseThrow().foundBy())
        .isEqualTo(FoundBy.TRIAL);
    assertOpens(Decryptor.with(withoutCertificate(EVE, NEW)), cms, folder, codes);
    assertOpens(Decryptor.with(keys(EVE).and(withoutCertificate(NEW))), cms, folder, codes);
    assertCloses(Decryptor.with(withoutCertificate(EVE)), cms, SmimeException.NoMatchingKey.class);
  }

  /** A message to NEW whose encrypted key is below the modulus of the other key too. */
  private static byte[] belowModulus(TestPki.Issued other, TestPki.Issued to) throws Exception {
    for (int i = 0; i < 100; i++) {
      byte[] cms = encrypted(IMAGE, to);
      // A wrong key finds right padding once in 256 messages: not in this one.
      boolean tried =
          Decryptor.with(withoutCertificate(other)).diagnose(ByteSource.of(cms)).toTry() == 1;
      if (tried && !opens(Decryptor.with(withoutCertificate(other)), cms)) {
        return cms;
      }
    }
    throw new AssertionError("no such message");
  }

  private static boolean opens(Decryptor decryptor, byte[] cms) throws Exception {
    try {
      decryptor.decrypt(ByteSource.of(cms));
      return true;
    } catch (SmimeException.NoMatchingKey | SmimeException.NotDecryptable e) {
      return false;
    }
  }

  private static String why(Decryptor decryptor, byte[] cms) throws Exception {
    SmimeException.NoMatchingKey failure =
        catchThrowableOfType(
            SmimeException.NoMatchingKey.class, () -> decryptor.decrypt(ByteSource.of(cms)));
    String sentence = decryptor.diagnose(ByteSource.of(cms)).sentence();
    String advice = sentence.substring(sentence.indexOf(". Look for"));
    assertThat(failure).hasMessageEndingWith(advice);
    return sentence;
  }

  /** The message names a certificate that a renewed one replaced, of this issuer or another. */
  @Test
  void aKeyUnderARenewedCertificate_opensLikeOneWithoutACertificate(@TempDir Path folder)
      throws Exception {
    Finding.Code[] codes = {Finding.Code.NOT_MIME, Finding.Code.RECIPIENT_BY_TRIAL};
    TestPki.Issued renewed = CA.issue("alice@example.org").keyOf(NEW).build();
    TestPki.Issued elsewhere =
        TestPki.authority("Elsewhere").issue("alice@example.net").keyOf(NEW).build();
    byte[] cms = belowModulus(EVE, NEW);
    for (KeyHistory held :
        List.of(
            keys(renewed),
            keys(elsewhere),
            keys(renewed, elsewhere),
            keys(renewed, EVE, CURVE),
            keys(renewed).and(withoutCertificate(EVE)))) {
      Decryptor decryptor = Decryptor.with(held);
      assertOpens(decryptor, cms, folder, codes);
      assertThat(decryptor.decrypt(ByteSource.of(cms)).layer().key().orElseThrow().foundBy())
          .isEqualTo(FoundBy.TRIAL);
      assertCloses(decryptor.expectingMail(), cms, SmimeException.NoMatchingKey.class);
    }
    byte[] certificate = NEW.certificate().getEncoded();
    KeyHistory found =
        keys(renewed).and(KeyHistory.read(certificate, "old.crt", PasswordSource.of()));
    assertOpens(Decryptor.with(found), cms, folder, codes);
    assertThat(why(Decryptor.with(keys(EVE)), cms))
        .contains("the one key at hand, which fits and is tried. Tried: 1024-bit RSA key (")
        .endsWith(". Look for the key file of a certificate that the message names");
    assertThat(why(Decryptor.with(keys(CURVE)), cms))
        .contains("the one key at hand, which does not fit and is not tried")
        .endsWith(". Look for the key file of a certificate that the message names");
  }

  /** Where others are asked for, a wrong key that is named does not close what the right opens. */
  @Test
  void aWrongKeyThatTheMessageNames_doesNotKeepARenewedOneFromOpening(@TempDir Path folder)
      throws Exception {
    TestPki.Issued right = CA.issue("a@example.org").rsa(1024).newKey().serial(78).build();
    TestPki.Issued wrong = CA.issue("a@example.org").rsa(1024).newKey().serial(78).build();
    TestPki.Issued renewed = CA.issue("a@example.org").keyOf(right).build();
    byte[] cms = belowModulus(wrong, right);
    assertCloses(Decryptor.with(keys(wrong, renewed)), cms, SmimeException.NotDecryptable.class);
    assertOpens(
        Decryptor.with(keys(wrong, renewed)).tryingOtherKeys(),
        cms,
        folder,
        Finding.Code.NOT_MIME,
        Finding.Code.RECIPIENT_BY_TRIAL);
  }

  @Test
  void a12_amongMoreThanSixteenKeysThatTheMessageDoesNotName_shortPaddingProvesNone()
      throws Exception {
    byte[] shortPadding = Arrays.copyOf(IMAGE, 1007);
    List<TestPki.Issued> many = new ArrayList<>(List.of(NEW));
    for (int i = 0; i < 40; i++) {
      many.add(issued("other" + i + "@example.org"));
    }
    TestPki.Issued renewed = CA.issue("alice@example.org").keyOf(NEW).build();
    many.set(0, renewed);
    KeyHistory all = keys(many.toArray(TestPki.Issued[]::new));
    byte[] cms;
    do {
      // A wrong key finds two octets of padding once in 65,536 messages: not in this one.
      cms = encrypted(shortPadding, NEW);
    } while (Decryptor.with(all).diagnose(ByteSource.of(cms)).toTry() <= 16
        || opens(Decryptor.with(all), cms));
    assertThat(why(Decryptor.with(all), cms))
        .endsWith(
            ". Short padding proves none of so many keys. If one of them belongs to such a"
                + " certificate, add the certificate, or give fewer keys at once");
    byte[] certificate = NEW.certificate().getEncoded();
    KeyHistory named = all.and(KeyHistory.read(certificate, "old.crt", PasswordSource.of()));
    for (KeyHistory held : List.of(keys(renewed), withoutCertificate(NEW), named)) {
      assertThat(content(Decryptor.with(held).decrypt(ByteSource.of(cms))).bytes())
          .isEqualTo(shortPadding);
    }
    // Longer padding proves one of them.
    byte[] longer;
    do {
      longer = encrypted(IMAGE, NEW);
    } while (Decryptor.with(all).diagnose(ByteSource.of(longer)).toTry() <= 16);
    assertThat(content(Decryptor.with(all).decrypt(ByteSource.of(longer))).bytes())
        .isEqualTo(IMAGE);
  }

  @Test
  void aKeyThatIsKeptForAuthenticatedEncryption_isSaidNotToBeTried() throws Exception {
    KeyHistory kept = keys(EVE, CURVE).aeadOnly(EVE.certificate());
    assertThat(why(Decryptor.with(kept), encrypted(IMAGE, OLD)))
        .contains(
            "none of the 2 keys at hand: 0 fit and are tried, the policy or its mark forbids"
                + " 1, 1 does not fit and is not tried")
        .doesNotContain("add the certificate");
  }

  // ---- hostile -------------------------------------------------------------------------------

  private static byte[] random(int octets, long seed) {
    byte[] made = new byte[octets];
    new Random(seed).nextBytes(made);
    return made;
  }

  private static ASN1Set set(List<byte[]> recipients) throws Exception {
    ASN1EncodableVector vector = new ASN1EncodableVector();
    for (byte[] each : recipients) {
      vector.add(ASN1Primitive.fromByteArray(each));
    }
    return new BERSet(vector);
  }

  /** A content key under which this ciphertext ends with right padding, and another one. */
  private static List<byte[]> bothRight(byte[] ciphertext, int count) throws Exception {
    List<byte[]> right = new ArrayList<>();
    for (long seed = 0; right.size() < count; seed++) {
      byte[] cek = random(16, seed);
      var cipher = javax.crypto.Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          javax.crypto.Cipher.DECRYPT_MODE,
          new javax.crypto.spec.SecretKeySpec(cek, "AES"),
          new javax.crypto.spec.IvParameterSpec(ciphertext, ciphertext.length - 32, 16));
      byte[] last = cipher.doFinal(ciphertext, ciphertext.length - 16, 16);
      if (last[15] == 1) {
        right.add(cek);
      }
    }
    return right;
  }

  @Test
  void a12_twoContentKeysWithRightPadding_proveNothing() throws Exception {
    byte[] ciphertext = random(1024, 11);
    List<byte[]> right = bothRight(ciphertext, 2);
    byte[] one = recipient(OLD.certificate(), right.get(0), KeyTransport.RSA_PKCS1);
    byte[] other = recipient(NEW.certificate(), right.get(1), KeyTransport.RSA_PKCS1);
    byte[] same = recipient(NEW.certificate(), right.get(0), KeyTransport.RSA_PKCS1);
    Decryptor decryptor = Decryptor.with(keys(OLD, NEW));
    byte[] twoKeys = enveloped(set(List.of(one, other)), aesCbc(16), ciphertext);
    assertCloses(decryptor, twoKeys, SmimeException.NotDecryptable.class);
    // Nor does a third key decide between them.
    TestPki.Issued renewed = CA.issue("alice@example.org").keyOf(EVE).build();
    byte[] third =
        recipient(EVE.certificate(), bothRight(ciphertext, 3).get(2), KeyTransport.RSA_PKCS1);
    byte[] threeKeys = enveloped(set(List.of(one, other, third)), aesCbc(16), ciphertext);
    assertCloses(
        Decryptor.with(keys(OLD, NEW, renewed)), threeKeys, SmimeException.NotDecryptable.class);
    TestPki.Issued moved = CA.issue("alice@example.org").keyOf(NEW).build();
    byte[] others = enveloped(set(List.of(other, third)), aesCbc(16), ciphertext);
    assertCloses(Decryptor.with(keys(moved, renewed)), others, SmimeException.NoMatchingKey.class);
    byte[] oneKey = enveloped(set(List.of(one, same)), aesCbc(16), ciphertext);
    assertThat(codes(decryptor.decrypt(ByteSource.of(oneKey)))).contains(Finding.Code.NOT_MIME);
  }

  /** Of keys that were not tried nobody knows whether they find right padding too. */
  @Test
  void a12_whereNotEachNamedKeyIsTried_paddingProvesNone() throws Exception {
    byte[] cek = random(16, 3);
    byte[] padded = Arrays.copyOf(IMAGE, 1008);
    Arrays.fill(padded, 1003, 1008, (byte) 5);
    List<byte[]> recipients = new ArrayList<>();
    recipients.add(recipient(OLD.certificate(), cek, KeyTransport.RSA_PKCS1));
    for (int i = 0; i < 60; i++) {
      recipients.add(recipient(OLD.certificate(), random(16, 50 + i), KeyTransport.RSA_PKCS1));
    }
    byte[] cms = enveloped(set(recipients), aesCbc(16), cbc(cek, padded));
    Decryptor decryptor = Decryptor.with(keys(OLD));
    assertThat(content(decryptor.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(IMAGE);
    Decryptor few = decryptor.within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 1));
    assertCloses(few, cms, SmimeException.LimitExceeded.class);
    // Mail proves itself, whatever other keys would find.
    byte[] mail = "Subject: x\r\n\r\nx\1".getBytes(StandardCharsets.US_ASCII);
    byte[] ofMail = enveloped(set(recipients), aesCbc(16), cbc(cek, mail));
    assertThat(content(few.decrypt(ByteSource.of(ofMail))).bytes()).hasSize(mail.length - 1);
  }

  /** How many copies of one encrypted key there are must not tell whether its padding is right. */
  @Test
  void a7_manyCopiesOfOneProbe_countAsOneContentKey() throws Exception {
    byte[] valid = recipient(OLD.certificate(), random(16, 3), KeyTransport.RSA_PKCS1);
    byte[] probe = random(128, 5);
    probe[0] = 0;
    byte[] invalid = HostileEnvelopes.withEncryptedKey(valid, probe);
    int trials = 1000;
    for (byte[] info : List.of(valid, invalid)) {
      List<byte[]> copies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        copies.add(info);
      }
      ASN1Set one = set(List.of(info));
      ASN1Set many = set(copies);
      Decryptor decryptor = Decryptor.with(keys(OLD)).withTrialThreads(1);
      int opened = 0;
      for (int i = 0; i < trials; i++) {
        byte[] ciphertext = random(64, 1000 + i);
        boolean opens = opens(decryptor, enveloped(one, aesCbc(16), ciphertext));
        if (i % 50 == 0 || opens) {
          assertThat(opens(decryptor, enveloped(many, aesCbc(16), ciphertext))).isEqualTo(opens);
        }
        opened += opens ? 1 : 0;
      }
      // Once in 256: 4 are expected, and 20 if each copy counted.
      assertThat(opened).isLessThan(16);
    }
  }

  @Test
  void a2_mailWhoseHeaderIsNotWellFormed_isNotTakenForOctets() throws Exception {
    byte[] spliced = new byte[512];
    new Random(9).nextBytes(spliced);
    for (String begin :
        List.of("Content-Type: te", "Content-Type: text/html\r\n\u00ff", "X :", "a:")) {
      byte[] content = spliced.clone();
      byte[] first = begin.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(first, 0, content, 0, first.length);
      content[first.length] = 0;
      for (TestPki.Issued to : List.of(OLD, CURVE)) {
        byte[] cms = encrypted(content, to);
        try (OpenedMail mail = opened(Decryptor.with(keys(to)), cms)) {
          assertThat(mail.failure().orElseThrow())
              .as(begin)
              .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
        }
      }
      // Without mail around it, it opens as octets, and no reader takes it for mail.
      try (OpenedMail bare =
          MailReader.with(
                  Decryptor.with(keys(OLD)),
                  Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")))
              .open(ByteSource.of(encrypted(content, OLD)))) {
        assertThat(bare.unauthenticatedContent().bytes()).isEqualTo(content);
        assertThat(bare.root().orElseThrow().isEntity()).isFalse();
      }
    }
  }

  @Test
  void a9_theNumberOfOperations_doesNotDependOnThePadding() throws Exception {
    byte[] cms;
    byte[] altered;
    do {
      cms = encrypted(IMAGE, OLD, NEW);
      altered = cms.clone();
      altered[altered.length - 17] ^= 0x40;
      // Each key on the encrypted key of the other finds right padding once in 256 messages.
    } while (opens(Decryptor.with(keys(OLD, NEW)), altered));
    List<Integer> operations = new ArrayList<>();
    for (byte[] each : List.of(cms, altered)) {
      CountingProvider counting = CountingProvider.ofRawRsa();
      Decryptor decryptor = Decryptor.with(keys(OLD, NEW)).using(counting);
      assertThat(opens(decryptor, each)).isEqualTo(each == cms);
      operations.add(counting.operations());
    }
    // Each key is tried on its own encrypted key, and on the other one if it is below the modulus.
    assertThat(operations.get(0)).isBetween(2, 4).isEqualTo(operations.get(1));
  }

  /** Each size of the padding, for each number of blocks, and for a block of eight octets. */
  @Test
  void everyLengthOfPaddingOpens() throws Exception {
    for (ContentCipher cipher : List.of(ContentCipher.AES_128_CBC, ContentCipher.AES_256_CBC)) {
      for (int size = 1; size < 50; size++) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) 0x80);
        byte[] cms =
            Encryptor.unvalidated("made for this test")
                .writingMail()
                .to(OLD.certificate(), NEW.certificate())
                .under(AlgorithmPolicy.outlook().writing(cipher))
                .encrypt(ByteSource.of(content))
                .bytes();
        try (OpenedMail mail = opened(Decryptor.with(keys(OLD, NEW)), cms)) {
          assertThat(mail.unauthenticatedContent().bytes()).isEqualTo(content);
        }
      }
    }
    byte[] cek = random(16, 1);
    byte[] single =
        enveloped(
            recipient(OLD.certificate(), cek, KeyTransport.RSA_PKCS1),
            aesCbc(16),
            cbc(cek, new byte[] {-1, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15}));
    assertThat(content(Decryptor.with(keys(OLD)).decrypt(ByteSource.of(single))).bytes())
        .containsExactly(-1);
  }
}
