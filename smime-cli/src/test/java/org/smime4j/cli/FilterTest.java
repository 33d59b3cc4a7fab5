package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateFiles;
import org.smime4j.Encryptor;
import org.smime4j.cli.archive.Step;
import org.smime4j.sources.ByteSource;

/** {@code --filter}: what a mail server gets for a message, and by which exit status it knows. */
class FilterTest {

  private static final String TEXT = "Dear Bob, this is only for you.";

  private static final ZonedDateTime NOW = ZonedDateTime.now(ZoneOffset.UTC);

  @TempDir private static Path shared;
  @TempDir private Path folder;

  private static DirectoryServer server;
  private static Path trust;
  private static Path serverTrust;
  private static Path alice;
  private static Path bob;
  private static Path stranger;

  @BeforeAll
  static void start() throws Exception {
    Company company = new Company();
    Company servers = new Company();
    trust = Files.writeString(shared.resolve("root.pem"), Company.certificate(company.root()));
    serverTrust =
        Files.writeString(shared.resolve("server-root.pem"), Company.certificate(servers.root()));
    Company.Issued bobs = company.issue("CN=Bob", 2024, 2038, Company.BOTH, "bob@corp.example");
    bob = Company.write(shared.resolve("bob.pem"), bobs);
    alice =
        Company.write(
            shared.resolve("alice.pem"),
            company.issue("CN=Alice", 2024, 2038, Company.BOTH, "alice@corp.example"));
    stranger =
        Company.write(
            shared.resolve("stranger.pem"),
            company.issue("CN=Stranger", 2024, 2038, Company.BOTH, "stranger@corp.example"));
    server =
        DirectoryServer.start(
            Files.createDirectory(shared.resolve("slapd")),
            servers.issue("CN=localhost", 2024, 2038, Company.BOTH),
            DirectoryServer.person("bob", "bob@corp.example", bobs.certificate().getEncoded())
                + DirectoryServer.person(
                    "old",
                    "old@corp.example",
                    company
                        .issue("CN=Old", 2015, 2018, Company.BOTH, "old@corp.example")
                        .certificate()
                        .getEncoded()));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  private static byte[] message(String... more) {
    return ("From: Alice <alice@corp.example>\nTo: bob@corp.example\nSubject: a plan\n"
            + "Date: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW)
            + "\n"
            + String.join("", more)
            + "\n"
            + TEXT
            + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Run seal(byte[] message, Object... more) {
    return Run.withInput(
        message,
        "seal",
        "--filter",
        "--key",
        alice,
        "--trust",
        trust,
        "--directory-trust",
        serverTrust,
        "--directory",
        server.ldaps("localhost"),
        List.of(more));
  }

  private static Run decrypt(byte[] message, Path keys) {
    return Run.withInput(
        message,
        "decrypt",
        "--filter",
        "--authentication-results",
        "mx.example.org",
        "--keys",
        keys,
        "--trust",
        trust);
  }

  private static byte[] sealed(Object... more) {
    Run run = seal(message(), "--to=bob@corp.example", List.of(more));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    return run.out();
  }

  private static void nothing(Run run, int status, String... said) {
    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("smime: ").contains(said);
    BadInputTest.noTrace(run);
  }

  @Test
  void whatIsSealed_isDecryptedAndMarked_withItsSignatureInPlace() throws Exception {
    byte[] sealed = sealed();
    assertThat(new String(sealed, StandardCharsets.UTF_8)).doesNotContain(TEXT);
    Run run = decrypt(sealed, bob);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).isEmpty();
    assertThat(run.text())
        .startsWith("Authentication-Results: mx.example.org;\r\n smime=pass\r\n")
        .contains(TEXT, "Content-Type: multipart/signed;");
    Run verified = Run.withInput(run.out(), "verify", "--trust", trust);
    assertThat(verified.status()).as(verified.err()).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void aHiddenSubjectIsShownAgain_andNoOtherFieldFromInside() {
    byte[] sealed = sealed("--hide-subject");
    String renamed =
        new String(sealed, StandardCharsets.US_ASCII)
            .replaceFirst("(?m)^From: .*", "From: Mallory <mallory@evil.example>");
    assertThat(renamed).contains("Subject: [...]");
    String delivered = decrypt(renamed.getBytes(StandardCharsets.US_ASCII), bob).text();
    String header = delivered.substring(0, delivered.indexOf("\r\n\r\n"));
    assertThat(header)
        .contains("Subject: a plan", "From: Mallory <mallory@evil.example>")
        .doesNotContain("[...]", "alice@corp.example>", "smime=pass");
    assertThat(Pattern.compile("(?mi)^(Subject|From):").matcher(header).results()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authentication-Results: mx.example.org; smime=pass\n",
        "authentication-results : MX.example.org;\n smime=pass\n",
        "Authentication-Results: (x) mx.example.org 1; smime=pass\n"
      })
  void aVerdictThatCameWithTheMessage_isTakenOut(String forged) {
    // Some programs end the header at a name with a blank behind it: the doubt about it stays.
    String doubt =
        forged.contains(" : ") ? "Smime-Doubt: it could be read in more than one way\r\n" : "";
    for (String command : List.of("decrypt", "verify")) {
      Run run =
          Run.withInput(
              message(forged),
              command,
              "--filter",
              "--authentication-results",
              "mx.example.org",
              "--keys",
              bob,
              "--trust",
              trust);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
      assertThat(run.text())
          .isEqualTo(
              "Authentication-Results: mx.example.org;\r\n smime=none\r\n"
                  + doubt
                  + new String(message(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void verifyAddsTheVerdict_andChangesNothingElse() {
    byte[] sealed = sealed();
    Run run =
        Run.withInput(
            sealed,
            "verify",
            "--filter",
            "--authentication-results=mx.example.org",
            "--trust",
            trust);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    String field = "Authentication-Results: mx.example.org;\r\n smime=neutral";
    assertThat(run.text()).startsWith(field).endsWith(new String(sealed, StandardCharsets.UTF_8));
  }

  /** Without a header the first paragraph would stand in its place, and be lost. */
  @Test
  void contentWithoutAHeader_staysEncrypted_andNothingOfItIsLost() throws Exception {
    X509Certificate certificate = CertificateFiles.readCertificates(bob).certificates().get(0);
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.standard())) {
      for (String text : List.of("Dear Bob,\r\n\r\nthe rest\r\n", "%PDF-1.4\r\n\r\nstuff", "one")) {
        byte[] cms =
            Encryptor.unvalidated("a test")
                .to(certificate)
                .under(policy)
                .encrypt(ByteSource.of(text.getBytes(StandardCharsets.US_ASCII)))
                .bytes();
        String mail =
            "From: alice@corp.example\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(cms)
                + "\r\n";
        Run run = decrypt(mail.getBytes(StandardCharsets.US_ASCII), bob);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.text()).as(text).endsWith(mail);
      }
    }
  }

  /** Padding, content, structure, no key: the message stays as it came, and nothing is said. */
  @Test
  void whyAMessageDoesNotOpen_isSeenInNothing() throws Exception {
    byte[] cbc =
        Run.withInput(
                message(), "encrypt", "--cipher=aes256-cbc", "--to", bob, "--unvalidated", "a test")
            .out();
    String mail = new String(cbc, StandardCharsets.US_ASCII);
    int body = mail.indexOf("\r\n\r\n") + 4;
    byte[] cms = Base64.getMimeDecoder().decode(mail.substring(body));
    assertThat(decrypt(cbc, bob).text()).contains(TEXT);
    int changed = 0;
    for (int back : new int[] {1, 2, 16, 17, 33, 49, 65}) {
      byte[] broken = cms.clone();
      broken[cms.length - back] ^= 0x55;
      byte[] message =
          (mail.substring(0, body) + Base64.getMimeEncoder().encodeToString(broken))
              .getBytes(StandardCharsets.US_ASCII);
      Run run = decrypt(message, bob);
      assertThat(run.status()).isEqualTo(ExitStatus.DONE);
      assertThat(run.err()).isEmpty();
      Run foreign = decrypt(message, stranger);
      assertThat(foreign.status()).isEqualTo(ExitStatus.DONE);
      assertThat(foreign.err()).isEmpty();
      if (run.text().endsWith(new String(message, StandardCharsets.US_ASCII))) {
        changed++;
        assertThat(run.text()).isEqualTo(foreign.text()).contains("smime=neutral");
      }
    }
    assertThat(changed).as("messages that did not open").isGreaterThan(2);
  }

  @Test
  void aRecipientWithoutAnAcceptedCertificate_isRefused_andASourceThatFailsIsAskedAgain() {
    nothing(
        seal(message(), "--to=nobody@corp.example"),
        FilterOption.NOT_PERMITTED,
        "no certificate is known for nobody@corp.example");
    nothing(seal(message(), "--to=old@corp.example"), FilterOption.NOT_PERMITTED, "EXPIRED");
    for (String place : List.of("ldaps://127.0.0.1:1/dc=corp", server.ldaps("127.0.0.1"))) {
      nothing(
          Run.withInput(
              message(),
              "seal",
              "--filter",
              "--key",
              alice,
              "--trust",
              trust,
              "--directory",
              place,
              "--to=bob@corp.example"),
          FilterOption.TRY_AGAIN,
          "SOURCE_FAILED");
    }
  }

  @Test
  void anAddressIsNeverAFile() throws IOException {
    Path trap = Files.copy(stranger, folder.resolve("bob@corp.example"));
    nothing(seal(message(), "--to=" + trap), FilterOption.NOT_PERMITTED, "no certificate is known");
    nothing(
        Run.withInput(message(), "encrypt", "--filter", "--unvalidated=a test", "--to=" + trap),
        FilterOption.TRY_AGAIN,
        "with --filter this is an address",
        "--directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "/"})
  void aDirectoryIsNoRecipient(String place) {
    String said = place.isEmpty() ? "--to: the name is empty" : "this is a directory";
    nothing(seal(message(), "--to=" + place), FilterOption.TRY_AGAIN, said);
    Run run = Run.withInput(message(), "encrypt", "--unvalidated=a test", "--to=" + place);
    nothing(run, ExitStatus.BAD_USAGE, said);
  }

  @Test
  void whatTheServerMustRepair_keepsTheMessageInTheQueue() throws IOException {
    Path absent = folder.resolve("absent.pem");
    Path notAKey = Files.writeString(folder.resolve("x.pem"), "no key");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    String to = "--to=bob@corp.example";
    nothing(seal(message(), to, "--key", absent), FilterOption.TRY_AGAIN, "absent.pem");
    nothing(seal(message(), to, "--key", notAKey), FilterOption.TRY_AGAIN, "x.pem");
    nothing(seal(message(), to, "--crl", absent), FilterOption.TRY_AGAIN, "absent.pem");
    nothing(seal(message(), to, "--no-such-option"), FilterOption.TRY_AGAIN, "--no-such-option");
    nothing(seal(message()), FilterOption.TRY_AGAIN, "--to");
    nothing(seal(message(), to, "--out", absent), FilterOption.TRY_AGAIN, "--out");
    nothing(seal(message(), to, alice), FilterOption.TRY_AGAIN, "standard input");
    nothing(decrypt(message(), absent), FilterOption.TRY_AGAIN, "absent.pem");
    nothing(decrypt(message(), notAKey), FilterOption.TRY_AGAIN, "x.pem");
    nothing(decrypt(message(), empty), FilterOption.TRY_AGAIN, "no key");
    nothing(
        Run.withInput(message(), "decrypt", "--filter", "--keys", bob),
        FilterOption.TRY_AGAIN,
        "--authentication-results");
    nothing(
        Run.withInput(message(), "decrypt", "--filter", "--authentication-results=mx; smime=pass"),
        FilterOption.TRY_AGAIN,
        "a name such as mx.example.org");
    nothing(
        Run.withInput(message(), "verify", "--filter", "--authentication-results=mx"),
        FilterOption.TRY_AGAIN,
        "--trust");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Only a body.\n", " folded: first\nSubject: a\n\nx\n", "From x\n"})
  void whatHasNoHeader_isReturned(String input) {
    byte[] message = input.getBytes(StandardCharsets.US_ASCII);
    int status = FilterOption.UNUSABLE_MESSAGE;
    nothing(seal(message, "--to=bob@corp.example"), status, "no header");
    nothing(Run.withInput(message, "sign", "--filter", "--key", alice), status, "no header");
    nothing(
        Run.withInput(message, "encrypt", "--filter", "--unvalidated=a test", "--to", bob),
        status,
        "no header");
    nothing(decrypt(message, bob), status, "no header");
    nothing(
        Run.withInput(
            message,
            "verify",
            "--filter",
            "--authentication-results=mx.example.org",
            "--trust",
            trust),
        status,
        "no header");
  }

  @Test
  void aMessageThatCannotBeSealed_isReturned() {
    nothing(
        seal(
            message("Content-Type: text/plain\nContent-Type: text/html\n"),
            "--to=bob@corp.example"),
        FilterOption.UNUSABLE_MESSAGE,
        "Content-Type");
  }

  @Test
  void aBlindCopyIsNamedNowhere() {
    Run run = seal(message("Bcc: carol@corp.example\n"), "--to=bob@corp.example");
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.text()).doesNotContain("carol");
    Run opened = decrypt(run.out(), bob);
    assertThat(opened.text()).contains(TEXT).doesNotContain("carol");
  }

  @Test
  void inClearGoesWhatTheCallerSends_andNothingWhileADirectoryFails() throws IOException {
    String clear = "--send-in-clear=a test";
    for (String address : List.of("nobody@corp.example", "old@corp.example")) {
      Run run = seal(message(), "--to=" + address, clear);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
      assertThat(run.text()).contains(TEXT, "multipart/signed");
    }
    Run sealed = seal(message(), "--to=bob@corp.example", clear);
    assertThat(sealed.text()).doesNotContain(TEXT);
    String down = "--directory=ldaps://127.0.0.1:1/dc=corp";
    nothing(
        seal(message(), "--to=nobody@corp.example", clear, down),
        FilterOption.TRY_AGAIN,
        "CERTIFICATE_SOURCE");
    nothing(
        seal(
            message(),
            "--to=bob@corp.example",
            clear,
            "--crl",
            Run.vector("crl-cases/c12-expired")),
        FilterOption.TRY_AGAIN,
        "REVOCATION_UNKNOWN");
    nothing(
        Run.withInput(
            message(),
            "encrypt",
            "--filter",
            "--unvalidated=a test",
            clear,
            down,
            "--to=bob@corp.example"),
        FilterOption.TRY_AGAIN,
        "SOURCE_FAILED");
    Run unfiltered =
        Run.withInput(message(), "encrypt", "--to", bob, "--unvalidated", "a test", clear);
    assertThat(unfiltered.status()).isEqualTo(ExitStatus.BAD_USAGE);
  }

  /** A message names all who can open it. */
  @Test
  void severalRecipients_areRefused() {
    nothing(
        seal(message(), "--to=bob@corp.example", "--to=carol@corp.example"),
        FilterOption.TRY_AGAIN,
        "destination_recipient_limit = 1");
    nothing(
        seal(message(), "--to", bob, "--to", alice),
        FilterOption.TRY_AGAIN,
        "destination_recipient_limit = 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seal", "sign", "decrypt", "verify"})
  void aDiskThatIsFull_keepsTheMessageInTheQueue(String command) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean writes = command.startsWith("s");
    List<String> args = new ArrayList<>(List.of(command, "--filter", writes ? "--key" : "--keys"));
    args.add((writes ? alice : bob).toString());
    if (command.equals("seal")) {
      args.addAll(List.of("--to", bob.toString(), "--unvalidated", "a test"));
    } else if (!writes) {
      args.addAll(List.of("--trust", trust.toString(), "--authentication-results", "mx"));
    }
    int status =
        Main.run(
            UnseenStreams.of(new ByteArrayInputStream(message()), full, said),
            Step.UNNOTICED,
            args.toArray(String[]::new));
    assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(FilterOption.TRY_AGAIN);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("No space left");
  }
}
