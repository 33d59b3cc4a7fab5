package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code smime encrypt} and {@code smime seal} with {@code --directory}, before slapd. */
class RecipientsFromDirectoryTest {

  private static final List<Object> NO_SIGNER = List.of();
  private static final List<Object> SIGNER =
      List.of(
          "--key", Run.vector("pki/bob.pfx"), "--password-file", Run.vector("pki/passwords.txt"));

  @TempDir private static Path shared;
  @TempDir private Path folder;

  private static DirectoryServer server;
  private static Path trust;
  private static Path serverTrust;
  private static Path alice;

  @BeforeAll
  static void start() throws Exception {
    Company company = new Company();
    Company servers = new Company();
    Company strangers = new Company();
    trust = root(company, "root.pem");
    serverTrust = root(servers, "server-root.pem");
    Company.Issued own = company.issue("CN=Alice", 2024, 2038, Company.BOTH, "alice@corp.example");
    alice = Company.write(shared.resolve("alice.pem"), own);
    byte[] expired = of(company, 2015, 2018, "alice@corp.example");
    byte[] mallory = of(company, 2024, 2038, "mallory@corp.example");
    byte[] foreign = of(strangers, 2024, 2038, "alice@corp.example");
    byte[] signing =
        company
            .issue("CN=Alice", 2024, 2038, Company.SIGNING, "alice@corp.example")
            .certificate()
            .getEncoded();
    byte[] huge = new byte[300_000];
    byte[] lying = {0x30, (byte) 0x84, 127, 1, 1, 1};
    server =
        DirectoryServer.start(
            Files.createDirectory(shared.resolve("slapd")),
            servers.issue("CN=localhost", 2024, 2038, Company.BOTH),
            DirectoryServer.person(
                    "alice",
                    "alice@corp.example",
                    expired,
                    mallory,
                    foreign,
                    signing,
                    lying,
                    own.certificate().getEncoded())
                + DirectoryServer.person(
                    "old", "old@corp.example", of(company, 2015, 2018, "old@corp.example"))
                + DirectoryServer.person("wrong", "wrong@corp.example", mallory)
                + DirectoryServer.person(
                    "foreign",
                    "foreign@corp.example",
                    of(strangers, 2024, 2038, "foreign@corp.example"))
                + DirectoryServer.person(
                    "signing",
                    "signing@corp.example",
                    company
                        .issue("CN=S", 2024, 2038, Company.SIGNING, "signing@corp.example")
                        .certificate()
                        .getEncoded())
                + DirectoryServer.person("empty", "empty@corp.example")
                + DirectoryServer.person("odd", "odd@corp.example", lying, huge, new byte[1])
                + DirectoryServer.person("\u001b[2J\u0007owned", "escape@corp.example", mallory)
                + DirectoryServer.person(
                    "gateway", "@gate.example", of(company, 2024, 2038, "@gate.example"))
                + DirectoryServer.hidden(
                    "secret", "secret@corp.example", of(company, 2024, 2038, "secret@corp.example"))
                + "dn: cn=elsewhere,dc=corp,dc=example\nobjectClass: referral\n"
                + "objectClass: extensibleObject\ncn: elsewhere\nmail: elsewhere@corp.example\n"
                + "ref: ldap://127.0.0.1:1/dc=corp,dc=example\n\n");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  private static Path root(Company company, String name) throws Exception {
    return Files.writeString(shared.resolve(name), Company.certificate(company.root()));
  }

  private static byte[] of(Company company, int from, int until, String address) throws Exception {
    return company
        .issue("CN=" + address.replace("@", " at "), from, until, Company.BOTH, address)
        .certificate()
        .getEncoded();
  }

  private static List<Object> signer(String command) {
    return command.equals("seal") ? SIGNER : NO_SIGNER;
  }

  private static List<Object> asking(String directory) {
    return List.of("--trust", trust, "--directory-trust", serverTrust, "--directory", directory);
  }

  private Run write(String command, String address, Object... options) {
    Run run =
        Run.of(
            command,
            signer(command),
            "--to",
            address,
            List.of(options),
            Run.message("not-smime.eml"));
    BadInputTest.noTrace(run);
    return run;
  }

  /** What is said of an address for which nothing is written. */
  private String refused(String command, String address, Object... options) {
    Path target = folder.resolve("none.eml");
    List<Object> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--out", target));
    Run run = write(command, address, all.toArray());
    assertThat(run.status()).as(address + ": " + run.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).startsWith("smime: ").contains(": Nothing was encrypted: ");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).doesNotContain("\u001b", "\u0007");
    assertThat(run.out()).isEmpty();
    assertThat(target).doesNotExist();
    return run.err();
  }

  private static void aliceOpens(byte[] mail) {
    Run run = Run.withInput(mail, "open", "--json", "--keys", alice, "--anyone", "a test");
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"encrypt", "seal"})
  void a20_ofSeveralExpiredWrongForeignAndSigningValues_theRightOneIsTaken_overTlsAndStartTls(
      String command) {
    for (String directory : server.both()) {
      for (String address : List.of("alice@corp.example", "ALICE@Corp.Example")) {
        Run run = write(command, address, asking(directory));
        assertThat(run.status()).as(directory + ": " + run.err()).isEqualTo(ExitStatus.DONE);
        aliceOpens(run.out());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "encrypt, old, EXPIRED",
    "seal, old, EXPIRED",
    "encrypt, wrong, ADDRESS_MISMATCH",
    "seal, wrong, ADDRESS_MISMATCH",
    "encrypt, foreign, NO_PATH",
    "seal, foreign, give the intermediate certificates to --intermediates",
    "encrypt, signing, KEY_USAGE",
    "encrypt, empty, no certificate is known",
    "seal, empty, no certificate is known",
    "encrypt, nobody, no certificate is known",
    "seal, nobody, no certificate is known",
    "encrypt, secret, no certificate is known",
    "encrypt, odd, VALUE_UNREADABLE",
    "seal, odd, VALUE_UNREADABLE",
    "encrypt, escape, ADDRESS_MISMATCH",
    "seal, escape, ADDRESS_MISMATCH",
    "encrypt, elsewhere, REFERRAL_NOT_FOLLOWED"
  })
  void a20_whereNoCertificateIsRight_nothingIsEncrypted_andTheReasonIsSaid(
      String command, String name, String reason) {
    for (String directory : server.both()) {
      assertThat(refused(command, name + "@corp.example", asking(directory)))
          .contains(reason, name + "@corp.example");
    }
  }

  @Test
  void a20_certificatesThatAreTakenUnseen_areStillTheAddresss() {
    for (String name : List.of("wrong", "nobody", "odd")) {
      assertThat(
              refused(
                  "encrypt",
                  name + "@corp.example",
                  "--unvalidated",
                  "a test",
                  "--directory-trust",
                  serverTrust,
                  "--directory",
                  server.ldaps("localhost")))
          .contains(name + "@corp.example");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*@corp.example",
        "a*@corp.example",
        "alice@corp.example)(mail=*",
        "\"*)(objectClass=*\"@corp.example",
        "\"x))(|(mail=*\"@corp.example",
        "\"\\2a\"@corp.example",
        "alice@corp.example*",
        "alice\u0000@corp.example",
        "ali\u001b[2Jce@corp.example"
      })
  void a20_anAddressThatTriesFilterInjection_findsNobody(String address) {
    Path target = folder.resolve("none.eml");
    for (String command : List.of("encrypt", "seal")) {
      Run run = write(command, address, asking(server.ldaps("localhost")), "--out", target);
      assertThat(run.status()).as(run.err()).isIn(ExitStatus.FAILED, ExitStatus.BAD_USAGE);
      assertThat(run.err()).startsWith("smime: ").doesNotContain("CN=Alice", "\u001b", "\u0000");
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void oneRecipientWithoutACertificate_andNobodyIsWrittenTo() {
    assertThat(
            refused(
                "seal",
                "alice@corp.example",
                asking(server.ldaps("localhost")),
                "--to",
                "nobody@corp.example"))
        .contains("nobody@corp.example");
  }

  @Test
  void theServersCertificate_mustBeForItsHost_andLeadToAnAnchor() {
    for (String directory : List.of(server.ldaps("127.0.0.1"), server.ldap("127.0.0.1"))) {
      assertThat(refused("encrypt", "alice@corp.example", asking(directory)))
          .contains("SOURCE_FAILED");
    }
    for (String directory : server.both()) {
      for (List<Object> anchors :
          List.of(List.<Object>of(), List.<Object>of("--directory-trust", trust))) {
        assertThat(
                refused(
                    "seal",
                    "alice@corp.example",
                    "--trust",
                    trust,
                    "--directory",
                    directory,
                    anchors))
            .contains("SOURCE_FAILED");
      }
    }
  }

  @Test
  void somebodyWithAPassword_seesMore_andAWrongOneIsSaid_neverItself() throws IOException {
    Path right = Files.writeString(folder.resolve("right"), DirectoryServer.PASSWORD + "\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "another-password\n");
    for (String directory : server.both()) {
      List<Object> reader =
          List.of("--directory-user", DirectoryServer.READER, "--directory-password-file");
      Run run = write("encrypt", "secret@corp.example", asking(directory), reader, right);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
      assertThat(refused("encrypt", "secret@corp.example", asking(directory), reader, wrong))
          .contains("SOURCE_FAILED")
          .doesNotContain("another-password");
    }
  }

  @Test
  void anotherDirectoryIsAsked_whereOneFails_andThatIsSaid() {
    Run run =
        write(
            "encrypt",
            "alice@corp.example",
            "--directory",
            "ldaps://127.0.0.1:1/dc=corp",
            asking(server.ldaps("localhost")));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("SOURCE_FAILED", "127.0.0.1:1");
    aliceOpens(run.out());
  }

  @Test
  void aDomainsCertificate_isTakenOnRequestAlone_andThatIsSaid() {
    String directory = server.ldaps("localhost");
    refused("encrypt", "anybody@gate.example", asking(directory));
    Run run = write("encrypt", "anybody@gate.example", asking(directory), "--domain-certificates");
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("DOMAIN_BOUND");
    refused("encrypt", "anybody@sub.gate.example", asking(directory), "--domain-certificates");
  }

  /** Answers everything with the same octets. */
  private static ServerSocket answering(byte[] octets) throws IOException {
    ServerSocket listening = new ServerSocket(0, 9, InetAddress.getByName("127.0.0.1"));
    Thread thread =
        new Thread(
            () -> {
              while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                  socket.setSoTimeout(2_000);
                  byte[] read = new byte[4096];
                  if (socket.getInputStream().read(read) > 0) {
                    socket.getOutputStream().write(octets);
                  }
                } catch (IOException e) {
                  // The next one, or the end.
                }
              }
            },
            "answers");
    thread.setDaemon(true);
    thread.start();
    return listening;
  }

  @Test
  void whatIsNoDirectory_isASentence() throws IOException {
    List<byte[]> answers =
        List.of(
            new byte[0],
            "HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1, 2, 1, 1},
            new byte[] {0x30, (byte) 0x80, 0, 0},
            new byte[] {0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 52, 4, 0, 4, 0},
            new byte[] {0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0});
    for (byte[] answer : answers) {
      try (ServerSocket hostile = answering(answer)) {
        for (String scheme : List.of("ldap", "ldaps")) {
          String url = scheme + "://127.0.0.1:" + hostile.getLocalPort() + "/dc=corp";
          assertThat(refused("encrypt", "alice@corp.example", asking(url)))
              .contains("SOURCE_FAILED");
        }
      }
    }
  }
}
