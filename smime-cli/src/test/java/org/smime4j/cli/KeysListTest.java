package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.devices.Fingerprint;

/** {@code smime keys list}: person by person, what is held and what is missing. */
class KeysListTest {

  private static final List<Object> HISTORY =
      List.of(Run.vector("history"), "--password-file", Run.vector("pki/passwords.txt"));

  @TempDir private Path folder;
  private Path keys;

  @BeforeEach
  void company() throws Exception {
    keys = new Company().folder(folder.resolve("keys"));
  }

  private static Run done(Object... arguments) {
    Run run = Run.of("keys", "list", List.of(arguments));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    BadInputTest.noTrace(run);
    return run;
  }

  @Test
  void peopleAreThoseOfTheSameAddresses_alsoByWayOfAnotherCertificate() {
    Json list = done(keys, "--json").only();
    List<Json> people = list.get("people").list();
    assertThat(people)
        .extracting(person -> person.get("names").strings().toString())
        .containsExactly("[a@corp.example, alice@corp.example]", "[bob@corp.example]");
    assertThat(people.get(0).get("keys").list()).hasSize(5);
  }

  @Test
  void eachKeySaysWhatItIs_whereItLies_andWhatItLacks() {
    Json list = done(keys, "--json").only();
    List<Json> alices = list.get("people").list().get(0).get("keys").list();
    Json oldest = alices.get(4);
    assertThat(oldest.get("algorithm").text()).isEqualTo("P-256");
    assertThat(oldest.get("privateKey").bool()).isTrue();
    assertThat(oldest.get("chainComplete").bool()).isTrue();
    assertThat(oldest.get("sources").strings())
        .containsExactly(
            keys.resolve("alice-2015-copy.pem").toString(),
            keys.resolve("alice-2015.pem").toString());
    Json certificate = oldest.get("certificates").list().get(0);
    assertThat(certificate.get("subject").text()).isEqualTo("CN=Alice");
    assertThat(certificate.get("addresses").strings()).containsExactly("alice@corp.example");
    assertThat(certificate.get("issuer").text()).isEqualTo("CN=Company Root");
    assertThat(certificate.get("serial").text()).isEqualTo("2");
    assertThat(certificate.get("purposes").strings()).containsExactly("signing", "encryption");
    assertThat(certificate.get("notBefore").text()).isEqualTo("2015-01-01T00:00:00Z");
    assertThat(certificate.get("notAfter").text()).isEqualTo("2018-01-01T00:00:00Z");
    assertThat(certificate.get("sha1").text()).matches("[0-9a-f]{40}");
    assertThat(certificate.get("sha256").text()).matches("[0-9a-f]{64}");
    assertThat(alices.get(3).get("privateKey").bool()).isFalse();
    assertThat(alices.get(2).get("certificates").list().get(0).get("purposes").strings())
        .containsExactly("encryption");
    assertThat(list.get("keysWithoutCertificate").list()).hasSize(1);
    assertThat(list.get("authorities").list()).hasSize(1);
  }

  @Test
  void gapsAreTheTimesOfWhichNoKeyIsHeld() {
    Json alice = done(keys, "--json").only().get("people").list().get(0);
    assertThat(alice.get("gaps").list())
        .extracting(gap -> gap.get("from").text() + " " + gap.get("until").text())
        .containsExactly(
            "2018-01-01T00:00:00Z 2020-01-01T00:00:00Z",
            "2023-01-01T00:00:00Z 2024-01-01T00:00:00Z");
  }

  @Test
  void filesNameThePasswordThatOpenedThemByItsNumberAlone() throws Exception {
    Json list = done(HISTORY, "--json").only();
    Path passwords = Run.vector("pki/passwords.txt");
    List<String> lines = Files.readAllLines(passwords);
    assertThat(list.get("files").list())
        .extracting(
            file ->
                Path.of(file.get("file").text()).getFileName()
                    + " "
                    + file.get("password").number())
        .containsExactly("2019.pfx 1", "2022.pfx 2", "2025.pfx 3");
    Run table = done(HISTORY);
    assertThat(table.text()).contains("2025.pfx: opened with password number 3");
    Path other = Files.writeString(folder.resolve("other.txt"), "one\ntwo\n");
    Run both = done(Run.vector("history"), "--password-file", other, "--password-file", passwords);
    assertThat(both.text()).contains("2025.pfx: opened with password number 5");
    for (String password : lines) {
      if (!password.isEmpty()) {
        assertThat(table.text() + table.err() + list).doesNotContain(password);
      }
    }
  }

  @Test
  void theTableSaysTheSame() {
    assertThat(done(keys).text())
        .contains("a@corp.example, alice@corp.example\n")
        .contains("2015-01-01 to 2018-01-01  signing, encryption  P-256")
        .contains("duplicate in " + keys.resolve("alice-2015.pem"))
        .contains("NO PRIVATE KEY")
        .contains("gap: no key for mail from 2018-01-01 to 2020-01-01")
        .contains("Private keys without a certificate")
        .contains("Authorities\n  2010-01-01 to 2040-01-01  CN=Company Root")
        .contains("bob.pem: needs no password");
  }

  @Test
  void withoutTheRootTheChainIsIncomplete() throws Exception {
    Files.delete(keys.resolve("root.pem"));
    assertThat(done(keys.resolve("bob.pem")).text()).contains("chain incomplete");
  }

  @Test
  void whatIsNoKeyFileIsSaidAndListed() throws Exception {
    Files.writeString(keys.resolve("notes.txt"), "no key\n");
    Run run = done(keys, "--json");
    assertThat(run.err()).contains("1 file or entry skipped").contains("notes.txt");
    assertThat(run.only().get("skipped").list()).hasSize(1);
    assertThat(run.only().get("files").list())
        .noneMatch(file -> file.get("file").text().contains("notes"));
  }

  /** A certificate may be made by anybody; a terminal is told nothing by it. */
  @Test
  void c15_hostileNamesAreShownAsEscapes() throws Exception {
    Company company = new Company();
    Company.write(
        folder.resolve("evil.pem"),
        company.issue("CN=\u001b[2Jevil\u202emoc.proc@boss\u0007", 2024, 2038, Company.BOTH));
    String table = done(folder.resolve("evil.pem")).text();
    assertThat(table).doesNotContain("\u001b").doesNotContain("\u202e").doesNotContain("\u0007");
    assertThat(table).contains("evil");
    assertThat(done(folder.resolve("evil.pem"), "--json").text())
        .doesNotContain("\u001b")
        .doesNotContain("\u0007");
  }

  @Test
  void aNamedFileThatDoesNotOpenIsASentence() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "nonsense\n");
    Run run = Run.of("keys", "list", Run.vector("history/2025.pfx"), "--password-file", wrong);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("2025.pfx").contains("password").doesNotContain("nonsense");
    BadInputTest.noTrace(run);
  }

  @Test
  void ofADirectoryInWhichSomeFilesDoNotOpen_theListIsNoSuccess() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "nonsense\n");
    for (String copy : List.of("one.pfx", "two.pfx")) {
      Files.copy(Run.vector("history/2025.pfx"), keys.resolve(copy));
    }
    Run run = Run.of("keys", "list", keys, "--password-file", wrong);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.text()).contains("bob.pem: needs no password");
    assertThat(run.err())
        .contains("2 files or entries skipped: not a key file, or it does not open with what was");
  }

  @Test
  void aCertificateWhoseKeyCannotBeDecodedIsNamed_andTheOthersAreListed() throws Exception {
    Company company = new Company();
    byte[] encoded =
        company
            .issue("CN=Carol", 2020, 2030, Company.BOTH, "carol@corp.example")
            .certificate()
            .getEncoded();
    byte[] key = company.issue("CN=Dora", 2020, 2030, Company.BOTH).certificate().getEncoded();
    // Behind the name of the curve and the head of the BIT STRING: 04, x and y.
    String point = "06082a8648ce3d030107034200";
    int curve = HexFormat.of().formatHex(encoded).indexOf(point) / 2;
    encoded[curve + point.length() / 2 + 64] ^= 1;
    Files.write(keys.resolve("carol.crt"), encoded);
    Files.write(keys.resolve("dora.crt"), key);
    Run run = Run.of("keys", "list", keys, "--json");
    assertThat(run.status()).as("a key file did not open").isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("carol.crt", "the public key in the certificate cannot be decoded");
    assertThat(run.text()).contains("CN=Dora", "alice@corp.example").doesNotContain("CN=Carol");
  }

  @Test
  void aCertificateForEachDevice_isNamed_andARenewalIsNot() throws Exception {
    Company company = new Company();
    int now = Year.now(ZoneOffset.UTC).getValue();
    Path own = Files.createDirectory(folder.resolve("own"));
    String bob = "bob@corp.example";
    Company.write(
        own.resolve("old.pem"), company.issue("CN=B", now - 9, now + 1, Company.BOTH, bob));
    Company.Issued renewed = company.issue("CN=B", now - 1, now + 9, Company.BOTH, bob);
    Company.write(own.resolve("new.pem"), renewed);
    Company.write(
        own.resolve("sign.pem"), company.issue("CN=B", now - 1, now + 9, Company.SIGNING, bob));
    Company.write(
        own.resolve("team.pem"),
        company.issue("CN=T", now - 1, now + 9, Company.BOTH, "team@corp.example"));
    assertThat(done(own).text()).doesNotContain("valid at once");
    Company.Issued phone = company.issue("CN=B", now, now + 6, Company.BOTH, bob);
    Files.writeString(own.resolve("phone.pem"), Company.certificate(phone.certificate()));
    assertThat(done(own).text())
        .contains(
            "2 encryption certificates are valid at once, and none renews another (serials ",
            phone.certificate().getSerialNumber().toString(16))
        .containsOnlyOnce("valid at once");
    List<Json> people = done(own, "--json").only().get("people").list();
    assertThat(people.get(0).get("parallel").strings())
        .containsExactlyInAnyOrder(
            Fingerprint.sha256(phone.certificate()), Fingerprint.sha256(renewed.certificate()));
    assertThat(people.get(1).get("parallel").list()).isEmpty();
    Path connector =
        Files.writeString(
            folder.resolve("connector.pem"),
            Company.pem("PUBLIC KEY", IntuneExportTest.CONNECTOR.getPublic().getEncoded()));
    Company.write(own.resolve("phone.pem"), phone);
    Run export =
        Run.of(
            List.of("keys", "export", own, "--intune", connector, "--key-name", "k"),
            List.of("--upn", bob, "--address", bob, "--out", folder.resolve("bob.ndjson")));
    assertThat(export.status()).as(export.err()).isEqualTo(ExitStatus.DONE);
    assertThat(export.err()).contains(bob + ": 2 encryption certificates are valid at once");
  }
}
