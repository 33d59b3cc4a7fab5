package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Orders;
import org.smime4j.testing.VectorCase;

/**
 * The mail of {@code src-test-vectors/messages/encrypted-generation-*}, which OpenSSL wrote to four
 * certificates that nothing but their keys and years tells apart.
 */
public class GenerationsKitTest {

  private static final List<Integer> YEARS = List.of(2015, 2016, 2017, 2018);
  private static final Verifier NOBODY =
      Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed"));

  private static KeyHistory keysOf(int year) throws IOException {
    return KeyHistory.read(
        PasswordSource.of("new-password".toCharArray()),
        VectorCase.ROOT.resolve("generations/" + year + ".pfx"));
  }

  /** The certificate of its one key; the issuer's is in each file too. */
  private static X509Certificate ownCertificate(KeyHistory keys) {
    return keys.keys().get(0).certificates().stream().findFirst().orElseThrow();
  }

  private static List<Path> messages(int year) {
    return List.of("cbc", "ski", "gcm").stream()
        .map(form -> "messages/openssl/encrypted-generation-" + year + "-" + form + ".eml")
        .map(VectorCase.ROOT::resolve)
        .toList();
  }

  private static KeyHistory history(List<KeyHistory> each, List<Integer> order) {
    KeyHistory history = KeyHistory.of();
    for (int place : order) {
      history = history.and(each.get(place));
    }
    return history;
  }

  private static OpenedMail open(Path message, KeyHistory keys) throws IOException {
    return MailReader.with(Decryptor.with(keys), NOBODY)
        .open(ByteSource.of(Files.readAllBytes(message)));
  }

  @Test
  void a9_a12_eachOpensWithAllFourInAnyOrder_andNoneWithTheOthers() throws Exception {
    List<KeyHistory> each = new ArrayList<>();
    for (int year : YEARS) {
      each.add(keysOf(year));
    }
    X509Certificate first = ownCertificate(each.get(0));
    for (KeyHistory keys : each) {
      X509Certificate own = ownCertificate(keys);
      assertThat(Certificates.issuer(own)).isEqualTo(Certificates.issuer(first));
      assertThat(Certificates.serialNumber(own)).isEqualTo(Certificates.serialNumber(first));
      assertThat(Certificates.subjectKeyIdentifier(own))
          .isEqualTo(Certificates.subjectKeyIdentifier(first));
    }
    assertThat(each.stream().map(keys -> ownCertificate(keys).getPublicKey()))
        .doesNotHaveDuplicates();
    List<List<Integer>> orders = Orders.of(List.of(0, 1, 2, 3));
    assertThat(orders).hasSize(24);
    List<KeyHistory> histories = orders.stream().map(order -> history(each, order)).toList();
    byte[] plain = content(messages(2015).get(0), each.get(0));
    int asked = 0;
    int byChance = 0;
    for (int right = 0; right < YEARS.size(); right++) {
      for (Path message : messages(YEARS.get(right))) {
        // All orders for one form, and each fifth for the others.
        int step = message.toString().endsWith("cbc.eml") ? 1 : 5;
        for (int order = 0; order < histories.size(); order += step) {
          try (OpenedMail opened = open(message, histories.get(order))) {
            KeyMatch key =
                Layers.whole(opened.layers()).get(0).encryption().orElseThrow().key().orElseThrow();
            assertThat(key.certificate()).contains(ownCertificate(each.get(right)));
            assertThat(opened.unverifiedContent("it is compared").bytes()).isEqualTo(plain);
          }
        }
        List<Integer> others = new ArrayList<>(List.of(0, 1, 2, 3));
        others.remove(Integer.valueOf(right));
        for (List<Integer> held :
            List.of(others, others.subList(0, 1), others.subList(1, 2), others.subList(2, 3))) {
          try (OpenedMail closed = open(message, history(each, held))) {
            if (closed.failure().isEmpty()) {
              // A wrong key that the message names finds right padding once in 256 times.
              assertThat(Layers.whole(closed.layers()).get(0).deviations())
                  .extracting(Finding::code)
                  .contains(Finding.Code.NOT_MIME);
              assertThat(closed.unverifiedContent("it is compared").bytes()).isNotEqualTo(plain);
              byChance++;
            } else {
              assertThat(closed.failure()).get().isInstanceOf(SmimeException.NotDecryptable.class);
            }
            asked++;
          }
        }
      }
    }
    assertThat(asked).isEqualTo(48);
    assertThat(byChance).isLessThanOrEqualTo(2);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain)))
        .isEqualTo("46b44eea32551c6d86a265a83ef62f61cae2d4b3c842d23a0fb5cf0206066cfc");
  }

  private static byte[] content(Path message, KeyHistory keys) throws IOException {
    try (OpenedMail opened = open(message, keys)) {
      return opened.unverifiedContent("it is compared").bytes();
    }
  }
}
