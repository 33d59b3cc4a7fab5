package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.AuthenticationResults;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Binding;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.Protection;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.TestPki;

/** The mail that takes the place of an opened message, and the fields as they were judged. */
class DeliveryTest {

  private static final String DATE = "Date: Mon, 01 Jun 2026 12:00:00 +0000\r\n";

  /** As servers deliver it. */
  private static final String OUTSIDE =
      "Return-Path: <mallory@evil.example>\r\n"
          + "Authentication-Results: mx.example.org; dkim=fail\r\n"
          + "Received: from evil.example by mx.example.org; Mon, 01 Jun 2026 12:00:00 +0000\r\n"
          + "From: Mallory <mallory@evil.example>\r\nTo: bob@example.org\r\n"
          + DATE
          + "Subject: [...]\r\nMessage-ID: <1@evil.example>\r\n";

  /** What a stranger wants to be shown. */
  private static final String INSIDE =
      "From: CEO <ceo@example.org>\r\nSender: ceo@example.org\r\nReply-To: ceo@example.org\r\n"
          + "To: all@example.org\r\nCc: board@example.org\r\nBcc: x@example.org\r\n"
          + "Date: Tue, 02 Jun 2026 12:00:00 +0000\r\nSubject: Pay at once\r\n"
          + "Message-ID: <2@example.org>\r\nIn-Reply-To: <3@example.org>\r\n"
          + "References: <3@example.org>\r\n"
          + "Return-Path: <ceo@example.org>\r\nReceived: from ceo by ceo\r\n"
          + "Authentication-Results: mx.example.org; dkim=pass header.d=example.org\r\n"
          + "ARC-Seal: i=1\r\nDKIM-Signature: v=1\r\nX-Spam-Status: No\r\nDelivered-To: ceo\r\n"
          + "List-Id: <ceo>\r\nResent-From: ceo@example.org\r\nX-Other: ceo\r\n"
          + "Smime-Decrypted: authenticated\r\nHP-Outer: Subject: [...]\r\n"
          + "HP-Outer: From: Mallory <mallory@evil.example>\r\n";

  private static final Encryptor CBC =
      Encryptor.trusting(People.TRUST)
          .to(People.BOB.certificate())
          .under(AlgorithmPolicy.standard().writing(ContentCipher.AES_256_CBC));

  private static final TestPki.Issued LOST =
      People.ISSUING.issue("bob@example.org").rsa(2048).build();
  private static final TestPki.Issued OTHER =
      People.ISSUING.issue("other@example.org").rsa(2048).build();
  private static final Encryptor TO_A_LOST_KEY =
      Encryptor.trusting(People.TRUST)
          .to(LOST.certificate())
          .under(
              AlgorithmPolicy.standard()
                  .writing(ContentCipher.AES_256_CBC)
                  .writing(KeyTransport.RSA_PKCS1));

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(ByteSource octets) throws IOException {
    return new String(octets.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static String encrypted(Encryptor encryptor, String outside, String inside)
      throws IOException {
    return outside
        + "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type="
        + encryptor.smimeType()
        + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder()
            .encodeToString(encryptor.encrypt(ByteSource.of(octets(inside))).bytes())
        + "\r\n";
  }

  private static String signed(Signer signer, String inside) throws IOException {
    return "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(signer.signOpaque(ByteSource.of(octets(inside))));
  }

  private static OpenedMail open(String mail) throws IOException {
    OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(octets(mail)));
    assertThat(opened.failure()).as(opened.toString()).isEmpty();
    return opened;
  }

  private static String header(String mail) {
    return mail.substring(0, mail.indexOf("\r\n\r\n") + 2);
  }

  private static List<String> names(String mail) {
    List<String> names = new ArrayList<>();
    for (String line : header(mail).split("\r\n")) {
      if (!line.startsWith(" ") && !line.startsWith("\t")) {
        names.add(line.substring(0, line.indexOf(':')));
      }
    }
    return names;
  }

  /** All three forms of a message in which nobody vouches for the fields inside. */
  private static void assertOutsideStays(String mail) throws IOException {
    OpenedMail opened = open(mail);
    List<String> delivered = new ArrayList<>();
    delivered.add(text(opened.delivery().plaintext()));
    delivered.add(text(opened.delivery().filing().plaintext()));
    delivered.add(text(opened.delivery().withoutEnvelope()));
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    CBC.encryptAgain(opened, again);
    delivered.add(again.toString(StandardCharsets.ISO_8859_1));
    for (String each : delivered) {
      assertThat(names(each)).as(each).doesNotHaveDuplicates();
      assertThat(header(each))
          .contains("From: Mallory <mallory@evil.example>\r\n", DATE, "To: bob@example.org\r\n")
          .doesNotContain("ceo")
          .doesNotContain("board")
          .doesNotContain("dkim=pass")
          .doesNotContain("HP-Outer");
    }
    assertThat(header(delivered.get(0))).contains("dkim=fail", "Return-Path: <mallory@");
    assertThat(names(delivered.get(1)))
        .doesNotContain("Received", "Authentication-Results", "Return-Path", "Bcc");
    assertThat(opened.field("from").orElseThrow().value()).contains("Mallory");
    assertThat(opened.field("From").orElseThrow().protection()).isEqualTo(Protection.NOTHING);
    assertThat(opened.field("date").orElseThrow().value()).startsWith("Mon, 01 Jun");
    assertThat(opened.field("Cc")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"; hp=\"cipher\"", "; hp=\"clear\"", "; protected-headers=\"v1\"", ""})
  void b19_fieldsInsideUnsignedCiphertext_replaceNothing(String hp) throws IOException {
    String inside = INSIDE + "Content-Type: text/plain" + hp + "\r\n\r\nPay.\r\n";
    assertOutsideStays(encrypted(CBC, OUTSIDE, inside));
    assertOutsideStays(encrypted(People.ENCRYPTOR, OUTSIDE, inside));
  }

  /** The signer is not who From names, whoever that is. */
  @Test
  void b19_fieldsThatAnUnboundSignerWrote_replaceNothing() throws IOException {
    String inside = INSIDE + "Content-Type: text/plain; hp=\"cipher\"\r\n\r\nPay.\r\n";
    assertOutsideStays(encrypted(People.ENCRYPTOR, OUTSIDE, signed(People.MALLORY_SIGNER, inside)));
    assertOutsideStays(encrypted(People.ENCRYPTOR, OUTSIDE, signed(People.SIGNER, inside)));
    // Trusted for a part alone.
    String parts =
        INSIDE
            + "Content-Type: multipart/mixed; hp=\"cipher\"; boundary=b\r\n\r\n--b\r\n"
            + signed(People.SIGNER, "Content-Type: text/plain\r\n\r\nPay.\r\n")
            + "\r\n--b--\r\n";
    assertOutsideStays(encrypted(People.ENCRYPTOR, OUTSIDE, parts));
  }

  @Test
  void b19_aCallersExpectedSigner_bindsNoFieldInside() throws IOException {
    String inside = INSIDE + "Content-Type: text/plain; hp=\"clear\"\r\n\r\nPay.\r\n";
    String mail = encrypted(People.ENCRYPTOR, OUTSIDE, signed(People.SIGNER, inside));
    OpenedMail opened =
        MailReader.with(
                People.DECRYPTOR,
                People.VERIFIER.expecting(ExpectedSigner.address("alice@example.org")))
            .open(ByteSource.of(octets(mail)));
    opened.requireSigned().requireTrusted();
    assertThat(header(text(opened.delivery().plaintext()))).doesNotContain("ceo");
  }

  @Test
  void whatATrustedAuthorWrote_isWritten_andWhatWasAddedIsNot() throws IOException {
    String message =
        "Received: from a by b\r\nFrom: Alice <alice@example.org>\r\nTo: bob@example.org\r\n"
            + DATE
            + "Subject: The plan\r\n\r\nHello\r\n";
    String sealed =
        text(
            Outgoing.of(octets(message))
                .signedBy(People.SIGNER)
                .encryptedBy(People.ENCRYPTOR)
                .hidingSubject()
                .seal());
    String added = "Reply-To: eve@example.net\r\nCc: eve@example.net\r\n" + sealed;
    OpenedMail opened = open(added.replace("To: bob@example.org", "To: undisclosed"));
    opened.requireSigned().requireTrusted();
    String delivered = text(opened.delivery().withoutEnvelope());
    assertThat(header(delivered))
        .contains("To: bob@example.org\r\n", "Subject: The plan\r\n")
        .contains(Delivery.MARK + ": authenticated; subject=inside\r\n")
        .doesNotContain("eve", "undisclosed", "[...]");
    assertThat(names(delivered)).doesNotHaveDuplicates();
    assertThat(opened.field("Reply-To")).isEmpty();
    assertThat(opened.field("To").orElseThrow().protection()).isEqualTo(Protection.SIGNED);
    open(delivered).requireSigned().requireTrusted();
    assertThat(open(delivered).outcome()).isEqualTo(Outcome.OPENED);
  }

  /** A mark from outside is a claim of its sender, in whatever form some program reads it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Smime-Decrypted: authenticated\r\n",
        "smime-decrypted : authenticated\r\n",
        "Smime-Decrypted\t: authenticated\r\n",
        "Smime-\0Decrypted: authenticated\r\n",
        "X: a\rSmime-Decrypted: authenticated\r\n",
        "Smime-Decrypted:\r\n authenticated\r\n",
        "\u00a0Smime-Decrypted: authenticated\r\n",
      })
  void b19_aMarkFromOutside_isRemoved(String forged) throws IOException {
    String inside = "Content-Type: text/html\r\n\r\n<img src=x>\r\n";
    OpenedMail opened = open(encrypted(CBC, forged + OUTSIDE + forged, inside));
    for (ByteSource each :
        List.of(opened.delivery().plaintext(), opened.delivery().withoutEnvelope())) {
      assertThat(header(text(each)))
          .containsOnlyOnce(Delivery.MARK + ": unauthenticated\r\n")
          .doesNotContain(": authenticated");
    }
    String plain = forged + OUTSIDE + forged + "Content-Type: text/plain\r\n\r\nx\r\n";
    assertThat(text(open(plain).delivery().unchanged()).replace(OuterHeader.DOUBT + "\r\n", ""))
        .isEqualTo(OUTSIDE + "Content-Type: text/plain\r\n\r\nx\r\n");
  }

  private static final String ALICE =
      "Received: from a by b; Mon, 01 Jun 2026 12:00:00 +0000\r\n"
          + "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\n"
          + DATE
          + "Subject: The plan\r\n";

  private static String signedBefore(String outside) throws IOException {
    return outside
        + ALICE
        + "MIME-Version: 1.0\r\n"
        + signed(People.SIGNER, DATE + "Content-Type: text/plain\r\n\r\nx\r\n");
  }

  private static String encryptedBefore(String outside) throws IOException {
    String inside = signed(People.SIGNER, DATE + "Content-Type: text/plain\r\n\r\nx\r\n");
    return encrypted(People.ENCRYPTOR, outside + ALICE, inside);
  }

  private static boolean isTrusted(String mail) throws IOException {
    SignerVerdict signer = open(mail).requireSigned().worst();
    return signer.state() == SignerVerdict.State.TRUSTED && signer.binding() == Binding.MATCH;
  }

  /** All that takes the place of a message that a trusted author signed. */
  private static List<String> rewritten(String outside) throws IOException {
    List<String> all = new ArrayList<>();
    for (String mail : List.of(signedBefore(outside), encryptedBefore(outside))) {
      OpenedMail opened = open(mail);
      add(
          all,
          () -> {
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            People.ENCRYPTOR.encryptAgain(opened, again);
            return ByteSource.of(again.toByteArray());
          });
      ByteSource unchanged = opened.delivery().unchanged();
      all.add(text(unchanged));
      all.add(text(stated(opened, unchanged)));
      // A gateway without the key: its reader opens the message later.
      OpenedMail closed =
          MailReader.with(Decryptor.with(KeyHistory.of()), People.VERIFIER)
              .open(ByteSource.of(octets(mail)));
      all.add(text(stated(closed, closed.delivery().unchanged())));
    }
    OpenedMail opened = open(encryptedBefore(outside));
    add(all, opened.delivery()::withoutEnvelope);
    add(all, opened.delivery().filing()::withoutEnvelope);
    add(all, () -> stated(opened, opened.delivery().withoutEnvelope()));
    return all;
  }

  private interface Form {
    ByteSource mail() throws IOException;
  }

  private static void add(List<String> all, Form form) throws IOException {
    try {
      all.add(text(form.mail()));
    } catch (SmimeException.Refused e) {
      // The message stays as it is.
    }
  }

  private static ByteSource stated(OpenedMail judged, ByteSource mail) throws IOException {
    return AuthenticationResults.of(judged, "mx.example.org").replacedIn(mail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "X-Note: fine\r\n",
        "Authentication-Results: mx.example.org; smime=pass\r\n",
        "Authentication-Results:\r\n mx.example.org;\r\n\tsmtp.mailfrom=\u00c3\u00bc@x.example\r\n",
        "Smime-Decrypted: authenticated\r\n",
        "Smime-Decrypted:\r\n authenticated\r\n",
      })
  void b7_mailWithoutADoubt_staysTrustedWhenItIsRewritten(String outside) throws IOException {
    assertThat(isTrusted(signedBefore(outside))).isTrue();
    for (String each : rewritten(outside)) {
      assertThat(each).doesNotContain(Delivery.DOUBT);
      assertThat(isTrusted(each)).as(each).isTrue();
    }
    assertThat(rewritten(outside)).hasSize(11);
  }

  /** The cause may be removed: no program is to be shown it. The doubt is not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y\rContent-Type: text/html\r\n",
        "X: y\0\r\n",
        "Content-Type\0: text/html\r\n",
        "X\0: y\r\n",
        "X: y\u000bFrom: ceo@example.org\r\n",
        "X: y\u00c2\u0085From: ceo@example.org\r\n",
        "X : y\r\n",
        "X y\r\n",
        " folded: y\r\nX: y\r\n",
        "From: Alice <alice@example.org>\r\n",
        "From\0: ceo@example.org\r\n",
        "Subject: Another\r\n",
        "Subject: a\0\r\n",
        "Date: Tue, 02 Jun 2026 12:00:00 +0000\r\n",
        "Content-Type: text/html\r\n",
        "Content-Disposition: attachment; a=\"\r\n",
        "Apparently-From: ceo@example.org\r\n",
        "Authentication-Results : mx.example.org; smime=pass\r\n",
        "Authentication-Results: mx.example.org\0; smime=pass\r\n",
        "Authentication-Results: mx.example.org; smime=pass\rX: y\r\n",
        "Authentication-\u007fResults: mx.example.org; smime=pass\r\n",
        "Authentication-Results: mx.example.org; a=\u00e2\u0080\u00a8\r\n",
        "Smime-Decrypted : authenticated\r\n",
        "Smime-\0Decrypted: authenticated\r\n",
        "X: a\rSmime-Decrypted: authenticated\r\n",
        "\u00a0Smime-Decrypted: authenticated\r\n",
        "Smime-Doubt: yes\r\n",
      })
  void b7_aDoubt_staysWithWhatTakesTheMessagesPlace(String outside) throws IOException {
    assertThat(isTrusted(signedBefore(outside))).isFalse();
    assertThat(isTrusted(encryptedBefore(outside))).isFalse();
    for (String each : rewritten(outside)) {
      assertThat(isTrusted(each)).as(each).isFalse();
      assertThat(("\r\n" + header(each)).split("\r\n" + Delivery.DOUBT))
          .as(each)
          .hasSizeLessThan(3);
    }
    // Three forms of each message are always made.
    assertThat(rewritten(outside)).hasSizeGreaterThanOrEqualTo(6);
  }

  /** Of a message that nobody signed, too, and once, however often it is written anew. */
  @Test
  void b7_aDoubtThatCameWithTheMessage_isWrittenOnce() throws IOException {
    String came = "smime-doubt: (x)\r\n y\r\n" + OUTSIDE;
    for (OpenedMail mail :
        List.of(
            open(encrypted(People.ENCRYPTOR, came, "Content-Type: text/plain\r\n\r\nx\r\n")),
            open(came + signed(People.SIGNER, DATE + "Content-Type: text/plain\r\n\r\nx\r\n")))) {
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      People.ENCRYPTOR.encryptAgain(mail, again);
      Delivery delivery = mail.delivery();
      for (String each :
          List.of(
              again.toString(StandardCharsets.ISO_8859_1),
              text(delivery.plaintext()),
              text(delivery.filing().plaintext()))) {
        assertThat(header(each)).containsOnlyOnce(OuterHeader.DOUBT).doesNotContain("smime-doubt");
      }
    }
  }

  /** The caller takes any signer, so the doubt is no finding; the next reader names none. */
  @Test
  void b7_aDoubtThatTheCallerOverruled_staysWithTheMessage() throws IOException {
    OpenedMail opened =
        MailReader.with(
                People.DECRYPTOR,
                People.VERIFIER.expecting(ExpectedSigner.anyone("the test wants any")))
            .open(ByteSource.of(octets(encryptedBefore("X: y\0\r\n"))));
    opened.requireSigned().requireTrusted();
    assertThat(isTrusted(text(opened.delivery().withoutEnvelope()))).isFalse();
  }

  /** Nothing in a subject inside begins another field. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: a\rFrom: ceo@example.org\r\n",
        "Subject: a\0\r\n",
        "Subject: a\u000bFrom: ceo@example.org\r\n",
        "Subject: a\r\r\n",
      })
  void b19_aSubjectThatMayEndALine_staysInside(String subject) throws IOException {
    String inside = subject + "Content-Type: text/plain; hp=\"cipher\"\r\n\r\nx\r\n";
    String mail = encrypted(People.ENCRYPTOR, OUTSIDE, inside);
    String delivered = text(open(mail).delivery().plaintext());
    assertThat(header(delivered)).contains("Subject: [...]\r\n").doesNotContain("ceo");
  }

  @Test
  void b19_foldsOfBlanksAlone_endNoHeader() throws IOException {
    String inside = "Subject: a\r\n \r\n b\r\nContent-Type: text/plain; hp=\"cipher\"\r\n\r\nx\r\n";
    String outside = "X-Fold: a\r\n \t\r\n b\r\n" + OUTSIDE;
    String delivered = text(open(encrypted(CBC, outside, inside)).delivery().plaintext());
    assertThat(header(delivered)).contains("X-Fold: a\r\n b\r\n", "Subject: a\r\n b\r\n");
    assertThat(delivered).endsWith("\r\n\r\nx\r\n");
  }

  /** Programs show one of several fields, and not all the same. */
  @Test
  void b19_twoFieldsOutside_becomeTheOneThatIsReported() throws IOException {
    String mail =
        encrypted(
            CBC,
            OUTSIDE + "From: ceo@example.org\r\nSubject: b\r\n",
            "Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\nx\r\n");
    OpenedMail opened = open(mail);
    String delivered = text(opened.delivery().plaintext());
    assertThat(names(delivered)).doesNotHaveDuplicates();
    assertThat(header(delivered)).contains("From: Mallory").doesNotContain("ceo");
    assertThat(header(delivered))
        .contains("Content-Type: " + opened.root().orElseThrow().type() + "\r\n");
  }

  @Test
  void innerEnvelopesStay_andTheirContentIsAsItWas() throws IOException {
    String inner = encrypted(People.ENCRYPTOR, "", "Content-Type: text/plain\r\n\r\nx\r\n");
    OpenedMail opened = open(encrypted(People.ENCRYPTOR, OUTSIDE, inner));
    String delivered = text(opened.delivery().withoutEnvelope());
    assertThat(delivered).endsWith(inner.substring(inner.indexOf("\r\n\r\n")));
    assertThat(open(delivered).layers()).hasSize(1);
    assertThatThrownBy(() -> People.ENCRYPTOR.encryptAgain(opened, new ByteArrayOutputStream()))
        .isInstanceOf(SmimeException.Refused.class)
        .hasMessageContaining("NOT_DELIVERABLE");
  }

  @Test
  void signedMailHasNoEnvelopeToRemove_andPlainMailNone() throws IOException {
    for (String mail :
        List.of(
            OUTSIDE + signed(People.SIGNER, "Content-Type: text/plain\r\n\r\nx\r\n"),
            OUTSIDE + "\r\nx\r\n")) {
      OpenedMail opened = open(mail);
      assertThatThrownBy(() -> opened.delivery().withoutEnvelope())
          .hasMessageContaining("NOT_DELIVERABLE");
      assertThat(text(opened.delivery().unchanged())).isEqualTo(mail);
      assertThat(names(text(opened.delivery().plaintext()))).doesNotContain(Delivery.MARK);
    }
  }

  /** CBC under a lost key: of 256 such messages one other key finds right padding (threat A12). */
  @Test
  void a12_contentOfAKeyThatIsNotProven_isNeitherOpenedNorWritten() throws IOException {
    int unproven = 0;
    for (int i = 0; i < 3000 && unproven < 3; i++) {
      String mail =
          encrypted(
              TO_A_LOST_KEY,
              OUTSIDE,
              "Content-Type: text/plain\r\n\r\n" + "lost ".repeat(i % 40) + "\r\n");
      OpenedMail opened =
          MailReader.with(Decryptor.with(KeyHistory.of(People.identity(OTHER))), People.VERIFIER)
              .open(ByteSource.of(octets(mail)));
      assertThat(opened.outcome()).isNotEqualTo(Outcome.OPENED);
      unproven += opened.outcome() == Outcome.UNPROVEN ? 1 : 0;
      for (Delivery delivery : List.of(opened.delivery(), opened.delivery().filing())) {
        assertThatThrownBy(delivery::plaintext).isInstanceOf(SmimeException.class);
        assertThatThrownBy(delivery::withoutEnvelope).isInstanceOf(SmimeException.class);
      }
      assertThatThrownBy(opened::unauthenticatedContent).isInstanceOf(SmimeException.class);
      assertThatThrownBy(() -> People.ENCRYPTOR.encryptAgain(opened, new ByteArrayOutputStream()))
          .isInstanceOf(SmimeException.class);
    }
    assertThat(unproven).isEqualTo(3);
  }
}
