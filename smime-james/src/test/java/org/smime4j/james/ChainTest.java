package org.smime4j.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/** The mailets and matchers in the chain of examples/james/mailetcontainer.xml. */
class ChainTest {

  private static final Path KIT = Path.of("../src-test-vectors");
  private static final String TEXT = "Subject: the plan\r\n\r\nWe buy on Monday\r\n";

  @TempDir private Path folder;
  private Path book;
  private String page;

  @BeforeEach
  void thePage() throws Exception {
    String text = Files.readString(KIT.resolveSibling("examples/james/mailetcontainer.xml"));
    Path recipients = Files.createDirectory(folder.resolve("recipients"));
    Files.copy(KIT.resolve("pki/carol.pem"), recipients.resolve("carol.pem"));
    book = folder.resolve("book");
    page =
        text.replace("/etc/smime/recipients", recipients.toString())
            .replace("/etc/smime/", KIT + "/")
            .replace("/var/lib/smime/", folder + "/");
  }

  private static FakeMail mail(String user, byte[] message, String... recipients) throws Exception {
    FakeMail.Builder mail =
        FakeMail.builder()
            .name("mail")
            .sender("alice@example.org")
            .mimeMessage(new MimeMessage(null, new ByteArrayInputStream(message)))
            .recipients(recipients);
    if (!user.isEmpty()) {
      mail.attribute(new Attribute(Mail.SMTP_AUTH_USER, AttributeValue.of(user)));
    }
    return mail.build();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String octets(Mail mail) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    mail.getMessage().writeTo(octets);
    return octets.toString(StandardCharsets.ISO_8859_1);
  }

  private static String attribute(Mail mail, String name) {
    return mail.getAttribute(AttributeName.of("org.smime4j." + name))
        .map(attribute -> String.valueOf(attribute.getValue().value()))
        .orElse("");
  }

  private static List<String> recipients(Mail mail) {
    return mail.getRecipients().stream().map(MailAddress::asString).toList();
  }

  private static Credential identity(String name) throws Exception {
    return Credential.read(
        KIT.resolve("pki/" + name), PasswordSource.ofLines(KIT.resolve("pki/passwords.txt")));
  }

  private static byte[] kit(String name) throws Exception {
    return Files.readAllBytes(KIT.resolve("messages").resolve(name));
  }

  private static OpenedMail opened(Mail mail, String reader) throws Exception {
    TrustPolicy trust =
        TrustPolicy.anchors(
                CertificateFiles.readCertificates(KIT.resolve("trust/root.pem")).certificates())
            .intermediates(
                CertificateFiles.readCertificates(KIT.resolve("pki/issuing.pem")).certificates())
            .revocation(Revocation.notChecked("the kit is fixed"));
    return MailReader.with(
            Decryptor.with(KeyHistory.of(identity(reader))), Verifier.trusting(trust))
        .open(ByteSource.of(octets(octets(mail))));
  }

  @Test
  void aChain_learnsFromTrustedMail_andSealsForThoseWhoCanBeReached() throws Exception {
    Container james = new Container(page);
    byte[] incoming =
        octets(
            "X-SMIME-Status: Good signature\r\n"
                + "Authentication-Results: mx.example.org; smime=pass\r\n"
                + new String(kit("openssl/signed-encrypted.eml"), StandardCharsets.ISO_8859_1));
    FakeMail received = james.run(mail("", incoming, "alice@example.org")).get(0);
    assertThat(received.getState()).isEqualTo("transport");
    assertThat(attribute(received, "result")).isEqualTo("pass");
    assertThat(octets(received)).doesNotContain("X-SMIME-Status");
    assertThat(CertificateBook.read(book).certificates(List.of("bob@example.org"), any -> {})).hasSize(1);

    String header =
        "From: Alice <alice@example.org>\r\nTo: bob@example.org, dora@example.org\r\n"
            + "Bcc: carol@example.org\r\n";
    List<FakeMail> sent =
        james.run(
            mail(
                "alice@example.org",
                octets(header + TEXT),
                "bob@example.org",
                "carol@example.org",
                "dora@example.org"));
    assertThat(sent).hasSize(3);
    for (FakeMail each : sent) {
      boolean isDoras = recipients(each).equals(List.of("dora@example.org"));
      assertThat(each.getState()).isEqualTo(isDoras ? "error" : "transport");
      assertThat(attribute(each, "sealed")).isEqualTo(isDoras ? "" : "encrypted");
      assertThat(attribute(each, "signed")).isEqualTo("yes");
      assertThat(octets(each).contains("Monday")).isEqualTo(isDoras);
      assertThat(recipients(each)).hasSize(1);
    }
    FakeMail bobs =
        sent.stream().filter(e -> recipients(e).contains("bob@example.org")).findFirst().get();
    OpenedMail opened = opened(bobs, "bob.pfx");
    assertThat(new String(opened.requireSigned().requireTrusted().bytes(), StandardCharsets.UTF_8))
        .contains("Monday");
    assertThat(octets(bobs)).doesNotContain("carol");
  }

  @Test
  void aForgedSignature_goesToQuarantine_andTeachesNothing() throws Exception {
    byte[] forged =
        Outgoing.of(octets("From: bob@example.org\r\nTo: alice@example.org\r\n" + TEXT))
            .signedBy(Signer.with(identity("bob-stranger.pfx")))
            .seal()
            .bytes();
    FakeMail received = new Container(page).run(mail("", forged, "alice@example.org")).get(0);
    assertThat(received.getState()).isEqualTo("quarantine");
    assertThat(attribute(received, "result")).isEqualTo("fail");
    assertThat(book).doesNotExist();
  }

  @Test
  void nothingIsSigned_forASenderWhoIsNotTheAuthor() throws Exception {
    String own = "From: alice@example.org\r\nTo: x@example.org\r\n" + TEXT;
    String others = own.replace("From: alice@", "From: bob@");
    String two = own.replace("From: alice@example.org", "From: alice@example.org, bob@example.org");
    String signing = page.replaceAll("(?s).*(<mailet [^>]*SignSmime.*?</mailet>).*", "$1");
    Container signer = new Container("<processor state=\"root\">" + signing + "</processor>");
    assertThat(signed(signer, "alice@example.org", own)).isEqualTo("yes");
    assertThat(signed(signer, "alice", own)).as("the sender in the envelope").isEqualTo("yes");
    assertThat(signed(signer, "", own)).isEqualTo("no");
    assertThat(signed(signer, "bob@example.org", own)).isEqualTo("no");
    assertThat(signed(signer, "bob@example.org", others)).as("no key").isEqualTo("no");
    assertThat(signed(signer, "alice@example.org", others)).isEqualTo("no");
    assertThat(signed(signer, "alice@example.org", two)).isEqualTo("no");
    FakeMail once = mail("alice@example.org", octets(own), "x@example.org");
    signer.run(once);
    String sealed = octets(once);
    assertThat(signed(signer, "alice@example.org", sealed)).as("once").isEqualTo("no");
    // Once more through the processor, the attribute says what was done before.
    signer.run(once);
    assertThat(attribute(once, "signed")).isEqualTo("yes");
    assertThat(octets(once)).isEqualTo(sealed);
    once.setMessage(mail("", octets(own)).getMessage());
    signer.run(once);
    assertThat(attribute(once, "signed")).isEqualTo("yes");
    assertThat(octets(once)).as("the signature had been taken off").contains("multipart/signed");
  }

  private static String signed(Container signer, String user, String message) throws Exception {
    FakeMail mail = mail(user, octets(message), "x@example.org");
    assertThat(signer.run(mail)).containsExactly(mail);
    boolean yes = octets(mail).contains("multipart/signed");
    assertThat(attribute(mail, "signed").equals("yes"))
        .isEqualTo(yes && !message.contains("multipart/signed"));
    return attribute(mail, "signed");
  }

  @Test
  void aBookThatCannotBeRead_andAnAddressWithoutCertificate_sendNothingInClearByMistake()
      throws Exception {
    String message = "From: alice@example.org\r\nTo: carol@example.org\r\n" + TEXT;
    Container refusing = new Container(page.replace("leave-out", "refuse"));
    FakeMail mail =
        mail("alice@example.org", octets(message), "carol@example.org", "dora@example.org");
    assertThat(refusing.run(mail)).containsExactly(mail);
    assertThat(mail.getState()).isEqualTo("error");
    assertThat(mail.getErrorMessage()).contains("dora@example.org");
    assertThat(recipients(mail)).hasSize(2);

    Container clear = new Container(page.replace("leave-out", "send-in-clear"));
    FakeMail both =
        mail("alice@example.org", octets(message), "carol@example.org", "dora@example.org");
    List<FakeMail> sent = clear.run(both);
    assertThat(sent).hasSize(2).allMatch(each -> each.getState().equals("transport"));
    assertThat(attribute(sent.get(0), "sealed")).isEqualTo("encrypted");
    assertThat(recipients(sent.get(1))).containsExactly("dora@example.org");
    assertThat(attribute(sent.get(1), "sealed")).isEqualTo("clear");
    assertThat(octets(sent.get(1))).contains("Monday", "multipart/signed");

    Files.writeString(book, "damaged");
    FakeMail later =
        mail("alice@example.org", octets(message), "carol@example.org", "dora@example.org");
    List<FakeMail> kept = clear.run(later);
    assertThat(kept).hasSize(2);
    for (FakeMail each : kept) {
      assertThat(each.getState())
          .isEqualTo(recipients(each).contains("dora@example.org") ? "error" : "transport");
      assertThat(attribute(each, "sealed")).isNotEqualTo("clear");
    }
    assertThatThrownBy(() -> new Container(page))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("book: ");
  }

  @Test
  void theMatchersLookAtTheMessage_andNotOnlyAtItsHeader() throws Exception {
    FakeMail signed = mail("", kit("openssl/signed-altered.eml"), "alice@example.org");
    FakeMail encrypted = mail("", kit("openssl/encrypted-2025.eml"), "alice@example.org");
    FakeMail plain =
        mail(
            "",
            octets(
                "From: bob@example.org\r\nContent-Type: application/pkcs7-mime;"
                    + " smime-type=enveloped-data\r\n\r\nnothing of the kind\r\n"),
            "alice@example.org");
    IsSmimeSigned isSigned = new IsSmimeSigned();
    IsSmimeEncrypted isEncrypted = new IsSmimeEncrypted();
    assertThat(isSigned.match(signed)).hasSize(1);
    assertThat(isSigned.match(encrypted)).isEmpty();
    assertThat(isSigned.match(plain)).isEmpty();
    assertThat(isEncrypted.match(encrypted)).hasSize(1);
    assertThat(isEncrypted.match(signed)).isEmpty();
    assertThat(isEncrypted.match(plain)).isEmpty();
    HasSmimeVerdict verdict = new HasSmimeVerdict();
    verdict.init(FakeMatcherConfig.builder().matcherName("x").condition("pass, none").build());
    assertThat(verdict.match(plain)).as("nobody judged it").isEmpty();
    plain.setAttribute(new Attribute(Message.RESULT, AttributeValue.of("none")));
    assertThat(verdict.match(plain)).hasSize(1);
    plain.setAttribute(new Attribute(Message.RESULT, AttributeValue.of("fail")));
    assertThat(verdict.match(plain)).isEmpty();
    for (String wrong : List.of("", "pas", "pass,,none")) {
      assertThatThrownBy(
              () ->
                  new HasSmimeVerdict()
                      .init(FakeMatcherConfig.builder().matcherName("x").condition(wrong).build()))
          .isInstanceOf(MessagingException.class)
          .hasMessageContaining("there is no result");
    }
  }

  @Test
  void b13_fieldsThatOnlyTheServerMayWrite_areStripped_howeverTheyAreWritten() throws Exception {
    for (String forged :
        List.of(
            "X-SMIME-Status: Good signature\r\n",
            "x-smime-status : Good\r\n signature\r\n",
            "X-SMIME-STATUS\t:\r\n\tGood signature\r\n",
            "Subject: x\r\n \t\r\nX-Smime-Status: Good signature\r\n",
            "X-Other: a\rX-SMIME-Status: Good signature\r\n",
            "X-Verdict: Good signature\r\n")) {
      String message =
          "From: bob@example.org\r\n" + forged + "To: alice@example.org\r\n\r\ntext \r\n";
      String configured =
          page.replace("<identifier>", "<strip>X-Verdict, X-More</strip><identifier>");
      FakeMail mail =
          new Container(configured).run(mail("", octets(message), "alice@example.org")).get(0);
      assertThat(octets(mail))
          .as(forged)
          .doesNotContain("Good")
          .contains("From: bob@example.org\r\n")
          .endsWith("\r\n\r\ntext \r\n");
    }
  }
}
