package org.smime4j.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CpuCost;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/** The files by which attackers showed what was not bounded: each is answered in no time. */
@Tag("cost")
class MeasuredAttacksTest {

  private static final long FIFTY_MILLISECONDS = 50_000_000;
  private static final PasswordSource PASSWORD = PasswordSource.of("password".toCharArray());

  private interface Reading {
    String outcome() throws IOException;
  }

  private static String warm(String name, Reading reading) throws Exception {
    String outcome = reading.outcome();
    for (int i = 0; i < 10; i++) {
      reading.outcome();
    }
    long least = CpuCost.least(FIFTY_MILLISECONDS, reading::outcome);
    System.out.printf("| %s | %.1f | %s |%n", name, least / 1e6, outcome.replace('\n', ' '));
    assertThat(least).isLessThan(FIFTY_MILLISECONDS);
    return outcome;
  }

  private static OpenedMail mail(Path mail, KeyHistory keys, Path attacks) throws IOException {
    TrustPolicy trust =
        TrustPolicy.anchors(
            CertificateFiles.readCertificates(attacks.resolve("root.pem")).certificates());
    return MailReader.with(Decryptor.with(keys), Verifier.trusting(trust))
        .open(ByteSource.of(Files.readAllBytes(mail)));
  }

  private static String open(Path mail, KeyHistory keys, Path attacks) throws IOException {
    return mail(mail, keys, attacks).toString();
  }

  private static String read(byte[] file) {
    try {
      return KeyHistory.read(file, "file", PASSWORD).toString();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dsa16k-unused-certs__1.eml", "dsa-bigq__16.eml"})
  void c16_keysOfManyBits_areNotDecodedForASignature(String name) throws Exception {
    Path attacks = Outside.beside("attacks");
    String outcome =
        warm(name, () -> open(attacks.resolve("cost").resolve(name), KeyHistory.of(), attacks));
    assertThat(outcome).doesNotStartWith("TRUSTED");
  }

  @Test
  void c16_aLongDerivedKey_isNotDerived_andItsShortNeighbourIs() throws Exception {
    byte[] file = Files.readAllBytes(Outside.beside("attacks").resolve("cost/rc2-250000-1023.p8"));
    String outcome = warm("rc2-250000-1023.p8", () -> read(file));
    // A key of 1,023 octets fits no cipher, and is refused before anything is derived.
    assertThat(outcome).contains("the length of its key does not fit its cipher");
    assertThat(read(FileFamilies.derived(250_000, 16))).contains("none of the passwords opens it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"attack-pkcs1.eml", "honest-pkcs1.eml"})
  void a3_cbc_whateverItWasBefore_opensInNoTime(String name) throws Exception {
    Path attacks = Outside.beside("attacks");
    KeyHistory keys = KeyHistory.read(PASSWORD, attacks.resolve("keys/k9.pem"));
    assertThat(keys.size()).isEqualTo(1);
    String outcome = warm(name, () -> open(attacks.resolve("keys").resolve(name), keys, attacks));
    assertThat(outcome).doesNotContain("NOT OPENED");
  }

  @Test
  void a9_oneAgreementFor999Recipients_isMadeOnce() throws Exception {
    Path attacks = Outside.beside("attacks");
    TestPki.Issued held =
        HostileCertificates.ISSUING.issue("bob@example.org").ec("brainpoolP512r1").build();
    KeyHistory keys = KeyHistory.of(Credential.of(held.privateKey(), held.certificate()));
    Path mail = attacks.resolve("second/cost/kari-bp512-one__999.eml");
    assertThat(warm("kari-bp512-one__999.eml", () -> open(mail, keys, attacks)))
        .contains("NOT OPENED")
        .doesNotContain("Limit.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"q1-signed__65575.eml", "pcs-bad__622118.eml", "q1-plain-subject__62144.eml"})
  void c16_charsetsThatNobodyKnows_areNotLookedFor(String name) throws Exception {
    Path attacks = Outside.beside("attacks");
    Path mail = attacks.resolve("third/cost").resolve(name);
    warm(name, () -> open(mail, KeyHistory.of(), attacks));
    OpenedMail opened = mail(mail, KeyHistory.of(), attacks);
    warm(
        name + ": fields",
        () ->
            opened.subject().map(ProtectedField::text).orElse("").length()
                + " "
                + opened.root().map(root -> root.fields("Subject")).orElse(List.of()).size());
  }

  @Test
  void allFilesOfThisKindAreHere() throws IOException {
    Path attacks = Outside.beside("attacks");
    for (String folder : List.of("cost", "keys")) {
      try (var files = Files.list(attacks.resolve(folder))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .isSubsetOf(
                "dsa16k-unused-certs__1.eml",
                "dsa-bigq__16.eml",
                "rc2-250000-1023.p8",
                "attack-pkcs1.eml",
                "attack-pkcs1.info",
                "honest-pkcs1.eml",
                "k9.pem");
      }
    }
  }
}
