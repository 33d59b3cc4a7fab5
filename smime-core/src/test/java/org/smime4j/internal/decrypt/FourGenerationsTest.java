package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.decrypt.DecryptorTest.content;
import static org.smime4j.internal.decrypt.DecryptorTest.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Orders;
import org.smime4j.testing.TestPki;

/**
 * Four keys of one mailbox whose certificates agree octet by octet in issuer, serial number and
 * subject key identifier, as a CA in the field issued them year after year: a message says which of
 * them it is for no better than that it is for one of them.
 */
public class FourGenerationsTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final TestPki.Authority CA = TestPki.authority("Generations");
  private static final byte[] IDENTIFIER = {0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78};
  private static final byte[] MAIL =
      ("Content-Type: text/plain\r\n\r\n" + "Which of the four was it?\r\n".repeat(20))
          .getBytes(StandardCharsets.US_ASCII);

  private interface Writer {
    byte[] write(TestPki.Issued generation) throws Exception;
  }

  private static List<TestPki.Issued> generations(String kind) {
    List<TestPki.Issued> generations = new ArrayList<>();
    for (int year = 0; year < 4; year++) {
      TestPki.Builder builder = CA.issue("mailbox@example.org");
      builder =
          switch (kind) {
            case "RSA" -> builder.rsa(1024);
            case "X25519" -> builder.x25519();
            default -> builder.ec(kind);
          };
      generations.add(
          builder
              .newKey()
              .serial(BigInteger.ONE)
              .subjectKeyIdentifier(IDENTIFIER)
              .validity(
                  TestPki.NOW.plusSeconds(31_000_000L * (year - 3)),
                  TestPki.NOW.plusSeconds(31_000_000L * (year - 2)))
              .build());
    }
    return generations;
  }

  private static byte[] ours(TestPki.Issued to, ContentCipher cipher, KeyTransport transport)
      throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(to.certificate())
        .under(AlgorithmPolicy.authenticated().writing(cipher).writing(transport))
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  /** By the subject key identifier that all four share. */
  private static byte[] byIdentifier(TestPki.Issued to, ASN1ObjectIdentifier cipher)
      throws Exception {
    RecipientInfoGenerator recipient;
    if (to.publicKey().getAlgorithm().equals("RSA")) {
      recipient = new JceKeyTransRecipientInfoGenerator(IDENTIFIER, to.publicKey()).setProvider(BC);
    } else {
      TestPki.Issued sender = CA.issue("sender@example.org").ec("P-256").newKey().build();
      recipient =
          new JceKeyAgreeRecipientInfoGenerator(
                  CMSAlgorithm.ECDH_SHA256KDF,
                  sender.privateKey(),
                  sender.publicKey(),
                  CMSAlgorithm.AES256_WRAP)
              .addRecipient(IDENTIFIER, to.publicKey())
              .setProvider(BC);
    }
    var encryptor = new JceCMSContentEncryptorBuilder(cipher).setProvider(BC).build();
    if (encryptor instanceof OutputAEADEncryptor aead) {
      CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(recipient);
      return generator.generate(new CMSProcessableByteArray(MAIL), aead).getEncoded();
    }
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(recipient);
    return generator.generate(new CMSProcessableByteArray(MAIL), encryptor).getEncoded();
  }

  private static Map<String, Writer> writers(String kind) {
    Map<String, Writer> writers = new LinkedHashMap<>();
    for (ContentCipher cipher : List.of(ContentCipher.AES_256_CBC, ContentCipher.AES_256_GCM)) {
      for (KeyTransport transport : List.of(KeyTransport.RSA_PKCS1, KeyTransport.RSA_OAEP_SHA256)) {
        if (kind.equals("RSA") || transport == KeyTransport.RSA_PKCS1) {
          writers.put(
              kind + (kind.equals("RSA") ? " " + transport : "") + ", " + cipher,
              to -> ours(to, cipher, transport));
        }
      }
    }
    if (!kind.equals("X25519")) {
      writers.put(kind + " by identifier, CBC", to -> byIdentifier(to, CMSAlgorithm.AES256_CBC));
      writers.put(kind + " by identifier, GCM", to -> byIdentifier(to, CMSAlgorithm.AES256_GCM));
    }
    return writers;
  }

  @TestFactory
  Stream<DynamicTest> a9_a12_eachOpensInAnyOrder_andNoneWithTheKeysOfTheOthers() {
    return Stream.of("RSA", "P-256", "X25519")
        .flatMap(
            kind -> {
              List<TestPki.Issued> generations = generations(kind);
              return writers(kind).entrySet().stream()
                  .map(
                      writer ->
                          DynamicTest.dynamicTest(
                              writer.getKey(), () -> check(generations, writer.getValue())));
            });
  }

  private static void check(List<TestPki.Issued> generations, Writer writer) throws Exception {
    X509Certificate first = generations.get(0).certificate();
    for (TestPki.Issued each : generations) {
      assertThat(each.certificate().getIssuerX500Principal().getEncoded())
          .isEqualTo(first.getIssuerX500Principal().getEncoded());
      assertThat(each.certificate().getSerialNumber()).isEqualTo(first.getSerialNumber());
      assertThat(each.certificate().getExtensionValue("2.5.29.14"))
          .isEqualTo(first.getExtensionValue("2.5.29.14"));
    }
    List<List<Integer>> orders = Orders.of(List.of(0, 1, 2, 3));
    assertThat(orders).hasSize(24);
    List<KeyHistory> histories = orders.stream().map(order -> history(generations, order)).toList();
    for (int right = 0; right < 4; right++) {
      byte[] cms = writer.write(generations.get(right));
      // All orders for one generation, and each fifth for the others.
      for (int i = 0; i < histories.size(); i += right == 0 ? 1 : 5) {
        KeyHistory history = histories.get(i);
        Decryption decryption = Decryptor.with(history).expectingMail().decrypt(ByteSource.of(cms));
        assertThat(content(decryption).bytes()).isEqualTo(MAIL);
        KeyMatch key = decryption.layer().key().orElseThrow();
        assertThat(key.certificate()).contains(generations.get(right).certificate());
        assertThat(key.foundBy()).isIn(FoundBy.RECIPIENT_ID, FoundBy.SKI);
        assertThat(decryption.layer().deviations()).isEmpty();
      }
      List<Integer> others = new ArrayList<>(List.of(0, 1, 2, 3));
      others.remove(Integer.valueOf(right));
      for (List<Integer> held : List.of(others, others.subList(0, 1), others.subList(2, 3))) {
        Decryptor without = Decryptor.with(history(generations, held)).expectingMail();
        assertThatThrownBy(() -> without.decrypt(ByteSource.of(cms)))
            .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
      }
    }
  }

  private static KeyHistory history(List<TestPki.Issued> generations, List<Integer> order) {
    KeyHistory history = KeyHistory.of();
    for (int each : order) {
      history = history.and(keys(generations.get(each)));
    }
    return history;
  }
}
