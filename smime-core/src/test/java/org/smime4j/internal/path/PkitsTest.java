package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.Doors;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.testing.Outside;

/**
 * All 224 signed messages of NIST's PKITS, opened as a user opens them, with the anchor, all
 * intermediates and all CRLs of the suite. {@code pkits.tsv} has the settings on which results
 * depend, from the PKITS document.
 */
public class PkitsTest {

  private static final int MESSAGES = 224;
  private static final Instant TIME = Instant.parse("2026-06-01T00:00:00Z");
  private static final String POLICY = "2.16.840.1.101.3.2.1.48.";

  /** What refuses a path. Anything else would be a refusal for another reason than the stated. */
  private static final Set<Code> REFUSALS =
      EnumSet.of(
          Code.REVOKED,
          Code.NO_PATH,
          Code.PATH_INVALID,
          Code.NAME_CONSTRAINTS,
          Code.CERTIFICATE_POLICY,
          Code.EXPIRED,
          Code.NOT_YET_VALID,
          Code.REVOCATION_UNKNOWN);

  /** RSA and DSA of the suite's time: PKITS is about paths. */
  private static final Set<Code> STRENGTH = EnumSet.of(Code.WEAK_DIGEST, Code.WEAK_KEY);

  private record Row(
      String message, String settings, boolean valid, Set<Code> ours, String reason) {

    static Row of(String line) {
      String[] columns = line.split("\t", -1);
      assertThat(columns).as(line).hasSize(5);
      assertThat(columns[2]).isIn("valid", "invalid");
      assertThat(columns[3].isEmpty())
          .as("a reason for each exception")
          .isEqualTo(columns[4].isEmpty());
      Set<Code> ours =
          Arrays.stream(columns[3].split(" "))
              .filter(code -> !code.isEmpty())
              .map(Code::valueOf)
              .collect(Collectors.toSet());
      return new Row(columns[0], columns[1], columns[2].equals("valid"), ours, columns[4]);
    }

    CertificatePolicies policies() {
      List<String> words = List.of(settings.split(" "));
      List<String> oids = words.stream().filter(w -> w.matches("\\d")).map(POLICY::concat).toList();
      CertificatePolicies policies =
          oids.isEmpty() ? CertificatePolicies.any() : CertificatePolicies.of(oids);
      for (String word : words) {
        policies =
            switch (word) {
              case "explicit" -> policies.explicit();
              case "no-mapping" -> policies.withoutMapping();
              case "no-any" -> policies.withoutAnyPolicy();
              default -> policies;
            };
      }
      return policies;
    }
  }

  @TestFactory
  Stream<DynamicTest> c8_c10_c12_everyMessageOfPkits_isJudgedAsNistStates() throws Exception {
    Path folder = Outside.pkits();
    TrustPolicy trust =
        TrustPolicy.anchors(
                CertificateFiles.readCertificates(
                        folder.resolve("certs").resolve("TrustAnchorRootCertificate.crt"))
                    .certificates())
            .intermediates(
                CertificateFiles.readCertificates(folder.resolve("certs")).certificates())
            .revocation(Revocation.crls(CertificateFiles.readCrls(folder.resolve("crls")).crls()))
            .at(TIME);
    List<Row> rows = new ArrayList<>(table());
    Set<String> named =
        rows.stream().map(Row::message).collect(Collectors.toCollection(HashSet::new));
    List<Path> messages;
    try (Stream<Path> files = Files.list(folder.resolve("smime"))) {
      messages = files.sorted().toList();
    }
    assertThat(messages).hasSize(MESSAGES);
    for (Path message : messages) {
      String name = message.getFileName().toString();
      if (!named.remove(name)) {
        assertThat(name)
            .as("its name states the result")
            .startsWith("Signed")
            .containsPattern("^Signed(Inv|V)alid");
        rows.add(new Row(name, "-", name.startsWith("SignedValid"), Set.of(), ""));
      }
    }
    assertThat(named).as("rows without a message").isEmpty();
    return rows.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.message() + " " + row.settings(),
                    () -> judge(folder.resolve("smime").resolve(row.message()), row, trust)));
  }

  private static List<Row> table() throws IOException {
    try (InputStream in = PkitsTest.class.getResourceAsStream("pkits.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::of)
          .toList();
    }
  }

  private static void judge(Path message, Row row, TrustPolicy trust) throws IOException {
    Verifier verifier =
        Verifier.trusting(Doors.policies(trust, row.policies()))
            .expecting(ExpectedSigner.anyone("the certificates of PKITS hold no address"));
    try (OpenedMail mail =
        MailReader.with(Decryptor.with(KeyHistory.of()), verifier).open(message)) {
      List<SignerVerdict> signers = mail.requireSigned().signers();
      assertThat(signers).hasSize(1);
      SignerVerdict verdict = signers.get(0);
      assertThat(verdict.isIntact())
          .as("%s", verdict)
          .isNotEqualTo(row.ours().contains(Code.UNSUPPORTED_ALGORITHM));
      assertThat(verdict.isAltered()).as("%s", verdict).isFalse();
      Set<Code> codes = verdict.findings().stream().map(Finding::code).collect(Collectors.toSet());
      if (!row.ours().isEmpty()) {
        assertThat(codes).as("%s", verdict).isEqualTo(row.ours());
      } else if (row.valid()) {
        assertThat(STRENGTH).as("%s", verdict).containsAll(codes);
      } else {
        assertThat(codes).as("%s", verdict).containsAnyElementsOf(REFUSALS);
      }
    }
  }
}
