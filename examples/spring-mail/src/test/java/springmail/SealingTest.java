package springmail;

import org.smime4j.sources.ByteSource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.api.email.Recipient;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;

/** What Simple Java Mail sends, as it arrives at a server in this JVM; OpenSSL verifies it. */
class SealingTest {

  private static final Path KIT = Openssl.KIT;

  private static final GreenMail SERVER =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    SERVER.start();
  }

  @AfterEach
  void stop() {
    SERVER.stop();
  }

  static PasswordSource passwords() throws IOException {
    return PasswordSource.ofLines(KIT.resolve("pki/passwords.txt"));
  }

  static TrustPolicy trust() throws IOException {
    return TrustPolicy.anchors(
            CertificateFiles.readCertificates(KIT.resolve("trust")).certificates())
        .intermediates(
            CertificateFiles.readCertificates(KIT.resolve("pki/issuing.pem")).certificates())
        .revocation(Revocation.notChecked("the kit has no list at hand"));
  }

  private static Signer bob() throws IOException {
    return Signer.with(Credential.read(KIT.resolve("pki/bob.pfx"), passwords()));
  }

  private static SealingMailer sealing() throws IOException {
    Signer signer = bob();
    Encryptor encryptor = Encryptor.trusting(trust());
    CertificateBook certificates = CertificateBook.empty();
    for (String name : List.of("pki/alice-2025.pem", "pki/carol.pem")) {
      certificates =
          certificates.and(CertificateFiles.readCertificates(KIT.resolve(name)).certificates());
    }
    return SealingMailer.sealing(signer, encryptor, certificates);
  }

  private static byte[] arrived() throws Exception {
    MimeMessage[] messages = SERVER.getReceivedMessages();
    assertEquals(1, messages.length);
    return octets(messages[0]);
  }

  private static byte[] octets(MimeMessage message) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    message.writeTo(octets);
    return octets.toByteArray();
  }

  private static List<?> inbox(String address) throws Exception {
    GreenMailUser user = SERVER.getUserManager().getUserByEmail(address);
    return SERVER.getManagers().getImapHostManager().getInbox(user).getMessages();
  }

  static void opens(byte[] mail, String text, int attachments) throws Exception {
    assertFalse(new String(mail, StandardCharsets.ISO_8859_1).contains(text));
    MailReader reader =
        MailReader.with(
            Decryptor.with(KeyHistory.read(passwords(), KIT.resolve("history"))),
            Verifier.trusting(trust()));
    try (OpenedMail opened = reader.open(ByteSource.of(mail))) {
      opened.requireSigned().requireTrusted();
      assertTrue(opened.textPart().orElseThrow().text().contains(text));
      assertEquals(attachments, opened.attachments().size());
    }
  }

  private static EmailPopulatingBuilder email() {
    return EmailBuilder.startingBlank()
        .from("bob@example.org")
        .to("alice@example.org")
        .withSubject("two parts")
        .withPlainText("the secret of the hedge")
        .withAttachment("a.bin", new byte[3000], "application/octet-stream");
  }

  private static Mailer mailer(SealingMailer sealing) {
    return MailerBuilder.withCustomMailer(sealing)
        .withProperty("mail.smtp.host", "127.0.0.1")
        .withProperty("mail.smtp.port", String.valueOf(SERVER.getSmtp().getPort()))
        .buildMailer();
  }

  @Test
  void whatSimpleJavaMailSendsArrivesSignedAndSealed() throws Exception {
    mailer(SealingMailer.signing(bob())).sendMail(email().buildEmail()).get();
    Openssl.verify(folder, arrived());
    SERVER.reset();
    mailer(sealing()).sendMail(email().buildEmail()).get();
    opens(arrived(), "the secret of the hedge", 1);
  }

  @Test
  void aBlindCopyIsAMessageOfItsOwnAndNobodyElseIsToldOfIt() throws Exception {
    mailer(sealing()).sendMail(email().bcc("carol@example.org").buildEmail()).get();
    assertEquals(2, SERVER.getReceivedMessages().length);
    assertEquals(1, inbox("alice@example.org").size());
    assertEquals(1, inbox("carol@example.org").size());
    for (MimeMessage each : SERVER.getReceivedMessages()) {
      String octets = new String(octets(each), StandardCharsets.ISO_8859_1);
      assertFalse(octets.contains("carol"), octets);
    }
  }

  @Test
  void onlyTheReceiversThatOverrideTheOthersGetIt() throws Exception {
    Email email = email().withOverrideReceivers(new Recipient("Carol", "carol@example.org", null)).buildEmail();
    mailer(sealing()).sendMail(email).get();
    assertEquals(1, SERVER.getReceivedMessages().length);
    assertEquals(1, inbox("carol@example.org").size());
  }

  @Test
  void whatCannotBeSealedIsNotSent() throws Exception {
    for (EmailPopulatingBuilder each :
        List.of(email().cc("dora@example.org"), email().withBounceTo("carol@example.org"))) {
      Mailer mailer = mailer(sealing());
      Email email = each.buildEmail();
      assertThrows(Exception.class, () -> mailer.sendMail(email).get());
    }
    assertEquals(0, SERVER.getReceivedMessages().length);
  }

  @Test
  void theSnippetOfThePageIsTheOneThatRunsHere() throws Exception {
    String page = Files.readString(KIT.resolveSibling("docs/integrations.md"));
    String here =
        Files.readString(
            KIT.resolveSibling(
                "examples/spring-mail/src/test/java/springmail/SealingTest.java"));
    String block = page.replaceAll("(?s).*```java simplejavamail\n(.*?)```.*", "$1");
    assertTrue(block.lines().count() < 20);
    assertTrue(words(here).contains(words(block)), block);
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("\\s+"));
  }
}
