package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The files of {@code docs/servers.md} in Debian's Postfix, with {@code smime.jar}, a directory of
 * recipients and Dovecot's mailboxes. Messages leave for people with and without certificates and
 * come in from outside, while the directory, the keys, the disk, the filter and Postfix itself fail
 * for a while. Each message arrives once, and none in clear that was to be encrypted; {@code
 * openssl cms} opens what was sent. A whole run ({@code -Pthorough -Dsamples=1000}) sends 2,000
 * messages.
 */
@Tag("thorough")
class PostfixFilterIT {

  private static final int MESSAGES = 40 * Math.max(1, Integer.getInteger("samples", 1) / 20);

  /** So many are sent at once. */
  private static final int BATCH = Math.max(1, MESSAGES / 8);

  /** People outside who have a certificate. */
  private static final int PARTNERS = 4;

  private static final String APPLICATION = "shop@corp.example";
  private static final String INSIDE = "inside@corp.example";
  private static final String OUTSIDE = "partner0@partner.example";
  private static final String OLD = "old@partner.example";
  private static final String NOBODY = "nobody@partner.example";
  private static final String STRANGER = "stranger@outside.example";
  private static final String MARK = "for-your-eyes-only";
  private static final String FORGED = "Authentication-Results: mx.example.org; smime=pass\r\n";

  private Path folder;
  private MailServer mail;
  private DirectoryServer directory;
  private int submission;
  private int smtp;
  private boolean hasDisk;

  @BeforeEach
  void start() throws Exception {
    // Outside the build directory: the servers' users need access, and a socket's path is short.
    folder = Files.createTempDirectory("filter");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path program = Files.createDirectories(folder.resolve("home/bin"));
    Files.copy(Path.of("src/dist/bin/smime"), program.resolve("smime"));
    Files.createDirectory(folder.resolve("home/lib"));
    Files.copy(Path.of("target/smime.jar"), folder.resolve("home/lib/smime.jar"));
    mail = MailServer.start(folder);
    people();
    for (String owned : List.of("spool", "cache")) {
      Program.text(
          folder, "install", "-d", "-o", "nobody", "-m", "700", folder.resolve(owned).toString());
    }
    String spool = folder.resolve("spool").toString();
    String options = "size=2m,mode=700,uid=" + Program.text(folder, "id", "-u", "nobody").strip();
    hasDisk =
        Program.run(folder, "mount", "-t", "tmpfs", "-o", options, "tmpfs", spool).status() == 0;
    submission = MailServer.freePort();
    smtp = MailServer.freePort();
    configure();
    mail.postfix("start");
  }

  @AfterEach
  void stop() throws Exception {
    if (hasDisk) {
      Program.run(folder, "umount", folder.resolve("spool").toString());
    }
    if (directory != null) {
      directory.close();
    }
    if (mail == null) {
      MailServer.delete(folder);
    } else {
      mail.close();
    }
  }

  /** The keys of both sides, for the filter and for OpenSSL. */
  private void people() throws Exception {
    Path etc = Files.createDirectory(folder.resolve("etc"));
    Path keys = Files.createDirectory(etc.resolve("keys"));
    Path roots = Files.createDirectory(etc.resolve("roots"));
    Path partners = Files.createDirectory(etc.resolve("partners"));
    Company own = new Company();
    Company other = new Company();
    Company servers = new Company();
    Files.writeString(folder.resolve("own.pem"), Company.certificate(own.root()));
    Files.writeString(roots.resolve("other.pem"), Company.certificate(other.root()));
    Files.writeString(partners.resolve("other.pem"), Company.certificate(other.root()));
    Files.writeString(etc.resolve("server.pem"), Company.certificate(servers.root()));
    Company.write(
        etc.resolve("sign.pem"), own.issue("CN=Shop", 2024, 2038, Company.BOTH, APPLICATION));
    Path inside =
        Company.write(
            folder.resolve("inside.pem"), own.issue("CN=Inside", 2024, 2038, Company.BOTH, INSIDE));
    Files.copy(inside, keys.resolve("inside.pem"));
    Company.write(
        folder.resolve("stranger.pem"), own.issue("CN=X", 2024, 2038, Company.BOTH, "x@x.example"));
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < PARTNERS; i++) {
      Company.Issued issued = other.issue("CN=P" + i, 2024, 2038, Company.BOTH, partner(i));
      Company.write(folder.resolve(partner(i)), issued);
      entries.append(
          DirectoryServer.person("p" + i, partner(i), issued.certificate().getEncoded()));
    }
    Company.Issued old = other.issue("CN=Old", 2015, 2018, Company.BOTH, OLD);
    entries.append(DirectoryServer.person("old", OLD, old.certificate().getEncoded()));
    directory =
        DirectoryServer.start(
            Files.createDirectory(folder.resolve("slapd")),
            servers.issue("CN=localhost", 2024, 2038, Company.BOTH),
            entries.toString());
  }

  private static String partner(int i) {
    return "partner" + i + "@partner.example";
  }

  /** The files of the page, with the places of this test. */
  private void configure() throws Exception {
    String page =
        Files.readString(Run.VECTORS.resolveSibling("docs/servers.md"))
            .replaceFirst("(?s)^.*\n## Postfix\n", "");
    List<String> blocks = new ArrayList<>();
    Matcher block = Pattern.compile("(?s)\n```\\w*\n(.*?)\n```\n").matcher(page);
    while (block.find()) {
      blocks.add(block.group(1) + "\n");
    }
    String java = "export JAVA_HOME=" + System.getProperty("java.home") + "\n";
    Path filter = folder.resolve("smime-filter");
    String script = Files.readString(Path.of("src/dist/bin/smime-filter"));
    Files.writeString(filter, placed(script).replace("umask 077\n", "umask 077\n" + java));
    Files.setPosixFilePermissions(filter, PosixFilePermissions.fromString("rwxr-xr-x"));
    mail.configure(
        "main.cf",
        placed(blocks.get(0))
            + "minimal_backoff_time = 3s\nmaximal_backoff_time = 6s\nqueue_run_delay = 3s\n");
    mail.configure(
        "master.cf",
        placed(blocks.get(1))
            + "127.0.0.1:%d inet n - n - - smtpd\n  -o content_filter=smime-out:\n"
                .formatted(submission)
            + "127.0.0.1:%d inet n - n - - smtpd\n  -o content_filter=smime-in:\n".formatted(smtp)
            + "pickup unix n - n 60 1 pickup\n");
  }

  private String placed(String text) {
    String placed =
        text.replace("/var/spool/smime", folder + "/spool")
            .replace("/var/cache/smime", folder + "/cache")
            .replace("/usr/share/smime4j/bin/smime-filter", folder + "/smime-filter")
            .replace("/etc/smime", folder + "/etc")
            .replace(":/usr/local/bin", "")
            .replace("  smime ", "  " + folder + "/home/bin/smime ")
            .replace(
                "--certificates=" + folder + "/etc/recipients",
                "--directory-trust="
                    + folder
                    + "/etc/server.pem --directory="
                    + directory.ldaps("localhost"))
            .replace("user=smime", "user=nobody");
    assertThat(placed).doesNotContain("/var/", "/usr/local", "/etc/smime", "--certificates");
    return placed;
  }

  /** What is expected of one message at one address. */
  private record Arrival(String id, String address) {}

  @Test
  void eachMessageArrivesOnce_andNoneInClear_whileEverythingFailsForAWhile() throws Exception {
    Sender batch = new Sender();
    Map<String, Integer> failures = new TreeMap<>();
    batch.run();
    fail(failures, "directory", directory::close, batch, directory::startAgain);
    Path keys = folder.resolve("etc/keys");
    Path away = folder.resolve("etc/away");
    fail(failures, "keys", () -> Files.move(keys, away), batch, () -> Files.move(away, keys));
    Path spool = folder.resolve("spool");
    if (hasDisk) {
      Path filler = spool.resolve("filler");
      // Each filter that ends deletes its file: the disk is filled again.
      fail(
          failures,
          "full disk",
          () -> fill(filler),
          batch,
          () -> fill(filler),
          () -> Files.delete(filler));
    }
    fail(
        failures,
        "disk without access",
        () -> permit(spool, "---------"),
        batch,
        () -> permit(spool, "rwx------"));
    batch.run();
    failures.put("killed filters", filters(1 + BATCH / 3, ProcessHandle::destroyForcibly));
    batch.run();
    assertThat(filters(1, ProcessHandle::isAlive)).as("filters that run").isPositive();
    mail.postfix("stop");
    Thread.sleep(2_000);
    mail.postfix("start");
    batch.run();
    await(() -> mail.queued() == 0, "messages stay in the queue");

    Map<Arrival, Integer> sealed = sealed();
    assertThat(sealed.keySet()).as("sealed").isEqualTo(batch.sealed);
    Map<Arrival, Integer> returned = returned();
    assertThat(returned.keySet()).as("returned").isEqualTo(batch.returned);
    Map<Arrival, Integer> incoming = incoming(batch);
    assertThat(incoming).as("incoming").hasSameSizeAs(batch.verdicts);
    // Nobody outside hears of anything.
    assertThat(mail.mailbox(STRANGER)).isEmpty();
    int doubled =
        Stream.of(sealed, returned, incoming)
            .flatMap(each -> each.values().stream())
            .mapToInt(count -> count - 1)
            .sum();
    System.out.printf(
        "%d messages: %d sealed, %d returned, %d incoming, none lost, none in clear, %d doubled;"
            + " deliveries that failed: %s%n",
        batch.sent, sealed.size(), returned.size(), incoming.size(), doubled, failures);
    // As many filters ran when Postfix was stopped.
    assertThat(doubled).isLessThanOrEqualTo(4);
    failures.forEach((name, count) -> assertThat(count).as(name).isPositive());
  }

  /** What arrived outside, all of it sealed, and how often. */
  private Map<Arrival, Integer> sealed() throws Exception {
    List<String> addresses = new ArrayList<>(List.of(NOBODY, OLD));
    for (int i = 0; i < PARTNERS; i++) {
      addresses.add(partner(i));
    }
    Map<Arrival, Integer> sealed = new HashMap<>();
    for (String address : addresses) {
      for (Path file : mail.mailbox(address)) {
        String message = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(message).as("in clear").doesNotContain(MARK);
        sealed.merge(new Arrival(opened(file, message, address), address), 1, Integer::sum);
      }
    }
    return sealed;
  }

  /** What came back to the application, and how often. */
  private Map<Arrival, Integer> returned() throws IOException {
    Map<Arrival, Integer> returned = new HashMap<>();
    for (Path file : mail.mailbox(APPLICATION)) {
      String message = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertThat(message).contains("Diagnostic-Code: x-unix; smime: RECIPIENT_CERTIFICATE");
      Arrival arrival =
          new Arrival(
              found("(?m)^Subject: (out-\\d+)", message),
              found("(?m)^Final-Recipient: rfc822; (\\S+)", message));
      returned.merge(arrival, 1, Integer::sum);
    }
    return returned;
  }

  /** What arrived inside, with the verdict that it must have, and how often. */
  private Map<Arrival, Integer> incoming(Sender batch) throws IOException {
    Map<Arrival, Integer> incoming = new HashMap<>();
    Pattern result =
        Pattern.compile("(?m)^Authentication-Results: mx.example.org;\\s+smime=(\\w+)");
    for (Path file : mail.mailbox(INSIDE)) {
      String message = Files.readString(file, StandardCharsets.ISO_8859_1);
      String id = found("(?m)^Subject: (in-\\d+)", message);
      incoming.merge(new Arrival(id, INSIDE), 1, Integer::sum);
      assertThat(result.matcher(message).results().map(each -> each.group(1)))
          .as(message)
          .containsExactly(batch.verdicts.get(id));
      String body = batch.unchanged.get(id);
      if (body == null) {
        assertThat(message).contains(MARK + " " + id);
      } else {
        assertThat(message.replace("\n", "\r\n")).endsWith(body);
      }
    }
    return incoming;
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return matcher.group(1);
  }

  /** Sends a part of the messages: every other one leaves, and every other one comes in. */
  private final class Sender implements Action {
    private final Set<Arrival> sealed = new HashSet<>();
    private final Set<Arrival> returned = new HashSet<>();

    /** The verdict on each message from outside. */
    private final Map<String, String> verdicts = new HashMap<>();

    /** The bodies of those that are delivered as they came. */
    private final Map<String, String> unchanged = new HashMap<>();

    private int sent;

    @Override
    public void run() throws IOException {
      for (int i = 0; i < BATCH; i++, sent++) {
        if (sent % 2 == 0) {
          sendOut(sent / 2);
        } else {
          sendIn(sent / 2);
        }
      }
    }

    /** One that an application sends: to one or several people, some of whom are not reached. */
    private void sendOut(int i) throws IOException {
      String id = "out-" + i;
      List<String> to = new ArrayList<>(List.of(partner(i % PARTNERS)));
      switch (i % 8) {
        case 5 -> to.addAll(List.of(partner((i + 1) % PARTNERS), partner((i + 2) % PARTNERS)));
        case 6 -> to.add(NOBODY);
        case 7 -> to.set(0, OLD);
        default -> {}
      }
      for (String each : to) {
        (List.of(NOBODY, OLD).contains(each) ? returned : sealed).add(new Arrival(id, each));
      }
      // The last of several gets a blind copy.
      List<String> named = to.size() > 1 ? to.subList(0, to.size() - 1) : to;
      String message = mail(APPLICATION, String.join(", ", named), id, "");
      MailServer.send(submission, APPLICATION, to, message);
    }

    /** One from outside: for the key here, for another one, broken, or not encrypted. */
    private void sendIn(int i) throws IOException {
      String id = "in-" + i;
      String message = mail(OUTSIDE, INSIDE, id, i % 2 == 0 ? FORGED : "");
      if (i % 6 != 5) {
        Run run =
            Run.withInput(
                message.getBytes(StandardCharsets.US_ASCII),
                "seal",
                "--key",
                folder.resolve(OUTSIDE),
                "--to",
                folder.resolve(i % 6 == 3 ? "stranger.pem" : "inside.pem"),
                "--cipher",
                i % 6 < 3 ? "aes256-cbc" : "aes256-gcm",
                "--unvalidated",
                "a test");
        assertThat(run.status()).as(run.err()).isZero();
        message = i % 6 == 4 ? broken(run.text()) : run.text();
      }
      verdicts.put(id, i % 6 < 3 ? "pass" : i % 6 == 5 ? "none" : "neutral");
      if (i % 6 > 2) {
        unchanged.put(id, message.substring(message.indexOf("\r\n\r\n")));
      }
      MailServer.send(smtp, i % 4 == 1 ? "" : STRANGER, List.of(INSIDE), message);
    }
  }

  private static String mail(String from, String to, String id, String more) {
    return more
        + "From: "
        + from
        + "\r\nTo: "
        + to
        + "\r\nSubject: "
        + id
        + "\r\nDate: "
        + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
        + "\r\nMessage-ID: <"
        + id
        + "@test.example>\r\n\r\n"
        + MARK
        + " "
        + id
        + "\r\n.\r\n..\r\nFrom here on\r\n";
  }

  /** The same with another octet in its middle, which is ciphertext. */
  private static String broken(String mail) {
    int body = mail.indexOf("\r\n\r\n") + 4;
    byte[] cms = Base64.getMimeDecoder().decode(mail.substring(body));
    cms[cms.length / 2] ^= 1;
    return mail.substring(0, body) + Base64.getMimeEncoder().encodeToString(cms) + "\r\n";
  }

  /** Opens and verifies by OpenSSL what arrived, and returns which message it is. */
  private String opened(Path file, String message, String address) throws Exception {
    assertThat(message).contains("Content-Type: application/pkcs7-mime");
    Path inner = folder.resolve("inner.eml");
    String key = folder.resolve(address).toString();
    Program.text(
        folder,
        "openssl",
        "cms",
        "-decrypt",
        "-in",
        file.toString(),
        "-inkey",
        key,
        "-recip",
        key,
        "-out",
        inner.toString());
    String text =
        Program.text(
            folder,
            "openssl",
            "cms",
            "-verify",
            "-in",
            inner.toString(),
            "-CAfile",
            folder.resolve("own.pem").toString());
    String structure =
        Program.text(folder, "openssl", "cms", "-cmsout", "-print", "-in", file.toString());
    assertThat(Pattern.compile("d\\.(kari|ktri)").matcher(structure).results()).hasSize(1);
    String id = found("(?m)^Subject: (out-\\d+)", message);
    assertThat(text).contains(MARK + " " + id + "\r\n");
    return id;
  }

  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  private void fail(
      Map<String, Integer> failures, String what, Action broken, Action sends, Action repaired)
      throws Exception {
    fail(failures, what, broken, sends, () -> {}, repaired);
  }

  /** Breaks something, sends messages until some deliveries have failed, and repairs it. */
  private void fail(
      Map<String, Integer> failures,
      String what,
      Action broken,
      Action sends,
      Action keptBroken,
      Action repaired)
      throws Exception {
    int before = mail.log("status=deferred").size();
    broken.run();
    try {
      sends.run();
      await(
          () -> {
            keptBroken.run();
            return mail.log("status=deferred").size() > before + BATCH / 4;
          },
          what);
    } finally {
      repaired.run();
    }
    failures.put(what, mail.log("status=deferred").size() - before);
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(Condition condition, String what) throws Exception {
    long end = System.nanoTime() + (300 + 5L * MESSAGES) * 1_000_000_000L;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + ": " + String.join("\n", mail.log("smime-")));
      }
      Thread.sleep(200);
    }
  }

  private static void fill(Path file) throws IOException {
    try (var out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      // It is full.
    }
  }

  private static void permit(Path directory, String permissions) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
  }

  /** Does something to so many programs that are filtering, as they come; returns how many. */
  private int filters(int most, Predicate<ProcessHandle> done) throws Exception {
    String jar = folder.resolve("home/lib/smime.jar").toString();
    int count = 0;
    while (count < most && mail.queued() > 0) {
      for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
        if (each.info().commandLine().filter(line -> line.contains(jar)).isPresent()) {
          count += done.test(each) ? 1 : 0;
        }
      }
      Thread.sleep(50);
    }
    return count;
  }
}
