package org.smime4j.world;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.jspecify.annotations.Nullable;
import org.smime4j.testing.Outside;

/** All readers, started once for all messages. */
final class Readers implements Closeable {

  /** Debian's: it has the introspection of GMime beside it. */
  private static final String PYTHON = "/usr/bin/python3";

  /** A slow reader reads one message of so many, and of those made for a habit four times more. */
  private static final int SLOW = 8;

  /** A reader with the one thread that asks it: batches wait for each other. */
  private record Asked(MailReader reader, int every, ExecutorService thread) {

    boolean reads(int number, Share share) {
      return switch (share) {
        case ALL -> true;
        case MADE_FOR_A_HABIT -> number % Math.max(1, every / 4) == 0;
        case USUAL -> number % every == 0;
      };
    }
  }

  /** How many of the readers read a message. */
  enum Share {
    ALL,
    MADE_FOR_A_HABIT,
    USUAL
  }

  private final List<Asked> readers = new ArrayList<>();
  private final Map<String, Long> nanos = new ConcurrentHashMap<>();

  static Readers start() throws IOException, InterruptedException {
    Outside.needs(PYTHON, "-c", "import gi; gi.require_version('GMime', '3.0')");
    Outside.needs(PYTHON, "-c", "import gi; gi.require_version('Camel', '1.2')");
    Outside.needs(Files.isExecutable(Path.of("/usr/lib/dovecot/imap")), "Dovecot's imap");
    Outside.needs("ruby", "-e", "require 'mail'");
    Outside.needs("perl", "-e", "use MIME::Parser; use Mail::Address; use Date::Parse");
    Outside.needs("emacs", "--version");
    Outside.needs("node", "--version");
    Outside.needs("go", "version");
    for (String program : List.of("mutt", "neomutt", "tic", "thunderbird")) {
      Outside.needsProgram(program);
    }
    Outside.needsProgram("unzip");
    Path tests = Outside.root().resolve("smime-core/src/test");
    Path node = tests.resolve("node/world");
    Path python = tests.resolve("python/world");
    Outside.needs(
        Files.isDirectory(node.resolve("../node_modules/postal-mime")),
        "what npm installs (npm ci --prefix smime-core/src/test/node)");
    Path target = Outside.root().resolve("smime-core/target/world");
    Files.createDirectories(target);
    Readers started = new Readers();
    started.add(new AngusReader());
    started.add(new Mime4jReader());
    started.add(new ProcessReader(" (compat32)", python, PYTHON, "email_reader.py", "compat32"));
    started.add(
        new ProcessReader(" (default)", python, PYTHON, "email_reader.py", "default"), SLOW);
    started.add(new ProcessReader("", python, PYTHON, "gmime_reader.py"));
    started.add(new ProcessReader("", python, PYTHON, "camel_reader.py"));
    started.add(new ProcessReader("", python, PYTHON, "dovecot_reader.py"), SLOW);
    for (String program : List.of("mutt", "neomutt")) {
      started.add(new ProcessReader("", python, PYTHON, "mutt_reader.py", program), 2 * SLOW);
    }
    started.add(new ProcessReader("", tests, "ruby", "ruby/world/reader.rb"), SLOW);
    started.add(new ProcessReader("", tests, "perl", "perl/world/reader.pl"), SLOW);
    started.add(
        ProcessReader.ofLines(tests, "emacs", "-Q", "--batch", "-l", "emacs/world/reader.el"),
        SLOW);
    started.add(new ProcessReader("", tests, go(tests.resolve("go/world/main.go"), target)));
    started.add(new ProcessReader("", node, "node", "serve.mjs", "mailparser"), SLOW);
    started.add(new ProcessReader("", node, "node", "serve.mjs", "postal-mime"));
    started.add(new ProcessReader("", node, "node", "serve.mjs", "jsmime"));
    started.add(Thunderbird.start(tests.resolve("thunderbird/world"), target), SLOW);
    return started;
  }

  private void add(MailReader reader) {
    add(reader, 1);
  }

  private void add(MailReader reader, int every) {
    readers.add(new Asked(reader, every, Executors.newSingleThreadExecutor()));
  }

  /** Builds the reader in Go out of its one file; nothing is fetched. */
  private static String go(Path source, Path target) throws IOException, InterruptedException {
    Path program = target.resolve("go-reader");
    ProcessBuilder build =
        new ProcessBuilder("go", "build", "-o", program.toString(), source.toString()).inheritIO();
    build
        .environment()
        .putAll(Map.of("GOTOOLCHAIN", "local", "GOPROXY", "off", "GO111MODULE", "off"));
    Process process = build.start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError("go build of " + source + " failed");
    }
    return program.toString();
  }

  List<String> names() {
    return readers.stream().map(each -> each.reader().name()).toList();
  }

  /**
   * What each reader says of each message: for each message, the readings by the readers' names.
   *
   * @param shares for each of them, whether slow readers read it too
   */
  CompletableFuture<List<Map<String, Reading>>> read(List<byte[]> messages, List<Share> shares) {
    List<Map<String, Reading>> byMessage =
        messages.stream()
            .map(each -> Collections.synchronizedMap(new TreeMap<String, Reading>()))
            .collect(Collectors.toList());
    return CompletableFuture.allOf(
            readers.stream()
                .map(
                    each ->
                        CompletableFuture.runAsync(
                            () -> read(each, messages, shares, byMessage), each.thread()))
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> byMessage);
  }

  private void read(
      Asked asked,
      List<byte[]> messages,
      List<Share> shares,
      List<Map<String, Reading>> byMessage) {
    int[] chosen =
        IntStream.range(0, messages.size()).filter(i -> asked.reads(i, shares.get(i))).toArray();
    long began = System.nanoTime();
    List<Reading> readings =
        asked.reader().read(Arrays.stream(chosen).mapToObj(messages::get).toList());
    nanos.merge(asked.reader().name(), System.nanoTime() - began, Long::sum);
    for (int i = 0; i < chosen.length; i++) {
      byMessage.get(chosen[i]).put(asked.reader().name(), readings.get(i));
    }
  }

  /** The seconds that each reader took. */
  Map<String, Long> seconds() {
    Map<String, Long> seconds = new TreeMap<>();
    nanos.forEach((reader, each) -> seconds.put(reader, each / 1_000_000_000));
    return seconds;
  }

  @Override
  public void close() {
    for (Asked each : readers) {
      each.thread().shutdownNow();
      each.reader().close();
    }
  }

  /** Jakarta Mail, as Eclipse Angus implements it. */
  private static final class AngusReader implements MailReader {

    @Override
    public String name() {
      return "Angus Mail "
          + Jars.version("angus-mail", "org/eclipse/angus/mail/smtp/SMTPTransport.class");
    }

    @Override
    public List<Reading> read(List<byte[]> messages) {
      return messages.stream().map(AngusReader::read).toList();
    }

    private static Reading read(byte[] octets) {
      try {
        MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(octets));
        Map<String, List<String>> said = new HashMap<>();
        for (String what : List.of("authors", "dates", "subjects", "shown", "names", "other")) {
          said.put(what, new ArrayList<>());
        }
        Address[] from = message.getFrom();
        for (Address each : from == null ? new Address[0] : from) {
          said.get("authors").addAll(addresses((InternetAddress) each));
        }
        if (message.getSubject() != null) {
          said.get("subjects").add(message.getSubject());
        }
        if (message.getSentDate() != null) {
          said.get("dates").add(String.valueOf(message.getSentDate().getTime() / 1000));
        }
        walk(message, said);
        return Reading.of(said, "");
      } catch (MessagingException | IOException | RuntimeException e) {
        return Reading.refusal(e);
      }
    }

    private static List<String> addresses(InternetAddress address) throws MessagingException {
      InternetAddress[] members = address.isGroup() ? address.getGroup(false) : null;
      List<String> addresses = new ArrayList<>();
      for (InternetAddress each : members == null ? new InternetAddress[] {address} : members) {
        addresses.add(each.getAddress() == null ? String.valueOf(each) : each.getAddress());
      }
      return addresses;
    }

    private static void walk(Part part, Map<String, List<String>> said)
        throws MessagingException, IOException {
      if (part.isMimeType("multipart/*") || part.isMimeType("message/rfc822")) {
        Object content = part.getContent();
        if (content instanceof Multipart parts) {
          for (int i = 0; i < parts.getCount(); i++) {
            walk(parts.getBodyPart(i), said);
          }
          return;
        }
        if (content instanceof Part inner) {
          walk(inner, said);
          return;
        }
      }
      if (part.getFileName() != null) {
        said.get("names").add(part.getFileName());
      }
      if (part.isMimeType("text/*") && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
        said.get("shown").add(text(part));
      } else {
        try (InputStream in = part.getInputStream()) {
          said.get("other")
              .add(
                  Digests.of(
                      part.getContentType().replaceAll("\\s*;(?s:.*)", ""), in.readAllBytes()));
        }
      }
    }

    private static String text(Part part) throws MessagingException, IOException {
      try {
        if (part.getContent() instanceof String text) {
          return text;
        }
      } catch (UnsupportedEncodingException e) {
        // which it says of an unknown charset; its octets can be shown all the same
      }
      try (InputStream in = part.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      }
    }
  }

  /** Apache James mime4j. */
  private static final class Mime4jReader implements MailReader {

    @Override
    public String name() {
      return "Apache James mime4j "
          + Jars.version("apache-mime4j-dom", "org/apache/james/mime4j/dom/Message.class");
    }

    @Override
    public List<Reading> read(List<byte[]> messages) {
      return messages.stream().map(Mime4jReader::read).toList();
    }

    private static Reading read(byte[] octets) {
      Map<String, List<String>> said = new HashMap<>();
      try {
        Message message =
            new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(octets));
        if (message.getFrom() != null) {
          for (Mailbox each : message.getFrom()) {
            add(said, "authors", each.getAddress());
          }
        }
        add(said, "subjects", message.getSubject());
        if (message.getDate() != null) {
          add(said, "dates", String.valueOf(message.getDate().getTime() / 1000));
        }
        walk(message, said);
        return Reading.of(said, "");
      } catch (IOException | RuntimeException e) {
        return Reading.refusal(e);
      }
    }

    private static void add(Map<String, List<String>> said, String what, @Nullable String text) {
      if (text != null) {
        said.computeIfAbsent(what, each -> new ArrayList<>()).add(text);
      }
    }

    private static void walk(Entity entity, Map<String, List<String>> said) throws IOException {
      Body body = entity.getBody();
      if (body instanceof org.apache.james.mime4j.dom.Multipart parts) {
        for (Entity part : parts.getBodyParts()) {
          walk(part, said);
        }
        return;
      }
      if (body instanceof Message inner) {
        walk(inner, said);
        return;
      }
      add(said, "names", entity.getFilename());
      if (body instanceof TextBody text
          && !"attachment".equalsIgnoreCase(entity.getDispositionType())) {
        try (Reader reader = text.getReader()) {
          StringBuilder all = new StringBuilder();
          char[] some = new char[4096];
          for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
            all.append(some, 0, count);
          }
          add(said, "shown", all.toString());
        }
      } else if (body instanceof BinaryBody || body instanceof TextBody) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((SingleBody) body).writeTo(out);
        add(said, "other", Digests.of(entity.getMimeType(), out.toByteArray()));
      }
    }
  }

  /** Versions of libraries by the names of their files, where they do not say it themselves. */
  private static final class Jars {

    private Jars() {}

    static String version(String name, String oneOfItsClasses) {
      URL found = Jars.class.getClassLoader().getResource(oneOfItsClasses);
      return String.valueOf(found).replaceAll(".*/" + name + "-([^/]*)\\.jar!.*", "$1");
    }
  }

  /**
   * Thunderbird without a window: an extension asks its own converter of messages to HTML for what
   * its message pane would show. The profile is new, has no account, and reaches no network.
   */
  static final class Thunderbird {

    private static final String PREFERENCES =
        """
        user_pref("xpinstall.signatures.required", false);
        user_pref("extensions.autoDisableScopes", 0);
        user_pref("extensions.startupScanScopes", 15);
        user_pref("extensions.experiments.enabled", true);
        user_pref("mail.provider.suppress_dialog_on_startup", true);
        user_pref("mailnews.start_page.enabled", false);
        user_pref("app.update.enabled", false);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("network.proxy.type", 1);
        user_pref("network.proxy.http", "127.0.0.1");
        user_pref("network.proxy.http_port", 9);
        user_pref("network.proxy.ssl", "127.0.0.1");
        user_pref("network.proxy.ssl_port", 9);
        """;

    private Thunderbird() {}

    static ProcessReader start(Path extension, Path target) throws IOException {
      Path profile = Files.createTempDirectory(target, "thunderbird");
      Files.writeString(profile.resolve("user.js"), PREFERENCES);
      Path extensions = Files.createDirectory(profile.resolve("extensions"));
      try (OutputStream out = Files.newOutputStream(extensions.resolve("world@smime4j.test.xpi"));
          ZipOutputStream archive = new ZipOutputStream(out);
          DirectoryStream<Path> files = Files.newDirectoryStream(extension)) {
        for (Path file : files) {
          archive.putNextEntry(new ZipEntry(file.getFileName().toString()));
          Files.copy(file, archive);
        }
      }
      return new ProcessReader(
          "",
          profile,
          "env",
          "HOME=" + profile,
          "TZ=UTC",
          "thunderbird",
          "--headless",
          "--no-remote",
          "--profile",
          profile.toString());
    }
  }

  /**
   * A parser in a process of its own, which lives as long as this. It says its version in a line;
   * then each message goes in behind its length in four octets, and a line of JSON comes out.
   */
  private static final class ProcessReader implements MailReader {

    private String name;
    private boolean isOfLines;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final Process process;
    private final DataOutputStream messages;
    private final BufferedReader answers;

    ProcessReader(String remark, Path folder, String... command) throws IOException {
      name = String.join(" ", command);
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      messages = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
      String version = Reading.word(answer("its version"), "version");
      name = version + remark;
    }

    /** One that takes each message in Base64 on a line. */
    static ProcessReader ofLines(Path folder, String... command) throws IOException {
      ProcessReader reader = new ProcessReader("", folder, command);
      reader.isOfLines = true;
      return reader;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<Reading> read(List<byte[]> batch) {
      CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(batch), writer);
      List<Reading> readings = new ArrayList<>();
      for (byte[] message : batch) {
        readings.add(Reading.parse(answer(new String(message, StandardCharsets.ISO_8859_1))));
      }
      written.join();
      return readings;
    }

    private void write(List<byte[]> batch) {
      try {
        for (byte[] message : batch) {
          if (isOfLines) {
            messages.write(Base64.getEncoder().encode(message));
            messages.write('\n');
          } else {
            messages.writeInt(message.length);
            messages.write(message);
          }
        }
        messages.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private String answer(String question) {
      try {
        String line = answers.readLine();
        while (line != null && !line.startsWith("{")) {
          line = answers.readLine(); // what a program says besides
        }
        if (line == null) {
          throw new AssertionError(name + " ended at:\n" + question);
        }
        return line;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      writer.shutdownNow();
      process.destroy();
    }
  }
}
