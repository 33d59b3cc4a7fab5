package mailclient;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Postfix and Dovecot in a folder of their own, started and stopped by {@code servers.sh}. */
final class MailServers implements AutoCloseable {

  static final String PASSWORD = "server-password";

  private static final Path SCRIPT = Path.of(System.getProperty("servers"));

  private final Path folder;
  private final List<Integer> ports;

  private MailServers(Path folder, List<Integer> ports) {
    this.folder = folder;
    this.ports = ports;
  }

  /**
   * Starts them; where they are not installed the tests are skipped, or fail if peers are required.
   */
  static MailServers start() throws IOException {
    for (String program : List.of("postfix", "dovecot")) {
      needs(isThere(program), program + " is not installed");
    }
    needs(
        "root".equals(System.getProperty("user.name")),
        "Postfix and Dovecot are started by root alone");
    // Outside the build directory: the servers' users need access, and a socket's path must be
    // short.
    MailServers servers = new MailServers(Files.createTempDirectory("mail"), freePorts(4));
    try {
      List<String> command = new ArrayList<>(List.of("start", servers.folder.toString()));
      servers.ports.forEach(port -> command.add(port.toString()));
      servers.script(command);
      return servers;
    } catch (IOException | AssertionError e) {
      servers.close();
      throw e;
    }
  }

  /** Delivers to Dovecot. */
  int smtp() {
    return ports.get(0);
  }

  /** Delivers by a second relay, which does not offer 8BITMIME. */
  int relay() {
    return ports.get(1);
  }

  int imap() {
    return ports.get(3);
  }

  /** What both servers said. */
  String log() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String name : List.of("postfix.log", "dovecot.log")) {
      Path log = folder.resolve(name);
      said.append(Files.exists(log) ? Files.readString(log) : "no " + name).append('\n');
    }
    return said.toString();
  }

  @Override
  public void close() throws IOException {
    try {
      script(List.of("stop", folder.toString()));
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void script(List<String> arguments) throws IOException {
    Path said = folder.resolve("servers.log");
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    command.addAll(arguments);
    // The servers keep inherited file descriptors open, so a pipe would never reach its end.
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
            .start();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        throw new AssertionError("it does not end: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: " + command);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(Files.readString(said) + log());
    }
  }

  private static boolean isThere(String program) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void needs(boolean there, String what) {
    if (there) {
      return;
    }
    if ("required".equals(System.getProperty("peers"))) {
      throw new AssertionError("required, but " + what);
    }
    System.err.println("SKIPPED: " + what);
    throw new TestAbortedException(what);
  }
}
