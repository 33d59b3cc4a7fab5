package org.smime4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Debian's Postfix and Dovecot in a folder of their own, for this machine alone, with the script of
 * the example {@code mail-client}. Postfix delivers all mail to Dovecot, each address in a Maildir.
 */
final class MailServer implements AutoCloseable {

  private static final Path SCRIPT =
      Run.VECTORS.resolveSibling("examples/mail-client/servers.sh").toAbsolutePath().normalize();

  private final Path folder;

  private MailServer(Path folder) {
    this.folder = folder;
  }

  /** Starts both; where this cannot be the test is skipped, or fails. */
  static MailServer start(Path folder) throws Exception {
    if (Program.run(folder, "unshare", "--mount", "true").status() != 0) {
      String missing = "the rights of root, who alone starts Postfix and mounts";
      if ("required".equals(System.getProperty("peers"))) {
        throw new AssertionError(missing);
      }
      System.err.println("SKIPPED: PostfixFilterIT needs " + missing);
      throw new TestAbortedException(missing);
    }
    Program.text(folder, "/usr/sbin/postconf", "-d", "mail_version");
    Program.text(folder, "/usr/sbin/dovecot", "--version");
    MailServer server = new MailServer(folder);
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString(), "start"));
    command.add(folder.toString());
    for (int i = 0; i < 4; i++) {
      command.add(String.valueOf(freePort()));
    }
    server.run(command.toArray(String[]::new));
    server.postfix("stop");
    Program.text(folder, "cp", "-an", "/etc/postfix/.", folder.resolve("postfix").toString());
    return server;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Adds to a file of Postfix's configuration. */
  void configure(String file, String more) throws IOException {
    Path configuration = folder.resolve("postfix").resolve(file);
    Files.writeString(configuration, Files.readString(configuration) + more);
  }

  /**
   * Runs {@code postfix stop} and the like where its configuration stands in the place of the
   * machine's: {@code sendmail} reads no other one for a user without rights. What is started sees
   * it there, and nobody else does.
   */
  void postfix(String command) throws Exception {
    run(
        "unshare",
        "--mount",
        "sh",
        "-c",
        "mount --bind \"$0\" /etc/postfix && exec /usr/sbin/postfix \"$1\"",
        folder.resolve("postfix").toString(),
        command);
  }

  /** The servers keep what they inherit open, so that a pipe would never reach its end. */
  private void run(String... command) throws Exception {
    Path said = folder.resolve("servers.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
    Process process = builder.start();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + Files.readString(said));
    }
  }

  /** How many messages Postfix still has. */
  int queued() throws IOException {
    int count = 0;
    for (String queue : List.of("maildrop", "incoming", "active", "deferred", "corrupt")) {
      count += files(folder.resolve("queue").resolve(queue)).size();
    }
    return count;
  }

  /** The messages in the mailbox of an address. */
  List<Path> mailbox(String address) throws IOException {
    return files(folder.resolve("mail").resolve(address).resolve("new"));
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      // A file was moved meanwhile.
      return files(directory);
    }
  }

  /** The lines of Postfix's log that contain a text. */
  List<String> log(String text) throws IOException {
    Path log = folder.resolve("postfix.log");
    if (!Files.exists(log)) {
      return List.of();
    }
    return Files.readString(log, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.contains(text))
        .toList();
  }

  /** Sends a message to a port, which accepts it. */
  static void send(int port, String from, List<String> to, String message) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(60_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      OutputStream out = socket.getOutputStream();
      expect(in, "220");
      say(out, "HELO localhost");
      expect(in, "250");
      say(out, "MAIL FROM:<" + from + ">");
      expect(in, "250");
      for (String each : to) {
        say(out, "RCPT TO:<" + each + ">");
        expect(in, "250");
      }
      say(out, "DATA");
      expect(in, "354");
      String lines = message.replaceAll("\r?\n", "\r\n").replaceAll("(?m)^\\.", "..");
      say(out, lines + (lines.endsWith("\r\n") ? "." : "\r\n."));
      expect(in, "250");
      say(out, "QUIT");
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void expect(BufferedReader in, String status) throws IOException {
    String line = in.readLine();
    if (line == null || !line.startsWith(status)) {
      throw new IOException("not " + status + " but " + line);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      run("bash", SCRIPT.toString(), "stop", folder.toString());
    } catch (Exception e) {
      throw new IOException(e);
    } finally {
      delete(folder);
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
