package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.KeyHistory;
import org.smime4j.keys.PasswordSource;

/** {@code smime keys export}: a person's keys in one file, and each in a file of its own. */
class KeysExportTest {

  private static final List<Object> GENERATIONS =
      List.of(Run.vector("generations"), "--password-file", Run.vector("pki/passwords.txt"));

  @TempDir private Path folder;
  private Path keys;
  private Path given;

  @BeforeEach
  void company() throws Exception {
    keys = new Company().folder(folder.resolve("keys"));
    given = Files.writeString(folder.resolve("given.txt"), "geheim \u00e4\n");
  }

  private static Run done(Object... arguments) {
    Run run = Run.of("keys", "export", List.of(arguments));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    BadInputTest.noTrace(run);
    return run;
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aFreshHistoryFromTheSplitFilesOpensAllMessagesOfTheGenerations() throws Exception {
    Path split = folder.resolve("split");
    Path password = folder.resolve("made.txt");
    Run run = done(GENERATIONS, "--split", split, "--make-password", password);
    assertThat(Company.names(split))
        .hasSize(4)
        .allMatch(name -> name.matches("\\d{4}-\\d\\d-\\d\\d-[0-9a-f]{40}\\.pfx"));
    assertThat(run.text().lines()).hasSize(4);
    for (String name : Company.names(split)) {
      KeyHistory one = KeyHistory.read(PasswordSource.ofLines(password), split.resolve(name));
      assertThat(one.size()).isEqualTo(1);
      assertThat(one.certificates()).hasSize(1);
    }
    List<Path> messages = new ArrayList<>();
    try (var files = Files.walk(Run.VECTORS)) {
      files
          .filter(file -> file.getFileName().toString().matches("encrypted-generation-.*\\.eml"))
          .sorted()
          .forEach(messages::add);
    }
    assertThat(messages).hasSize(16);
    Run before = Run.of("open", "--json", "--keys", GENERATIONS, messages);
    Run after = Run.of("open", "--json", "--keys", split, "--password-file", password, messages);
    assertThat(after.json()).extracting(line -> line.get("outcome").text()).containsOnly("opened");
    assertThat(after.json())
        .extracting(line -> line.get("contentSha256").text())
        .isEqualTo(before.json().stream().map(line -> line.get("contentSha256").text()).toList());
  }

  @Test
  void whatIsWrittenIsForItsOwnerAlone_andThePasswordIsNowhereElse() throws Exception {
    Path split = folder.resolve("split");
    Path password = folder.resolve("made.txt");
    Run run = done(keys, "--split", split, "--make-password", password);
    assertThat(permissions(split)).isEqualTo("rwx------");
    assertThat(permissions(password)).isEqualTo("rw-------");
    for (String name : Company.names(split)) {
      assertThat(permissions(split.resolve(name))).isEqualTo("rw-------");
    }
    String made = Files.readString(password).strip();
    assertThat(made).matches("[a-zA-Z2-9]{24}");
    assertThat(run.text() + run.err()).doesNotContain(made);
    Path merged = folder.resolve("all.pfx");
    done(keys, "--merged", merged, "--new-password-file", password);
    assertThat(permissions(merged)).isEqualTo("rw-------");
  }

  @Test
  void aKeyWithoutACertificateIsWrittenToo_andMailToItStillOpens() throws Exception {
    Path split = folder.resolve("split");
    done(keys, "--split", split, "--new-password-file", given);
    assertThat(Company.names(split)).hasSize(6).anyMatch(n -> n.startsWith("without-certificate"));
    KeyHistory again = KeyHistory.read(PasswordSource.ofLines(given), split);
    assertThat(again.size()).isEqualTo(KeyHistory.read(PasswordSource.of(), keys).size());
  }

  @Test
  void allInOneFile_orOnTheStandardOutput() throws Exception {
    Path merged = folder.resolve("all.pfx");
    done(keys, "--merged", merged, "--new-password-file", given);
    byte[] octets = done(keys, "--merged", "-", "--new-password-file", given).out();
    KeyHistory whole = KeyHistory.read(PasswordSource.of(), keys);
    for (byte[] each : List.of(Files.readAllBytes(merged), octets)) {
      KeyHistory read = KeyHistory.read(each, "merged", PasswordSource.ofLines(given));
      assertThat(read.size()).isEqualTo(whole.size());
      assertThat(read.certificates()).hasSameSizeAs(whole.certificates());
    }
  }

  @Test
  void onePersonsKeysAreThoseWithTheAddress_withTheirIssuers() throws Exception {
    Path merged = folder.resolve("bob.pfx");
    done(keys, "--address", "BOB@corp.example", "--merged", merged, "--new-password-file", given);
    KeyHistory bob = KeyHistory.read(PasswordSource.ofLines(given), merged);
    assertThat(bob.size()).isEqualTo(1);
    assertThat(bob.certificates()).hasSize(2);
  }

  @Test
  void openSslReadsBothProtections() throws Exception {
    Path password = Files.writeString(folder.resolve("ascii.txt"), "pw\n");
    Path bob = keys.resolve("bob.pem");
    for (String protection : List.of("aes256", "legacy-3des")) {
      Path merged = folder.resolve(protection + ".pfx");
      done(bob, "--merged", merged, "--new-password-file", password, "--protection", protection);
      List<String> command =
          new ArrayList<>(
              List.of("openssl", "pkcs12", "-info", "-nodes", "-passin", "pass:pw", "-in"));
      command.add(merged.toString());
      if (protection.equals("legacy-3des")) {
        command.add("-legacy");
      }
      Program openssl = Program.run(folder, command.toArray(String[]::new));
      assertThat(openssl.status()).as(openssl.err()).isZero();
      assertThat(openssl.err())
          .contains(
              protection.equals("aes256") ? "AES-256-CBC" : "pbeWithSHA1And3-KeyTripleDES-CBC");
    }
  }

  /** The only copy of a key, or of a password, is not written over. */
  @Test
  void whatIsThereIsNotWrittenOver() throws Exception {
    Path there = Files.writeString(folder.resolve("there"), "precious");
    Path rsa =
        Files.writeString(
            folder.resolve("rsa.pem"),
            Company.pem("PUBLIC KEY", IntuneExportTest.CONNECTOR.getPublic().getEncoded()));
    List<Object> bob = List.of("--address", "bob@corp.example");
    List<Object> upn = List.of(bob, "--upn", "bob@corp.example", "--out", there);
    Path made = folder.resolve("made.txt");
    for (List<Object> form :
        List.<List<Object>>of(
            List.of("--merged", there, "--new-password-file", given),
            List.of(upn, "--google"),
            List.of(upn, "--intune", rsa, "--key-name", "k"),
            List.of("--sst", there, "--trust", keys.resolve("root.pem")),
            List.of(bob, "--mobileconfig", there, "--make-password", made),
            List.of("--merged", folder.resolve("new.pfx"), "--make-password", there))) {
      Run run = Run.of("keys", "export", keys, form);
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err()).contains("it exists already");
      BadInputTest.noTrace(run);
    }
    assertThat(there).hasContent("precious");
    assertThat(made).doesNotExist();
    Run both = Run.of("keys", "export", keys, "--merged", made, "--make-password", made);
    assertThat(both.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(both.err()).contains("is written to the same file");
    assertThat(made).doesNotExist();
    assertThat(folder.resolve("new.pfx")).doesNotExist();
    Path split = folder.resolve("split");
    done(keys, "--split", split, "--new-password-file", given);
    byte[] first = Files.readAllBytes(split.resolve(Company.names(split).get(0)));
    Run again = Run.of("keys", "export", keys, "--split", split, "--new-password-file", given);
    assertThat(again.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(split.resolve(Company.names(split).get(0))).hasBinaryContent(first);
    Path other = folder.resolve("other");
    Path key = other.resolve(Company.names(split).get(0));
    Run over = Run.of("keys", "export", keys, "--split", other, "--make-password", key);
    assertThat(over.status()).as("no key replaces the password").isEqualTo(ExitStatus.FAILED);
    assertThat(over.err()).contains("it exists already");
    assertThat(other).doesNotExist();
  }

  @Test
  void wrongUsageIsASentence() throws Exception {
    Path pem =
        Files.writeString(
            folder.resolve("connector.pem"),
            Company.pem("PUBLIC KEY", Company.generate().getPublic().getEncoded()));
    Path rsa =
        Files.writeString(
            folder.resolve("rsa.pem"),
            Company.pem("PUBLIC KEY", IntuneExportTest.CONNECTOR.getPublic().getEncoded()));
    Path two = Files.writeString(folder.resolve("two.txt"), "one\ntwo\n");
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    Path users = Files.writeString(folder.resolve("users.csv"), "a@b.example\nA@b.example\n");
    Path bad = Files.writeString(folder.resolve("bad.csv"), "../../etc/passwd@x.example\n");
    Path blob = Files.write(folder.resolve("blob"), new byte[] {'R', 'S', 'A', '1'});
    Path zero = Path.of("/dev/zero");
    Path out = folder.resolve("out");
    List<Object> intune = List.of("--intune", rsa, "--key-name", "k", "--out", out);
    List<Object> record = List.of("--upn", "a@b.example", "--key-name", "k", "--out", out);
    List<Object> profile =
        List.of("--mobileconfig", out, "--new-password-file", given, "--protection", "legacy-3des");
    for (List<Object> arguments :
        List.<List<Object>>of(
            List.of(),
            List.of("list"),
            List.of("lost"),
            List.of("list", folder.resolve("absent")),
            List.of("export"),
            List.of("export", keys),
            List.of("export", "--merged", out, keys),
            List.of("export", "--merged", out, "--split", out, keys),
            List.of(
                "export",
                "--merged",
                out,
                "--new-password-file",
                given,
                "--make-password",
                out,
                keys),
            List.of("export", "--merged", out, "--new-password-file", two, keys),
            List.of("export", "--merged", out, "--new-password-file", empty, keys),
            List.of("export", "--merged", out, "--upn", "a@b.example", keys),
            List.of("export", "--merged", out, "--trust", keys, keys),
            List.of("export", "--merged", out, "--protection", "rot13", keys),
            List.of("export", intune, keys),
            List.of("export", intune, "--upn", "nobody", keys),
            List.of("export", intune, "--upn", "a@b.example", "--users", users, keys),
            List.of("export", intune, "--upn", "a@b.example", keys),
            List.of("export", intune, "--users", users, keys),
            List.of("export", intune, "--users", bad, keys),
            List.of("export", intune, "--users", empty, keys),
            List.of("export", intune, "--users", zero, keys),
            List.of("export", intune, "--upn", "a@b.example", "--padding", "oaepSha1", keys),
            List.of("export", intune, "--upn", "a@b.example", "--padding", "pkcs1", keys),
            List.of("export", intune, "--upn", "a@b.example", "--purpose", "vpn", keys),
            List.of(
                "export",
                intune,
                "--upn",
                "a@b.example",
                "--make-password",
                folder.resolve("m"),
                keys.resolve("bob.pem")),
            List.of("export", "--intune", rsa, "--upn", "a@b.example", keys),
            List.of("export", "--intune", pem, record, keys.resolve("bob.pem")),
            List.of("export", "--intune", blob, record, keys.resolve("bob.pem")),
            List.of("export", "--intune", zero, record, keys.resolve("bob.pem")),
            List.of("export", profile, keys),
            List.of("export", profile, "--account", "b@b.example", keys),
            List.of("export", profile, "--exchange", "mail.example", keys),
            List.of("export", profile, "--account", "b@b.example", "--imap", "mail.example", keys),
            List.of("export", profile, "--account", "nobody", "--exchange", "mail.example", keys),
            List.of("export", profile, "--account", "b@b.example", "--exchange", "a b", keys),
            List.of("export", profile, "--identifier", "no name", keys),
            List.of("export", profile, "--trust", empty, keys.resolve("bob.pem")),
            List.of("export", "--google", "--out", out, keys),
            List.of("export", "--google", "--upn", "a@b.example", keys),
            List.of("export", intune, "--google", "--upn", "a@b.example", keys),
            List.of(
                "export",
                "--google",
                "--upn",
                "a@b.example",
                "--out",
                out,
                "--key-name",
                "k",
                keys),
            List.of("export", "--merged", out, "--only-missing", users, keys),
            List.of(
                "export",
                intune,
                "--upn",
                "a@b.example",
                "--only-missing",
                out,
                keys.resolve("bob.pem")),
            List.of("export", "--sst", out, keys),
            List.of("export", "--sst", out, "--trust", empty, keys),
            List.of(
                "export", "--sst", out, "--trust", keys.resolve("root.pem"), "--merged", out, keys),
            List.of(
                "export",
                "--sst",
                out,
                "--trust",
                keys.resolve("root.pem"),
                "--address",
                "a@b.example",
                keys),
            List.of("missing", out),
            List.of("missing", "--keys", keys),
            List.of("missing", "--keys", keys, out),
            List.of("missing", "--keys", keys, "--upn", "nobody", users),
            List.of("missing", "--keys", keys, "--users", bad, users),
            List.of("missing", "--keys", keys, "--upn", "a@b.example", "--users", users, users))) {
      Run run = Run.of("keys", arguments);
      assertThat(run.status()).as(arguments + "\n" + run.err()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(run.err()).as(arguments.toString()).startsWith("smime: ");
      assertThat(run.out()).isEmpty();
      assertThat(out).doesNotExist();
      BadInputTest.noTrace(run);
    }
  }

  @Test
  void whereNoKeyWasWritten_noPasswordStays() throws Exception {
    Path made = folder.resolve("made.txt");
    Path nowhere = folder.resolve("absent/file");
    for (String form : List.of("--merged", "--mobileconfig")) {
      Run run =
          Run.of(
              List.of("keys", "export", keys, "--address", "bob@corp.example"),
              List.of(form, nowhere, "--make-password", made));
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err()).contains("absent: this is not a directory");
      assertThat(made).doesNotExist();
    }
  }

  @Test
  void whatWasWrittenIsCounted() throws Exception {
    Path merged = folder.resolve("all.pfx");
    Run run = done(keys, "--merged", merged, "--new-password-file", given);
    assertThat(run.err().lines()).containsExactly("smime: 6 keys are in " + merged);
    Run output = done(keys, "--merged", "-", "--new-password-file", given);
    assertThat(output.err()).isEmpty();
    Path profile = folder.resolve("bob.mobileconfig");
    Run device =
        done(
            List.of(keys, "--address", "bob@corp.example", "--mobileconfig", profile),
            List.of("--make-password", folder.resolve("made.txt")));
    assertThat(device.err().lines()).containsExactly("smime: 1 key is in " + profile);
  }

  @Test
  void keyFilesThatDoNotOpen_areNotFilesWithoutAKey() throws Exception {
    Path shut = Files.createDirectories(folder.resolve("shut"));
    for (String copy : List.of("one.pfx", "two.pfx")) {
      Files.copy(Run.vector("history/2025.pfx"), shut.resolve(copy));
    }
    Run run =
        Run.of(
            List.of("keys", "export", shut, "--password-file", given),
            List.of("--merged", folder.resolve("all.pfx"), "--make-password", folder.resolve("m")));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("none of these key files opened: ", "one.pfx, ", "two.pfx")
        .doesNotContain("no private key");
    assertThat(folder.resolve("m")).doesNotExist();
  }

  @Test
  void withoutAnyKeyThereIsNothingToWrite() throws Exception {
    Run run =
        Run.of(
            "keys",
            "export",
            keys.resolve("root.pem"),
            "--split",
            folder.resolve("split"),
            "--new-password-file",
            given);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("no private key");
    assertThat(folder.resolve("split")).doesNotExist();
  }
}
