package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sign, encrypt and compress write, open opens. */
class WritingTest {

  private static final List<Object> BOB =
      List.of(
          "--key", Run.vector("pki/bob.pfx"), "--password-file", Run.vector("pki/passwords.txt"));
  private static final List<Object> TRUST =
      List.of("--trust", Run.vector("trust"), "--intermediates", Run.vector("pki/issuing.pem"));
  private static final List<Object> READER =
      List.of(
          "--keys",
          Run.vector("history"),
          "--password-file",
          Run.vector("pki/passwords.txt"),
          "--trust",
          Run.vector("trust"));

  /** A mail of this moment: one that is signed long after its date is not trusted. */
  private static final Path PLAIN = dated(Run.message("not-smime.eml"));

  @TempDir private Path folder;

  private static Path dated(Path mail) {
    try {
      Path today = Files.createTempFile("dated", ".eml");
      today.toFile().deleteOnExit();
      String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
      return Files.writeString(
          today, Files.readString(mail).replaceFirst("Date: [^\r\n]*", "Date: " + now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> kinds(Json report) {
    return report.get("layers").list().stream().map(layer -> layer.get("kind").text()).toList();
  }

  private Json opens(byte[] mail, Object... options) {
    Run run = Run.withInput(mail, "open", "--json", READER, List.of(options));
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.only().get("file").text()).isEqualTo("-");
    return run.only();
  }

  private static byte[] done(Run run) {
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    return run.out();
  }

  @Test
  void signedThenEncryptedOpensAndIsTrusted() throws IOException {
    byte[] signed = done(Run.of("sign", BOB, PLAIN));
    Run encrypting =
        Run.withInput(
            signed,
            "encrypt",
            "--policy",
            "authenticated",
            "--to",
            Run.vector("pki/alice-2025.pem"),
            TRUST);
    byte[] encrypted = done(encrypting);
    assertThat(encrypting.err()).contains("MAY_NOT_OPEN").contains("--policy standard");
    String mail = new String(encrypted, StandardCharsets.US_ASCII);
    assertThat(mail).contains("From: Bob <bob@example.org>").contains("authEnveloped-data");
    assertThat(mail).doesNotContain("Dear Alice");

    Json report = opens(encrypted, "--require-trusted");
    assertThat(kinds(report)).containsExactly("encrypted", "signed");
    Json outer = report.get("layers").list().get(0);
    assertThat(outer.get("container").text()).isEqualTo("AuthEnvelopedData");
    assertThat(outer.get("cipher").text()).isEqualTo("aes256-gcm");
    assertThat(outer.get("authenticated").bool()).isTrue();
    assertThat(outer.get("keyManagement").text()).isEqualTo("rsa-oaep-sha256");
    assertThat(outer.get("key").get("foundBy").text()).isEqualTo("recipient-id");
    assertThat(outer.get("key").get("issuer").text()).isEqualTo("CN=issuing,O=smime4j vectors");
    assertThat(outer.get("key").get("serial").text()).matches("[0-9a-f]+");
    assertThat(outer.get("key").get("ski").text()).matches("[0-9a-f]{40}");
    Json signer = report.get("layers").list().get(1).get("signers").list().get(0);
    assertThat(signer.get("verdict").text()).isEqualTo("trusted");
    assertThat(signer.get("binding").text()).isEqualTo("MATCH");
    assertThat(signer.get("revocation").text()).isEqualTo("NOT_CHECKED");
    assertThat(signer.get("scheme").text()).isEqualTo("rsa-pkcs1-sha256");
    assertThat(signer.get("digest").text()).isEqualTo("sha-256");
    assertThat(signer.get("signingTime").text())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(signer.get("addresses").strings()).containsExactly("bob@example.org");
    assertThat(signer.get("certificate").get("subject").text())
        .isEqualTo("CN=bob,O=smime4j vectors");
    assertThat(report.get("contentType").text()).isEqualTo("text/plain");
  }

  @Test
  void theSubjectIsHiddenOnRequestAlone() throws IOException {
    String subject =
        Files.readString(PLAIN)
            .lines()
            .filter(line -> line.startsWith("Subject: "))
            .findFirst()
            .get();
    List<Object> seal =
        List.of("seal", BOB, "--to", Run.vector("pki/alice-2025.pem"), TRUST, PLAIN);
    byte[] open = done(Run.of(seal));
    assertThat(new String(open, StandardCharsets.US_ASCII)).contains(subject);
    byte[] hidden = done(Run.of(seal, "--hide-subject"));
    assertThat(new String(hidden, StandardCharsets.US_ASCII))
        .contains("Subject: [...]")
        .doesNotContain(subject);
    assertThat(kinds(opens(hidden, "--require-trusted"))).containsExactly("encrypted", "signed");
  }

  @Test
  void sealedInOneIsTrusted() {
    byte[] sealed =
        done(Run.of("seal", BOB, "--to", Run.vector("pki/alice-2025.pem"), TRUST, PLAIN));
    assertThat(kinds(opens(sealed, "--require-trusted"))).containsExactly("encrypted", "signed");
    Run verified = Run.withInput(sealed, "verify", "--json", READER);
    assertThat(verified.status()).as(verified.text() + verified.err()).isEqualTo(ExitStatus.DONE);
    Run decrypted = Run.withInput(sealed, "decrypt", READER);
    assertThat(decrypted.status()).as(decrypted.err()).isEqualTo(ExitStatus.DONE);
    assertThat(decrypted.text()).contains("Dear Alice").doesNotContain("TRUSTED");
    assertThat(decrypted.err()).contains("TRUSTED");
  }

  @Test
  void verifyIsNotContentWithASignerWhomNobodyTrusts_norWithNone() {
    byte[] signed = done(Run.of("sign", BOB, PLAIN));
    Run stranger =
        Run.withInput(signed, "verify", "--json", "--trust", Run.vector("pki/alice-2025.pem"));
    assertThat(stranger.status()).as(stranger.text()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    Run intact = Run.withInput(signed, "verify", "--json", "--require-intact");
    assertThat(intact.status()).as(intact.text()).isEqualTo(ExitStatus.DONE);
    Run inTheClear = Run.withInput(signed, "decrypt", READER);
    assertThat(inTheClear.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(inTheClear.out()).isEmpty();
    assertThat(inTheClear.err()).contains("It is not encrypted").contains("smime open --content");
    Run unsigned = Run.of("verify", "--json", "--require-intact", PLAIN);
    assertThat(unsigned.status()).isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void aKeyAndItsCertificateMayStandInTwoFiles() {
    byte[] signed =
        done(
            Run.of(
                "sign",
                "--key",
                Run.vector("pki/bob-ed25519.key"),
                "--cert",
                Run.vector("pki/bob-ed25519.pem"),
                PLAIN));
    assertThat(opens(signed).get("layers").list().get(0).get("signers").list()).hasSize(1);
    Run other =
        Run.of(
            "sign",
            "--key",
            Run.vector("pki/bob-ed25519.key"),
            "--cert",
            Run.vector("pki/carol.pem"),
            PLAIN);
    assertThat(other.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(other.err()).contains("not the certificate of the key");
  }

  @Test
  void aKeyBesideTheCertificateDoesNotSign() throws IOException {
    Path others =
        Files.writeString(
            folder.resolve("carol.pem"),
            Files.readString(Run.vector("pki/carol.key"))
                + Files.readString(Run.vector("pki/carol.pem")));
    Run run = Run.of("sign", "--key", Run.vector("pki/bob-ed25519.key"), "--cert", others, PLAIN);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains("not the certificate of the key");
  }

  @Test
  void outlookPolicyWritesWhatOutlookOpens() throws IOException {
    Run run =
        Run.of(
            "encrypt",
            "--policy",
            "outlook",
            "--to",
            Run.vector("pki/alice-2025.pem"),
            "--unvalidated",
            "a test",
            PLAIN);
    assertThat(run.err()).contains("NOT_AUTHENTICATED").doesNotContain("MAY_NOT_OPEN");
    Json layer = opens(done(run)).get("layers").list().get(0);
    assertThat(layer.get("container").text()).isEqualTo("EnvelopedData");
    assertThat(layer.get("cipher").text()).isEqualTo("aes256-cbc");
    assertThat(layer.get("keyManagement").text()).isEqualTo("rsa-pkcs1");
  }

  @Test
  void theSenderReadsItTooWhereAsked() throws IOException {
    byte[] mail =
        done(
            Run.of(
                "encrypt",
                "--cipher",
                "aes128-gcm",
                "--to",
                Run.vector("pki/carol.pem"),
                "--myself",
                Run.vector("history/2025.pfx"),
                "--password-file",
                Run.vector("pki/passwords.txt"),
                "--unvalidated",
                "a test",
                PLAIN));
    assertThat(opens(mail).get("layers").list().get(0).get("cipher").text())
        .isEqualTo("aes128-gcm");
  }

  @Test
  void aRecipientWhoIsNotBelievedIsRefusedByName() throws IOException {
    Path target = folder.resolve("sealed.eml");
    Run run =
        Run.of(
            "encrypt", "--to", Run.vector("pki/bob-stranger.pem"), TRUST, "--out", target, PLAIN);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("bob-stranger");
    assertThat(target).doesNotExist();
    BadInputTest.noTrace(run);
  }

  private Path keys(String... names) throws IOException {
    Path keys = Files.createTempDirectory(folder, "keys");
    for (String name : names) {
      for (String end : List.of(".key", ".pem")) {
        Files.copy(Run.vector("pki/" + name + end), keys.resolve(name + end));
      }
    }
    return keys;
  }

  @Test
  void ofADirectoryThePersonSignsAndNotTheAuthority_andOfSeveralPeopleNone() throws IOException {
    Json report = opens(done(Run.of("sign", "--key", keys("bob", "issuing"), PLAIN)));
    Json signer = report.get("layers").list().get(0).get("signers").list().get(0);
    assertThat(signer.get("addresses").list().get(0).text()).isEqualTo("bob@example.org");
    for (String option : List.of("sign", "encrypt")) {
      boolean signs = option.equals("sign");
      Run run =
          Run.of(
              option,
              signs ? "--key" : "--myself",
              keys("bob", "carol"),
              signs
                  ? List.of()
                  : List.of("--to", Run.vector("pki/carol.pem"), "--unvalidated", "a test"),
              PLAIN);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err())
          .contains(signs ? "SIGNER_CERTIFICATE: " : "RECIPIENT_CERTIFICATE: ")
          .contains("certificates of several people may ")
          .contains("bob.")
          .contains("carol.");
      assertThat(run.out()).isEmpty();
      BadInputTest.noTrace(run);
    }
    Run authority = Run.of("sign", "--key", keys("issuing"), PLAIN);
    assertThat(authority.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(authority.err()).contains("no certificate with a private key may sign mail");
  }

  @Test
  void opaqueWithTwoSignersAndPss() throws IOException {
    Path out = folder.resolve("signed.eml");
    Run run =
        Run.of(
            "sign",
            BOB,
            "--key",
            Run.vector("pki/alice-p256.pfx"),
            "--scheme",
            "rsa-pss-sha256",
            "--scheme",
            "ecdsa-sha256",
            "--opaque",
            "--out",
            out,
            PLAIN);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).isEmpty();
    Json layer =
        opens(Files.readAllBytes(out), "--anyone", "two people sign").get("layers").list().get(0);
    assertThat(layer.get("form").text()).isEqualTo("opaque");
    assertThat(layer.get("signers").list().stream().map(s -> s.get("scheme").text()).toList())
        .containsExactlyInAnyOrder("rsa-pss-sha256", "ecdsa-sha256");
    for (Json signer : layer.get("signers").list()) {
      assertThat(signer.get("verdict").text()).isEqualTo("trusted");
      assertThat(signer.get("binding").text()).isEqualTo("NOT_CHECKED");
      assertThat(signer.get("findings").strings()).isEmpty();
    }
  }

  @Test
  void compressedSignedAndEncryptedNest() throws IOException {
    byte[] compressed = done(Run.of("compress", PLAIN));
    byte[] signed = done(Run.withInput(compressed, "sign", BOB));
    byte[] encrypted =
        done(
            Run.withInput(
                signed,
                "encrypt",
                "--to",
                Run.vector("pki/alice-p256.pem"),
                "--to",
                Run.vector("pki/alice-2025.pem"),
                TRUST));
    assertThat(kinds(opens(encrypted, "--require-trusted")))
        .containsExactly("encrypted", "signed", "compressed");
  }

  @Test
  void bareCmsIsWrittenAndReadBothWays() throws IOException {
    byte[] signature = done(Run.of("sign", BOB, "--cms", PLAIN));
    assertThat(signature[0]).isEqualTo((byte) 0x30);
    Json alone = opens(signature);
    Json missing = alone.get("layers").list().get(0).get("signers").list().get(0);
    assertThat(missing.get("verdict").text()).isEqualTo("unknown");
    assertThat(missing.get("findings").strings()).containsExactly("CONTENT_MISSING");
    assertThat(missing.get("notes").strings()).contains("SIGNER_DOUBTFUL");
    assertThat(missing.get("integrity").text()).isEqualTo("unchecked");
    assertThat(alone.get("contentSha256").isNull()).isTrue();

    Json together = opens(signature, "--from", "bob@example.org", "--detached", PLAIN);
    Json signer = together.get("layers").list().get(0).get("signers").list().get(0);
    assertThat(signer.get("verdict").text()).isEqualTo("trusted");

    byte[] encrypted =
        done(
            Run.of(
                "encrypt",
                "--cms",
                "--to",
                Run.vector("pki/alice-2025.pem"),
                "--unvalidated",
                "a test",
                PLAIN));
    assertThat(encrypted[0]).isEqualTo((byte) 0x30);
    assertThat(kinds(opens(encrypted))).containsExactly("encrypted");

    byte[] compressed = done(Run.of("compress", "--cms", PLAIN));
    assertThat(kinds(opens(compressed))).containsExactly("compressed");
  }

  @Test
  void anExistingTargetIsReplacedAsAWhole() throws IOException {
    Path out = Files.writeString(folder.resolve("signed.eml"), "old");
    done(Run.of("sign", BOB, "--out", out, PLAIN));
    assertThat(Files.readString(out)).contains("multipart/signed");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(out);
    }
  }
}
