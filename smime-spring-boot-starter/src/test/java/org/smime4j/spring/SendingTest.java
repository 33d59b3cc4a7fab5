package org.smime4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.jakarta.SecureMimeMail;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** What an application sends, as it arrives at a server. */
class SendingTest {

  private static final String SECRET = "the secret of the hedge";

  @RegisterExtension private final Application application = new Application();

  private static SimpleMailMessage to(String... recipients) {
    SimpleMailMessage message = new SimpleMailMessage();
    message.setFrom("bob@example.org");
    message.setTo(recipients);
    message.setSubject("gr\u00fcn");
    message.setText("Dear Alice,\n\n" + SECRET + " is gr\u00fcn. \n.\nFrom Bob\n");
    return message;
  }

  @SuppressWarnings("unused") // The page shows it.
  private String read(MimeMessage received, MailReader reader) throws Exception {
    try (OpenedMail mail = SecureMimeMail.open(received, reader)) {
      mail.requireSigned().requireTrusted();
      return mail.textPart().orElseThrow().text();
    }
  }

  @Test
  void withThePropertiesOfThePage_whatIsSentArrivesSealed_andItsReaderOpensIt() throws Exception {
    application
        .with()
        .run(
            context -> {
              context.getBean(JavaMailSender.class).send(to("alice@example.org"));
              MimeMessage arrived = application.arrived("alice@example.org").get(0);
              assertThat(Application.octets(arrived)).doesNotContain(SECRET);
              assertThat(read(arrived, context.getBean(MailReader.class))).contains(SECRET);
            });
    assertThat(application.arrived()).isEqualTo(1);
    assertThat(words(here())).contains(words(Application.block("java reader")));
  }

  @Test
  void theBeans_encryptAndDecryptFiles(@TempDir Path folder) throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), SECRET);
    Path encrypted = folder.resolve("encrypted");
    Path received = encrypted;
    Path decrypted = folder.resolve("decrypted");
    application
        .with()
        .run(
            context -> {
              Encryptor encryptor = context.getBean(Encryptor.class);
              CertificateSource certificates = context.getBean(CertificateSource.class);
              KeyHistory keys = context.getBean(KeyHistory.class);
              encryptor
                  .toAddresses(certificates, "alice@example.org")
                  .under(AlgorithmPolicy.authenticated())
                  .encrypt(plain, encrypted);
              Decryptor.with(keys).decrypt(received, decrypted);
            });
    assertThat(decrypted).hasContent(SECRET);
    assertThat(words(here())).contains(words(Application.block("java files")));
  }

  private static String here() throws Exception {
    return Files.readString(
        Application.KIT.resolveSibling(
            "smime-spring-boot-starter/src/test/java/org/smime4j/spring/SendingTest.java"));
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("\\s+"));
  }

  @Test
  void a18_aBlindCopyIsAMessageOfItsOwn_andNobodyElseIsToldOfIt() throws Exception {
    SimpleMailMessage message = to("alice@example.org");
    message.setBcc("carol@example.org");
    application.with().run(context -> context.getBean(JavaMailSender.class).send(message));
    assertThat(application.arrived()).isEqualTo(2);
    List<MimeMessage> alices = application.arrived("alice@example.org");
    List<MimeMessage> carols = application.arrived("carol@example.org");
    assertThat(alices).hasSize(1);
    assertThat(carols).hasSize(1);
    for (MimeMessage each : List.of(alices.get(0), carols.get(0))) {
      assertThat(Application.octets(each)).doesNotContain("carol").doesNotContain(SECRET);
    }
    application
        .with()
        .run(
            context -> {
              MailReader reader = context.getBean(MailReader.class);
              assertThat(read(alices.get(0), reader)).contains(SECRET);
              // Another key of this length finds right padding in one of 256 messages.
              assertThatThrownBy(() -> read(carols.get(0), reader))
                  .isInstanceOfAny(
                      SmimeException.NoMatchingKey.class, SmimeException.NotTrusted.class);
            });
  }

  @Test
  void ifOneRecipientHasNoCertificate_nothingIsSent_notEvenTheOtherMessages() {
    application
        .with()
        .run(
            context -> {
              JavaMailSender sender = context.getBean(JavaMailSender.class);
              assertThatThrownBy(
                      () ->
                          sender.send(
                              to("alice@example.org"), to("carol@example.org", "dora@example.org")))
                  .isInstanceOf(MailPreparationException.class)
                  .hasMessageContaining("Nothing was sent")
                  .hasMessageContaining("dora@example.org");
              assertThatThrownBy(() -> sender.send(new SimpleMailMessage()))
                  .isInstanceOf(MailPreparationException.class)
                  .hasMessageContaining("no recipient");
            });
    assertThat(application.arrived()).isZero();
  }

  @Test
  void underLeaveOut_theOthersGetIt_andTheExceptionNamesWhoDidNot() throws Exception {
    SimpleMailMessage message = to("alice@example.org", "dora@example.org");
    application
        .with("smime.recipients.unreachable=leave-out")
        .run(
            context ->
                assertThatThrownBy(() -> context.getBean(JavaMailSender.class).send(message))
                    .isInstanceOfSatisfying(
                        MailSendException.class,
                        e -> {
                          assertThat(e.getFailedMessages()).containsOnlyKeys(message);
                          assertThat(e.getFailedMessages().get(message))
                              .hasMessageContaining("no certificate is known for dora@example.org")
                              .hasCauseInstanceOf(SmimeException.Refused.class);
                        }));
    assertThat(application.arrived()).isEqualTo(1);
    assertThat(application.arrived("alice@example.org")).hasSize(1);
  }

  @Test
  void underSendInClear_thoseWithoutACertificateGetItSigned_andTheOthersEncrypted()
      throws Exception {
    application
        .with("smime.recipients.unreachable=send-in-clear")
        .run(
            context ->
                context
                    .getBean(JavaMailSender.class)
                    .send(to("alice@example.org", "dora@example.org")));
    assertThat(application.arrived()).isEqualTo(2);
    assertThat(Application.octets(application.arrived("alice@example.org").get(0)))
        .doesNotContain(SECRET);
    assertThat(Application.octets(application.arrived("dora@example.org").get(0)))
        .contains(SECRET, "multipart/signed");
  }

  @Test
  void ifASourceOfCertificatesFails_nothingGoesInClear() {
    ApplicationContextRunner failing =
        application
            .with("smime.recipients.unreachable=send-in-clear")
            .withBean(
                CertificateSource.class,
                () ->
                    (addresses, notes) -> {
                      throw new java.io.IOException("the directory is down");
                    });
    failing.run(
        context ->
            assertThatThrownBy(
                    () -> context.getBean(JavaMailSender.class).send(to("dora@example.org")))
                .isInstanceOf(MailSendException.class));
    assertThat(application.arrived()).isZero();
  }

  @Test
  void whatIsOnlySigned_reachesBlindCopiesWithoutTheirNames() throws Exception {
    SimpleMailMessage message = to("alice@example.org");
    message.setBcc("dora@example.org");
    application
        .without(line -> line.startsWith("smime.recipients"))
        .withPropertyValues("smime.mail.protection=signed")
        .run(
            context -> {
              context.getBean(JavaMailSender.class).send(message);
              for (String each : List.of("alice@example.org", "dora@example.org")) {
                MimeMessage arrived = application.arrived(each).get(0);
                assertThat(Application.octets(arrived)).contains(SECRET).doesNotContain("dora");
                OpenedMail opened = SecureMimeMail.open(arrived, context.getBean(MailReader.class));
                opened.requireSigned().requireTrusted();
                assertThat(opened.layers())
                    .extracting(Layer::kind)
                    .containsExactly(Layer.Kind.SIGNED);
              }
            });
    assertThat(application.arrived()).isEqualTo(2);
  }

  @Test
  void onlyTheProtectionNone_leavesTheSenderAsItWas() throws Exception {
    application
        .without(line -> line.startsWith("smime."))
        .withPropertyValues("smime.mail.protection=none")
        .run(context -> context.getBean(JavaMailSender.class).send(to("dora@example.org")));
    assertThat(Application.octets(application.arrived("dora@example.org").get(0)))
        .contains(SECRET)
        .doesNotContain("pkcs7");
  }

  @Test
  void theSenderKeepsItsClass_soThatNoWayLeadsPastTheSeal() throws Exception {
    application
        .with()
        .run(
            context -> {
              JavaMailSenderImpl sender = context.getBean(JavaMailSenderImpl.class);
              assertThat(sender.getHost()).isEqualTo("127.0.0.1");
              assertThat(context).hasBean("mailHealthContributor");
              MimeMessage message = sender.createMimeMessage();
              MimeMessageHelper helper = new MimeMessageHelper(message, true, "UTF-8");
              helper.setFrom("bob@example.org");
              helper.setTo("alice@example.org");
              helper.setSubject("two parts");
              helper.setText(SECRET, "<p>" + SECRET + "</p>");
              helper.addAttachment("a.bin", () -> new ByteArrayInputStream(new byte[3000]));
              sender.send(message);
              assertThat(message.getMessageID()).isNotNull();
              MimeMessage arrived = application.arrived("alice@example.org").get(0);
              assertThat(arrived.getMessageID()).isEqualTo(message.getMessageID());
              assertThat(Application.octets(arrived)).doesNotContain(SECRET);
              OpenedMail opened = SecureMimeMail.open(arrived, context.getBean(MailReader.class));
              assertThat(opened.attachments()).hasSize(1);
            });
  }

  /** A sender of the application's own. */
  private static final class Recording implements JavaMailSender {

    private final List<MimeMessage> sent = new ArrayList<>();

    @Override
    public MimeMessage createMimeMessage() {
      return new MimeMessage((jakarta.mail.Session) null);
    }

    @Override
    public MimeMessage createMimeMessage(InputStream content) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void send(MimeMessage... messages) {
      sent.addAll(List.of(messages));
    }

    @Override
    public void send(SimpleMailMessage... messages) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aSenderOfTheApplicationsOwn_sealsToo() throws Exception {
    Recording recording = new Recording();
    application
        .with()
        .withBean(JavaMailSender.class, () -> recording)
        .run(
            context -> {
              context.getBean(JavaMailSender.class).send(to("alice@example.org"));
              assertThat(recording.sent).hasSize(1);
              assertThat(Application.octets(recording.sent.get(0))).doesNotContain(SECRET);
            });
  }

  /** What asks for a sender before the beans of the application are made. */
  static final class Early implements BeanPostProcessor {

    private final JavaMailSender sender;

    Early(JavaMailSender sender) {
      this.sender = sender;
    }
  }

  @Test
  void aSenderThatIsAskedForEarly_sealsToo() throws Exception {
    application
        .with()
        .withBean(Early.class)
        .run(context -> context.getBean(Early.class).sender.send(to("alice@example.org")));
    assertThat(Application.octets(application.arrived("alice@example.org").get(0)))
        .doesNotContain(SECRET);
  }

  @Test
  void theMembersOfAGroupGetTheMessage_andANewsgroupStopsIt() throws Exception {
    application
        .with()
        .run(
            context -> {
              JavaMailSender sender = context.getBean(JavaMailSender.class);
              MimeMessage message = sender.createMimeMessage();
              message.setFrom("bob@example.org");
              message.setHeader("To", "friends: alice@example.org, carol@example.org;");
              message.setText(SECRET);
              sender.send(message);
              message.setRecipients(MimeMessage.RecipientType.NEWSGROUPS, "example.test");
              assertThatThrownBy(() -> sender.send(message))
                  .isInstanceOf(MailPreparationException.class)
                  .hasMessageContaining("example.test");
            });
    for (String each : List.of("alice@example.org", "carol@example.org")) {
      assertThat(application.arrived(each)).hasSize(1);
      assertThat(Application.octets(application.arrived(each).get(0))).doesNotContain(SECRET);
    }
  }

  @Test
  void aSubjectWithAHeaderFieldInside_stopsTheMessage() {
    application
        .with()
        .run(
            context -> {
              JavaMailSender sender = context.getBean(JavaMailSender.class);
              MimeMessage message = sender.createMimeMessage();
              message.setFrom("bob@example.org");
              message.setRecipients(MimeMessage.RecipientType.TO, "alice@example.org");
              message.setText(SECRET);
              message.setHeader("Subject", "x\r\nBcc: dora@example.org");
              assertThatThrownBy(() -> sender.send(message))
                  .isInstanceOf(MailPreparationException.class);
            });
    assertThat(application.arrived()).isZero();
  }
}
