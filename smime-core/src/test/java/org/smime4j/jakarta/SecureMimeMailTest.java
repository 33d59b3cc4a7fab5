package org.smime4j.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.activation.CommandMap;
import jakarta.mail.IllegalWriteException;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateBook;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

class SecureMimeMailTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Jakarta Root");
  private static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").ec("P-256").build();
  private static final TestPki.Issued BOB = ROOT.issue("bob@example.org").ec("P-256").build();
  private static final TestPki.Issued CAROL = ROOT.issue("carol@example.org").ec("P-256").build();
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(ROOT.certificate())).at(TestPki.NOW);
  private static final Signer SIGNER = Signer.with(identity(ALICE)).signingAt(TestPki.NOW);
  private static final Encryptor ENCRYPTOR =
      Encryptor.trusting(TRUST).to(BOB.certificate()).under(AlgorithmPolicy.authenticated());
  private static final Decryptor DECRYPTOR = Decryptor.with(KeyHistory.of(identity(BOB)));
  private static final Verifier VERIFIER = Verifier.trusting(TRUST);

  @Test
  void signThenEncrypt_opensAgain_andIsFromWhoeverSigned() throws Exception {
    MimeMessage sealed =
        SecureMimeMail.message(
            SecureMimeMail.outgoing(message()).signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal(),
            session());
    OpenedMail opened =
        SecureMimeMail.open(parse(bytes(sealed)), MailReader.with(DECRYPTOR, VERIFIER));
    assertThat(opened.layers()).hasSize(2);
    assertThat(opened.layers().get(0).kind()).isEqualTo(Layer.Kind.ENCRYPTED);
    ByteSource content = opened.requireSigned().requireTrusted();
    MimeMessage inner = parse(content.bytes());
    MimeMultipart parts = (MimeMultipart) inner.getContent();
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat((String) parts.getBodyPart(1).getContent()).startsWith("x".repeat(2_000));
  }

  private static String latin1(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatWasOpened_isAMessage_andReleasesNoMoreThanItsContent() throws Exception {
    Session session = Session.getInstance(new Properties());
    MimeMessage sealed =
        SecureMimeMail.message(
            SecureMimeMail.outgoing(message()).signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal(),
            session);
    OpenedMail opened =
        SecureMimeMail.open(parse(bytes(sealed)), MailReader.with(DECRYPTOR, VERIFIER));
    MimeMessage message = SecureMimeMail.message(opened, session);
    assertThat(message.getSubject()).isEqualTo(opened.subject().orElseThrow().text());
    assertThat(message.getFrom())
        .containsExactly(new InternetAddress("alice@example.org", "Alice"));
    String whole = latin1(opened.content().bytes());
    String written = latin1(bytes(message));
    assertThat(written).endsWith(whole.substring(whole.indexOf("\r\n\r\n")));
    assertThat(whole.substring(0, whole.indexOf("\r\n\r\n")).replaceAll("HP-Outer: .*\r\n", ""))
        .as("but for what the author says of the outer header")
        .isEqualTo(written.substring(0, written.indexOf("\r\n\r\n")));
    MimeMessage unauthenticated =
        SecureMimeMail.message(
            SecureMimeMail.outgoing(message())
                .encryptedBy(ENCRYPTOR.under(AlgorithmPolicy.outlook()))
                .seal(),
            session);
    OpenedMail refused =
        SecureMimeMail.open(parse(bytes(unauthenticated)), MailReader.with(DECRYPTOR, VERIFIER));
    assertThatThrownBy(() -> SecureMimeMail.message(refused, session))
        .isInstanceOf(SmimeException.Refused.class);
  }

  /** A field inside that nobody compared with the signer is not the message's (threat B19). */
  @Test
  void b19_fieldsInsideThatNobodyVouchesFor_areNotThoseOfTheMessage() throws Exception {
    String inside =
        "Content-Type: text/plain\r\nFrom: ceo@example.org\r\nSubject: inside\r\n"
            + "Received: from x\r\nAuthentication-Results: x; dkim=pass\r\n\r\nHallo\r\n";
    ByteSource content = ByteSource.of(inside.getBytes(StandardCharsets.US_ASCII));
    byte[] signed = SIGNER.signOpaque(content);
    byte[] encrypted = ENCRYPTOR.encrypt(content).bytes();
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put("signed-data", signed);
    forms.put("authEnveloped-data", encrypted);
    for (Map.Entry<String, byte[]> form : forms.entrySet()) {
      byte[] mail =
          ("From: alice@example.org\r\nSubject: outside\r\nMIME-Version: 1.0\r\n"
                  + "Content-Type: application/pkcs7-mime; smime-type="
                  + form.getKey()
                  + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                  + Base64.getMimeEncoder().encodeToString(form.getValue())
                  + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      try (OpenedMail opened = MailReader.with(DECRYPTOR, VERIFIER).open(ByteSource.of(mail))) {
        MimeMessage message = SecureMimeMail.message(opened, session());
        assertThat(Collections.list(message.getAllHeaderLines()))
            .as(form.getKey())
            .containsExactly("Content-Type: text/plain");
        assertThat(message.getContent()).isEqualTo("Hallo\r\n");
        assertThat(opened.field("From").orElseThrow().text()).isEqualTo("alice@example.org");
      }
    }
    MimeMessage plain = message();
    try (OpenedMail opened = SecureMimeMail.open(plain, MailReader.with(DECRYPTOR, VERIFIER))) {
      assertThat(SecureMimeMail.message(opened, session()).getSubject())
          .as("without S/MIME nothing is inside")
          .isEqualTo(plain.getSubject());
    }
  }

  @Test
  void fieldsThatBelongOutside_stayOutside_andContentFieldsMoveInside() throws Exception {
    MimeMessage sealed =
        SecureMimeMail.message(
            SecureMimeMail.outgoing(message()).encryptedBy(ENCRYPTOR).seal(), session());
    assertThat(
            SecureMimeMail.message(
                    SecureMimeMail.outgoing(message())
                        .encryptedBy(ENCRYPTOR)
                        .hidingSubject()
                        .seal(),
                    session())
                .getSubject())
        .isEqualTo("[...]");
    assertThat(sealed.getSubject()).isEqualTo("Gr\u00fc\u00dfe aus K\u00f6ln");
    assertThat(sealed.getFrom()).containsExactly(new InternetAddress("alice@example.org", "Alice"));
    assertThat(sealed.getRecipients(Message.RecipientType.TO))
        .containsExactly(new InternetAddress("bob@example.org"));
    assertThat(sealed.getSentDate()).isEqualTo(Date.from(TestPki.NOW));
    assertThat(sealed.getHeader("Content-Type")).hasSize(1);
    assertThat(sealed.getContentType())
        .startsWith("application/pkcs7-mime")
        .contains("smime-type=authEnveloped-data");
    assertThat(sealed.getHeader("Content-Disposition")).hasSize(1);
    assertThat(sealed.getHeader("MIME-Version")).containsExactly("1.0");
    assertThat(sealed.getHeader("Message-ID")).hasSize(1);
  }

  @Test
  void b17_aSealedMessage_isTheSameEachTimeItIsWritten_andKeepsItsMessageId() throws Exception {
    MimeMessage sealed =
        SecureMimeMail.message(
            SecureMimeMail.outgoing(message()).signedBy(SIGNER).seal(), session());
    byte[] first = bytes(sealed);
    String id = sealed.getMessageID();
    sealed.saveChanges();
    assertThat(bytes(sealed)).isEqualTo(first);
    sealed.setHeader("X-Sent-By", "a test");
    sealed.saveChanges();
    assertThat(sealed.getMessageID()).isEqualTo(id).isNotNull();
    String written = new String(bytes(sealed), StandardCharsets.ISO_8859_1);
    assertThat(written).contains("X-Sent-By: a test\r\n");
    assertThat(written.replace("X-Sent-By: a test\r\n", "").getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(first);
    MailReader.with(DECRYPTOR, VERIFIER)
        .open(ByteSource.of(bytes(sealed)))
        .requireSigned()
        .requireTrusted();
    assertThatThrownBy(() -> sealed.setText("other")).isInstanceOf(IllegalWriteException.class);
  }

  @Test
  void theMessageThatIsGiven_isNotChanged() throws Exception {
    MimeMessage message = message();
    assertThat(message.getMessageID()).isNull();
    SecureMimeMail.outgoing(message).signedBy(SIGNER).seal();
    assertThat(message.getMessageID()).isNull();
    assertThat(message.getHeader("Content-Type")).isNull();
    message.saveChanges();
    String id = message.getMessageID();
    assertThat(
            SecureMimeMail.message(
                    SecureMimeMail.outgoing(message).signedBy(SIGNER).seal(), session())
                .getMessageID())
        .isEqualTo(id);
    assertThat(message.getMessageID()).isEqualTo(id);
  }

  @Test
  void aParsedMessage_isTakenAsItCame() throws Exception {
    String text =
        "From: alice@example.org\r\n"
            + "Message-ID: <1@example.org>\r\n"
            + "Content-Type: text/plain;\r\n"
            + "   x=y\r\n\r\n"
            + "hello\r\n";
    MimeMessage sealed =
        SecureMimeMail.message(
            SecureMimeMail.outgoing(parse(text.getBytes(StandardCharsets.US_ASCII)))
                .signedBy(SIGNER)
                .seal(),
            session());
    assertThat(new String(bytes(sealed), StandardCharsets.ISO_8859_1))
        .contains("\r\n\r\n--=_")
        .contains("Content-Type: text/plain;\r\n   x=y;\r\n\thp=\"clear\"\r\n\r\nhello\r\n");
    assertThat(sealed.getMessageID()).isEqualTo("<1@example.org>");
  }

  @Test
  void a18_blindCopies_getMessagesOfTheirOwn() throws Exception {
    MimeMessage message = message();
    message.setRecipient(Message.RecipientType.BCC, new InternetAddress("carol@example.org"));
    assertThatThrownBy(() -> SecureMimeMail.outgoing(message).encryptedBy(ENCRYPTOR).seal())
        .isInstanceOfSatisfying(
            SmimeException.Refused.class, e -> assertThat(e.rule().name()).isEqualTo("BCC"));
    CertificateBook book =
        CertificateBook.empty().and(List.of(BOB.certificate(), CAROL.certificate()));
    List<Deliveries.Delivery> sealed =
        SecureMimeMail.outgoing(message)
            .encryptedBy(ENCRYPTOR)
            .sealEach(
                ENCRYPTOR.plan(book, List.of("bob@example.org", "carol@example.org")),
                Unreachable.REFUSE)
            .encrypted();
    assertThat(sealed).hasSize(2);
    assertThat(sealed.get(0).message().report().recipients()).containsExactly(BOB.certificate());
    assertThat(sealed.get(1).message().report().recipients()).containsExactly(CAROL.certificate());
    for (Deliveries.Delivery each : sealed) {
      MimeMessage sent = SecureMimeMail.message(each, session());
      assertThat(sent.getAllRecipients())
          .containsExactly(new InternetAddress(each.addresses().get(0)));
      assertThat(sent.getRecipients(Message.RecipientType.TO))
          .containsExactly(new InternetAddress("bob@example.org"));
      assertThat(SecureMimeMail.message(each.message(), session()).getAllRecipients())
          .containsExactly(new InternetAddress("bob@example.org"));
      assertThat(sent.getHeader("Bcc")).isNull();
    }
  }

  @Test
  void theCommandMapOfTheJvm_isUntouched() throws Exception {
    CommandMap before = CommandMap.getDefaultCommandMap();
    String[] types = before.getMimeTypes();
    SecureMimeMail.open(
            SecureMimeMail.message(
                SecureMimeMail.outgoing(message()).compressed().signedOpaquelyBy(SIGNER).seal(),
                session()),
            MailReader.with(DECRYPTOR, VERIFIER))
        .requireSigned()
        .requireTrusted();
    assertThat(CommandMap.getDefaultCommandMap()).isSameAs(before);
    assertThat(before.getMimeTypes()).isEqualTo(types);
  }

  @Test
  void aMessageThatCannotBeWritten_isAFailureOfOurs() throws Exception {
    MimeMessage message = new MimeMessage(session());
    message.setFrom("alice@example.org");
    assertThatThrownBy(() -> SecureMimeMail.outgoing(message).signedBy(SIGNER).seal())
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1\r\nBcc: mallory@example.org",
        "1\nBcc: mallory@example.org",
        "1\rBcc: mallory@example.org",
        "1\r Bcc: mallory@example.org",
        "1\r\n \r\nBcc: mallory@example.org",
        "1\r\n\r\nanother body",
        "1\r\n",
        "1\r",
        "1\u0000"
      })
  void b16_aValueThatWouldBeMoreFields_isRefused(String value) throws Exception {
    MimeMessage parsed = parse(bytes(message()));
    for (MimeMessage message : List.of(message(), parsed)) {
      message.setHeader("X-Ticket", "1\r\n\tfolded");
      SecureMimeMail.message(SecureMimeMail.outgoing(message).signedBy(SIGNER).seal(), session());
      message.setHeader("X-Ticket", value);
      assertThatThrownBy(
              () ->
                  SecureMimeMail.message(
                      SecureMimeMail.outgoing(message).signedBy(SIGNER).seal(), session()))
          .isInstanceOf(SmimeException.Refused.class);
      assertThatThrownBy(() -> SecureMimeMail.outgoing(message).encryptedBy(ENCRYPTOR).seal())
          .isInstanceOf(SmimeException.Refused.class);
    }
  }

  @Test
  void b16_aReceivedMessageWithOddHeaders_stillOpens() throws Exception {
    String text = "From: alice@example.org\r\nX-A: b\rX-B: \u0000\r\n\tc\r\n\r\nhello\r\n";
    MimeMessage message = parse(text.getBytes(StandardCharsets.US_ASCII));
    assertThat(SecureMimeMail.open(message, MailReader.with(DECRYPTOR, VERIFIER)).failure())
        .isEmpty();
  }

  private static MimeMessage message() throws Exception {
    MimeMessage message = new MimeMessage(session());
    message.setFrom(new InternetAddress("alice@example.org", "Alice"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.org"));
    message.setSubject("Gr\u00fc\u00dfe aus K\u00f6ln", "UTF-8");
    message.setSentDate(Date.from(TestPki.NOW));
    MimeBodyPart text = new MimeBodyPart();
    text.setText("Gr\u00fc\u00dfe", "UTF-8");
    MimeBodyPart lines = new MimeBodyPart();
    lines.setText("x".repeat(2_000) + "\nFrom here\n");
    lines.setHeader("Content-Transfer-Encoding", "8bit");
    message.setContent(new MimeMultipart(text, lines));
    return message;
  }

  private static MimeMessage parse(byte[] octets) throws Exception {
    return new MimeMessage(session(), new ByteArrayInputStream(octets));
  }

  private static byte[] bytes(MimeMessage message) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out);
    assertThat(out.size()).isPositive();
    return out.toByteArray();
  }

  private static Session session() {
    return Session.getInstance(new Properties());
  }

  private static Credential identity(TestPki.Issued issued) {
    return Credential.of(
        issued.privateKey(),
        issued.certificate(),
        issued.chain().subList(1, issued.chain().size()).toArray(X509Certificate[]::new));
  }
}
