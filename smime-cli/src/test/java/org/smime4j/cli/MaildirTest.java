package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.archive.Step;

/** {@code smime archive} with a Maildir that comes out as one, or that is changed in place. */
class MaildirTest {

  private static final Instant OLD = Instant.parse("2019-03-04T05:06:07Z");

  private static final String ENCRYPTED = "encrypted-2025.eml";
  private static final String SEALED = "signed-encrypted.eml";

  @TempDir private Path folder;

  private Path maildir;
  private Path out;
  private Path carol;
  private int jobs;

  @BeforeEach
  void aMaildir() throws IOException {
    maildir = folder.resolve("Maildir");
    out = folder.resolve("out");
    carol = folder.resolve("carol.pem");
    Files.writeString(
        carol,
        Files.readString(Run.vector("pki/carol.key"))
            + Files.readString(Run.vector("pki/carol.pem")));
    put("cur/1.M1.host:2,S", Run.message(ENCRYPTED), 1);
    put("new/2.M2.host", Run.message(SEALED), 2);
    put("cur/3.M3.host:2,FRSa", Run.message("not-smime.eml"), 3);
    put("cur/4.M4.host:2,", Run.message("encrypted-gcm-altered.der"), 4);
    put("cur/5.M5.host:2,", Run.message("signed-altered.eml"), 5);
    long size = Files.size(Run.message(ENCRYPTED));
    put(".Sent/cur/6.M6.host,S=" + size + ",W=" + size + ":2,RS", Run.message(ENCRYPTED), 6);
    for (String box : List.of("cur", "new", "tmp")) {
      Files.createDirectories(maildir.resolve(".Empty.Below").resolve(box));
    }
    Files.createDirectories(maildir.resolve("tmp"));
    Files.createDirectories(maildir.resolve("new"));
    Files.createDirectories(maildir.resolve(".Sent/new"));
    Files.writeString(maildir.resolve("dovecot-keywords"), "0 $Label1\n");
    Files.writeString(maildir.resolve("dovecot.index"), "x");
  }

  private void put(String name, Path message, int day) throws IOException {
    Path file = maildir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.copy(message, file);
    Files.setLastModifiedTime(file, FileTime.from(OLD.plusSeconds(86_400L * day)));
  }

  private Run archive(Object... more) {
    return Run.of(
        "archive", "--job", folder.resolve("job" + ++jobs), ArchiveTest.OPTIONS, List.of(more));
  }

  private Map<String, Json> report() throws IOException {
    Map<String, Json> report = new TreeMap<>();
    for (String line : ArchiveTest.sorted(folder.resolve("job" + jobs))) {
      report.put(
          Json.parse(line).get("file").text().replaceAll("(?:.*/)?(\\d+)\\..*", "$1"),
          Json.parse(line));
    }
    return report;
  }

  /** All messages by the number in their names: where they are, and when they came. */
  private static Map<String, String> listed(Path root) throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (Map.Entry<String, Path> file : files(root).entrySet()) {
      listed.put(
          file.getKey(),
          root.relativize(file.getValue()).toString().replaceAll("_smime[0-9a-f]{8}|,[SW]=\\d+", "")
              + " "
              + Files.getLastModifiedTime(file.getValue()));
    }
    return listed;
  }

  private static Map<String, Path> files(Path root) throws IOException {
    Map<String, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file :
          files.filter(each -> each.toString().matches(".*/(cur|new|tmp)/[^/]+")).toList()) {
        String number = file.getFileName().toString().replaceAll("\\..*", "");
        assertThat(found.put(number, file)).as("twice " + file).isNull();
      }
    }
    return found;
  }

  private Run openedByCarol(Path file) {
    return Run.of(
        "open",
        "--json",
        "--keys",
        carol,
        "--trust",
        Run.vector("trust"),
        "--at",
        "2026-06-01T00:00:00Z",
        file);
  }

  private static final List<Object> TO_CAROL =
      List.of("--reencrypt-to", Run.vector("pki/carol.pem"));

  @Test
  void aMaildirComesOutAsOne_withAllMessagesFoldersFlagsTimesAndNames() throws Exception {
    Run run =
        archive(
            "--maildir",
            TO_CAROL,
            "--reencrypted",
            out,
            "--plaintext",
            folder.resolve("plain"),
            maildir);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(listed(out)).isEqualTo(listed(maildir)).hasSize(6);
    assertThat(listed(folder.resolve("plain"))).isEqualTo(listed(maildir));
    assertThat(out.resolve("dovecot-keywords")).hasContent("0 $Label1\n");
    assertThat(out.resolve("dovecot.index")).doesNotExist();
    assertThat(out.resolve(".Empty.Below/cur")).isEmptyDirectory();
    Map<String, Path> was = files(maildir);
    Map<String, Path> is = files(out);
    Map<String, Path> plain = files(folder.resolve("plain"));
    for (String unchanged : List.of("3", "4", "5")) {
      assertThat(is.get(unchanged)).hasSameBinaryContentAs(was.get(unchanged));
      assertThat(plain.get(unchanged)).hasSameBinaryContentAs(was.get(unchanged));
    }
    Map<String, Json> report = report();
    for (String changed : List.of("1", "2", "6")) {
      assertThat(report.get(changed).get("outcome").text()).isEqualTo("opened");
      assertThat(out.resolve(report.get(changed).get("reencrypted").text()))
          .isEqualTo(is.get(changed));
      assertThat(openedByCarol(is.get(changed)).only().get("contentSha256").text())
          .isEqualTo(report.get(changed).get("contentSha256").text());
      assertThat(Files.readString(plain.get(changed))).doesNotContain("pkcs7-mime");
    }
    long size = Files.size(is.get("6"));
    assertThat(is.get("6").getFileName().toString())
        .contains(",S=" + size + ",W=" + size + ":2,RS");
    assertThat(report.get("3").get("error").text()).contains("neither signed nor encrypted");
    assertThat(report.get("4").get("outcome").text()).isEqualTo("not-decryptable");
    assertThat(report.get("5").get("outcome").text()).isEqualTo("opened");
    assertThat(report.get("5").get("error").isNull()).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain.get("1"))))
        .isEqualTo("rw-------");
  }

  @Test
  void plainMailIsNoFailureOfAMailbox() throws Exception {
    Files.delete(files(maildir).get("4"));
    assertThat(archive("--maildir", TO_CAROL, "--reencrypted", out, maildir).status())
        .isEqualTo(ExitStatus.DONE);
    assertThat(archive(maildir).status()).isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void aMaildirIsChangedInPlace_andADryRunOnlyTells_andASecondRunChangesNothing() throws Exception {
    Path unchanged = files(maildir).get("3");
    Map<String, String> before = listed(maildir);
    Map<String, Path> was = files(maildir);
    Files.setPosixFilePermissions(was.get("1"), PosixFilePermissions.fromString("rw-r-----"));
    List<Object> change = List.of(TO_CAROL, "--in-place", "reencrypted", maildir);
    assertThat(archive("--dry-run", change).status()).isEqualTo(ExitStatus.FAILED);
    assertThat(files(maildir)).isEqualTo(was);
    Map<String, Json> told = report();
    archive(change);
    Map<String, Json> report = report();
    assertThat(listed(maildir)).isEqualTo(before);
    Map<String, Path> is = files(maildir);
    for (String number : was.keySet()) {
      boolean isChanged = List.of("1", "2", "6").contains(number);
      assertThat(told.get(number).get("reencrypted").isNull()).isEqualTo(!isChanged);
      if (isChanged) {
        assertThat(maildir.resolve(report.get(number).get("reencrypted").text()))
            .isEqualTo(is.get(number));
        assertThat(was.get(number)).doesNotExist();
        assertThat(openedByCarol(is.get(number)).only().get("contentSha256").text())
            .isEqualTo(report.get(number).get("contentSha256").text());
      } else {
        assertThat(is.get(number)).isEqualTo(was.get(number));
      }
    }
    assertThat(unchanged).hasSameBinaryContentAs(Run.message("not-smime.eml"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(is.get("1"))))
        .isEqualTo("rw-r-----");
    assertThat(is.get("6").getFileName().toString())
        .contains(",S=" + Files.size(is.get("6")) + ",");
    archive("--keys", carol, change);
    assertThat(files(maildir)).isEqualTo(is);
    // With the next key, the mark in the name is changed and not made longer.
    archive(
        "--keys",
        carol,
        "--reencrypt-to",
        Run.vector("pki/alice-2025.pem"),
        "--in-place",
        "reencrypted",
        maildir);
    assertThat(listed(maildir)).isEqualTo(before);
    for (String number : List.of("1", "2", "6")) {
      assertThat(files(maildir).get(number).getFileName().toString())
          .matches("\\d\\.M\\d\\.host_smime[0-9a-f]{8}[,:]?.*");
      assertThat(files(maildir).get(number)).isNotEqualTo(is.get(number));
    }
  }

  @Test
  void plaintextInPlaceKeepsTheFieldsThatServersAdded() throws Exception {
    Path file = files(maildir).get("2");
    FileTime time = Files.getLastModifiedTime(file);
    String traced =
        "Received: from a by b; Mon, 1 Jun 2026 10:00:00 +0000\r\nX-Spam: no\r\n"
            + Files.readString(file);
    Files.writeString(file, traced);
    Files.setLastModifiedTime(file, time);
    Map<String, String> before = listed(maildir);
    archive("--in-place", "plaintext", maildir);
    assertThat(listed(maildir)).isEqualTo(before);
    String plain = Files.readString(files(maildir).get("2"));
    assertThat(plain)
        .startsWith("Received: from a by b")
        .contains("\r\nX-Spam: no\r\n", "Dear Alice")
        .doesNotContain("pkcs7");
    assertThat(Files.readString(files(maildir).get("5")))
        .isEqualTo(Files.readString(Run.message("signed-altered.eml")));
  }

  private void move(String from, String to) throws IOException {
    if (Files.exists(maildir.resolve(from))) {
      Files.move(maildir.resolve(from), maildir.resolve(to));
    }
  }

  @Test
  void aReaderThatSetsFlagsOrDeletesMeanwhileIsHeeded() throws Exception {
    Path job = folder.resolve("job0");
    Run run =
        Run.withSteps(
            step -> {
              try {
                // On a slow machine there are several batches, and each comes here.
                if (step == Step.OUTPUTS_FORCED) {
                  Files.deleteIfExists(maildir.resolve("cur/1.M1.host:2,S"));
                  move("new/2.M2.host", "cur/2.M2.host:2,F");
                } else if (step == Step.LINKED) {
                  move("cur/2.M2.host:2,F", "cur/2.M2.host:2,FS");
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "archive",
            "--job",
            job,
            ArchiveTest.OPTIONS,
            TO_CAROL,
            "--in-place",
            "reencrypted",
            maildir);
    assertThat(run.err()).doesNotContain("should not have happened");
    assertThat(files(maildir).keySet()).containsExactly("2", "3", "4", "5", "6");
    assertThat(files(maildir).get("2").toString())
        .matches(".*/cur/2\\.M2\\.host_smime[0-9a-f]{8}:2,FS");
    assertThat(openedByCarol(files(maildir).get("2")).status()).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void linksStay_andWhatIsInNoMaildirIsSaid() throws Exception {
    Path target = Files.move(files(maildir).get("1"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(maildir.resolve("cur/1.M1.host:2,S"), target);
    archive(TO_CAROL, "--in-place", "reencrypted", maildir);
    assertThat(maildir.resolve("cur/1.M1.host:2,S")).isSymbolicLink();
    assertThat(report().get("1").get("error").text()).contains("It is a link");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.copy(target, other.resolve("7.a.eml"));
    archive(TO_CAROL, "--in-place", "reencrypted", other);
    assertThat(report().get("7").get("error").text()).contains("not in a Maildir");
    assertThat(other.resolve("7.a.eml")).hasSameBinaryContentAs(target);
  }

  /** As URIs have the names, since no locale spells all of them. */
  private static final List<String> STRANGE =
      List.of(
          "1005%20with%20space.host,W=99:2,S",
          "1006.caf%E9.host:2,FS",
          "1007.a%0Ab.host:2,",
          "1008.%C3%A9%25.host",
          "1009.M1." + "h".repeat(235) + ":2,S");

  private Path strange() throws IOException {
    Path box = Files.createDirectories(folder.resolve("strange/cur"));
    Files.createDirectories(box.resolveSibling("new"));
    for (String name : STRANGE) {
      Files.copy(Run.message(ENCRYPTED), Path.of(URI.create(box.toUri() + name)));
    }
    return box;
  }

  private static List<String> names(Path box) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(box)) {
      for (Path file : files.toList()) {
        names.add(
            file.toUri()
                .toString()
                .substring(box.toUri().toString().length())
                .replaceAll("_smime[0-9a-f]{8}|,W=\\d+", ""));
      }
    }
    return names.stream().sorted().toList();
  }

  private static List<String> without(String replaced, String... by) {
    return Stream.concat(STRANGE.stream().filter(name -> !name.equals(replaced)), Stream.of(by))
        .map(name -> name.replaceAll(",W=\\d+", ""))
        .sorted()
        .toList();
  }

  @Test
  void whateverTheNames_eachMessageIsInTheNewMaildirOnce() throws Exception {
    Path box = strange();
    Run run = archive("--maildir", TO_CAROL, "--reencrypted", out, box.getParent());
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(names(out.resolve("cur"))).isEqualTo(without(STRANGE.get(4), "00000005.eml:2,S"));
    assertThat(out.resolve("tmp")).isEmptyDirectory();
    assertThat(report().get("1008").get("reencrypted").text()).isEqualTo("cur/1008.\u00e9%.host");
    Run byCarol = Run.of("archive", "--job", folder.resolve("carol"), "--keys", carol, out);
    assertThat(byCarol.status()).as(byCarol.text()).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void whateverTheNames_theyAreChangedInPlace_andALongOneIsLeftAndSaid() throws Exception {
    Path box = strange();
    for (String name : STRANGE.subList(0, 4)) {
      assertThat(Path.of(URI.create(box.toUri() + name))).exists();
    }
    archive(TO_CAROL, "--in-place", "reencrypted", box.getParent());
    assertThat(names(box)).isEqualTo(without(""));
    for (String name : STRANGE.subList(0, 4)) {
      assertThat(Path.of(URI.create(box.toUri() + name))).doesNotExist();
    }
    assertThat(box.resolve(STRANGE.get(4))).hasSameBinaryContentAs(Run.message(ENCRYPTED));
    assertThat(report().get("1009").get("error").text()).contains("Its name is too long");
  }

  @Test
  void aDryRunTellsWhatStays_asTheJobDoes() throws Exception {
    Path target = Files.move(files(maildir).get("1"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(maildir.resolve("cur/1.M1.host:2,S"), target);
    put("cur/7." + "h".repeat(240) + ":2,S", Run.message(ENCRYPTED), 7);
    for (List<Object> change :
        List.of(
            List.<Object>of("--in-place", "plaintext"),
            List.<Object>of(TO_CAROL, "--in-place", "reencrypted"))) {
      archive(change, "--dry-run", maildir);
      Map<String, Json> told = report();
      archive(change, maildir);
      Map<String, Json> done = report();
      assertThat(told.keySet()).isEqualTo(done.keySet());
      for (String number : told.keySet()) {
        for (String field : List.of("outcome", "error")) {
          assertThat(told.get(number).get(field).toString())
              .as(change + number)
              .isEqualTo(done.get(number).get(field).toString());
        }
      }
      assertThat(told.get("1").get("error").text()).contains("It is a link");
      assertThat(told.get("7").get("error").text()).contains("too long");
    }
  }

  /** Of CBC messages a wrong key opens one in 256: its octets must not be lost. */
  @Test
  void whatAWrongKeyMayHaveOpened_staysAsItIs() throws Exception {
    Path box = Files.createDirectories(folder.resolve("unproven/cur"));
    Files.createDirectories(box.resolveSibling("new"));
    Path file = Files.copy(Run.message("a12-not-mail.eml"), box.resolve("1.M1.host:2,S"));
    for (List<Object> change :
        List.of(
            List.<Object>of("--in-place", "plaintext"),
            List.<Object>of(TO_CAROL, "--in-place", "reencrypted"))) {
      Run run =
          Run.of(
              "archive",
              "--job",
              folder.resolve("job" + ++jobs),
              "--keys",
              Run.vector("pki/alice-2025.key"),
              change,
              box.getParent());
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(report().get("1").get("error").text())
          .contains("nothing proves that it is the right one");
      assertThat(file).hasSameBinaryContentAs(Run.message("a12-not-mail.eml"));
      assertThat(box.toFile().list()).hasSize(1);
    }
  }

  /** A store that is encrypted at rest: what is opened again is what came, with its signature. */
  @Test
  void plainMailIsEncryptedToo_andOtherProgramsDecryptIt() throws Exception {
    String stored =
        Files.readString(Run.message("signed-rsa-sha256-detached.eml")).replace("\r\n", "\n");
    Files.writeString(maildir.resolve("cur/7.M7.host:2,S"), stored);
    List<Object> change =
        List.of("--encrypt-to", Run.vector("pki/carol.pem"), "--in-place", "reencrypted", maildir);
    Files.delete(files(maildir).get("4"));
    Map<String, String> before = listed(maildir);
    byte[] encrypted = Files.readAllBytes(files(maildir).get("1"));
    Run run = archive(change);
    assertThat(run.status()).as(run.err() + run.text()).isEqualTo(ExitStatus.DONE);
    assertThat(listed(maildir)).isEqualTo(before);
    assertThat(files(maildir).get("1")).hasBinaryContent(encrypted);
    Path signed = files(maildir).get("7");
    Json opened = openedByCarol(signed).only();
    assertThat(opened.get("layers").list().get(1).get("signers").toString())
        .contains("verdict=trusted");
    assertThat(opened.get("layers").list().get(0).get("authenticated").bool()).isTrue();
    assertThat(Files.readString(signed)).contains("\nSubject: ").doesNotContain("\r\n");
    String plain = Files.readString(Run.message("not-smime.eml"));
    Program.run(
        folder,
        "openssl",
        "cms",
        "-decrypt",
        "-in",
        files(maildir).get("3").toString(),
        "-inkey",
        carol.toString(),
        "-recip",
        carol.toString(),
        "-out",
        folder.resolve("plain").toString());
    String decrypted = Files.readString(folder.resolve("plain"));
    assertThat(decrypted.substring(decrypted.indexOf("\r\n\r\n")))
        .isEqualTo(plain.substring(plain.indexOf("\r\n\r\n")));
    Map<String, Path> is = files(maildir);
    archive("--keys", carol, change);
    assertThat(files(maildir)).isEqualTo(is);
  }

  @Test
  void theOptionsBelongTogether() {
    for (List<Object> wrong :
        List.of(
            List.<Object>of("--in-place", "reencrypted"),
            List.<Object>of("--in-place", "plaintext", TO_CAROL),
            List.<Object>of("--in-place", "plaintext", "--plaintext", out),
            List.<Object>of("--in-place", "all"),
            List.<Object>of("--dry-run"),
            List.<Object>of("--maildir"),
            List.<Object>of("--encrypt-to", Run.vector("pki/carol.pem")),
            List.<Object>of("--maildir", "--plaintext", maildir.resolve(".Plain")),
            List.<Object>of("--maildir", "--plaintext", maildir))) {
      Run run = archive(wrong, maildir);
      assertThat(run.status()).as(wrong + run.err()).isEqualTo(ExitStatus.BAD_USAGE);
      BadInputTest.noTrace(run);
    }
  }

  /** Where the filter decrypted before, the mark of a message that is copied may be its warning. */
  @Test
  void aMessageThatIsCopied_keepsTheWarningOfTheFilter() throws Exception {
    Run filtered =
        Run.withInput(
            Files.readAllBytes(Run.message(ENCRYPTED)),
            "decrypt",
            "--filter",
            "--authentication-results",
            "mx.example.org",
            ArchiveTest.OPTIONS);
    assertThat(filtered.status()).as(filtered.err()).isEqualTo(ExitStatus.DONE);
    assertThat(filtered.text()).contains("Smime-Decrypted: unauthenticated\r\n");
    Files.write(maildir.resolve("cur/7.M7.host:2,S"), filtered.out());
    archive("--maildir", "--plaintext", out, maildir);
    assertThat(out.resolve("cur/7.M7.host:2,S")).hasBinaryContent(filtered.out());
  }

  private static final String FORGED_MARK = "Smime-Decrypted: authenticated\r\n";

  private Path journal(String around, byte[] inside) throws IOException {
    Path in = Files.createDirectories(folder.resolve("journal"));
    String message =
        "From: journal@example.org\r\n"
            + "To: archive@example.org\r\n"
            + "Subject: report\r\n"
            + FORGED_MARK
            + "MIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
            + "--b\r\n"
            + "Content-Type: text/plain\r\n\r\n"
            + "Sender: bob@example.org\r\n"
            + around
            + "--b\r\nContent-Type: message/rfc822\r\n\r\n"
            + new String(inside, StandardCharsets.ISO_8859_1)
            + "\r\n--b--\r\n";
    Files.writeString(in.resolve("1.a.eml"), message, StandardCharsets.ISO_8859_1);
    return in;
  }

  @Test
  void aJournalReportIsOpened_andWrittenWithItsText() throws Exception {
    byte[] inside = Files.readAllBytes(Run.message(SEALED));
    Path in = journal("", inside);
    Run run = archive("--plaintext", folder.resolve("plain"), TO_CAROL, "--reencrypted", out, in);
    assertThat(run.status()).as(run.text() + report()).isEqualTo(ExitStatus.DONE);
    Json line = report().get("1");
    assertThat(line.get("outcome").text()).isEqualTo("opened");
    assertThat(line.get("layers").list().get(0).get("opened").bool()).isTrue();
    String plain = Files.readString(folder.resolve("plain").resolve(line.get("plaintext").text()));
    String stored = Files.readString(in.resolve("1.a.eml")).replace(FORGED_MARK, "");
    int at = stored.indexOf(new String(inside, StandardCharsets.ISO_8859_1));
    assertThat(plain)
        .startsWith(stored.substring(0, at))
        .contains("Dear Alice")
        .endsWith("\r\n--b--\r\n")
        .doesNotContain("pkcs7");
    Path again = out.resolve(line.get("reencrypted").text());
    assertThat(Files.readString(again))
        .startsWith(stored.substring(0, at))
        .endsWith("\r\n--b--\r\n");
    Run byCarol = Run.of("archive", "--job", folder.resolve("carol"), "--keys", carol, out);
    assertThat(byCarol.status()).as(byCarol.text()).isEqualTo(ExitStatus.DONE);
    // To show a part beside others stays a decision.
    Run shown = Run.of("open", "--json", ArchiveTest.OPTIONS, in.resolve("1.a.eml"));
    assertThat(shown.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(shown.only().get("outcome").text()).isEqualTo("partly-opened");
    assertThat(shown.only().get("error").text()).contains("--errant");
    assertThat(Run.of("open", "--errant", ArchiveTest.OPTIONS, in.resolve("1.a.eml")).status())
        .isEqualTo(ExitStatus.DONE);
  }

  @Test
  void aJournalReportThatNoKeyOpens_isNotOpened_andNamesTheRecipients() throws Exception {
    Path in = journal("", Files.readAllBytes(Run.message(ENCRYPTED)));
    Run run =
        Run.of("archive", "--job", folder.resolve("job" + ++jobs), "--json", "--keys", carol, in);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.only().get("outcomes").toString())
        .contains("partly-opened=1")
        .doesNotContain(" opened");
    Json line = report().get("1");
    assertThat(line.get("outcome").text()).isEqualTo("partly-opened");
    assertThat(line.get("recipients").list()).isNotEmpty();
    assertThat(line.get("error").text())
        .contains("The message is for serial")
        .doesNotContain("--errant");
  }

  /** Octets that no longer are CMS have no layer, and are not passed over. */
  @Test
  void aDamagedPartIsNotOpened() throws Exception {
    String inside = Files.readString(Run.message(ENCRYPTED));
    Path in =
        journal(
            "",
            inside
                .substring(0, inside.indexOf("\r\n\r\n") + 4)
                .concat("nothing\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(archive("--maildir", "--plaintext", out, in).status()).isEqualTo(ExitStatus.FAILED);
    assertThat(report().get("1").get("outcome").text()).isEqualTo("partly-opened");
    assertThat(report().get("1").get("error").text()).contains("An encrypted part did not open");
  }

  private static String encoded(String encoding, String message) {
    return String.join(
        "\r\n",
        "From: a@example.org",
        "Subject: fwd",
        "MIME-Version: 1.0",
        "Content-Type: message/rfc822",
        "Content-Transfer-Encoding: " + encoding,
        "",
        encoding.equals("base64")
            ? Base64.getMimeEncoder().encodeToString(message.getBytes(StandardCharsets.ISO_8859_1))
            : message.replace("=", "=3D"),
        "");
  }

  /** RFC 2046 forbids the encoding, and no reader shows what is in it. */
  @Test
  void smimeInAnEncodedMessageStaysShut_andPlainMailInOneIsPlainMail() throws Exception {
    Path in = Files.createDirectories(folder.resolve("encoded"));
    List<String> encodings = List.of("base64", "quoted-printable");
    String plain = Files.readString(Run.message("not-smime.eml"));
    for (String encoding : encodings) {
      for (String inside : List.of(ENCRYPTED, "signed-rsa-sha256-detached.eml")) {
        String message = encoded(encoding, Files.readString(Run.message(inside)));
        for (String each : List.of(message, encoded("base64", encoded(encoding, plain)))) {
          Path file = Files.writeString(in.resolve("1.a.eml"), each);
          assertThat(archive("--maildir", "--plaintext", folder.resolve("p" + jobs), in).status())
              .isEqualTo(ExitStatus.FAILED);
          assertThat(report().get("1").get("outcome").text()).isEqualTo("partly-opened");
          assertThat(report().get("1").get("error").text()).contains("RFC 2046 forbids");
          assertThat(Run.of("open", ArchiveTest.OPTIONS, file).status())
              .isEqualTo(ExitStatus.FAILED);
        }
      }
      Files.writeString(in.resolve("1.a.eml"), encoded(encoding, plain));
      archive(in);
      assertThat(report().get("1").get("outcome").text()).isEqualTo("not-smime");
    }
  }

  /** Who writes a report of his own does not choose where plaintext goes (EFAIL). */
  @Test
  void onlyTextStandsBesideWhatIsDecrypted_andItsOctetsStandOnce() throws Exception {
    byte[] inside = Files.readAllBytes(Run.message(SEALED));
    for (String around :
        List.of(
            "--b\r\nContent-Type: text/html\r\n\r\n<img src=\"http://x/\r\n",
            "--b\r\nContent-Type: text/plain\r\n\r\n"
                + new String(inside, StandardCharsets.ISO_8859_1)
                + "\r\n")) {
      Path in = journal(around, inside);
      archive("--plaintext", folder.resolve("plain" + jobs), in);
      Json line = report().get("1");
      assertThat(line.get("plaintext").isNull()).as(around).isTrue();
      assertThat(line.get("error").isNull()).isFalse();
      assertThat(folder.resolve("plain" + (jobs - 1))).isEmptyDirectory();
    }
  }
}
