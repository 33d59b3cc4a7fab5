package org.smime4j.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.smime4j.Credential;

/** OpenLDAP's server in a folder of its own, on ports of this machine alone. */
final class Slapd implements AutoCloseable {

  static final String ADMIN = "cn=admin,dc=example,dc=org";
  static final String PASSWORD = "directory-password";

  private static final String PROGRAM = "/usr/sbin/slapd";

  private final Path folder;
  private final Process process;
  private final int port;
  private final int tlsPort;

  private Slapd(Path folder, Process process, int port, int tlsPort) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /** Starts it with these entries; where it is not installed the tests are skipped, or fail. */
  static Slapd start(Credential server, String ldif) throws Exception {
    needs(Files.isExecutable(Path.of(PROGRAM)), "slapd is not installed");
    Path folder = Files.createTempDirectory("slapd");
    int port = freePort();
    int tlsPort = freePort();
    Path data = Files.createDirectory(folder.resolve("data"));
    Path certificate =
        pem(folder.resolve("server.pem"), "CERTIFICATE", server.certificate().getEncoded());
    Path key = pem(folder.resolve("key.pem"), "PRIVATE KEY", server.privateKey().getEncoded());
    Path configuration =
        Files.writeString(
            folder.resolve("slapd.conf"),
            String.join(
                "\n",
                "include /etc/ldap/schema/core.schema",
                "include /etc/ldap/schema/cosine.schema",
                "include /etc/ldap/schema/inetorgperson.schema",
                "include /etc/ldap/schema/java.schema",
                "pidfile " + folder.resolve("pid"),
                "modulepath /usr/lib/ldap",
                "moduleload back_mdb",
                "TLSCertificateFile " + certificate,
                "TLSCertificateKeyFile " + key,
                "database mdb",
                "maxsize 10000000",
                "suffix \"dc=example,dc=org\"",
                "rootdn \"" + ADMIN + "\"",
                "rootpw " + PASSWORD,
                "directory " + data,
                // What only somebody with a password sees.
                "access to dn.subtree=\"ou=hidden,dc=example,dc=org\" by users read by * none",
                "access to * by * read",
                ""));
    Path entries = Files.writeString(folder.resolve("entries.ldif"), ldif);
    Path log = folder.resolve("log");
    run(log, "/usr/sbin/slapadd", "-q", "-f", configuration.toString(), "-l", entries.toString());
    Process process =
        started(
            log,
            PROGRAM,
            "-d",
            "0",
            "-f",
            configuration.toString(),
            "-h",
            "ldap://127.0.0.1:" + port + " ldaps://127.0.0.1:" + tlsPort);
    Slapd slapd = new Slapd(folder, process, port, tlsPort);
    try {
      slapd.await(log);
    } catch (IOException | AssertionError e) {
      slapd.close();
      throw e;
    }
    return slapd;
  }

  static Path pem(Path file, String label, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }

  /** An attribute of an entry, in Base64. */
  static String line(String attribute, byte[] value) {
    return attribute + ":: " + Base64.getEncoder().encodeToString(value) + "\n";
  }

  /** A person with an address, and further lines. */
  static String person(String name, String unit, String address, String more) {
    return "dn: cn="
        + name
        + ",ou="
        + unit
        + ",dc=example,dc=org\nobjectClass: inetOrgPerson\n"
        + more
        + "cn: "
        + name
        + "\nsn: "
        + name
        + "\n"
        + line("mail", address.getBytes(StandardCharsets.UTF_8))
        + "\n";
  }

  static String values(X509Certificate... certificates) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (X509Certificate each : certificates) {
      lines.append(line("userCertificate;binary", each.getEncoded()));
    }
    return lines.toString();
  }

  private static Process started(Path log, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static void run(Path log, String... command) throws Exception {
    Process process = started(log, command);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(List.of(command) + ": " + Files.readString(log));
    }
  }

  private void await(Path log) throws Exception {
    for (int i = 0; i < 300; i++) {
      try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), tlsPort)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          break;
        }
        Thread.sleep(100);
      }
    }
    throw new AssertionError("slapd does not listen: " + Files.readString(log));
  }

  /** Over TLS from the beginning. */
  URI ldaps(String host) {
    return URI.create("ldaps://" + host + ":" + tlsPort + "/dc=example,dc=org");
  }

  /** With StartTLS. */
  URI ldap(String host) {
    return URI.create("ldap://" + host + ":" + port + "/dc=example,dc=org");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
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
