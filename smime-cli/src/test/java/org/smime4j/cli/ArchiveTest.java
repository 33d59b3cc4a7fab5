package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smime archive}: what is reported and written, and what is refused. */
class ArchiveTest {

  static final List<Object> OPTIONS =
      List.of(
          "--keys",
          Run.vector("history"),
          "--password-file",
          Run.vector("pki/passwords.txt"),
          "--trust",
          Run.vector("trust"),
          "--at",
          "2026-06-01T00:00:00Z");

  /** Opened by keys of three ages, signed, altered, and none of these. */
  static final List<String> MIX =
      List.of(
          "signed-encrypted.eml",
          "not-smime.eml",
          "triple.eml",
          "signed-altered.eml",
          "encrypted-2025.eml");

  @TempDir private Path folder;

  private Path job() {
    return folder.resolve("job");
  }

  private Run archive(Object... more) {
    return Run.of("archive", "--job", job(), OPTIONS, Arrays.asList(more));
  }

  private List<Json> report() throws IOException {
    return sorted(job()).stream().map(Json::parse).toList();
  }

  /** The lines of the finished report, by message. */
  static List<String> sorted(Path job) throws IOException {
    String report = Files.readString(job.resolve("report.ndjson"));
    assertThat(report).endsWith("\n");
    return report.lines().sorted((a, b) -> Long.compare(number(a), number(b))).toList();
  }

  private static long number(String line) {
    return Json.parse(line).get("message").number();
  }

  private static Path copy(String message, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    return Files.copy(Run.message(message), to);
  }

  static String sha256(byte[] octets) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
  }

  /** What a key has opened before is remembered, and depends on the order of the messages. */
  private static String withoutMemory(Json value) {
    return value.toString().replaceAll("DOWNGRADE_POSSIBLE(?:, )?", "");
  }

  @Test
  void ofEachMessageItSaysWhatOpenSays_andWhatTheOriginalWas() throws Exception {
    Path manifest = folder.resolve("manifest");
    List<Path> messages =
        Run.messages().values().stream()
            .filter(each -> each.toString().matches(".*/[b-z][^/]*\\.(eml|der)"))
            .map(Path::toAbsolutePath)
            .limit(150)
            .toList();
    assertThat(messages).hasSize(150);
    Files.write(manifest, messages.stream().map(Path::toString).toList());
    Run run = archive("--manifest", "--json", manifest);
    List<Json> report = report();
    List<Json> opened = Run.of("open", "--errant", "--json", OPTIONS, messages).json();
    assertThat(report).hasSameSizeAs(opened);
    for (int i = 0; i < opened.size(); i++) {
      for (String name : opened.get(i).names()) {
        assertThat(withoutMemory(report.get(i).get(name)))
            .isEqualTo(withoutMemory(opened.get(i).get(name)));
      }
      assertThat(report.get(i).get("message").number()).isEqualTo(i + 1);
      assertThat(report.get(i).get("sha256").text())
          .isEqualTo(sha256(Files.readAllBytes(messages.get(i))));
      assertThat(report.get(i).get("length").number()).isEqualTo(Files.size(messages.get(i)));
      assertThat(report.get(i).get("offset").isNull()).isTrue();
    }
    Json summary = run.only();
    assertThat(summary.get("messages").number()).isEqualTo(150);
    assertThat(run.text()).isEqualTo(Files.readString(job().resolve("summary.json")));
    for (String outcome : summary.get("outcomes").names()) {
      assertThat(summary.get("outcomes").get(outcome).number())
          .isEqualTo(
              report.stream().filter(each -> each.get("outcome").text().equals(outcome)).count());
    }
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void a3_aKeyThatHasOpenedAuthenticatedMail_isRememberedAndSaid() throws Exception {
    copy("encrypted-aes-256-gcm.eml", folder.resolve("in/1.eml"));
    copy("encrypted-aes-256-cbc.eml", folder.resolve("in/2.eml"));
    assertThat(archive(folder.resolve("in"), "--threads", "1").status()).isEqualTo(ExitStatus.DONE);
    List<Json> messages = report();
    assertThat(messages.get(0).toString()).doesNotContain("DOWNGRADE_POSSIBLE");
    assertThat(messages.get(1).get("notes").toString()).contains("DOWNGRADE_POSSIBLE");
  }

  /** One old message sent again does not hide the clock, and is not hidden by it. */
  @Test
  void b13_aClockThatIsAlwaysWrongByTheSameTime_isNamed() throws Exception {
    String later = "b13-two-hours-and-a-quarter.eml";
    for (int i = 1; i <= 3; i++) {
      Path mail = copy(later, folder.resolve("in/" + i + ".eml"));
      Files.writeString(mail, Files.readString(mail).replace("12:15:00", "12:1" + (2 + i) + ":30"));
    }
    copy("b13-a-year-later.eml", folder.resolve("in/4.eml"));
    copy("signed-rsa-sha256-detached.eml", folder.resolve("in/5.eml"));
    Run run = archive("--json", folder.resolve("in"));
    Json skew = run.only().get("clockSkews").list().get(0);
    assertThat(run.only().get("clockSkews").list()).hasSize(1);
    assertThat(skew.get("signer").text()).isEqualTo("bob@example.org");
    assertThat(skew.get("messages").number()).isEqualTo(3);
    assertThat(skew.get("skewSeconds").number()).isBetween(-8200L, -8000L);
    assertThat(archive(folder.resolve("in")).text())
        .contains("bob@example.org: the signing time of 3 messages", "2 h 1", "before Date");
    Files.delete(folder.resolve("in/3.eml"));
    Run fewer = Run.of("archive", "--job", folder.resolve("other"), OPTIONS, folder.resolve("in"));
    assertThat(fewer.text()).doesNotContain("signing time");
  }

  @Test
  void theReportNamesTheRecipientEntryAndTheStepThatFoundTheKey() throws Exception {
    copy("encrypted-2025.eml", folder.resolve("in/a.eml"));
    assertThat(archive(folder.resolve("in")).status()).isEqualTo(ExitStatus.DONE);
    Json layer = report().get(0).get("layers").list().get(0);
    assertThat(layer.get("recipient").number()).isZero();
    assertThat(layer.get("tried").get("named").number()).isEqualTo(1);
    assertThat(layer.get("tried").get("others").number()).isZero();
    assertThat(layer.get("key").get("foundBy").text()).isEqualTo("recipient-id");
  }

  @Test
  void aMaildirIsReadWithItsFolders_andItsTmpIsNot() throws Exception {
    Path maildir = folder.resolve("Maildir");
    Files.createDirectories(maildir.resolve("tmp"));
    Files.createDirectories(maildir.resolve("new"));
    copy("triple.eml", maildir.resolve("cur/1.host:2,S"));
    copy("triple.eml", maildir.resolve("tmp/2.host"));
    Files.createDirectories(maildir.resolve(".Sent/cur"));
    copy("encrypted-2025.eml", maildir.resolve(".Sent/new/3.host"));
    Files.writeString(maildir.resolve("dovecot.index"), "x");
    assertThat(archive(maildir).status()).isEqualTo(ExitStatus.DONE);
    assertThat(report().stream().map(each -> each.get("file").text()).toList())
        .containsExactly("cur/1.host:2,S", ".Sent/new/3.host");
  }

  @Test
  void anMboxIsReadInPlace_andOffsetAndLengthLeadToTheOctetsOfTheHash() throws Exception {
    Path mbox = folder.resolve("all.mbox");
    for (String message : MIX) {
      byte[] octets = Files.readAllBytes(Run.message(message));
      Files.writeString(
          mbox,
          "From x Mon Jan  1 00:00:00 2024\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Files.write(mbox, octets, StandardOpenOption.APPEND);
      Files.writeString(mbox, "\n", StandardOpenOption.APPEND);
    }
    assertThat(archive(mbox).status()).isEqualTo(ExitStatus.FAILED);
    byte[] all = Files.readAllBytes(mbox);
    List<Json> report = report();
    List<Json> opened =
        Run.of("open", "--json", OPTIONS, MIX.stream().map(Run::message).toList()).json();
    for (int i = 0; i < MIX.size(); i++) {
      Json line = report.get(i);
      int offset = (int) line.get("offset").number();
      byte[] octets = Arrays.copyOfRange(all, offset, offset + (int) line.get("length").number());
      assertThat(octets).isEqualTo(Files.readAllBytes(Run.message(MIX.get(i))));
      assertThat(line.get("sha256").text()).isEqualTo(sha256(octets));
      assertThat(line.get("file").text()).isEqualTo("all.mbox");
      for (String name : List.of("outcome", "layers", "contentSha256")) {
        assertThat(line.get(name)).hasToString(opened.get(i).get(name).toString());
      }
    }
  }

  @Test
  void whatCannotBeReadIsAnOutcome() throws Exception {
    Files.createDirectories(folder.resolve("in/dir.eml"));
    copy("triple.eml", folder.resolve("in/good.eml"));
    Files.createSymbolicLink(folder.resolve("in/gone.eml"), folder.resolve("nowhere"));
    Files.createSymbolicLink(folder.resolve("in/loop.eml"), folder.resolve("in"));
    Files.write(folder.resolve("in/empty.eml"), new byte[0]);
    Files.writeString(folder.resolve("in/readme.txt"), "x");
    Run run = archive(folder.resolve("in"));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("1 file in").contains("left out");
    BadInputTest.noTrace(run);
    List<Json> report = report();
    assertThat(report.stream().map(each -> each.get("file") + " " + each.get("outcome")).toList())
        .containsExactly(
            "empty.eml not-smime", "gone.eml io-error", "good.eml opened", "loop.eml io-error");
    for (int failed : new int[] {1, 3}) {
      assertThat(report.get(failed).get("error").text()).doesNotContain("Exception").isNotBlank();
      assertThat(report.get(failed).get("sha256").isNull()).isTrue();
    }
  }

  @Test
  void linesOfAManifestThatNameNothingAreOutcomes() throws Exception {
    Path manifest = folder.resolve("manifest");
    Files.writeString(
        manifest,
        Run.message("triple.eml").toAbsolutePath()
            + "\n\nno such\0file\n/nowhere/\u00fc b%41.eml\r\n/\n");
    Run run = archive("--manifest", manifest);
    BadInputTest.noTrace(run);
    List<Json> report = report();
    assertThat(report.stream().map(each -> each.get("outcome").text()).toList())
        .containsExactly("opened", "io-error", "io-error", "io-error");
    assertThat(report.get(2).get("file").text()).isEqualTo("/nowhere/\u00fc b%41.eml");
  }

  @Test
  void contentIsWrittenForItsOwnerOnly_andWhatDoesNotHoldIsWithheld() throws Exception {
    copy("signed-encrypted.eml", folder.resolve("in/a.eml"));
    copy("signed-altered.eml", folder.resolve("in/b.eml"));
    copy("not-smime.eml", folder.resolve("in/c.eml"));
    Path plain = folder.resolve("plain");
    archive("--plaintext", plain, folder.resolve("in"));
    List<Json> report = report();
    assertThat(report.get(0).get("plaintext").text()).isEqualTo("00000001.eml");
    assertThat(report.get(1).get("plaintext").isNull()).isTrue();
    assertThat(report.get(1).get("error").text()).contains("--unverified");
    try (Stream<Path> files = Files.list(plain)) {
      assertThat(files.map(each -> each.getFileName().toString()).toList())
          .containsExactly("00000001.eml");
    }
    String filed = Files.readString(plain.resolve("00000001.eml"));
    String stored = Files.readString(Run.message("signed-encrypted.eml"));
    for (String field : List.of("From: ", "To: ", "Subject: ", "Date: ")) {
      assertThat(field(filed, field)).isEqualTo(field(stored, field)).isNotEmpty();
    }
    assertThat(filed)
        .contains("Content-Type: text/plain")
        .contains("Dear Alice")
        .doesNotContain("pkcs7");
    for (Path secret : List.of(plain, job())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rwx------");
    }
    for (Path secret :
        List.of(
            plain.resolve("00000001.eml"),
            job().resolve("report.ndjson"),
            job().resolve("journal"),
            job().resolve("summary.json"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(job().resolve("summary.json")))
        .contains("\"opened-not-written\":1");
  }

  /** The lines of a header that begin with this. */
  private static List<String> field(String mail, String name) {
    return mail.lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith(name))
        .toList();
  }

  @Test
  void contentIsFiledUnderTheSubjectThatWasHidden_andUnderTheOtherFieldsOutside() throws Exception {
    Path mail = folder.resolve("mail.eml");
    Files.writeString(
        mail,
        "From: bob@example.org\r\nTo: alice@example.org\r\nSubject: what nobody sees\r\n"
            + "Date: Mon, 1 Jun 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain\r\n\r\nhello\r\n");
    Run sealed =
        Run.of(
            "seal",
            "--key",
            Run.vector("pki/bob.pfx"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            "--to",
            Run.vector("pki/alice-2025.pem"),
            "--unvalidated",
            "a test",
            "--hide-subject",
            mail);
    assertThat(sealed.status()).as(sealed.err()).isEqualTo(ExitStatus.DONE);
    assertThat(sealed.text()).doesNotContain("what nobody sees");
    Path in = Files.createDirectories(folder.resolve("in"));
    Files.writeString(in.resolve("a.eml"), "Reply-To: eve@example.net\r\n" + sealed.text());
    Path plain = folder.resolve("plain");
    archive("--plaintext", plain, in);
    String filed = Files.readString(plain.resolve("00000001.eml"));
    assertThat(field(filed, "Subject: ")).containsExactly("Subject: what nobody sees");
    assertThat(field(filed, "From: ")).containsExactly("From: bob@example.org");
    assertThat(field(filed, "Date: ")).hasSize(1);
    assertThat(filed).contains("hello");
  }

  @Test
  void aFinishedJobIsNotDoneAgain() throws Exception {
    copy("triple.eml", folder.resolve("in/a.eml"));
    assertThat(archive(folder.resolve("in")).status()).isEqualTo(ExitStatus.DONE);
    byte[] report = Files.readAllBytes(job().resolve("report.ndjson"));
    FileTime journal = Files.getLastModifiedTime(job().resolve("journal"));
    Files.delete(folder.resolve("in/a.eml"));
    Run again = archive(folder.resolve("in"));
    assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
    assertThat(again.text()).contains("1 messages").contains("1 opened");
    assertThat(job().resolve("report.ndjson")).hasBinaryContent(report);
    assertThat(Files.getLastModifiedTime(job().resolve("journal"))).isEqualTo(journal);
  }

  private void refused(Run run, String sentence) {
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains(sentence);
    BadInputTest.noTrace(run);
  }

  @Test
  void anotherJobIsRefused() throws Exception {
    copy("triple.eml", folder.resolve("in/a.eml"));
    copy("triple.eml", folder.resolve("other/a.eml"));
    archive(folder.resolve("in"));
    refused(archive(folder.resolve("other")), "other arguments");
    refused(archive("--policy", "archive", folder.resolve("in")), "other arguments");
    refused(archive("--plaintext", folder.resolve("p"), folder.resolve("in")), "other arguments");
    assertThat(archive("--threads", "1", "--quiet", folder.resolve("in")).status())
        .isEqualTo(ExitStatus.DONE);
  }

  @Test
  void nothingOfOthersIsWrittenOver() throws Exception {
    copy("triple.eml", folder.resolve("in/a.eml"));
    Files.createDirectories(job());
    Files.writeString(job().resolve("letter.txt"), "x");
    refused(archive(folder.resolve("in")), "empty directory");
    Files.delete(job().resolve("letter.txt"));
    Path plain = Files.createDirectories(folder.resolve("plain"));
    Files.writeString(plain.resolve("00000001.eml"), "x");
    refused(archive("--plaintext", plain, folder.resolve("in")), "empty directory");
    assertThat(plain.resolve("00000001.eml")).hasContent("x");
  }

  @Test
  void aMaildirInUse_andOneDirectoryUnderTwoNames_areRefused() throws Exception {
    copy("signed-encrypted.eml", folder.resolve("in/a.eml"));
    Path maildir = folder.resolve("mail");
    copy("not-smime.eml", maildir.resolve("cur/1:2,S"));
    String certificate = Run.vector("pki/alice-2025.pem").toString();
    refused(
        archive(
            "--reencrypt-to",
            certificate,
            "--maildir",
            "--reencrypted",
            maildir,
            folder.resolve("in")),
        "begin with an empty directory");
    Path out = Files.createDirectories(folder.resolve("out"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), out);
    refused(
        archive(
            "--reencrypt-to",
            certificate,
            "--reencrypted",
            out,
            "--plaintext",
            link,
            folder.resolve("in")),
        "same directory");
  }

  @Test
  void oneDirectoryForTwoOutputs_isRefusedBeforeAnythingIsMade() throws Exception {
    copy("signed-encrypted.eml", folder.resolve("in/a.eml"));
    Path out = folder.resolve("out");
    String certificate = Run.vector("pki/alice-2025.pem").toString();
    refused(
        archive(
            "--reencrypt-to",
            certificate,
            "--reencrypted",
            out,
            "--plaintext",
            out,
            folder.resolve("in")),
        "in a directory with another use");
    assertThat(out).doesNotExist();
    assertThat(job()).doesNotExist();
  }

  @Test
  void outputsInTheFolderOfTheJob_areNothingStrange_beforeItHasBegun() throws Exception {
    copy("signed-encrypted.eml", folder.resolve("in/a.eml"));
    Files.createDirectories(job().resolve("plain"));
    Files.createFile(job().resolve(".smime4j-1234"));
    Run run = archive("--plaintext", job().resolve("plain"), folder.resolve("in"));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(job().resolve("plain/00000001.eml")).exists();
    assertThat(job().resolve(".smime4j-1234")).doesNotExist();
  }

  @Test
  void twoRunsOfOneJobDoNotMeet() throws Exception {
    copy("triple.eml", folder.resolve("in/a.eml"));
    Files.createDirectories(job());
    try (FileChannel lock =
        FileChannel.open(
            job().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(lock.tryLock()).isNotNull();
      refused(archive(folder.resolve("in")), "another run");
    }
    assertThat(archive(folder.resolve("in")).status()).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void nothingToDoIsNoSuccess() throws Exception {
    Files.createDirectories(folder.resolve("in"));
    refused(archive(folder.resolve("in")), "no message");
    refused(archive(folder.resolve("nowhere")), "no such file");
    refused(archive("--threads", "0", folder.resolve("in")), "--threads");
    refused(archive("--unverified", " ", folder.resolve("in")), "reason");
    Run letter = archive(Run.message("triple.eml"));
    assertThat(letter.err()).contains("no mbox");
    assertThat(letter.status()).isEqualTo(ExitStatus.FAILED);
    BadInputTest.noTrace(letter);
  }

  @Test
  void anMboxThatWasWrittenToIsAnotherJob() throws Exception {
    Path mbox = folder.resolve("mbox");
    Files.writeString(mbox, "From a\nSubject: x\n\nx\n\n");
    archive(mbox);
    Files.writeString(mbox, "From b\nSubject: y\n\ny\n\n", StandardOpenOption.APPEND);
    refused(archive(mbox), "written to");
  }

  @Test
  void aMediumThatFailsEndsTheJob_andWhenItIsMendedTheJobGoesOn() throws Exception {
    for (int i = 0; i < 40; i++) {
      copy("encrypted-2025.eml", folder.resolve("in/" + i + ".eml"));
    }
    Path plain = folder.resolve("plain");
    int[] placed = {0};
    Run broken =
        Run.withSteps(
            step -> {
              if (step == org.smime4j.cli.archive.Step.OUTPUT_PLACED && ++placed[0] == 5) {
                try {
                  Files.move(plain, folder.resolve("away"));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            },
            "archive",
            "--threads",
            "1",
            "--job",
            job(),
            OPTIONS,
            "--plaintext",
            plain,
            folder.resolve("in"));
    assertThat(broken.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(broken.err()).contains("no such file");
    BadInputTest.noTrace(broken);
    assertThat(job().resolve("report.ndjson")).doesNotExist();
    Files.move(folder.resolve("away"), plain);
    Run mended = archive("--plaintext", plain, folder.resolve("in"));
    assertThat(mended.status()).as(mended.err()).isEqualTo(ExitStatus.DONE);
    assertThat(report()).hasSize(40).allMatch(each -> each.get("outcome").text().equals("opened"));
    try (Stream<Path> files = Files.list(plain)) {
      assertThat(files).hasSize(40);
    }
  }

  @Test
  void anOutputBelongsToOneJobAsLongAsItRuns() throws Exception {
    copy("encrypted-2025.eml", folder.resolve("in/1.eml"));
    Path plain = folder.resolve("plain");
    List<Object> more = List.of(OPTIONS, "--plaintext", plain, folder.resolve("in"));
    Run[] second = new Run[2];
    Run first =
        Run.withSteps(
            step -> {
              if (step == org.smime4j.cli.archive.Step.LISTED) {
                second[0] = Run.of("archive", "--job", folder.resolve("other"), more);
              }
              if (step == org.smime4j.cli.archive.Step.OUTPUT_PLACED) {
                second[1] = Run.of("archive", "--job", folder.resolve("other"), more);
              }
            },
            "archive",
            "--job",
            job(),
            more);
    assertThat(first.status()).as(first.err()).isEqualTo(ExitStatus.DONE);
    for (Run run : second) {
      refused(run, "another job writes to this directory");
    }
    assertThat(plain.toFile().list()).containsExactly("00000001.eml");
    refused(Run.of("archive", "--job", folder.resolve("other"), more), "empty directory");
  }

  @Test
  void aFileFarBeyondALimitIsRefusedUnread() throws Exception {
    Path in = Files.createDirectories(folder.resolve("in"));
    try (RandomAccessFile sparse = new RandomAccessFile(in.resolve("1.eml").toFile(), "rw")) {
      sparse.setLength(200L << 30);
    }
    Path large = in.resolve("2.eml");
    Files.writeString(
        large, Files.readString(Run.message("not-smime.eml")) + "x\n".repeat(5_000_000));
    archive(in);
    Json refused = report().get(0);
    assertThat(refused.get("outcome").text()).isEqualTo("limit-exceeded");
    assertThat(refused.toString()).contains("sha256=null");
    assertThat(refused.get("length").number()).isEqualTo(200L << 30);
    Json read = report().get(1);
    assertThat(read.get("outcome").text()).isEqualTo("not-smime");
    assertThat(read.get("sha256").text()).isEqualTo(sha256(Files.readAllBytes(large)));
  }

  /** Only padding proved the key, and a wrong key finds right padding once in 256 messages. */
  @Test
  void a12_octetsThatAnUnnamedKeyOpened_areCountedApart() throws Exception {
    Path in = Files.createDirectories(folder.resolve("in"));
    Files.copy(Run.message("a12-not-mail.eml"), in.resolve("1.eml"));
    Files.copy(Run.message("encrypted-aes-256-cbc.eml"), in.resolve("2.eml"));
    Path key = Run.vector("pki/alice-2025.key");
    Run run = Run.of("archive", "--job", job(), "--keys", key, in);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(Files.readString(job().resolve("summary.json")))
        .contains("\"opened\":1,\"unproven\":1");
  }

  @Test
  void aRetry_takesWhatDidNotOpen_alsoOfAnMbox_andNamesTheKeysThatAreMissing() throws Exception {
    Path mails = folder.resolve("mails");
    copy("encrypted-2025.eml", mails.resolve("a.eml"));
    copy("not-smime.eml", mails.resolve("b.eml"));
    copy("signed-encrypted.eml", mails.resolve("c.eml"));
    copy("encrypted-2025.eml", mails.resolve("d%20 ü.eml"));
    StringBuilder mbox = new StringBuilder();
    for (String name : List.of("encrypted-2025.eml", "not-smime.eml", "encrypted-2025.eml")) {
      mbox.append("From x\n")
          .append(Files.readString(Run.message(name), StandardCharsets.ISO_8859_1))
          .append("\n\n");
    }
    Path box = folder.resolve("box");
    Files.writeString(box, mbox, StandardCharsets.ISO_8859_1);
    List<Object> without =
        List.of(
            "--keys",
            Run.vector("pki/bob.pfx"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            "--trust",
            Run.vector("trust"));
    for (Path source : List.of(mails, box)) {
      Path first = folder.resolve("first-" + source.getFileName());
      Path second = folder.resolve("second-" + source.getFileName());
      Run failed = Run.of("archive", "--job", first, without, source);
      assertThat(failed.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(failed.text())
          .containsPattern(
              "2 messages wait for the key of serial \\w+ of CN=\\S.*, such as .*from ");
      Json missing =
          Json.parse(Files.readString(first.resolve("summary.json")))
              .get("missingKeys")
              .list()
              .get(0);
      assertThat(missing.get("messages").number()).isEqualTo(2);
      assertThat(missing.get("from").strings()).isNotEmpty();
      Run again = Run.of("archive", "--job", second, "--retry", first, "--json", OPTIONS, source);
      assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
      List<String> report = sorted(second);
      assertThat(report).hasSize(source.equals(box) ? 2 : 3);
      assertThat(report).allMatch(line -> line.contains("\"outcome\":\"opened\""));
      assertThat(again.only().get("missingKeys").list()).isEmpty();
      Run none =
          Run.of("archive", "--job", folder.resolve("third"), "--retry", second, OPTIONS, source);
      assertThat(none.status()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(none.err()).contains("all of its messages opened");
      assertThat(folder.resolve("third")).doesNotExist();
    }
    Run other =
        Run.of(
            List.of("archive", "--job", folder.resolve("other"), "--retry"),
            List.of(folder.resolve("first-box"), OPTIONS, mails));
    assertThat(other.err()).contains("this job is of another SOURCE");
    Files.writeString(box, "From y\n\nz\n", StandardOpenOption.APPEND);
    Run changed =
        Run.of(
            List.of("archive", "--job", folder.resolve("changed"), "--retry"),
            List.of(folder.resolve("first-box"), OPTIONS, box));
    assertThat(changed.err()).contains("the mbox was written to since");
    Run unfinished =
        Run.of(
            List.of("archive", "--job", folder.resolve("changed"), "--retry"),
            List.of(folder.resolve("nothing"), OPTIONS, box));
    assertThat(unfinished.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(unfinished.err()).contains("there is no job in it that is finished");
    BadInputTest.noTrace(unfinished);
  }
}
