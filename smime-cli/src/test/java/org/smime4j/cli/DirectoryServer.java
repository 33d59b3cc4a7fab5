package org.smime4j.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenLDAP's server with entries of a test, in a folder of the test, for this machine alone. */
final class DirectoryServer implements AutoCloseable {

  static final String READER = "cn=reader,dc=corp,dc=example";
  static final String PASSWORD = "directory-password";

  private final ProcessBuilder program;
  private Process process;
  private final int port;
  private final int tlsPort;

  private DirectoryServer(ProcessBuilder program, int port, int tlsPort) throws IOException {
    this.program = program;
    this.process = program.start();
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /** The entry that all others stand below, and one that only {@link #READER} sees into. */
  static String base() {
    return "dn: dc=corp,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: x\n\n"
        + "dn: ou=hidden,dc=corp,dc=example\nobjectClass: organizationalUnit\n\n";
  }

  /** A person's entry, with the values of userCertificate. */
  static String person(String name, String address, byte[]... certificates) {
    return entry(name, "", address, certificates) + "\n";
  }

  /** The same where nobody sees it who has no password. */
  static String hidden(String name, String address, byte[]... certificates) {
    return entry(name, "ou=hidden,", address, certificates) + "\n";
  }

  private static String entry(String name, String unit, String address, byte[]... certificates) {
    StringBuilder entry =
        new StringBuilder("dn:: ")
            .append(base64(("cn=" + name + "," + unit + "dc=corp,dc=example")))
            .append("\nobjectClass: inetOrgPerson\ncn:: ")
            .append(base64(name))
            .append("\nsn: x\nmail:: ")
            .append(base64(address))
            .append('\n');
    for (byte[] each : certificates) {
      entry
          .append("userCertificate;binary:: ")
          .append(Base64.getEncoder().encodeToString(each))
          .append('\n');
    }
    return entry.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Starts it; where it is not installed the test is skipped, or fails. */
  static DirectoryServer start(Path folder, Company.Issued server, String ldif) throws Exception {
    Program.text(folder, "/usr/sbin/slapd", "-VVV");
    Path certificate =
        Files.writeString(folder.resolve("server.pem"), Company.certificate(server.certificate()));
    Path key = Files.writeString(folder.resolve("server.key"), Company.key(server));
    String configuration =
        Files.writeString(
                folder.resolve("slapd.conf"),
                String.join(
                    "\n",
                    "include /etc/ldap/schema/core.schema",
                    "include /etc/ldap/schema/cosine.schema",
                    "include /etc/ldap/schema/inetorgperson.schema",
                    "modulepath /usr/lib/ldap",
                    "moduleload back_mdb",
                    "TLSCertificateFile " + certificate,
                    "TLSCertificateKeyFile " + key,
                    "database mdb",
                    "maxsize 10000000",
                    "suffix dc=corp,dc=example",
                    "rootdn " + READER,
                    "rootpw " + PASSWORD,
                    "directory " + Files.createDirectory(folder.resolve("data")),
                    "access to dn.subtree=ou=hidden,dc=corp,dc=example by * none",
                    "access to * by * read",
                    ""))
            .toString();
    Path entries = Files.writeString(folder.resolve("entries.ldif"), base() + ldif);
    Program.text(folder, "/usr/sbin/slapadd", "-q", "-f", configuration, "-l", entries.toString());
    int port = freePort();
    int tlsPort = freePort();
    Path log = folder.resolve("log");
    ProcessBuilder program =
        new ProcessBuilder(
                "/usr/sbin/slapd",
                "-d",
                "0",
                "-f",
                configuration,
                "-h",
                "ldap://127.0.0.1:" + port + " ldaps://127.0.0.1:" + tlsPort)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    DirectoryServer started = new DirectoryServer(program, port, tlsPort);
    if (!started.listens()) {
      started.close();
      throw new AssertionError("slapd does not listen: " + Files.readString(log));
    }
    return started;
  }

  /** Starts it again after {@link #close()}, on the same ports. */
  void startAgain() throws IOException, InterruptedException {
    process = program.start();
    if (!listens()) {
      throw new AssertionError("slapd does not listen again");
    }
  }

  private boolean listens() throws InterruptedException {
    for (int i = 0; i < 300 && process.isAlive(); i++) {
      try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), tlsPort)) {
        return socket.isConnected();
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** With TLS from the beginning. */
  String ldaps(String host) {
    return "ldaps://" + host + ":" + tlsPort + "/dc=corp,dc=example";
  }

  /** With StartTLS. */
  String ldap(String host) {
    return "ldap://" + host + ":" + port + "/dc=corp,dc=example";
  }

  List<String> both() {
    return List.of(ldaps("localhost"), ldap("localhost"));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
