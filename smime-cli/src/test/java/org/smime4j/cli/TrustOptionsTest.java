package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;

/** Whom to believe, and what is said to a gateway, as options of {@code smime open}. */
class TrustOptionsTest {

  private static final List<Object> TRUST =
      List.of("--trust", Run.vector("trust"), "--at", "2026-06-01T00:00:00Z");
  private static final List<Object> KEYS =
      List.of("--keys", Run.vector("history"), "--password-file", Run.vector("pki/passwords.txt"));
  private static final Path SIGNED = Run.message("signed-rsa-sha256-detached.eml");

  @TempDir private Path folder;

  private static Json signer(Run run) {
    return run.only().get("layers").list().get(0).get("signers").list().get(0);
  }

  private static void badUsage(Run run, String sentence) {
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains(sentence);
    BadInputTest.noTrace(run);
  }

  @Test
  void revocationThatStaysUnknown_isSufferedForAReason() {
    Path open = Run.message("c12-expired.eml");
    List<Object> lists = List.of("--crl", Run.vector("crl-cases/c12-expired"));
    Run hard = Run.of("open", "--json", TRUST, lists, open);
    assertThat(signer(hard).get("findings").strings()).containsExactly("REVOCATION_UNKNOWN");
    Run soft = Run.of("open", "--json", TRUST, lists, "--soft", "the lists are late", open);
    assertThat(signer(soft).get("verdict").text()).isEqualTo("trusted");
    assertThat(signer(soft).get("notes").strings()).contains("REVOCATION_UNKNOWN_ACCEPTED");
    badUsage(Run.of("open", TRUST, "--soft", "why", SIGNED), "--crl or --ocsp");
    badUsage(Run.of("open", TRUST, lists, "--soft", " ", SIGNED), "for what reason");
  }

  @Test
  void b13_anotherDifferenceOfTheTimes_isAllowed() {
    Path later = Run.message("b13-two-hours-and-a-quarter.eml");
    Json strict = signer(Run.of("open", "--json", TRUST, later));
    assertThat(strict.get("findings").strings()).containsExactly("DATE_MISMATCH");
    assertThat(strict.get("skewSeconds").number()).isEqualTo(-8100);
    Json lenient = signer(Run.of("open", "--json", TRUST, "--allow-skew", "3h", later));
    assertThat(lenient.get("verdict").text()).isEqualTo("trusted");
    Json exact = signer(Run.of("verify", "--json", TRUST, "--allow-skew", "8099s", later));
    assertThat(exact.get("findings").strings()).containsExactly("DATE_MISMATCH");
    Json irregular = signer(Run.of("open", "--json", TRUST, Run.message("date-est.eml")));
    assertThat(irregular.get("skewSeconds").isNull()).isTrue();
    for (String wrong : List.of("", "3", "-3h", "3w", "h", "1.5h", "9999999999d")) {
      badUsage(Run.of("open", TRUST, "--allow-skew=" + wrong, SIGNED), "such as 90m or 2d");
    }
  }

  /** The signature does not hold; whether the content was changed, nobody knows. */
  @Test
  void c3_aSignatureByAnotherDigest_isNotCalledChangedContent() {
    String text = Run.of("open", TRUST, Run.message("c3-pss-of-another-digest.eml")).text();
    assertThat(text)
        .contains("rsa-pss-sha512 has another digest than digestAlgorithm, sha-256")
        .contains("the signature is not valid for the content")
        .doesNotContain("NOT what was signed");
    assertThat(Run.of("open", TRUST, Run.message("signed-altered.eml")).text())
        .contains("the content is NOT what was signed");
  }

  @Test
  void ocspResponsesAreRead_andAFileWithoutOneIsAMistake() throws Exception {
    Path response = Files.write(folder.resolve("r.ors"), new byte[] {0x30, 3, 0x0a, 1, 6});
    Run run = Run.of("open", "--json", TRUST, "--ocsp", response, SIGNED);
    assertThat(signer(run).get("findings").strings())
        .as("an error clears nothing")
        .contains("REVOCATION_UNKNOWN");
    for (String other : List.of("no response", "0\n", "0 is no length")) {
      Path text = Files.writeString(folder.resolve("text"), other);
      badUsage(Run.of("open", TRUST, "--ocsp", text, SIGNED), "it has no OCSP response");
    }
  }

  @Test
  void ocspResponsesThatArePassedOver_areSaid() throws Exception {
    Path responses = Files.createDirectory(folder.resolve("responses"));
    Files.write(responses.resolve("r.ors"), new byte[] {0x30, 3, 0x0a, 1, 6});
    Files.writeString(responses.resolve("r.pem"), "-----BEGIN OCSP RESPONSE-----");
    Run run = Run.of("open", "--json", TRUST, "--ocsp", responses, SIGNED);
    assertThat(run.err()).contains(responses + ": 1 file or entry skipped", "r.pem");
  }

  @Test
  void certificatePoliciesAreDemanded() {
    Run run = Run.of("open", "--json", TRUST, "--certificate-policy", "1.2.3.4", SIGNED);
    assertThat(signer(run).get("findings").strings()).containsExactly("CERTIFICATE_POLICY");
  }

  @Test
  void aDistrustedKey_staysSo_andAFileWithoutOneIsAMistake() throws Exception {
    for (String distrusted : List.of("pki/bob.pem", "pki/issuing.pem", "trust")) {
      Run run = Run.of("open", "--json", TRUST, "--distrust", Run.vector(distrusted), SIGNED);
      assertThat(signer(run).get("findings").strings()).containsExactly("DISTRUSTED");
    }
    Path text = Files.writeString(folder.resolve("text"), "no certificate");
    badUsage(Run.of("open", TRUST, "--distrust", text, SIGNED), "--distrust");
  }

  @Test
  void theAnchorsOfTheJdk_areBelievedOnRequest() {
    Run run = Run.of("open", "--json", "--trust-store", "jdk", SIGNED);
    assertThat(signer(run).get("findings").strings()).contains("NO_PATH");
    badUsage(Run.of("open", "--trust-store", "mine", SIGNED), "unknown store mine");
  }

  @Test
  void c9_anchorsThatAreNotForMail_trustNobody_andAreSaid() throws Exception {
    List<Object> at = List.of("--at", "2026-06-01T00:00:00Z");
    Path root = settings("root.pem", Run.vector("trust/root.pem"), "a0");
    Run run = Run.of("open", "--json", "--trust", root, at, SIGNED);
    assertThat(signer(run).get("verdict").text()).isNotEqualTo("trusted");
    assertThat(signer(run).get("findings").strings()).contains("NO_ANCHORS");
    assertThat(Run.of("verify", "--trust", root, at, SIGNED).status())
        .isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(run.err()).contains("root.pem: left out, as their trust settings reject mail: 1");
    // OpenSSL refuses a path through an intermediate that is rejected, too.
    Path issuing = settings("issuing.pem", Run.vector("pki/issuing.pem"), "a0");
    Run between = Run.of("open", "--json", TRUST, "--trust", issuing, SIGNED);
    assertThat(signer(between).get("findings").strings()).containsExactly("DISTRUSTED");
    Run distrusted = Run.of("open", "--json", TRUST, "--distrust", root, SIGNED);
    assertThat(signer(distrusted).get("findings").strings()).containsExactly("DISTRUSTED");
    Run named = Run.of("open", "--json", TRUST, "--trust", root, SIGNED);
    assertThat(signer(named).get("verdict").text()).isEqualTo("trusted");
    Path forMail = settings("mail.pem", Run.vector("trust/root.pem"), "30");
    Run trusted = Run.of("open", "--json", "--trust", forMail, at, SIGNED);
    assertThat(signer(trusted).get("verdict").text()).isEqualTo("trusted");
  }

  /** OpenSSL's settings with one list of emailProtection alone: trusted (30), or rejected (a0). */
  private Path settings(String name, Path certificate, String list) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(
        CertificateFiles.readCertificates(certificate).certificates().get(0).getEncoded());
    block.writeBytes(HexFormat.of().parseHex("300c" + list + "0a06082b06010505070304"));
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN TRUSTED CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(block.toByteArray())
            + "\n-----END TRUSTED CERTIFICATE-----\n");
  }

  @Test
  void whatIsMalformedBesideTheAnchors_isSaid() throws Exception {
    String malformed = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    Path alone = Files.writeString(folder.resolve("alone.pem"), malformed);
    badUsage(Run.of("open", "--trust", alone, SIGNED), "malformed or too large: 1 certificate");
    Path folderOfAnchors = Files.createDirectory(folder.resolve("anchors"));
    Files.copy(Run.vector("trust/root.pem"), folderOfAnchors.resolve("root.pem"));
    for (int i = 0; i < 5; i++) {
      Files.writeString(folderOfAnchors.resolve("z" + i), malformed);
    }
    Run run =
        Run.of(
            "open", "--json", "--trust", folderOfAnchors, "--at", "2026-06-01T00:00:00Z", SIGNED);
    assertThat(signer(run).get("verdict").text()).isEqualTo("trusted");
    assertThat(run.err())
        .contains(folderOfAnchors + ": 5 files or entries skipped", "z0: ", "z2: ", "z4: ")
        .contains("z3: ");
  }

  @Test
  void authoritiesForTimeStamps_mustBeThere() throws Exception {
    Run run = Run.of("open", "--json", TRUST, "--timestamps", Run.vector("trust"), SIGNED);
    assertThat(signer(run).get("verdict").text()).isEqualTo("trusted");
    Path text = Files.writeString(folder.resolve("text"), "no certificate");
    badUsage(Run.of("open", TRUST, "--timestamps", text, SIGNED), "--timestamps");
    Path between = Files.createDirectory(folder.resolve("between"));
    Files.copy(Run.vector("trust/root.pem"), between.resolve("root.pem"));
    Files.writeString(between.resolve("notes"), "no certificate");
    Run both =
        Run.of(
            "open",
            "--json",
            TRUST,
            "--timestamps",
            Run.vector("trust"),
            "--intermediates",
            between,
            SIGNED);
    assertThat(both.err()).as("said once").containsOnlyOnce("1 file or entry skipped");
  }

  @Test
  void theProtectedHeaderIsShown_andInJsonItsStateAlone() {
    Path sealed = Run.message("hp-sealed.eml");
    assertThat(Run.of("open", TRUST, KEYS, sealed).text())
        .contains("protected, by RFC_9788")
        .contains("Subject: The contract (signed and encrypted; outside obscured)")
        .contains("From: Bob <bob@example.org> (signed; outside confirmed)");
    Run json = Run.of("open", "--json", TRUST, KEYS, sealed);
    assertThat(json.text()).doesNotContain("The contract");
    Json header = json.only().get("protectedHeader");
    assertThat(header.get("scheme").text()).isEqualTo("rfc-9788");
    Json keywords = header.get("fields").list().get(5);
    assertThat(keywords.get("name").text()).isEqualTo("Keywords");
    assertThat(keywords.get("protection").text()).isEqualTo("signed-and-encrypted");
    assertThat(keywords.get("outside").text()).isEqualTo("removed");
  }

  @Test
  void theInnermostSignature_decidesWhetherAllAreTrusted() {
    Run run = Run.of("open", TRUST, "--require-trusted", Run.message("hp-foreign-around.eml"));
    assertThat(run.status()).as(run.text()).isEqualTo(ExitStatus.DONE);
  }
}
