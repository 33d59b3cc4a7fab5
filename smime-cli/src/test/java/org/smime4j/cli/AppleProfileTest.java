package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code smime keys export --mobileconfig}: what Python's plistlib reads, held against the keys
 * that Apple documents for each payload.
 */
class AppleProfileTest {

  /** Octets become {"data": Base64}; whatever else plistlib gives is JSON's too. */
  private static final String PLIST =
      "import plistlib,json,sys,base64;"
          + "print(json.dumps(plistlib.load(open(sys.argv[1],'rb'),fmt=plistlib.FMT_XML),"
          + "default=lambda b:{'data':base64.b64encode(b).decode()}))";

  private static final String UUID = "[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}";

  /** The keys that every payload has (Apple, CommonPayloadKeys). */
  private static final Set<String> COMMON =
      Set.of(
          "PayloadType",
          "PayloadVersion",
          "PayloadUUID",
          "PayloadIdentifier",
          "PayloadDisplayName");

  private static final Set<String> CERTIFICATE =
      Set.of("PayloadCertificateFileName", "PayloadContent");

  private static final Set<String> SMIME =
      Set.of(
          "SMIMESigningEnabled",
          "SMIMESigningCertificateUUID",
          "SMIMEEncryptionEnabled",
          "SMIMEEncryptionCertificateUUID",
          "SMIMEEnableEncryptionPerMessageSwitch");

  /** Of each payload the keys that are there beside the common ones. */
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "com.apple.security.pkcs12", CERTIFICATE,
          "com.apple.security.root", CERTIFICATE,
          "com.apple.security.pkcs1", CERTIFICATE,
          "com.apple.eas.account", with(SMIME, "EmailAddress", "Host", "UserName", "SSL", "OAuth"),
          "com.apple.mail.managed",
              with(
                  SMIME,
                  "EmailAddress",
                  "EmailAccountType",
                  "EmailAccountDescription",
                  "IncomingMailServerHostName",
                  "IncomingMailServerPortNumber",
                  "IncomingMailServerUseSSL",
                  "IncomingMailServerAuthentication",
                  "IncomingMailServerUsername",
                  "OutgoingMailServerHostName",
                  "OutgoingMailServerPortNumber",
                  "OutgoingMailServerUseSSL",
                  "OutgoingMailServerAuthentication",
                  "OutgoingMailServerUsername",
                  "OutgoingPasswordSameAsIncomingPassword"));

  private static final List<Object> ALICE =
      List.of("--address", "a@corp.example", "--address", "alice@corp.example");

  @TempDir private Path folder;
  private Company company;
  private Path keys;
  private Path password;
  private Path profile;

  @BeforeEach
  void company() throws Exception {
    company = new Company();
    keys = company.folder(folder.resolve("keys"));
    password = Files.writeString(folder.resolve("password.txt"), "Pass-word-1\n");
    profile = folder.resolve("alice.mobileconfig");
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(more));
    return all;
  }

  private Run run(Object... arguments) {
    Run run =
        Run.of(
            "keys",
            "export",
            keys,
            "--mobileconfig",
            profile,
            "--new-password-file",
            password,
            "--protection",
            "aes256",
            List.of(arguments));
    BadInputTest.noTrace(run);
    return run;
  }

  private Json written(Object... arguments) throws Exception {
    Files.deleteIfExists(profile);
    Run run = run(ALICE, List.of(arguments));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profile)))
        .isEqualTo("rw-------");
    return read(profile);
  }

  private Json read(Path file) throws Exception {
    return Json.parse(Program.text(folder, "python3", "-c", PLIST, file.toString()).strip());
  }

  private static List<Json> payloads(Json profile, String type) {
    return profile.get("PayloadContent").list().stream()
        .filter(payload -> payload.get("PayloadType").text().equals(type))
        .toList();
  }

  /** As Apple's documentation says of profiles and of each payload in them. */
  private static void isAsDocumented(Json profile) {
    assertThat(profile.get("PayloadType").text()).isEqualTo("Configuration");
    assertThat(profile.get("PayloadVersion").number()).isEqualTo(1);
    assertThat(profile.get("PayloadUUID").text()).matches(UUID);
    Set<String> identifiers = new HashSet<>();
    Set<String> uuids = new HashSet<>();
    for (Json payload : profile.get("PayloadContent").list()) {
      String type = payload.get("PayloadType").text();
      assertThat(KEYS).containsKey(type);
      assertThat(payload.names())
          .containsExactlyInAnyOrderElementsOf(with(COMMON, KEYS.get(type).toArray(String[]::new)));
      assertThat(payload.get("PayloadVersion").number()).isEqualTo(1);
      assertThat(payload.get("PayloadUUID").text()).matches(UUID);
      assertThat(payload.get("PayloadIdentifier").text())
          .startsWith(profile.get("PayloadIdentifier").text() + ".");
      assertThat(identifiers.add(payload.get("PayloadIdentifier").text())).isTrue();
      assertThat(uuids.add(payload.get("PayloadUUID").text())).isTrue();
    }
  }

  @Test
  void aPayloadForEachKey_whichOpenSslOpens() throws Exception {
    Json read = written();
    isAsDocumented(read);
    List<Json> identities = payloads(read, "com.apple.security.pkcs12");
    assertThat(identities).hasSize(4);
    assertThat(read.get("PayloadContent").list()).hasSize(4);
    for (Json identity : identities) {
      Path pfx =
          Files.write(
              folder.resolve("key.p12"),
              Base64.getDecoder().decode(identity.get("PayloadContent").get("data").text()));
      String pem =
          Program.text(
              folder,
              "openssl",
              "pkcs12",
              "-nodes",
              "-passin",
              "pass:Pass-word-1",
              "-in",
              pfx.toString());
      assertThat(pem.split("BEGIN CERTIFICATE", -1)).hasSize(2);
      assertThat(pem.split("BEGIN PRIVATE KEY", -1)).hasSize(2);
    }
    assertThat(Files.readString(profile)).doesNotContain("Pass-word-1");
  }

  @Test
  void theNewestKeysAreTheAccounts() throws Exception {
    for (List<Object> account :
        List.<List<Object>>of(
            List.of("--exchange", "mail.corp.example"),
            List.of("--imap", "imap.corp.example", "--smtp", "smtp.corp.example"))) {
      Json read = written("--account", "a@corp.example", account);
      isAsDocumented(read);
      Json mail =
          payloads(read, account.size() == 2 ? "com.apple.eas.account" : "com.apple.mail.managed")
              .get(0);
      assertThat(mail.get("EmailAddress").text()).isEqualTo("a@corp.example");
      assertThat(mail.get("SMIMESigningEnabled").bool()).isTrue();
      assertThat(mail.get("SMIMEEncryptionEnabled").bool()).isTrue();
      Json encryption = byUuid(read, mail.get("SMIMEEncryptionCertificateUUID").text());
      assertThat(encryption.get("PayloadDisplayName").text())
          .isEqualTo("CN=Alice Married, from 2024-01-01");
      Json signing = byUuid(read, mail.get("SMIMESigningCertificateUUID").text());
      assertThat(signing.get("PayloadDisplayName").text())
          .isEqualTo("CN=Alice Married, from 2024-01-01");
    }
  }

  @Test
  void exchangeOnlineSignsInWithOAuth_andAServerOfOnesOwnWithAPassword() throws Exception {
    for (String host :
        List.of("outlook.office365.com", "Outlook.Office.COM", "partner.outlook.cn")) {
      assertThat(oAuth(host)).as(host).isTrue();
    }
    for (String host :
        List.of("mail.corp.example", "office365.com.corp.example", "myoutlook.com", "h")) {
      assertThat(oAuth(host)).as(host).isFalse();
    }
  }

  private boolean oAuth(String host) throws Exception {
    Json profile = written("--account", "a@corp.example", "--exchange", host);
    return payloads(profile, "com.apple.eas.account").get(0).get("OAuth").bool();
  }

  private static Json byUuid(Json profile, String uuid) {
    return payloads(profile, "com.apple.security.pkcs12").stream()
        .filter(payload -> payload.get("PayloadUUID").text().equals(uuid))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onlyWhomTheAdministratorNamesIsTrusted() throws Exception {
    Path root =
        Files.writeString(folder.resolve("named-root.pem"), Company.certificate(company.root()));
    assertThat(payloads(written(), "com.apple.security.root"))
        .as("a root that only lies beside a key")
        .isEmpty();
    Json named = written("--trust", root);
    isAsDocumented(named);
    List<Json> anchors = payloads(named, "com.apple.security.root");
    assertThat(anchors).hasSize(1);
    assertThat(anchors.get(0).get("PayloadContent").get("data").text())
        .isEqualTo(Base64.getEncoder().encodeToString(company.root().getEncoded()));
    Path between =
        Files.writeString(
            folder.resolve("between.pem"),
            Company.certificate(
                company.issue("CN=Between", 2020, 2030, Company.BOTH).certificate()));
    Json both = written("--trust", root, "--intermediates", between);
    isAsDocumented(both);
    assertThat(payloads(both, "com.apple.security.pkcs1")).hasSize(1);
  }

  @Test
  void theSameHistoryHasTheSameIdentifiers_andAnotherKeyChangesNoneOfThem() throws Exception {
    List<String> first = identifiers(written("--account", "a@corp.example", "--exchange", "h"));
    assertThat(identifiers(written("--account", "a@corp.example", "--exchange", "h")))
        .isEqualTo(first);
    Company.write(
        keys.resolve("alice-2026.pem"),
        company.issue("CN=Alice Married", 2026, 2039, Company.BOTH, "a@corp.example"));
    assertThat(identifiers(written("--account", "a@corp.example", "--exchange", "h")))
        .hasSize(first.size() + 2)
        .containsAll(first);
    assertThat(written("--identifier", "example.corp.alice").get("PayloadIdentifier").text())
        .isEqualTo("example.corp.alice");
  }

  private static List<String> identifiers(Json profile) {
    List<String> all = new java.util.ArrayList<>();
    all.add(profile.get("PayloadIdentifier").text());
    all.add(profile.get("PayloadUUID").text());
    for (Json payload : profile.get("PayloadContent").list()) {
      all.add(payload.get("PayloadIdentifier").text());
      all.add(payload.get("PayloadUUID").text());
    }
    return all;
  }

  @Test
  void aSignedProfileIsVerifiedByOpenSsl() throws Exception {
    Path root = Files.writeString(folder.resolve("root.crt"), Company.certificate(company.root()));
    Path signer =
        Company.write(
            folder.resolve("signer.pem"),
            company.issue("CN=Device Management", 2020, 2038, Company.SIGNING));
    Run run = run(ALICE, "--sign-with", signer);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    Path inside = folder.resolve("inside.plist");
    Program.text(
        folder,
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-purpose",
        "any",
        "-CAfile",
        root.toString(),
        "-in",
        profile.toString(),
        "-out",
        inside.toString());
    isAsDocumented(read(inside));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profile)))
        .isEqualTo("rw-------");
  }

  @Test
  void thePasswordIsInTheProfileOnRequestAlone() throws Exception {
    Json read = written("--password-in-profile");
    for (Json identity : payloads(read, "com.apple.security.pkcs12")) {
      assertThat(identity.get("Password").text()).isEqualTo("Pass-word-1");
    }
  }

  @Test
  void aProfileIsForOnePerson() {
    Run run = run();
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains("2 people");
    assertThat(profile).doesNotExist();
  }

  /** What stands in a certificate stays text in the profile. */
  @Test
  void c15_aHostileNameIsNoMarkupOfTheProfile() throws Exception {
    Company.write(
        folder.resolve("evil.pem"),
        company.issue(
            "CN=</string><key>Password</key><string>x &amp\u0001\u202e\uFFFF",
            2024,
            2038,
            Company.BOTH,
            "evil@corp.example"));
    keys = folder.resolve("evil.pem");
    Run run = run();
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    Json read = read(profile);
    isAsDocumented(read);
    Json payload = payloads(read, "com.apple.security.pkcs12").get(0);
    assertThat(payload.get("PayloadDisplayName").text())
        .contains("\\</string\\>\\<key\\>Password")
        .contains("\\u0001")
        .contains("\\u202e");
  }
}
