package springmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** What both libraries send, as it arrives at a server in this JVM; OpenSSL verifies it. */
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

  private static PasswordSource passwords() throws IOException {
    return PasswordSource.ofLines(KIT.resolve("pki/passwords.txt"));
  }

  private static TrustPolicy trust() throws IOException {
    return TrustPolicy.anchors(
            CertificateFiles.readCertificates(KIT.resolve("trust")).certificates())
        .intermediates(
            CertificateFiles.readCertificates(KIT.resolve("pki/issuing.pem")).certificates())
        .revocation(Revocation.notChecked("the kit has no list at hand"));
  }

  private static UnaryOperator<Outgoing> signed() throws IOException {
    Signer bob = Signer.with(Credential.read(KIT.resolve("pki/bob.pfx"), passwords()));
    return outgoing -> outgoing.signedBy(bob);
  }

  private static UnaryOperator<Outgoing> sealed() throws IOException {
    UnaryOperator<Outgoing> signed = signed();
    Encryptor alice =
        Encryptor.trusting(trust())
            .to(
                CertificateFiles.readCertificates(KIT.resolve("pki/alice-2025.pem"))
                    .certificates()
                    .get(0));
    return outgoing -> signed.apply(outgoing).encryptedBy(alice);
  }

  /** The application's configuration: Spring's own sender, and ours around it. */
  @Configuration
  static class Mail {

    @Bean
    JavaMailSender mailSender() throws IOException {
      JavaMailSenderImpl sender = new JavaMailSenderImpl();
      sender.setHost("127.0.0.1");
      sender.setPort(SERVER.getSmtp().getPort());
      return new SealingMailSender(sender, signed());
    }
  }

  private static byte[] arrived() throws Exception {
    MimeMessage[] messages = SERVER.getReceivedMessages();
    assertEquals(1, messages.length);
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    messages[0].writeTo(octets);
    return octets.toByteArray();
  }

  @Test
  void whatSpringSendsArrivesSigned() throws Exception {
    try (AnnotationConfigApplicationContext application =
        new AnnotationConfigApplicationContext(Mail.class)) {
      SimpleMailMessage message = new SimpleMailMessage();
      message.setFrom("bob@example.org");
      message.setTo("alice@example.org");
      message.setSubject("gr\u00fcn");
      message.setText("Dear Alice,\n\nthe hedge is gr\u00fcn. \n.\nFrom Bob\n");
      application.getBean(JavaMailSender.class).send(message);
    }
    Openssl.verify(folder, arrived());
  }

  @Test
  void whatSpringSendsWithAnAttachmentArrivesSealed() throws Exception {
    JavaMailSenderImpl spring = new JavaMailSenderImpl();
    spring.setHost("127.0.0.1");
    spring.setPort(SERVER.getSmtp().getPort());
    JavaMailSender sender = new SealingMailSender(spring, sealed());
    sender.send(
        message -> {
          MimeMessageHelper helper = new MimeMessageHelper(message, true, "UTF-8");
          helper.setFrom("bob@example.org");
          helper.setTo("alice@example.org");
          helper.setSubject("two parts");
          helper.setText("the secret of the hedge", "<p>the secret of the hedge</p>");
          helper.addAttachment("a.bin", () -> new ByteArrayInputStream(new byte[3000]));
        });
    opens(arrived(), "the secret of the hedge", 1);
  }

  private static void opens(byte[] mail, String text, int attachments) throws Exception {
    assertFalse(new String(mail, StandardCharsets.ISO_8859_1).contains(text));
    MailReader reader =
        MailReader.with(
            Decryptor.with(KeyHistory.read(passwords(), KIT.resolve("history"))),
            Verifier.trusting(trust()));
    try (OpenedMail opened = reader.open(mail)) {
      opened.requireSigned().requireTrusted();
      assertTrue(opened.text().orElseThrow().text().contains(text));
      assertEquals(attachments, opened.attachments().size());
    }
  }

  @Test
  void whatCannotBeSealedIsNotSent() throws Exception {
    JavaMailSenderImpl spring = new JavaMailSenderImpl();
    spring.setHost("127.0.0.1");
    spring.setPort(SERVER.getSmtp().getPort());
    JavaMailSender sender = new SealingMailSender(spring, sealed());
    SimpleMailMessage good = new SimpleMailMessage();
    good.setFrom("bob@example.org");
    good.setTo("alice@example.org");
    good.setText("x");
    SimpleMailMessage bad = new SimpleMailMessage(good);
    bad.setBcc("carol@example.org");
    assertThrows(MailPreparationException.class, () -> sender.send(good, bad));
    assertEquals(0, SERVER.getReceivedMessages().length);
  }

  private static Email email() {
    return EmailBuilder.startingBlank()
        .from("bob@example.org")
        .to("alice@example.org")
        .withSubject("two parts")
        .withPlainText("the secret of the hedge")
        .withAttachment("a.bin", new byte[3000], "application/octet-stream")
        .buildEmail();
  }

  private static Mailer mailer(UnaryOperator<Outgoing> sealing) {
    return MailerBuilder.withCustomMailer(new SealingMailer(sealing))
        .withProperty("mail.smtp.host", "127.0.0.1")
        .withProperty("mail.smtp.port", String.valueOf(SERVER.getSmtp().getPort()))
        .buildMailer();
  }

  @Test
  void whatSimpleJavaMailSendsArrivesSignedAndSealed() throws Exception {
    mailer(signed()).sendMail(email()).get();
    Openssl.verify(folder, arrived());
    SERVER.reset();
    mailer(sealed()).sendMail(email()).get();
    opens(arrived(), "the secret of the hedge", 1);
  }

  @Test
  void theSnippetsOfThePageAreThoseThatRunHere() throws Exception {
    String page = Files.readString(KIT.resolveSibling("docs/integrations.md"));
    String here = "";
    for (String source :
        List.of("test/java/springmail/SealingTest.java", "main/java/springmail/Application.java")) {
      here += Files.readString(KIT.resolveSibling("examples/spring-mail/src/" + source));
    }
    for (String kind : List.of("spring", "springboot", "simplejavamail")) {
      String block = page.replaceAll("(?s).*```java " + kind + "\n(.*?)```.*", "$1");
      assertTrue(block.lines().count() < 20);
      assertTrue(words(here).contains(words(block)), block);
    }
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("\\s+"));
  }
}
