package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong gets its word and one sentence that helps, and never a stack trace. */
class BadInputTest {

  private static final List<Object> HISTORY =
      List.of("--keys", Run.vector("history"), "--password-file", Run.vector("pki/passwords.txt"));
  private static final List<Object> TRUST =
      List.of("--trust", Run.vector("trust"), "--at", "2026-06-01T00:00:00Z");

  @TempDir private Path folder;

  private Json fails(String outcome, Run run) {
    Json report = run.only();
    assertThat(report.get("outcome").text()).as(report + run.err()).isEqualTo(outcome);
    assertThat(report.get("error").text())
        .isNotBlank()
        .doesNotContain("\n")
        .doesNotContain("\tat ");
    assertThat(report.get("contentSha256").isNull()).isTrue();
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    noTrace(run);
    return report;
  }

  static void noTrace(Run run) {
    for (String text : new String[] {run.text(), run.err()}) {
      assertThat(text)
          .doesNotContain("Exception")
          .doesNotContain("\tat ")
          .doesNotContain("org.smime4j.")
          .doesNotContain("org.bouncycastle")
          .doesNotContain("java.");
    }
  }

  @Test
  void anAlteredCiphertextIsNotDecryptable() {
    fails(
        "not-decryptable",
        Run.of("open", "--json", HISTORY, Run.message("encrypted-gcm-altered.der")));
  }

  @Test
  void b1_anMboxIsNoMessage_andTheSentenceNamesTheCommandThatTakesIt() throws IOException {
    byte[] line = "From x@example.org Tue Jan  6 10:00:00 2026\n".getBytes(StandardCharsets.UTF_8);
    byte[] message = Files.readAllBytes(Run.message("hp-signed-wrapped.eml"));
    ByteArrayOutputStream mbox = new ByteArrayOutputStream();
    for (int i = 0; i < 2; i++) {
      mbox.writeBytes(line);
      mbox.writeBytes(message);
      mbox.write('\n');
      Path file = Files.write(folder.resolve("mbox"), mbox.toByteArray());
      for (String command : new String[] {"open", "verify"}) {
        Run run = Run.of(command, "--json", TRUST, file);
        if (i == 0) {
          assertThat(run.status()).isZero();
        } else {
          String error = fails("refused", run).get("error").text();
          assertThat(error).contains("an mbox file").contains("smime archive");
        }
      }
    }
    Run decrypted = Run.withInput(mbox.toByteArray(), "decrypt", HISTORY, "-");
    assertThat(decrypted.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(decrypted.text()).isEmpty();
    assertThat(decrypted.err()).contains("smime archive");
  }

  @Test
  void withoutAKeyTheSentenceNamesWhomItIsFor() {
    Json report =
        fails("no-matching-key", Run.of("open", "--json", Run.message("encrypted-2025.eml")));
    assertThat(report.get("error").text()).contains("CN=issuing").contains("no key is at hand");
    Json recipient = report.get("recipients").list().get(0);
    assertThat(recipient.get("issuer").text()).startsWith("CN=issuing");
    assertThat(report.get("error").text()).contains(recipient.get("serial").text());
  }

  @Test
  void withAnotherPersonsKeyNoKeyMatches() {
    fails(
        "no-matching-key",
        Run.of(
            "open",
            "--json",
            "--keys",
            Run.vector("pki/bob.pfx"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            Run.message("encrypted-2025.eml")));
  }

  @Test
  void aNamedKeyFileWithAWrongPasswordIsTheReason() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "nonsense\n");
    Json report =
        fails(
            "key-file",
            Run.of(
                "open",
                "--json",
                "--keys",
                Run.vector("history/2025.pfx"),
                "--password-file",
                wrong,
                Run.message("encrypted-2025.eml")));
    assertThat(report.get("error").text()).contains("2025.pfx").contains("password");
    assertThat(report.get("recipients").list()).hasSize(1);
  }

  @Test
  void allNamedKeyFilesThatDoNotOpenAreTheReason() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "nonsense\n");
    Json report =
        fails(
            "key-file",
            Run.of(
                "open",
                "--json",
                "--keys",
                Run.vector("pki/bob.pfx"),
                "--keys",
                Run.vector("history/2025.pfx"),
                "--password-file",
                wrong,
                Run.message("encrypted-2025.eml")));
    assertThat(report.get("error").text())
        .contains("bob.pfx: ")
        .contains("; ")
        .contains("2025.pfx: ");
    assertThat(report.get("unopened").list()).hasSize(2);
  }

  @Test
  void aKeyFileOfADirectoryThatDoesNotOpenIsNamedWithTheMessage() throws IOException {
    Path keys = Files.createDirectory(folder.resolve("keys"));
    Files.copy(Run.vector("history/2025.pfx"), keys.resolve("2025.pfx"));
    Files.writeString(keys.resolve("notes.txt"), "no key");
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "nonsense\n");
    List<Object> options = List.of("--keys", keys, "--password-file", wrong);
    Path message = Run.message("encrypted-2025.eml");
    Json report = fails("no-matching-key", Run.of("open", "--json", options, message));
    Json file = report.get("unopened").list().get(0);
    assertThat(report.get("unopened").list()).hasSize(1);
    assertThat(file.get("source").text()).isEqualTo(keys.resolve("2025.pfx").toString());
    assertThat(file.get("why").text()).contains("none of the passwords opens it");
    assertThat(report.get("error").text())
        .contains("Not opened: " + keys.resolve("2025.pfx") + ": none of the passwords opens it")
        .contains("Open that first");
    assertThat(Run.of("open", options, message).text())
        .contains("2025.pfx: none of the passwords opens it");
    // An archive has thousands of messages, and says it in a sentence.
    Path mails = Files.createDirectory(folder.resolve("mails"));
    Files.copy(message, mails.resolve("1.eml"));
    Path job = folder.resolve("job");
    Run.of("archive", "--job", job, options, mails);
    Json line = Json.parse(Files.readString(job.resolve("report.ndjson")));
    assertThat(line.get("outcome").text()).isEqualTo("no-matching-key");
    assertThat(line.get("error").text()).contains("2025.pfx: none of the passwords opens it");
    assertThat(line.toString()).doesNotContain("\"unopened\"");
  }

  @Test
  void whatALimitLeavesUntriedIsSaid() {
    Json report =
        fails(
            "limit-exceeded",
            Run.of(
                "open",
                "--json",
                "--limit",
                "PRIVATE_KEY_MILLIS=0",
                "--keys",
                Run.vector("pki/bob.pfx"),
                "--password-file",
                Run.vector("pki/passwords.txt"),
                Run.message("encrypted-2025.eml")));
    assertThat(report.get("error").text())
        .contains("raise Limit.PRIVATE_KEY_MILLIS if you expect such input. The message is for ")
        .contains("Limit.PRIVATE_KEY_MILLIS ends the search at recipient 1 of 1: other keys are");
    assertThat(report.get("recipients").list()).hasSize(1);
  }

  @Test
  void aNamedFileThatIsNoKeyFileIsTheReason() {
    Json report =
        fails(
            "key-file",
            Run.of(
                "open",
                "--json",
                "--keys",
                Run.message("not-smime.eml"),
                Run.message("encrypted-2025.eml")));
    assertThat(report.get("error").text()).contains("not-smime.eml");
  }

  @Test
  void whatNeedsNoKeyOpensInSpiteOfABadKeyFile() {
    Run run =
        Run.of(
            "open",
            "--json",
            "--keys",
            Run.message("not-smime.eml"),
            TRUST,
            Run.message("signed-rsa-sha256-opaque.eml"));
    assertThat(run.only().get("outcome").text()).isEqualTo("opened");
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("not-smime.eml");
  }

  @Test
  void aDirectoryWithOtherFilesIsAHistoryAllTheSame() throws IOException {
    for (String name : List.of("2019.pfx", "2022.pfx", "2025.pfx")) {
      Files.copy(Run.vector("history").resolve(name), folder.resolve(name));
    }
    Files.writeString(folder.resolve("notes.txt"), "not a key\n");
    Files.copy(Run.vector("history/2025.pfx"), folder.resolve("2025-damaged.pfx"));
    Files.write(folder.resolve("2025-damaged.pfx"), new byte[] {0x30, 0x05, 1, 2, 3});
    Run run =
        Run.of(
            "open",
            "--json",
            "--keys",
            folder,
            "--password-file",
            Run.vector("pki/passwords.txt"),
            Run.message("encrypted-2025.eml"));
    assertThat(run.only().get("outcome").text()).isEqualTo("opened");
    assertThat(run.err()).contains("2 files").contains("skipped").contains("notes.txt");
    noTrace(run);
  }

  @Test
  void anUnknownCipherIsUnsupported() {
    fails("unsupported", Run.of("open", "--json", HISTORY, Run.message("a4-aes-128-cfb.eml")));
  }

  @Test
  void anOrdinaryMailIsNoSmime() {
    fails("not-smime", Run.of("open", "--json", HISTORY, Run.message("not-smime.eml")));
  }

  @Test
  void emptyAndRandomFilesAreNoSmime() throws IOException {
    Path empty = Files.write(folder.resolve("empty"), new byte[0]);
    Path noise = Files.write(folder.resolve("noise"), new byte[] {1, 2, 3, (byte) 0xFF, 0});
    for (Path file : List.of(empty, noise)) {
      fails("not-smime", Run.of("open", "--json", HISTORY, file));
    }
  }

  @Test
  void aFileThatIsNotThereIsAnIoError() {
    Json report = fails("io-error", Run.of("open", "--json", folder.resolve("nothing.eml")));
    assertThat(report.get("error").text()).contains("nothing.eml").contains("no such file");
  }

  @Test
  void aDirectoryIsAnIoError() {
    Json report = fails("io-error", Run.of("open", "--json", folder));
    assertThat(report.get("error").text()).contains("directory");
  }

  @Test
  void authenticatedOnlyRefusesCbc() {
    fails(
        "refused",
        Run.of(
            "open",
            "--json",
            "--policy",
            "authenticated-only",
            HISTORY,
            Run.message("encrypted-aes-256-cbc.eml")));
  }

  /** Cut anywhere: a word, a sentence, and never half of the content. */
  @TestFactory
  Stream<DynamicTest> a15_cutAnywhere_givesAWordAndNoTrace() throws IOException {
    return Stream.of("encrypted-aes-256-gcm.eml", "signed-rsa-sha256-opaque.eml", "triple.eml")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      byte[] message = Files.readAllBytes(Run.message(name));
                      Path target = folder.resolve("content");
                      for (int length = 0; length < message.length - 200; length += 397) {
                        Path cut =
                            Files.write(folder.resolve("cut.eml"), Arrays.copyOf(message, length));
                        Run run =
                            Run.of("open", "--json", HISTORY, TRUST, "--content", target, cut);
                        assertThat(run.only().get("outcome").text())
                            .as(name + " cut to " + length)
                            .isIn("malformed", "not-smime", "not-decryptable", "no-matching-key");
                        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
                        assertThat(target).doesNotExist();
                        noTrace(run);
                      }
                    }));
  }

  private static List<Object> directory(String url, Object... more) {
    List<Object> all = new ArrayList<>(List.of("encrypt", "--to", "bob@example.org"));
    all.addAll(List.of("--unvalidated", "a test", "--directory", url));
    all.addAll(List.of(more));
    all.add(Run.message("not-smime.eml"));
    return all;
  }

  @Test
  void aDirectoryThatCannotBeAsked_isASentence() throws IOException {
    Path target = folder.resolve("sealed.eml");
    Run run = Run.of(directory("ldaps://127.0.0.1:1/dc=example", "--out", target));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("Nothing was encrypted", "bob@example.org", "SOURCE_FAILED", "127.0.0.1:1");
    assertThat(target).doesNotExist();
    noTrace(run);
  }

  @Test
  void badUsageIsStatusTwoAndASentence() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty-store"));
    Path message = Run.message("signed-rsa-sha256-opaque.eml");
    for (List<Object> arguments :
        List.<List<Object>>of(
            List.of(),
            List.of("opne"),
            List.of("open", "--nonsense", message),
            List.of("open", "--policy", "lax", message),
            List.of("open", "--at", "yesterday", message),
            List.of("open", "--from", "a@b.example", "--anyone", "because", message),
            List.of("open", "--from", "not an address", message),
            List.of("open", "--anyone", " ", message),
            List.of("open", "--trust", empty, message),
            List.of("open", "--trust", folder.resolve("absent.pem"), message),
            List.of("open", "--trust", Run.message("not-smime.eml"), message),
            List.of("open", "--crl", empty, message),
            List.of("open", "--keys", folder.resolve("absent.pfx"), message),
            List.of("open", "--password-file", folder.resolve("absent.txt"), message),
            List.of("open", "--kek", "nonsense", message),
            List.of("open", "--kek", "01=" + message, message),
            List.of("open", "-", "-"),
            List.of("open", "--unverified", " ", message),
            List.of("sign", message),
            List.of("encrypt", message),
            List.of("encrypt", "--to", Run.vector("pki/bob.pem"), message),
            List.of("encrypt", "--to", Run.vector("pki/bob.pem"), "--unvalidated", " ", message),
            List.of("encrypt", "--to", "bob@example.org", "--unvalidated", "a test", message),
            List.of("encrypt", "--to", "@example.org", "--unvalidated", "a test", message),
            directory("http://localhost/"),
            directory("ldaps:///dc=x"),
            directory("no address"),
            directory("ldaps://localhost/", "--directory-user", "cn=x"),
            directory("ldaps://localhost/", "--directory-trust", empty))) {
      Run run = Run.of(arguments);
      assertThat(run.status()).as(arguments + "\n" + run.err()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(run.err()).as(arguments.toString()).startsWith("smime: ");
      assertThat(run.out()).isEmpty();
      noTrace(run);
    }
  }

  @Test
  void aWrongPasswordForASigningKeyIsASentence() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "nonsense\n");
    Path target = folder.resolve("signed.eml");
    Run run =
        Run.of(
            "sign",
            "--key",
            Run.vector("pki/bob.pfx"),
            "--password-file",
            wrong,
            "--out",
            target,
            Run.message("not-smime.eml"));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("bob.pfx").contains("password");
    assertThat(target).doesNotExist();
    noTrace(run);
  }

  @Test
  void controlCharactersOfAStrangerNeverReachTheTerminal() throws IOException {
    String mail =
        new String(
                Files.readAllBytes(Run.message("signed-rsa-sha256-detached.eml")),
                StandardCharsets.UTF_8)
            .replace("Subject: ", "Subject: \u001b]0;owned\u0007\u001b[2J ");
    Path hostile = Files.writeString(folder.resolve("hostile\u001b[31m.eml"), mail);
    Run run = Run.of("open", TRUST, hostile);
    assertThat(run.text()).doesNotContain("\u001b").doesNotContain("\u0007");
    assertThat(run.err()).doesNotContain("\u001b");
  }
}
