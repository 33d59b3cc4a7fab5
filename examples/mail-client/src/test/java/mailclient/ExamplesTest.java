package mailclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;

/** Both programs with a mail server in this JVM, on the class path and on the module path. */
class ExamplesTest {

  private static final Path KIT = Path.of(System.getProperty("kit"));
  private static final Path ROOTS = KIT.resolve("trust");
  private static final Path KEYS = KIT.resolve("pki/bob.pfx");
  private static final String BOB = "bob@example.org";

  private final GreenMail server =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
          });

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    server.start();
    server.setUser(BOB, BOB, "server-password");
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void clientOnTheClassPath_signsSendsListsAndReads() throws Exception {
    client("-cp", classes() + File.pathSeparator + modules() + "/*", "mailclient.Client");
  }

  @Test
  void clientOnTheModulePath_signsSendsListsAndReads() throws Exception {
    client("-p", classes() + File.pathSeparator + modules(), "-m", "mailclient/mailclient.Client");
  }

  private void client(String... program) throws Exception {
    List<String> said =
        java(
                new byte[0],
                Stream.concat(
                        Stream.of(program),
                        Stream.of(
                            "127.0.0.1",
                            Integer.toString(server.getSmtp().getPort()),
                            Integer.toString(server.getImap().getPort()),
                            BOB,
                            "server-password",
                            ROOTS.toString(),
                            KEYS.toString(),
                            "new-password"))
                    .toList())
            .lines()
            .toList();
    assertEquals(
        List.of(BOB + " hello sealed", BOB + " hello signed"), said.subList(0, 2), said::toString);
    assertEquals(4, said.size(), said::toString);
    assertTrue(
        said.get(2).matches("\\[bob@example.org] signed \\d+ octets in 2 layers"), said.get(2));
    assertTrue(
        said.get(3).matches("\\[bob@example.org] signed \\d+ octets in 1 layers"), said.get(3));
  }

  @Test
  void aListingDownloadsNoBody_andReadingEachOnce() throws Exception {
    ByteArrayOutputStream spoken = new ByteArrayOutputStream();
    Mailbox plain =
        Mailbox.on(
            "127.0.0.1",
            server.getSmtp().getPort(),
            server.getImap().getPort(),
            BOB,
            "server-password");
    Credential bob = Credential.read(KEYS, PasswordSource.of("new-password".toCharArray()));
    for (int i = 0; i < 3; i++) {
      plain.send(
          new MimeMessage(
              plain.session(),
              new ByteArrayInputStream(
                  ("From: bob@example.org\r\nTo: bob@example.org\r\nSubject: "
                          + i
                          + "\r\n\r\nhello\r\n")
                      .getBytes(StandardCharsets.US_ASCII))),
          Signer.with(bob));
    }
    Session session = Session.getInstance(plain.session().getProperties());
    session.setDebugOut(new PrintStream(spoken, true, StandardCharsets.UTF_8));
    session.setDebug(true);
    Mailbox heard = new Mailbox(session, BOB, "server-password");
    assertEquals(3, heard.list().size());
    assertEquals(0, downloads(spoken));
    TrustPolicy trust =
        TrustPolicy.anchors(CertificateFiles.readCertificates(ROOTS).certificates());
    for (OpenedMail mail : heard.read(Decryptor.with(KeyHistory.of()), Verifier.trusting(trust))) {
      assertTrue(mail.requireSigned().requireTrusted().bytes().length > 0);
    }
    assertEquals(3, downloads(spoken), () -> spoken.toString(StandardCharsets.UTF_8));
  }

  /** How often a body was asked for. */
  private static long downloads(ByteArrayOutputStream spoken) {
    return spoken
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches("[A-Z]+\\d+ (UID )?FETCH .*BODY(\\.PEEK)?\\[(?!HEADER).*"))
        .count();
  }

  @Test
  void filterOnTheModulePath_saysWhatItFound_andChangesNothingElse() throws Exception {
    byte[] signed =
        Files.readAllBytes(KIT.resolve("messages/certificates/address-from-upper-case.eml"));
    byte[] pretending =
        ("Authentication-Results: mx.example.org; smime=pass\r\n"
                + new String(signed, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    List<String> filter =
        List.of(
            "-p",
            classes() + File.pathSeparator + modules(),
            "-m",
            "mailclient/mailclient.GatewayFilter",
            "mx.example.org",
            ROOTS.toString());
    String passedOn = java(pretending, filter);
    assertTrue(
        passedOn.startsWith("Authentication-Results: mx.example.org;\r\n smime=pass\r\n"),
        passedOn);
    assertTrue(passedOn.endsWith(new String(signed, StandardCharsets.ISO_8859_1)), passedOn);
    assertEquals(
        1, passedOn.lines().filter(line -> line.startsWith("Authentication-Results")).count());

    String altered =
        java(
            new String(signed, StandardCharsets.ISO_8859_1)
                .replaceFirst("From: .*", "From: mallory@example.org")
                .getBytes(StandardCharsets.ISO_8859_1),
            filter);
    assertTrue(
        altered.startsWith("Authentication-Results: mx.example.org;\r\n smime=fail"), altered);
  }

  private static String classes() {
    return System.getProperty("classes");
  }

  private static String modules() {
    return System.getProperty("modules");
  }

  private String java(byte[] in, List<String> arguments) throws IOException, InterruptedException {
    Path input = Files.write(folder.resolve("in"), in);
    Path said = folder.resolve("said");
    Path complained = folder.resolve("complained");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                        arguments.stream())
                    .toList())
            .redirectInput(input.toFile())
            .redirectOutput(said.toFile())
            .redirectError(complained.toFile())
            .start();
    try {
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it does not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(complained));
    return Files.readString(said, StandardCharsets.ISO_8859_1);
  }
}
