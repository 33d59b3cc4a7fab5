package imapmailbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Debian's Dovecot (2.4) on the loopback interface, with a folder of its own. */
final class Dovecot {

  static final String PASSWORD = "server-password";

  private final Path folder;
  private final int port;

  private Dovecot(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts it; where it is not installed the test is skipped, or fails if peers are required. */
  static Dovecot start() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/sbin/dovecot"))
        || !"root".equals(System.getProperty("user.name"))) {
      String why = "Dovecot is not installed, or root does not run the tests";
      if ("required".equals(System.getProperty("peers"))) {
        throw new AssertionError("required, but " + why);
      }
      System.err.println("SKIPPED: " + why);
      throw new TestAbortedException(why);
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    // Outside the build directory: the server's users need access, and a socket's path is short.
    Path folder = Files.createTempDirectory("imap");
    run(folder, "chmod", "755", folder.toString());
    Files.createDirectories(folder.resolve("mail"));
    run(folder, "chown", "nobody:nogroup", folder.resolve("mail").toString());
    Files.writeString(folder.resolve("dovecot.conf"), CONFIGURATION.formatted(folder, port));
    run(folder, "/usr/sbin/dovecot", "-c", folder.resolve("dovecot.conf").toString());
    return new Dovecot(folder, port);
  }

  private static final String CONFIGURATION =
      """
      dovecot_config_version = 2.4.0
      dovecot_storage_version = 2.4.0
      base_dir = %1$s/dovecot
      state_dir = %1$s/dovecot
      log_path = %1$s/dovecot.log
      protocols = imap
      listen = 127.0.0.1
      ssl = no
      auth_allow_cleartext = yes
      mail_driver = maildir
      mail_path = %1$s/mail/%%{user}
      mail_uid = nobody
      mail_gid = nogroup
      mail_fsync = never
      passdb static {
        password = server-password
      }
      userdb static {
      }
      service imap-login {
        inet_listener imap {
          port = %2$d
        }
        inet_listener imaps {
          port = 0
        }
      }
      """;

  int port() {
    return port;
  }

  private static void run(Path folder, String... command) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + ": " + Files.readString(said));
    }
  }

  void stop() throws Exception {
    try {
      run(folder, "/usr/sbin/dovecot", "-c", folder.resolve("dovecot.conf").toString(), "stop");
    } finally {
      delete();
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
