package org.smime4j.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mailet;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.keys.PasswordSource;
import org.smime4j.sources.ByteSource;

/** The mailets in James's own test double of a mail. */
class MailetsTest {

  private static final Path KIT = Path.of("../src-test-vectors");
  private static final String IDENTIFIER = "mx.example.org";

  private static final Map<String, String> TRUST =
      Map.of(
          "identifier",
          IDENTIFIER,
          "trust",
          KIT.resolve("trust").toString(),
          "intermediates",
          KIT.resolve("pki/issuing.pem").toString(),
          "withoutRevocation",
          "the kit is fixed");

  private static final Map<String, String> KEYS =
      Map.of(
          "keys",
          KIT.resolve("history").toString(),
          "passwords",
          KIT.resolve("pki/passwords.txt").toString());

  private static FakeMailetConfig config(Map<String, String> parameters) {
    FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("smime");
    parameters.forEach(config::setProperty);
    return config.build();
  }

  private static <M extends Mailet> M with(M mailet, Map<String, String> more)
      throws MessagingException {
    Map<String, String> all = new TreeMap<>(TRUST);
    all.putAll(more);
    mailet.init(config(all));
    return mailet;
  }

  private static Map<String, String> keysBut(String name, String value) {
    Map<String, String> all = new TreeMap<>(KEYS);
    all.put(name, value);
    return all;
  }

  private static FakeMail passed(Mailet mailet, byte[] message) throws MessagingException {
    FakeMail mail =
        FakeMail.builder()
            .name("mail")
            .mimeMessage(new MimeMessage(null, new ByteArrayInputStream(message)))
            .build();
    mailet.service(mail);
    return mail;
  }

  private static byte[] kit(String name) throws IOException {
    return Files.readAllBytes(KIT.resolve("messages").resolve(name));
  }

  private static String octets(FakeMail mail) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    mail.getMessage().writeTo(octets);
    return octets.toString(StandardCharsets.ISO_8859_1);
  }

  private static String attribute(FakeMail mail, String name) {
    return mail.getAttribute(AttributeName.of("org.smime4j." + name))
        .map(attribute -> String.valueOf(attribute.getValue().value()))
        .orElse("");
  }

  private static X509Certificate alice() throws IOException {
    return CertificateFiles.readCertificates(KIT.resolve("pki/alice-2025.pem"))
        .certificates()
        .get(0);
  }

  private static Signer bob() throws IOException {
    return Signer.with(
        Credential.read(
            KIT.resolve("pki/bob.pfx"), PasswordSource.ofLines(KIT.resolve("pki/passwords.txt"))));
  }

  private static byte[] sealed(Outgoing outgoing) throws IOException {
    return outgoing.encryptedBy(Encryptor.unvalidated("a test").to(alice())).seal().bytes();
  }

  /** Content of CMS as it travels. */
  private static String mail(byte[] cms) {
    return "From: bob@example.org\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(cms)
        + "\r\n";
  }

  /** A part with every octet and lines of every kind behind text with spaces at its ends. */
  private static byte[] multipart() {
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    text(mail, "From: Bob <bob@example.org>\r\nTo: alice@example.org\r\nSubject: two parts\r\n");
    text(mail, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"b 1\"\r\n\r\n");
    text(mail, "preamble \r\n--b 1\r\nContent-Type: TEXT/plain;charset=utf-8\r\n\r\nhello \t\r\n");
    text(mail, "\r\n--b 1  \r\nContent-type:application/octet-stream\r\n");
    text(mail, "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\nAw==\r\n\r\n--b 1\r\n");
    text(mail, "Content-Transfer-Encoding: 8bit\r\n\r\n");
    byte[] random = new byte[2000];
    new Random(3).nextBytes(random);
    for (byte octet : random) {
      mail.write(octet == 0 || octet == '\r' || octet == '\n' ? ' ' : octet);
    }
    text(mail, "\r\n--b 1--\r\nepilogue\r\n\r\n");
    return mail.toByteArray();
  }

  private static void text(ByteArrayOutputStream to, String text) {
    to.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String body(String mail) {
    return mail.substring(mail.indexOf("\r\n\r\n"));
  }

  @Test
  void aMultipartWithAttachmentsSurvivesOctetForOctet() throws Exception {
    String original = new String(multipart(), StandardCharsets.ISO_8859_1);
    FakeMail mail =
        passed(
            with(new DecryptSmime(), KEYS),
            sealed(Outgoing.of(multipart()).withoutHeaderProtection()));
    String delivered = octets(mail);
    assertThat(attribute(mail, "decrypted")).isIn("yes", "unauthenticated");
    assertThat(delivered).endsWith(body(original));
    assertThat(delivered)
        .startsWith("Authentication-Results: mx.example.org;\r\n smime=none\r\n")
        .contains("\r\nContent-Type: multipart/mixed;\r\n boundary=\"b 1\"\r\n")
        .contains("\r\nSubject: two parts\r\n")
        .doesNotContain("pkcs7-mime");
  }

  @Test
  void oldKeysOpen_andTheSignatureInsideIsPassedOnWithItsResult() throws Exception {
    FakeMail mail = passed(with(new DecryptSmime(), KEYS), kit("openssl/signed-encrypted.eml"));
    assertThat(attribute(mail, "result")).isEqualTo("pass");
    assertThat(attribute(mail, "decrypted")).isEqualTo("yes");
    String delivered = octets(mail);
    assertThat(delivered)
        .contains("smime=pass", "body.smime-identifier=\"bob@example.org\"")
        .contains("Content-Type: multipart/signed")
        .contains("Subject: signed-encrypted\r\n");
    FakeMail again =
        passed(with(new VerifySmime(), Map.of()), delivered.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(attribute(again, "result")).isEqualTo("pass");
    assertThat(body(octets(again))).isEqualTo(body(delivered));
  }

  @Test
  void b13_aResultOfTheMessagesOwnIsTakenOut() throws Exception {
    String forged = "Authentication-Results: mx.example.org; smime=pass\r\n";
    for (String message :
        new String[] {"openssl/signed-altered.eml", "openssl/encrypted-2019.eml"}) {
      byte[] all =
          (forged + new String(kit(message), StandardCharsets.ISO_8859_1))
              .getBytes(StandardCharsets.ISO_8859_1);
      for (Mailet mailet :
          new Mailet[] {with(new VerifySmime(), Map.of()), with(new DecryptSmime(), KEYS)}) {
        FakeMail mail = passed(mailet, all);
        assertThat(octets(mail)).doesNotContain("smime=pass");
        assertThat(attribute(mail, "result")).isNotEmpty().isNotEqualTo("pass");
      }
    }
    String plain = forged + "From: bob@example.org\r\nSubject: x\r\n\r\nx \r\n";
    FakeMail mail =
        passed(with(new VerifySmime(), Map.of()), plain.getBytes(StandardCharsets.US_ASCII));
    assertThat(octets(mail))
        .isEqualTo(
            "Authentication-Results: mx.example.org;\r\n smime=none\r\n"
                + "From: bob@example.org\r\nSubject: x\r\n\r\nx \r\n");
  }

  @Test
  void b8_whatHasABrokenSignatureInsideStaysClosed() throws Exception {
    String altered = new String(kit("openssl/signed-altered.eml"), StandardCharsets.ISO_8859_1);
    byte[] message =
        sealed(
            Outgoing.of(altered.getBytes(StandardCharsets.ISO_8859_1)).withoutHeaderProtection());
    FakeMail mail = passed(with(new DecryptSmime(), KEYS), message);
    assertThat(attribute(mail, "decrypted")).isEqualTo("no");
    assertThat(attribute(mail, "result")).isEqualTo("fail");
    assertThat(octets(mail)).contains("pkcs7-mime").doesNotContain("Dear Alice");
  }

  @Test
  void withoutAKeyItStaysEncrypted_octetForOctet() throws Exception {
    String original = new String(kit("openssl/encrypted-2025.eml"), StandardCharsets.ISO_8859_1);
    Map<String, String> bobs = new TreeMap<>(KEYS);
    bobs.put("keys", KIT.resolve("pki/bob.pfx").toString());
    FakeMail mail =
        passed(with(new DecryptSmime(), bobs), original.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(attribute(mail, "decrypted")).isEqualTo("no");
    assertThat(attribute(mail, "result")).isEqualTo("neutral");
    assertThat(octets(mail)).endsWith(original);
  }

  /** Without a header the first paragraph would stand in its place, and be lost. */
  @Test
  void contentWithoutAHeader_staysEncrypted_octetForOctet() throws Exception {
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.standard())) {
      for (String text : List.of("Dear Alice,\r\n\r\nthe rest\r\n", "%PDF-1.4\r\n\r\nstuff")) {
        byte[] cms =
            Encryptor.unvalidated("a test")
                .to(alice())
                .under(policy)
                .encrypt(ByteSource.of(text.getBytes(StandardCharsets.US_ASCII)))
                .bytes();
        String message = mail(cms);
        FakeMail mail =
            passed(with(new DecryptSmime(), KEYS), message.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(attribute(mail, "decrypted")).as(text).isEqualTo("no");
        assertThat(octets(mail)).endsWith(message);
      }
    }
  }

  /** Decrypted, the signature would be octets without a type, and be lost. */
  @Test
  void signedDataRightInEnvelopedData_staysEncrypted_octetForOctet() throws Exception {
    byte[] signed = bob().signOpaque(ByteSource.of(multipart()));
    byte[] cms = Encryptor.unvalidated("a test").to(alice()).encrypt(ByteSource.of(signed)).bytes();
    String message = mail(cms);
    FakeMail mail =
        passed(with(new DecryptSmime(), KEYS), message.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(attribute(mail, "decrypted")).isEqualTo("no");
    assertThat(octets(mail)).endsWith(message);
  }

  @Test
  void aHiddenSubjectTakesThePlaceOfTheOneOutside_andNothingElseComesOut() throws Exception {
    byte[] message =
        sealed(
            Outgoing.of(
                    "From: bob@example.org\nTo: alice@example.org\nSubject: =?utf-8?Q?gr=C3=BCn?=\n\nHi!\n"
                        .getBytes(StandardCharsets.US_ASCII))
                .signedBy(bob())
                .hidingSubject());
    assertThat(new String(message, StandardCharsets.US_ASCII)).doesNotContain("gr=C3=BCn");
    FakeMail mail = passed(with(new DecryptSmime(), KEYS), message);
    assertThat(attribute(mail, "result")).isEqualTo("pass");
    assertThat(mail.getMessage().getSubject()).isEqualTo("gr\u00fcn");
    assertThat(mail.getMessage().getHeader("From")).containsExactly("bob@example.org");
  }

  @Test
  void parametersThatAreMissingOrUnknownAreRefused_andThoseOfEachMailetAreNot() throws Exception {
    with(new VerifySmime(), Map.of("onMailetException", "ignore", "onMatchException", "nomatch"));
    assertThatThrownBy(() -> new VerifySmime().init(config(Map.of())))
        .hasMessageContaining("needs the parameter identifier");
    assertThatThrownBy(() -> with(new VerifySmime(), KEYS))
        .hasMessageContaining("no parameter keys, passwords");
    assertThatThrownBy(() -> with(new DecryptSmime(), Map.of()))
        .hasMessageContaining("needs the parameter keys");
    assertThatThrownBy(
            () -> with(new VerifySmime(), Map.of("trust", KIT.resolve("nowhere").toString())))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("trust: ");
    assertThatThrownBy(() -> with(new VerifySmime(), Map.of("withoutRevocation", "")))
        .hasMessageContaining("give crls, or withoutRevocation");
    assertThatThrownBy(() -> with(new VerifySmime(), Map.of("policy", "none")))
        .hasMessageContaining("there is no none");
    assertThatThrownBy(() -> with(new VerifySmime(), Map.of("identifier", "mx; smime=pass")))
        .hasMessageContaining("identifier: not a name");
    String nowhere = KIT.resolve("nowhere").toString();
    assertThatThrownBy(() -> with(new DecryptSmime(), keysBut("keys", nowhere)))
        .hasMessageContaining("keys: there is no file " + nowhere);
    assertThatThrownBy(() -> with(new DecryptSmime(), keysBut("passwords", nowhere)))
        .hasMessageContaining("passwords: there is no file " + nowhere);
    assertThatThrownBy(() -> passed(new VerifySmime(), kit("openssl/signed-altered.eml")))
        .hasMessageContaining("no parameters yet");
  }

  @Test
  void d9_aBadKeyFile_isNamedInTheLogWhenTheMailetStarts(@TempDir Path keys) throws Exception {
    byte[] good = Files.readAllBytes(KIT.resolve("pki/bob.pfx"));
    Files.write(keys.resolve("good.pfx"), good);
    Files.write(keys.resolve("newer.pfx"), Arrays.copyOf(good, good.length / 2));
    Map<String, String> settings = keysBut("keys", keys.toString());
    PrintStream before = System.err;
    for (Mailet each : List.of(new SignSmime(), new DecryptSmime())) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      try {
        if (each instanceof SignSmime) {
          each.init(config(settings));
        } else {
          with(each, settings);
        }
      } finally {
        System.setErr(before);
      }
      assertThat(said.toString(StandardCharsets.UTF_8).lines())
          .singleElement()
          .asString()
          .contains("WARN", "keys: ", "newer.pfx: ");
    }
  }
}
