package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smime keys export --google}: the arguments of Gmail's smimeInfo.insert. */
class GmailExportTest {

  @TempDir private Path folder;
  private Path keys;

  @BeforeEach
  void company() throws Exception {
    keys = new Company().folder(folder.resolve("keys"));
  }

  private Run export(Object... arguments) {
    Run run = Run.of("keys", "export", keys, "--google", List.of(arguments));
    BadInputTest.noTrace(run);
    return run;
  }

  @Test
  void eachAddressOfAUserInAValidCertificateIsOneRecord_whichOpenSslOpensWithItsPassword()
      throws Exception {
    Path users =
        Files.writeString(
            folder.resolve("users.csv"),
            "alice.m@corp.example,a@corp.example,alice@corp.example\nbob@corp.example\n");
    Path out = folder.resolve("out");
    Run run = export("--users", users, "--out", out);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("2 certificates have expired", "Google refuses them");
    Path file = out.resolve("alice.m@corp.example.ndjson");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    List<Json> records = Files.readAllLines(file).stream().map(Json::parse).toList();
    assertThat(records).hasSize(2);
    for (Json each : records) {
      assertThat(each.names()).containsExactly("userId", "sendAsEmail", "body");
      assertThat(each.get("userId").text()).isEqualTo("alice.m@corp.example");
      assertThat(each.get("sendAsEmail").text()).isEqualTo("a@corp.example");
      Json body = each.get("body");
      assertThat(body.names()).containsExactly("pkcs12", "encryptedKeyPassword");
      String password = body.get("encryptedKeyPassword").text();
      assertThat(password).matches("[a-zA-Z2-9]{24}");
      Path pfx =
          Files.write(
              folder.resolve("key.pfx"), Base64.getUrlDecoder().decode(body.get("pkcs12").text()));
      String pem =
          Program.text(
              folder,
              "openssl",
              "pkcs12",
              "-nodes",
              "-passin",
              "pass:" + password,
              "-in",
              pfx.toString());
      assertThat(pem.split("BEGIN PRIVATE KEY", -1)).hasSize(2);
      assertThat(pem.split("BEGIN CERTIFICATE", -1)).as("with its issuer").hasSize(3);
    }
    assertThat(Files.readAllLines(out.resolve("bob@corp.example.ndjson"))).hasSize(1);
  }

  @Test
  void oneUserMayHaveOtherAddressesThanTheName() throws Exception {
    Path out = folder.resolve("bob.ndjson");
    Run run = export("--upn", "b@corp.example", "--address", "bob@corp.example", "--out", out);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    Json bob = Json.parse(Files.readString(out));
    assertThat(bob.get("userId").text()).isEqualTo("b@corp.example");
    assertThat(bob.get("sendAsEmail").text()).isEqualTo("bob@corp.example");
    Files.delete(out);
    Run alone =
        Run.of(
            List.of("keys", "export", keys.resolve("bob.pem"), "--google"),
            List.of("--upn", "b@corp.example", "--out", out));
    assertThat(alone.status()).as(alone.err()).isEqualTo(ExitStatus.DONE);
    assertThat(Json.parse(Files.readString(out)).get("sendAsEmail").text())
        .isEqualTo("bob@corp.example");
  }
}
