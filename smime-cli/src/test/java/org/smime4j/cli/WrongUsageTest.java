package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who calls a command wrongly is told the right way by its name. */
class WrongUsageTest {

  private static final Path MESSAGE = Run.message("not-smime.eml");
  private static final Path PASSWORDS = Run.vector("pki/passwords.txt");
  private static final Path BOB = Run.vector("pki/bob.pfx");
  private static final Path ALICE = Run.vector("pki/alice-2025.pem");

  @TempDir private Path folder;

  private static Object[] row(String named, Object... command) {
    return new Object[] {named, List.of(command)};
  }

  static Stream<Object[]> wrong() {
    return Stream.of(
        row("smime open?", "opne", MESSAGE),
        row("smime verify?", "-verify", MESSAGE),
        row("such as smime open; the commands are open, decrypt, "),
        row("such as smime keys list; the commands are list, recover, export, missing", "keys"),
        row("give --keys FILE|DIR", "open", "--key", BOB, MESSAGE),
        row("give --key FILE", "sign", "--keys", BOB, MESSAGE),
        row("give --key FILE", "sign", "-signer", BOB, MESSAGE),
        row("--password-file FILE", "open", "--password", "secret", MESSAGE),
        row("--password-file FILE", "sign", "--key", BOB, "-p", "secret", MESSAGE),
        row("use jdk or system", "open", "--trust-store", "java", MESSAGE),
        row("--trust for a file", "open", "--trust-store", ALICE, MESSAGE),
        row("give --trust FILE|DIR", "open", "-CAfile", ALICE, MESSAGE),
        row("give --to CERTFILE|ADDRESS", "encrypt", "--recipient", ALICE, MESSAGE),
        row("name the message without an option", "open", "--in", MESSAGE),
        row("expected one of [MIME_DEPTH, CRYPTO_LAYERS, ", "open", "--limit", "X=1", MESSAGE),
        row("'many' is not a long", "open", "--limit", "PARTS=many", MESSAGE),
        row("PARTS cannot be negative", "open", "--limit", "PARTS=-1", MESSAGE),
        row("give --out FILE", "sign", "--key", BOB, "-o", "signed.eml", MESSAGE),
        row("did you mean --opaque?", "sign", "--key", BOB, "--opaqe", MESSAGE),
        row("takes one message", "sign", "--key", BOB, MESSAGE, MESSAGE),
        row("--unvalidated REASON", "encrypt", "--to", ALICE, MESSAGE),
        row(
            "give --certificates, --book or --directory",
            "encrypt",
            "--unvalidated",
            "x",
            "--to",
            "a@b.example",
            MESSAGE),
        row("--trust-store jdk or system", "verify", MESSAGE),
        row("--trust: the name is empty", "verify", "--trust=", MESSAGE),
        row("--keys: the name is empty", "open", "--keys=", MESSAGE),
        row("--key: the name is empty", "sign", "--key=", MESSAGE),
        row(
            "--myself: the name",
            "encrypt",
            "--unvalidated=x",
            "--to",
            ALICE,
            "--myself=",
            MESSAGE),
        row("--content FILE", "decrypt", "--json", MESSAGE),
        row("--content DIR", "open", "--content", "-", MESSAGE, ALICE),
        row("--out DIR", "decrypt", MESSAGE, ALICE),
        row("--cms", "sign", "--key", BOB, "--password-file", PASSWORDS, PASSWORDS),
        row(
            "sign, encrypt and compress take --cms",
            "seal",
            "--cms",
            "--key",
            BOB,
            "--to",
            ALICE,
            "--unvalidated",
            "x",
            MESSAGE),
        row("has its own certificate", "sign", "--key", BOB, "--cert", ALICE, MESSAGE),
        row("--crl or --ocsp", "open", "--soft", "because", MESSAGE),
        row("standard, archive or authenticated-only", "open", "--policy", "lax", MESSAGE));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrong")
  void aWrongUsage_endsInASentenceThatNamesTheRightOne(String named, List<Object> command) {
    Run run = Run.of(command);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err().lines().findFirst().orElseThrow()).startsWith("smime: ").contains(named);
    assertThat(run.err()).doesNotContain("secret");
    assertThat(run.out()).isEmpty();
    BadInputTest.noTrace(run);
  }

  @Test
  void helpIsACommandToo() {
    for (List<Object> command :
        List.of(
            List.<Object>of("help"),
            List.<Object>of("help", "open"),
            List.<Object>of("help", "keys"),
            List.<Object>of("keys", "help"),
            List.<Object>of("keys", "help", "export"))) {
      Run help = Run.of(command);
      assertThat(help.status()).as(help.err()).isEqualTo(ExitStatus.DONE);
      List<Object> option = new ArrayList<>(command);
      option.remove("help");
      option.add("--help");
      assertThat(help.text()).contains("Usage: smime").isEqualTo(Run.of(option).text());
    }
    assertThat(Run.of("help", "opne").status()).isEqualTo(ExitStatus.BAD_USAGE);
  }

  @Test
  void noResultTakesThePlaceOfWhatIsRead_byWhateverName() throws IOException {
    Path key = Files.copy(BOB, folder.resolve("bob.pfx"));
    Path mail = Files.copy(MESSAGE, folder.resolve("mail.eml"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), mail);
    byte[] before = Files.readAllBytes(mail);
    byte[] keyBefore = Files.readAllBytes(key);
    for (Path out : List.of(mail, link, key)) {
      Run run = Run.of("sign", "--key", key, "--password-file", PASSWORDS, "--out", out, mail);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(run.err()).contains("write over").contains("give another file");
    }
    Run decrypting =
        Run.of("decrypt", "--keys", folder, "--password-file", PASSWORDS, "--out", key, MESSAGE);
    assertThat(decrypting.status()).as(decrypting.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(decrypting.err()).contains("--keys");
    assertThat(mail).hasBinaryContent(before);
    assertThat(key).hasBinaryContent(keyBefore);
  }
}
