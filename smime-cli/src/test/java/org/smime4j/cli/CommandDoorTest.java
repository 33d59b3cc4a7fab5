package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.doors.MailPrograms;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.sources.ByteSource;

/** What the commands report and write of each message is what the core says. */
class CommandDoorTest {

  private static final String IDENTIFIER = "mx.example.org";
  private static final char NOT_UTF_8 = '\ufffd';
  private static final List<String> SHOWN = List.of("From", "Subject", "Date");

  @TempDir private Path folder;

  /** Messages with the same options, which one run takes together. */
  private Map<List<String>, List<DoorMessage>> together(int oneIn) throws IOException {
    Map<List<String>, List<DoorMessage>> together = new LinkedHashMap<>();
    for (DoorMessage each : DoorMessage.sample(oneIn)) {
      if (!each.path().toString().endsWith(".msg") && !each.name().contains(" ")) {
        together.computeIfAbsent(each.options(folder), any -> new ArrayList<>()).add(each);
      }
    }
    return together;
  }

  private static Judgement judged(MailReader reader, DoorMessage message) throws IOException {
    try (OpenedMail mail = reader.open(message.path())) {
      return Judgement.of(mail);
    }
  }

  @Test
  void b25_whatOpenSaysOfEachMessage_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("open");
    int protectedHeaders = 0;
    for (Map.Entry<List<String>, List<DoorMessage>> group : together(24).entrySet()) {
      List<Path> paths = group.getValue().stream().map(DoorMessage::path).toList();
      Path page = folder.resolve("page.html");
      Run run = Run.of("open", "--json", "--html", page, group.getKey(), paths);
      List<Json> reports = run.json();
      assertThat(reports).as(run.err()).hasSameSizeAs(paths);
      String[] articles = Files.readString(page).split("<article");
      assertThat(articles).hasSize(1 + reports.size());
      for (int i = 0; i < reports.size(); i++) {
        DoorMessage message = group.getValue().get(i);
        try (OpenedMail mail = message.reader().open(message.path())) {
          compare(message, mail, reports.get(i), differences);
          compare(message, mail, articles[i + 1], differences);
          if (mail.headerScheme().isPresent()) {
            protectedHeaders++;
            Run read = Run.of("open", group.getKey(), message.path());
            differences.add(message, "page", inside(mail), inside(read.text()));
          }
        }
      }
    }
    assertThat(protectedHeaders).isPositive();
    assertThat(differences.withoutReason()).isEmpty();
  }

  /** The page for a browser names author, subject and date that were judged. */
  private static void compare(
      DoorMessage message, OpenedMail mail, String article, Differences differences) {
    for (String name : SHOWN) {
      String judged = mail.field(name).map(ProtectedField::text).orElse("");
      String cell = new Html().open("td").said(judged).close().toString();
      differences.add(message, "page " + name, true, judged.isEmpty() || article.contains(cell));
    }
  }

  private static List<String> inside(OpenedMail mail) {
    return SHOWN.stream()
        .flatMap(name -> mail.protectedField(name).stream())
        .map(
            field ->
                "%s: %s (%s; outside %s)"
                    .formatted(
                        field.name(),
                        field.text(),
                        word(field.protection()),
                        word(field.outside())))
        .map(line -> SafeText.line(line).toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  private static List<String> inside(String page) {
    return page.lines()
        .map(line -> line.strip().toLowerCase(Locale.ROOT))
        .filter(line -> line.matches("(from|date|subject): .*; outside [a-z ]+\\)"))
        .sorted()
        .toList();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void compare(
      DoorMessage message, OpenedMail mail, Json report, Differences differences)
      throws IOException {
    Judgement judged = Judgement.of(mail);
    List<Json> signers = new ArrayList<>();
    List<String> layers = new ArrayList<>();
    for (Json layer : report.get("layers").list()) {
      if (layer.get("coverage").text().equals("whole")) {
        layers.add(layer.get("kind").text());
        if (layer.get("kind").text().equals("signed")) {
          signers = layer.get("signers").list();
        }
      }
    }
    String outcome = report.get("outcome").text();
    List<String> worstFirst = List.of("broken", "untrusted", "unknown", "trusted");
    String verdict =
        switch (outcome) {
          case "not-smime" -> "none";
          case "opened", "partly-opened", "unproven" ->
              signers.stream()
                  .map(each -> each.get("verdict").text())
                  .min((a, b) -> worstFirst.indexOf(a) - worstFirst.indexOf(b))
                  .orElse("unsigned");
          default -> "failed";
        };
    differences.add(message, "outcome", judged.outcome(), outcome);
    differences.add(message, "verdict", judged.verdict(), verdict);
    if (!verdict.equals("failed")) {
      differences.add(message, "layers", judged.layers(), layers);
    }
    differences.add(
        message,
        "coverage",
        mail.layers().stream().map(CommandDoorTest::described).toList(),
        report.get("layers").list().stream().map(CommandDoorTest::described).toList());
    differences.add(message, "content", content(mail), text(report, "contentSha256"));
    if (report.names().contains("from")) {
      differences.add(message, "author", judged.authors(), first(report.get("from")));
      differences.add(message, "date", judged.dates(), first(report.get("date")));
    }
    differences.add(
        message,
        "inside",
        mail.headerScheme().isEmpty()
            ? List.of()
            : mail.protectedFields().stream()
                .map(
                    field ->
                        field.name() + " " + word(field.protection()) + " " + word(field.outside()))
                .toList(),
        report.names().contains("protectedHeader")
            ? report.get("protectedHeader").get("fields").list().stream()
                .map(
                    field ->
                        field.get("name").text()
                            + " "
                            + field.get("protection").text().replace('-', ' ')
                            + " "
                            + field.get("outside").text())
                .toList()
            : List.of());
  }

  /** What a layer covers, and who signed it with which verdict. */
  private static String described(Layer layer) {
    return Judgement.kind(layer)
        + (layer.isWhole() ? " whole" : " part")
        + layer.report().stream()
            .flatMap(report -> report.signers().stream())
            .map(signer -> " " + word(signer.state()) + " " + signer.addresses())
            .collect(Collectors.joining());
  }

  private static String described(Json layer) {
    return layer.get("kind").text()
        + " "
        + layer.get("coverage").text()
        + (layer.names().contains("signers")
            ? layer.get("signers").list().stream()
                .map(
                    signer ->
                        " "
                            + signer.get("verdict").text()
                            + " "
                            + signer.get("addresses").strings())
                .collect(Collectors.joining())
            : "");
  }

  private static String content(OpenedMail mail) throws IOException {
    boolean isShown =
        mail.failure().isEmpty()
            && mail.hasContent()
            && mail.layers().stream().anyMatch(Layer::isWhole);
    return isShown ? new HashedOctets(mail.unverifiedContent("it is compared")).sha256() : "";
  }

  private static String text(Json report, String name) {
    return report.get(name).isNull() ? "" : report.get(name).text();
  }

  private static List<String> first(Json values) {
    return values.strings().stream().limit(1).toList();
  }

  @Test
  void b25_whatVerifySaysOfEachMessage_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("verify");
    for (DoorMessage message : DoorMessage.sample(72)) {
      if (message.path().toString().endsWith(".msg") || message.name().contains(" ")) {
        continue;
      }
      List<String> options = new ArrayList<>(message.options(folder));
      Run run = Run.of("verify", "--json", options, message.path());
      try (OpenedMail mail = message.reader().open(message.path())) {
        differences.add(
            message,
            "trusted",
            Judgement.of(mail).verdict().equals("trusted"),
            run.status() == ExitStatus.DONE);
        if (!run.json().isEmpty()) {
          compare(message, mail, run.only(), differences);
        }
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  /** It is the content alone, as it was judged, and no mail in the place of the message. */
  @Test
  void b25_whatDecryptWrites_isTheContentOctetForOctet() throws Exception {
    Differences differences = new Differences("decrypt");
    int written = 0;
    for (DoorMessage message : DoorMessage.sample(72)) {
      Path out = folder.resolve("decrypted");
      Files.deleteIfExists(out);
      Run.of("decrypt", "--out", out, message.options(folder), message.path());
      if (Files.exists(out) && !message.path().toString().endsWith(".msg")) {
        written++;
        try (OpenedMail mail = message.reader().open(message.path())) {
          byte[] content = mail.unauthenticatedContent().bytes();
          byte[] found = Files.readAllBytes(out);
          differences.add(message, "octets", true, Arrays.equals(content, found));
        }
      }
    }
    assertThat(written).isGreaterThan(5);
    assertThat(differences.withoutReason()).isEmpty();
  }

  @Test
  void b25_whatTheFilterDelivers_showsNothingThatTheCoreDidNotVouchFor() throws Exception {
    Differences differences = new Differences("filter");
    try (MailPrograms programs = MailPrograms.start()) {
      for (DoorMessage each : DoorMessage.sample(48)) {
        DoorMessage message = each.asAServerReadsIt();
        if (!message.path().toString().endsWith(".eml")) {
          continue;
        }
        byte[] before = message.octets();
        Run run =
            Run.withInput(
                before,
                "decrypt",
                "--filter",
                "--authentication-results",
                IDENTIFIER,
                message.options(folder));
        differences.add(message, "status", ExitStatus.DONE, run.status());
        if (run.status() == ExitStatus.DONE) {
          written(message, before, run.out(), message.reader(), programs, differences);
        }
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  /**
   * @param reader of what was written
   */
  private static void written(
      DoorMessage message,
      byte[] before,
      byte[] written,
      MailReader reader,
      MailPrograms programs,
      Differences differences)
      throws IOException {
    try (OpenedMail opened = message.reader().decryptingErrant().open(message.path());
        OpenedMail again = reader.open(ByteSource.of(written))) {
      Judgement judged = Judgement.of(opened);
      Judgement after = Judgement.of(again);
      differences.add(message, "author after", judged.authors(), after.authors());
      differences.add(message, "subject after", judged.subjects(), after.subjects());
      differences.add(message, "date after", judged.dates(), after.dates());
      differences.add(
          message,
          "shown",
          List.of(),
          programs.strange(before, written, judged.header(), judged.subjects(), IDENTIFIER));
    }
  }

  /** A folder of messages, an mbox and a Maildir, each with its report and what it writes. */
  @Test
  void b25_whatAnArchiveReportsAndWrites_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("archive");
    Map<List<String>, List<DoorMessage>> groups = together(48);
    int number = 0;
    int written = 0;
    int encrypted = 0;
    try (MailPrograms programs = MailPrograms.start()) {
      for (Map.Entry<List<String>, List<DoorMessage>> group : groups.entrySet()) {
        List<DoorMessage> messages =
            group.getValue().stream()
                .filter(each -> each.path().toString().endsWith(".eml"))
                .toList();
        if (messages.isEmpty()) {
          continue;
        }
        Path here = Files.createDirectory(folder.resolve("group-" + number++));
        List<Path> sources =
            List.of(files(here, messages), mbox(here, messages), maildir(here, messages));
        for (Path source : sources) {
          Path job = here.resolve(source.getFileName() + "-job");
          Path plain = here.resolve(source.getFileName() + "-plain");
          Path again = here.resolve(source.getFileName() + "-again");
          Run run =
              Run.of(
                  "archive",
                  "--job",
                  job,
                  "--plaintext",
                  plain,
                  "--reencrypt-to",
                  Run.vector("pki/carol.pem"),
                  "--reencrypted",
                  again,
                  group.getKey(),
                  "--quiet",
                  source);
          assertThat(job.resolve("report.ndjson")).as(run.err()).exists();
          List<String> lines = ArchiveTest.sorted(job);
          assertThat(lines).hasSameSizeAs(messages);
          for (int i = 0; i < messages.size(); i++) {
            DoorMessage message = messages.get(i);
            MailReader reader = message.reader().decryptingErrant().restoring();
            try (OpenedMail mail = reader.open(message.path())) {
              compare(message, mail, Json.parse(lines.get(i)), differences);
            }
          }
          written += written(messages, 1, plain, false, programs, differences);
          encrypted += written(messages, 1, again, true, programs, differences);
        }
        Path plain = Files.createDirectory(here.resolve("in-place"));
        assertInPlace(maildir(plain, messages), List.of("plaintext"), group.getKey());
        written += written(messages, 0, plain.resolve("maildir/cur"), false, programs, differences);
        Path again = Files.createDirectory(here.resolve("in-place-again"));
        List<Object> to = List.of("reencrypted", "--reencrypt-to", Run.vector("pki/carol.pem"));
        assertInPlace(maildir(again, messages), to, group.getKey());
        encrypted +=
            written(messages, 0, again.resolve("maildir/cur"), true, programs, differences);
      }
    }
    System.out.println("archive wrote " + written + " plaintexts, " + encrypted + " envelopes");
    assertThat(written).isPositive();
    assertThat(encrypted).isPositive();
    assertThat(differences.withoutReason()).isEmpty();
  }

  private static void assertInPlace(Path maildir, List<Object> change, List<String> options) {
    Path job = maildir.resolveSibling("job");
    Run run = Run.of("archive", "--job", job, "--in-place", change, options, "--quiet", maildir);
    assertThat(job.resolve("report.ndjson")).as(run.err()).exists();
  }

  /**
   * Reads again what an archive wrote, and returns how many that are.
   *
   * @param first the number of the first message
   * @param isEncrypted whether it is encrypted, to Carol
   */
  private static int written(
      List<DoorMessage> messages,
      int first,
      Path written,
      boolean isEncrypted,
      MailPrograms programs,
      Differences differences)
      throws IOException {
    int count = 0;
    for (Map.Entry<String, Path> each : files(written).entrySet()) {
      DoorMessage message = messages.get(Integer.parseInt(each.getKey()) - first);
      byte[] before = message.octets();
      byte[] after = Files.readAllBytes(each.getValue());
      if (!Arrays.equals(before, after)) {
        count++;
        MailReader reader = message.reader().decryptingErrant();
        if (isEncrypted) {
          KeyHistory carol =
              KeyHistory.read(
                  PasswordSource.of(), Run.vector("pki/carol.key"), Run.vector("pki/carol.pem"));
          reader =
              MailReader.with(
                  Decryptor.with(carol).under(message.algorithms()), message.verifier());
        }
        written(message, before, after, reader, programs, differences);
      }
    }
    return count;
  }

  /** Outlook keeps each message in a PST file, readpst makes a tree of it, the archive restores. */
  @Test
  void b25_whatAnArchiveSaysOfATreeOfReadpst_isWhatTheCoreSaysOfTheMessages() throws Exception {
    Differences differences = new Differences("readpst");
    int number = 0;
    int trusted = 0;
    for (Map.Entry<List<String>, List<DoorMessage>> group : together(48).entrySet()) {
      Path here = Files.createDirectory(folder.resolve("pst-" + number++));
      Map<String, DoorMessage> kept = new TreeMap<>();
      for (DoorMessage message : group.getValue()) {
        String name = "%05d".formatted(kept.size());
        Optional<PstFile> pst = pst(message);
        if (pst.isPresent()) {
          Path file = Files.write(here.resolve(name + ".pst"), pst.get().bytes());
          Path out = Files.createDirectories(here.resolve("tree/" + name));
          Program.text(here, "readpst", "-e", "-D", "-o", out.toString(), file.toString());
          kept.put(name, message);
        }
      }
      if (kept.isEmpty()) {
        continue;
      }
      Path job = here.resolve("job");
      Run run = Run.of("archive", "--job", job, group.getKey(), "--quiet", here.resolve("tree"));
      List<String> lines = Files.readAllLines(job.resolve("report.ndjson"));
      assertThat(lines).as(run.err()).hasSameSizeAs(kept.keySet());
      for (String line : lines) {
        Json report = Json.parse(line);
        String file = report.get("file").text();
        DoorMessage message = kept.get(file.replaceFirst("^.*?([0-9]{5})/.*$", "$1"));
        Judgement sent = judged(message.reader(), message);
        MailReader reader = message.reader().decryptingErrant().restoring();
        try (OpenedMail mail = reader.open(here.resolve("tree").resolve(file))) {
          Judgement judged = Judgement.of(mail);
          trusted += judged.verdict().equals("trusted") ? 1 : 0;
          compare(message, mail, report, differences);
          differences.add(message, "restored", sent.layers(), judged.layers());
          differences.add(message, "sent", sent.verdict(), judged.verdict());
        }
      }
    }
    assertThat(trusted).isPositive();
    assertThat(differences.withoutReason()).isEmpty();
  }

  /** What Outlook keeps of it; nothing of what is no S/MIME mail, or too long for such a file. */
  private static Optional<PstFile> pst(DoorMessage message) throws IOException {
    String text = new String(message.octets(), StandardCharsets.ISO_8859_1);
    if (!message.path().toString().endsWith(".eml")) {
      return Optional.empty();
    }
    MailPart root;
    byte[] body;
    try {
      root = MailReader.structure(ByteSource.of(message.octets()));
      body = root.unverifiedContent("Outlook keeps it decoded").bytes();
    } catch (SmimeException e) {
      return Optional.empty();
    }
    boolean isClear = root.type().equals("multipart/signed");
    int end = text.indexOf("\r\n\r\n");
    if (end < 0
        || Pattern.compile("(?<!\r)\n").matcher(text).find()
        || end > 2_000
        || text.length() > 8_000
        || !(isClear || root.type().matches("application/(x-)?pkcs7-mime"))) {
      return Optional.empty();
    }
    String header =
        new String(
            text.substring(0, end + 2).getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    if (header.indexOf(NOT_UTF_8) >= 0) {
      return Optional.empty();
    }
    if (isClear) {
      String ofContent =
          Stream.of(header.split("\r\n(?![ \t])"))
              .filter(field -> field.toLowerCase(Locale.ROOT).startsWith("content-"))
              .collect(Collectors.joining("\r\n"));
      body =
          (ofContent + "\r\n\r\n" + text.substring(end + 4)).getBytes(StandardCharsets.ISO_8859_1);
    }
    return Optional.of(
        new PstFile()
            .with(
                header,
                isClear ? "IPM.Note.SMIME.MultipartSigned" : "IPM.Note.SMIME",
                isClear ? "multipart/signed" : "application/pkcs7-mime",
                body));
  }

  private static Map<String, Path> files(Path plain) throws IOException {
    try (Stream<Path> files = Files.walk(plain)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replaceFirst("^0*([0-9]+).*$", "$1"),
                  file -> file,
                  (one, other) -> one,
                  TreeMap::new));
    }
  }

  private static Path files(Path here, List<DoorMessage> messages) throws IOException {
    Path source = Files.createDirectory(here.resolve("folder"));
    for (int i = 0; i < messages.size(); i++) {
      Files.write(source.resolve("%05d.eml".formatted(i)), messages.get(i).octets());
    }
    return source;
  }

  private static Path mbox(Path here, List<DoorMessage> messages) throws IOException {
    ByteArrayOutputStream mbox = new ByteArrayOutputStream();
    for (DoorMessage message : messages) {
      mbox.writeBytes(
          "From x@example.org Thu Jan  1 00:00:00 2026\n".getBytes(StandardCharsets.US_ASCII));
      mbox.writeBytes(
          new String(message.octets(), StandardCharsets.ISO_8859_1)
              .replaceAll("(?m)^(>*From )", ">$1")
              .getBytes(StandardCharsets.ISO_8859_1));
      mbox.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    }
    return Files.write(here.resolve("all.mbox"), mbox.toByteArray());
  }

  private static Path maildir(Path here, List<DoorMessage> messages) throws IOException {
    Path source = here.resolve("maildir");
    for (String each : List.of("cur", "new", "tmp")) {
      Files.createDirectories(source.resolve(each));
    }
    for (int i = 0; i < messages.size(); i++) {
      Files.write(source.resolve("cur/%05d.x:2,S".formatted(i)), messages.get(i).octets());
    }
    return source;
  }
}
