package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.padded;
import static org.smime4j.testing.HostileEnvelopes.pkcs1;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.rawBlock;
import static org.smime4j.testing.HostileEnvelopes.recipient;
import static org.smime4j.testing.HostileEnvelopes.withFlippedKey;
import static org.smime4j.testing.HostileEnvelopes.withFlippedTag;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Recorded;
import org.smime4j.testing.TestPki;

/** What the Flight Recorder is told of an encrypted layer, and what it is not. */
@Tag("thorough")
public class DecryptionEventsTest {

  private static final TestPki.Authority CA = TestPki.authority("Events");
  private static final TestPki.Issued BOB = CA.issue("bob@example.org").rsa(2048).build();
  private static final TestPki.Issued OTHER =
      CA.issue("other@example.org").rsa(2048).newKey().build();
  private static final TestPki.Issued THIRD =
      CA.issue("third@example.org").rsa(2048).newKey().build();
  private static final byte[] MAIL =
      ("Content-Type: text/plain\r\n\r\n" + "The treasure is under the oak.\r\n".repeat(20))
          .getBytes(StandardCharsets.US_ASCII);

  private static byte[] encrypted(TestPki.Issued recipient, KeyTransport transport)
      throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(recipient.certificate())
        .under(AlgorithmPolicy.authenticated().writing(transport))
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  private static Map<String, Object> failed(
      KeyHistory keys, byte[] cms, Class<? extends Throwable> failure) throws Exception {
    return Recorded.of(
            () ->
                assertThatThrownBy(() -> Decryptor.with(keys).decrypt(ByteSource.of(cms)))
                    .isInstanceOf(failure))
        .only("Decrypt");
  }

  @Test
  void aKeyThatIsNamed_isCounted_andTheStepThatFoundItIsTold() throws Exception {
    byte[] cms = encrypted(BOB, KeyTransport.RSA_OAEP_SHA256);
    KeyHistory keys = DecryptorTest.keys(OTHER, BOB, THIRD);
    assertThat(Recorded.of(() -> Decryptor.with(keys).decrypt(ByteSource.of(cms))).only("Decrypt"))
        .containsEntry("container", "AuthEnvelopedData")
        .containsEntry("cipher", "aes256-gcm")
        .containsEntry("contentType", "1.2.840.113549.1.7.1")
        .containsEntry("size", (long) MAIL.length)
        .containsEntry("outcome", "OK")
        .containsEntry("candidates", 1)
        .containsEntry("privateOperations", 1)
        .containsEntry("keyManagement", "rsa-oaep-sha256")
        .containsEntry("foundBy", "RECIPIENT_ID")
        .hasSize(9);
  }

  @Test
  void keysThatNothingNames_areCountedAsTheyAreTried() throws Exception {
    // Of one curve all fit; of RSA keys those whose modulus is past what was encrypted.
    TestPki.Issued held = CA.issue("bob@example.org").ec("P-256").newKey().build();
    TestPki.Issued second = CA.issue("second@example.org").ec("P-256").newKey().build();
    TestPki.Issued third = CA.issue("third@example.org").ec("P-256").newKey().build();
    // The same key, under a certificate that the reader does not hold, and no identifier of it.
    TestPki.Issued renamed =
        CA.issue("bob@example.org").keyOf(held).subjectKeyIdentifier(random(20, 3)).build();
    byte[] cms = encrypted(renamed, KeyTransport.RSA_OAEP_SHA256);
    Map<String, Object> opened =
        Recorded.of(
                () ->
                    Decryptor.with(DecryptorTest.keys(second, held, third))
                        .decrypt(ByteSource.of(cms)))
            .only("Decrypt");
    assertThat(opened)
        .containsEntry("outcome", "OK")
        .containsEntry("candidates", 0)
        .containsEntry("privateOperations", 3)
        .containsEntry("foundBy", "TRIAL");
    assertThat(failed(DecryptorTest.keys(second, third), cms, SmimeException.NoMatchingKey.class))
        .containsEntry("outcome", "NO_MATCHING_KEY")
        .containsEntry("candidates", 0)
        .containsEntry("privateOperations", 2)
        .containsEntry("foundBy", null);
  }

  @Test
  void whatThePolicyRefuses_isRecordedWithoutAKey() throws Exception {
    byte[] cbc =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(BOB.certificate())
            .under(AlgorithmPolicy.outlook())
            .encrypt(ByteSource.of(MAIL))
            .bytes();
    Decryptor strict =
        Decryptor.with(DecryptorTest.keys(BOB)).under(AlgorithmPolicy.authenticatedOnly());
    Map<String, Object> refused =
        Recorded.of(
                () ->
                    assertThatThrownBy(() -> strict.decrypt(ByteSource.of(cbc)))
                        .isInstanceOf(SmimeException.Refused.class))
            .only("Decrypt");
    assertThat(refused)
        .containsEntry("outcome", "REFUSED")
        .containsEntry("candidates", -1)
        .containsEntry("privateOperations", -1);
  }

  /** One failure for every secret-dependent cause: not a word and not a count tells two apart. */
  @Test
  void a7_a13_ofWhatDependsOnASecret_theEventsAreAlike() throws Exception {
    KeyHistory keys = DecryptorTest.keys(OTHER, BOB);
    for (KeyTransport transport : List.of(KeyTransport.RSA_PKCS1, KeyTransport.RSA_OAEP_SHA256)) {
      byte[] gcm = encrypted(BOB, transport);
      alike(
          keys,
          Map.of(
              "tag", withFlippedTag(gcm),
              "key, first octet", withFlippedKey(gcm, 0),
              "key, last octet", withFlippedKey(gcm, 255)));
    }
    byte[] cek = random(16, 1);
    byte[] content = padded(MAIL);
    byte[] badPadding = content.clone();
    badPadding[badPadding.length - 1] = 0;
    byte[] longPadding = content.clone();
    longPadding[longPadding.length - 1] = 17;
    byte[] noMail = padded(random(MAIL.length, 2));
    byte[] block = pkcs1(256, cek);
    byte[] badType = block.clone();
    badType[1] = 3;
    byte[] noSeparator = block.clone();
    noSeparator[256 - 17] = 1;
    byte[] honest = recipient(BOB.certificate(), cek, KeyTransport.RSA_PKCS1);
    Map<String, byte[]> causes = new LinkedHashMap<>();
    causes.put("padding", enveloped(honest, aesCbc(16), cbc(cek, badPadding)));
    causes.put("padding past a block", enveloped(honest, aesCbc(16), cbc(cek, longPadding)));
    causes.put("no mail", enveloped(honest, aesCbc(16), cbc(cek, noMail)));
    for (byte[] bad :
        List.of(badType, noSeparator, pkcs1(256, random(8, 3)), pkcs1(256, random(32, 4)))) {
      causes.put(
          "block " + causes.size(),
          enveloped(rawBlock(BOB.certificate(), bad), aesCbc(16), cbc(cek, content)));
    }
    causes.put(
        "wrong key",
        enveloped(
            rawBlock(BOB.certificate(), pkcs1(256, random(16, 5))), aesCbc(16), cbc(cek, content)));
    alike(keys, causes);
  }

  private static void alike(KeyHistory keys, Map<String, byte[]> causes) throws Exception {
    List<Map<String, Object>> events = new ArrayList<>();
    for (Map.Entry<String, byte[]> cause : causes.entrySet()) {
      Recorded recorded =
          Recorded.of(
              () ->
                  assertThatThrownBy(
                          () ->
                              Decryptor.with(keys)
                                  .expectingMail()
                                  .decrypt(ByteSource.of(cause.getValue())))
                      .as(cause.getKey())
                      .isInstanceOf(SmimeException.NotDecryptable.class));
      events.add(recorded.only("Decrypt"));
    }
    assertThat(events.get(0))
        .containsEntry("outcome", "NOT_DECRYPTABLE")
        .containsEntry("candidates", 1)
        .containsEntry("privateOperations", -1)
        .containsEntry("foundBy", null)
        .containsEntry("keyManagement", null);
    assertThat(events).allSatisfy(event -> assertThat(event).isEqualTo(events.get(0)));
    assertThat(events).hasSizeGreaterThan(2);
  }
}
