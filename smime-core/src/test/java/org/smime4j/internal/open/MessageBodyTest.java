package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.reports.Protection.ENCRYPTED;
import static org.smime4j.reports.Protection.NOTHING;
import static org.smime4j.reports.Protection.SIGNED;
import static org.smime4j.reports.Protection.SIGNED_AND_ENCRYPTED;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.Protection;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** What people want first of a message: its text, subject, attachments; and whose word each is. */
public class MessageBodyTest {

  private static final String HEADER =
      "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
          + "MIME-Version: 1.0\r\n";
  private static final String RICH =
      HEADER
          + "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
          + "--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
          + "--a\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n"
          + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
          + "Gr=C3=BC=C3=9Fe =20\r\nund mehr\r\n"
          + "--a\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
          + "--r\r\nContent-Type: text/html; charset=iso-8859-15\r\n"
          + "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>5 =A4</p>\r\n"
          + "--r\r\nContent-Type: image/png\r\nContent-ID: <i>\r\n"
          + "Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--r--\r\n--a--\r\n"
          + "--m\r\nContent-Type: text/plain\r\n"
          + "Content-Disposition: attachment; filename*=utf-8''..%2F%E2%80%AEfdp.exe\r\n\r\none\r\n"
          + "--m\r\nContent-Type: text/plain\r\n\r\nfooter\r\n"
          + "--m\r\nContent-Type: message/rfc822\r\n\r\n"
          + "From: eve@example.org\r\n\r\nforwarded\r\n"
          + "--m--\r\n";

  private static OpenedMail open(ByteSource mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(mail);
  }

  private static OpenedMail open(String mail) throws IOException {
    return open(ByteSource.of(octets(mail)));
  }

  private static String signedPart(String mail) throws IOException {
    return text(Outgoing.of(octets(mail)).signedBy(People.SIGNER).seal().bytes())
        .replaceFirst("(?s).*?(?=Content-Type:)", "");
  }

  @Test
  void allThatStandsInIt_isThereOnce_withWhoseWordItIs() throws IOException {
    OpenedMail mail =
        open(
            Outgoing.of(octets(RICH)).signedBy(People.SIGNER).encryptedBy(People.ENCRYPTOR).seal());
    assertSaid(mail.textPart(), "Grüße  \r\nund mehr", SIGNED_AND_ENCRYPTED);
    assertSaid(mail.htmlPart(), "<p>5 €</p>", SIGNED_AND_ENCRYPTED);
    assertSubject(mail, "Grüße", SIGNED);
    assertThat(mail.attachments())
        .extracting(MailPart::type)
        .containsExactly("image/png", "text/plain", "text/plain", "message/rfc822");
    assertThat(mail.attachments())
        .extracting(MailPart::protection)
        .containsOnly(SIGNED_AND_ENCRYPTED);
    assertThat(mail.attachments().get(0).content().bytes()).containsExactly(0x89, 'P', 'N', 'G');
    assertThat(text(mail.attachments().get(1).content().bytes())).isEqualTo("one");
    assertThat(text(mail.attachments().get(3).content().bytes())).contains("forwarded");
    assertThat(mail.encryption().orElseThrow().cipher()).isEqualTo(ContentCipher.AES_256_GCM);
  }

  @Test
  void aName_isDecoded_andIsNoPath_andNothingIsTakenOutOfIt() throws IOException {
    OpenedMail mail = open(Outgoing.of(octets(RICH)).signedBy(People.SIGNER).seal());
    assertThat(mail.attachments().get(1).name()).hasValue("../\u202efdp.exe");
    OpenedMail old =
        open(
            HEADER
                + "Content-Type: application/pdf; name=\"=?iso-8859-1?B?/C5wZGY=?=\"\r\n"
                + "Content-Disposition: attachment\r\n\r\nx\r\n");
    assertThat(old.attachments())
        .singleElement()
        .extracting(MailPart::name)
        .isEqualTo(Optional.of("ü.pdf"));
    assertThat(old.textPart()).isEmpty();
  }

  @Test
  void whoseWordItIs_followsTheLayers() throws IOException {
    ByteSource plain = ByteSource.of(octets(HEADER + "\r\nhello\r\n"));
    assertSaid(open(plain).textPart(), "hello\r\n", NOTHING);
    assertSubject(open(plain), "Grüße", NOTHING);
    assertThat(open(plain).encryption()).isEmpty();
    SealedMail signed = Outgoing.of(plain).signedBy(People.SIGNER).seal();
    assertThat(protection(signed)).isEqualTo(SIGNED);
    assertThat(protection(Outgoing.of(plain).encryptedBy(People.ENCRYPTOR).seal()))
        .isEqualTo(ENCRYPTED);
    assertThat(protection(Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal()))
        .isEqualTo(SIGNED_AND_ENCRYPTED);
    assertThat(protection(Outgoing.of(plain).signedBy(People.MALLORY_SIGNER).seal()))
        .isEqualTo(NOTHING);
    assertThat(protection(Outgoing.of(signed).signedBy(People.MALLORY_SIGNER).seal()))
        .isEqualTo(NOTHING);
  }

  @Test
  void a22_whatSomebodySignedWithoutHavingSeenIt_isNotTheSigners() throws IOException {
    SealedMail ciphertext =
        Outgoing.of(octets(HEADER + "\r\nhello\r\n")).encryptedBy(People.ENCRYPTOR).seal();
    OpenedMail mail = open(Outgoing.of(ciphertext).signedBy(People.SIGNER).seal());
    mail.requireSigned().requireTrusted();
    assertThat(mail.textPart().orElseThrow().protection()).isEqualTo(ENCRYPTED);
    assertSubject(mail, "Grüße", NOTHING);
  }

  private static Protection protection(ByteSource mail) throws IOException {
    return open(mail).textPart().orElseThrow().protection();
  }

  @Test
  void b2_ofAContentThatWasAltered_nothingComesOut() throws IOException {
    String altered =
        text(Outgoing.of(octets(RICH)).signedBy(People.SIGNER).seal().bytes())
            .replace("und mehr", "und Meer");
    OpenedMail mail = open(altered);
    assertThat(parts(mail))
        .hasSize(6)
        .allSatisfy(
            part -> {
              assertThatThrownBy(part::text).isInstanceOf(SmimeException.NotTrusted.class);
              assertThatThrownBy(part::content).isInstanceOf(SmimeException.NotTrusted.class);
            });
  }

  @Test
  void a2_ofAContentThatNothingAuthenticates_nothingComesOut() throws IOException {
    Encryptor cbc =
        People.ENCRYPTOR.under(AlgorithmPolicy.standard().writing(ContentCipher.AES_256_CBC));
    OpenedMail mail = open(Outgoing.of(octets(RICH)).encryptedBy(cbc).seal());
    assertThat(parts(mail))
        .hasSize(6)
        .allSatisfy(
            part -> {
              assertThatThrownBy(part::text).isInstanceOf(SmimeException.Refused.class);
              assertThatThrownBy(part::content).isInstanceOf(SmimeException.Refused.class);
            });
    assertThat(
            open(Outgoing.of(octets(RICH)).signedBy(People.SIGNER).encryptedBy(cbc).seal())
                .textPart()
                .orElseThrow()
                .text())
        .isNotEmpty();
  }

  /** RFC 2387 section 3.2. */
  @ParameterizedTest
  @CsvSource({
    "start=\"<b@x>\", <b@x>, two",
    "start=\"<b@x>\", < b@x > (two), two",
    "start=b@x, <b@x>, two",
    "start*=us-ascii''%3Cb%40x%3E, <b@x>, two",
    "start=\"<B@x>\", <b@x>, one",
    "start=\"<c@x>\", <b@x>, one",
    "start=\"\", <b@x>, one",
    "x=y, <b@x>, one"
  })
  void theTextOfAMultipartRelated_isThePartThatStartNames(String start, String id, String text)
      throws IOException {
    String mail =
        HEADER
            + "Content-Type: multipart/related; boundary=r; %s\r\n\r\n"
            + "--r\r\nContent-Type: text/plain\r\nContent-ID: <a@x>\r\n\r\none\r\n"
            + "--r\r\nContent-Type: text/plain\r\nContent-ID: %s\r\n\r\ntwo\r\n--r--\r\n";
    String related = mail.formatted(start, id);
    OpenedMail opened = open(related);
    assertThat(opened.textPart().orElseThrow().text()).isEqualTo(text);
    assertThat(opened.attachments())
        .singleElement()
        .satisfies(other -> assertThat(other.text()).isNotEqualTo(text));
    OpenedMail mixed = open(related.replace("multipart/related", "multipart/mixed"));
    assertThat(mixed.textPart().orElseThrow().text()).isEqualTo("one");
    OpenedMail hidden =
        open(
            Outgoing.of(octets(related))
                .signedBy(People.SIGNER)
                .encryptedBy(People.ENCRYPTOR)
                .hidingSubject()
                .seal());
    assertThat(hidden.textPart().orElseThrow().text()).isEqualTo(text);
    for (MailPart part : hidden.root().orElseThrow().children()) {
      String raw = text(part.content().bytes());
      assertThat(raw.contains("Subject:")).as(raw).isEqualTo(raw.endsWith(text));
    }
  }

  @Test
  void whatCannotBeOpened_says() throws IOException {
    OpenedMail mail =
        MailReader.with(org.smime4j.Decryptor.with(org.smime4j.KeyHistory.of()), People.VERIFIER)
            .open(Outgoing.of(octets(RICH)).encryptedBy(People.ENCRYPTOR).seal());
    assertThatThrownBy(mail::textPart).isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThatThrownBy(mail::attachments).isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(mail.encryption()).isEmpty();
  }

  @Test
  void b1_aSignatureAroundTheTextAlone_isReadAndIsNobodysWord() throws IOException {
    String list =
        HEADER
            + "Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n"
            + signedPart(HEADER + "\r\nhello\r\n")
            + "\r\n--l\r\n\r\nfooter of the list\r\n--l--\r\n";
    OpenedMail mail = open(list);
    assertSaid(mail.textPart(), "hello\r\n", NOTHING);
    assertThat(mail.attachments())
        .singleElement()
        .extracting(MailPart::protection)
        .isEqualTo(NOTHING);
    OpenedMail passedOn = open(Outgoing.of(octets(list)).signedBy(People.SIGNER).seal());
    assertSaid(passedOn.textPart(), "hello\r\n", NOTHING);
    assertThat(passedOn.attachments())
        .singleElement()
        .extracting(MailPart::protection)
        .isEqualTo(SIGNED);
    assertThatThrownBy(() -> open(list.replace("hello", "Hello")).textPart().orElseThrow().text())
        .isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Test
  void b10_whatWasDecryptedAmongOtherParts_isNotPutBesideThem() throws IOException {
    String ciphertext =
        text(Outgoing.of(octets(HEADER + "\r\nsecret\r\n"))
                .encryptedBy(People.ENCRYPTOR)
                .seal()
                .bytes())
            .replaceFirst("(?s).*?(?=Content-Type:)", "");
    OpenedMail mail =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .decryptingErrant()
            .open(
                ByteSource.of(
                    octets(
                        HEADER
                            + "Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n"
                            + ciphertext
                            + "\r\n--l\r\nContent-Type: text/html\r\n\r\n<img src=x>\r\n--l--\r\n")));
    assertThat(mail.layers()).hasSize(1);
    assertThat(mail.textPart()).isEmpty();
    assertThat(mail.htmlPart()).isEmpty();
    for (MailPart attachment : mail.attachments()) {
      assertThat(text(attachment.content().bytes())).doesNotContain("secret");
    }
    assertThat(mail.attachments()).hasSize(2);
  }

  @Test
  void theFieldsAtTheHeadOfTheText_areLeftOut_whereTheSubjectIsHidden() throws IOException {
    OpenedMail mail =
        open(
            Outgoing.of(octets(HEADER + "\r\nhello\r\n"))
                .signedBy(People.SIGNER)
                .encryptedBy(People.ENCRYPTOR)
                .hidingSubject()
                .seal());
    assertSubject(mail, "Grüße", SIGNED_AND_ENCRYPTED);
    assertThat(mail.fieldsOutside("Subject")).containsExactly("[...]");
    assertSaid(mail.textPart(), "hello\r\n", SIGNED_AND_ENCRYPTED);
  }

  @ParameterizedTest
  @CsvSource({
    "us-ascii, aÃ¼, aü",
    "'', aÃ¼, aü",
    "ISO-8859-1, aü, aü",
    "windows-1252, a\u0080, a€",
    "utf-8, a\u00ff, a\ufffd",
    "utf-16be, aaa, \u6161\ufffd",
    "Shift_JIS, \u0082\u00a0, あ"
  })
  void octetsAreDecodedByTheirCharset_andNoneStopsTheText(String charset, String raw, String said)
      throws IOException {
    String type = charset.isEmpty() ? "text/plain" : "text/plain; charset=\"" + charset + "\"";
    assertSaid(open(HEADER + "Content-Type: " + type + "\r\n\r\n" + raw).textPart(), said, NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-7", "unknown-8bit", "../x", "\u0001", "x\u202e"})
  void anUnknownCharset_isNamed_andTheOctetsAreStillThere(String charset) throws IOException {
    String mail = HEADER + "Content-Type: text/plain; charset=\"" + charset + "\"\r\n\r\nhello";
    OpenedMail opened = open(mail);
    assertThatThrownBy(() -> opened.textPart().orElseThrow().text())
        .isInstanceOfSatisfying(
            SmimeException.UnsupportedAlgorithm.class,
            e -> {
              assertThat(e)
                  .hasMessageEndingWith("for the charset of a text; content() returns its bytes");
              assertThat(e.getMessage()).matches("\\P{Cntrl}*").doesNotContain("\u202e");
            });
    assertThat(text(opened.root().orElseThrow().content().bytes())).isEqualTo("hello");
  }

  @Test
  void anEndlessCharset_isToldInShort() throws IOException {
    OpenedMail opened =
        open(HEADER + "Content-Type: text/plain; charset=" + "x".repeat(5_000) + "\r\n\r\nhello");
    assertThatThrownBy(() -> opened.textPart().orElseThrow().text())
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(200));
  }

  @Test
  void everyCharsetOfThisJava_givesATextOrATypedFailure() throws IOException {
    byte[] hostile = new byte[512];
    for (int i = 0; i < hostile.length; i++) {
      hostile[i] = (byte) (i * 31 + (i >> 8));
    }
    hostile[0] = 0x1b;
    int read = 0;
    for (String charset : java.nio.charset.Charset.availableCharsets().keySet()) {
      try {
        read +=
            CharsetText.decode(ByteSource.of(hostile), Optional.of(charset), Limits.standard())
                    .isEmpty()
                ? 0
                : 1;
      } catch (SmimeException.UnsupportedAlgorithm e) {
        assertThat(e)
            .hasMessageEndingWith("for the charset of a text; content() returns its bytes");
      }
    }
    assertThat(read).isGreaterThan(100);
  }

  @Test
  void c17_aTextPastTheLimit_isNotDecoded_andItsOctetsAreStillThere() throws IOException {
    Limits limits = Limits.standard().allowing(Limit.TEXT_OCTETS, 5);
    MailReader reader =
        MailReader.with(People.DECRYPTOR.within(limits), People.VERIFIER.within(limits));
    assertSaid(
        reader.open(ByteSource.of(octets(HEADER + "\r\nhello"))).textPart(), "hello", NOTHING);
    OpenedMail over = reader.open(ByteSource.of(octets(HEADER + "\r\nhello!")));
    assertThatThrownBy(() -> over.textPart().orElseThrow().text())
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            e -> assertThat(e.limit()).isEqualTo(Limit.TEXT_OCTETS));
    assertThat(text(over.root().orElseThrow().content().bytes())).isEqualTo("hello!");
  }

  @Test
  void whatIsNoText_isNoText() throws IOException {
    for (String header :
        List.of(
            "Content-Type: image/png\r\n",
            "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n",
            "Content-Type: text/calendar\r\n")) {
      OpenedMail mail = open(HEADER + header + "\r\nhello");
      assertThat(mail.textPart()).as(header).isEmpty();
      assertThat(mail.htmlPart()).as(header).isEmpty();
      assertThat(mail.attachments()).as(header).hasSize(1);
    }
    OpenedMail image =
        open(
            HEADER
                + "Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\nContent-Type: image/png"
                + "\r\n\r\nx\r\n--l\r\n\r\nfooter\r\n--l--\r\n");
    assertThat(image.textPart()).isEmpty();
    assertThat(image.attachments()).hasSize(2);
  }

  @Test
  void ofAMessageInPlaceOfTheContent_theTextIsTheMessages() throws IOException {
    String wrapped = HEADER + "Content-Type: message/rfc822\r\n\r\n" + RICH;
    OpenedMail mail =
        open(Outgoing.of(octets(wrapped)).signedBy(People.SIGNER).withoutHeaderProtection().seal());
    assertThat(ReadMail.of(mail).protectedHeaders().orElseThrow().scheme())
        .isEqualTo(HeaderScheme.WRAPPED_MESSAGE);
    assertSaid(mail.textPart(), "Grüße  \r\nund mehr", SIGNED);
    assertThat(mail.attachments()).hasSize(4);
  }

  /** What is said of the message in its author's own header, or stands in its header. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: message/rfc822\r\n",
        "Content-Type: message/RFC822; forwarded=no\r\nContent-Transfer-Encoding: 8bit\r\n",
        "Content-Type: message/rfc822; forwarded=no\r\nContent-Disposition: inline\r\n",
        "Content-Type: message/global; charset=utf-8\r\n"
      })
  void b1_aBareMessage_isTheMessage(String header) throws IOException {
    for (OpenedMail mail : around(header, "X-Mailer: x\r\nAuto-Submitted: no\r\n")) {
      assertThat(mail.subject().orElseThrow().text()).isEqualTo("Grüße");
      assertThat(mail.textPart().orElseThrow().text()).startsWith("Grüße");
      assertThat(mail.attachments()).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n",
        "Content-Type: message/rfc822\r\ncontent-disposition: Attachment; filename=a.eml\r\n",
        "Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n",
        "Content-Type: message/rfc822; forwarded=no\r\nContent-Disposition: x\r\n",
        "Content-Type: message/rfc822; forwarded=yes\r\n",
        "Content-Type: message/rfc822; forwarded*=us-ascii''yes\r\n",
        "Content-Type: message/rfc822; forwarded=no; forwarded=yes\r\n",
        "Content-Type: message/rfc822; name=a.eml\r\n",
        "Content-Type: message/rfc822\r\nContent-Description: Forwarded message\r\n",
        "Content-Type: message/global; forwarded=Yes\r\n",
        "Content-Type: message/global\r\nContent-Disposition: attachment\r\n"
      })
  void b1_aMessageThatIsSaidToBeAFile_isAnAttachment(String header) throws IOException {
    assertAttached(around(header, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Return-Path: <eve@example.org>\r\n",
        "RECEIVED: from a by b; Mon, 01 Jun 2026 12:00:00 +0000\r\n",
        "X-Received: by 2002:a05\r\n",
        "Delivered-To: alice@example.org\r\n",
        "X-Original-To: alice@example.org\r\n",
        "Envelope-To: alice@example.org\r\n",
        "Received-SPF: fail\r\n",
        "Authentication-Results: mx.example.org; spf=fail\r\n",
        "ARC-Seal: i=1\r\n",
        "DKIM-Signature: v=1\r\n",
        "Resent-From: eve@example.org\r\n",
        "Resent-Message-ID: <a@b>\r\n",
        "List-Id: <a.example.org>\r\n",
        "X-Mozilla-Status: 0001\r\n",
        "Status: RO\r\n",
        "From eve@example.org Mon Jun  1 12:00:00 2026\r\n"
      })
  void b1_aMessageThatWasDelivered_isAnAttachment(String field) throws IOException {
    assertAttached(around("Content-Type: message/rfc822\r\n", field));
  }

  @Test
  void b1_aMessageInAMultipart_isAnAttachment() throws IOException {
    String bare = "Content-Type: message/rfc822\r\n\r\n" + RICH;
    for (OpenedMail mail :
        sealed("Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n" + bare + "--o--\r\n")) {
      assertThat(mail.headerScheme()).isEmpty();
      assertThat(mail.textPart()).isEmpty();
      assertThat(mail.attachments()).extracting(MailPart::type).containsExactly("message/rfc822");
    }
  }

  private static void assertAttached(List<OpenedMail> mails) throws IOException {
    for (OpenedMail mail : mails) {
      assertThat(mail.headerScheme()).isEmpty();
      assertThat(mail.protectedFields()).isEmpty();
      assertSubject(mail, "outside", NOTHING);
      assertThat(mail.textPart()).isEmpty();
      assertThat(mail.htmlPart()).isEmpty();
      assertThat(mail.attachments()).hasSize(1);
      assertThat(mail.attachments().get(0).type()).startsWith("message/");
      assertThat(text(mail.attachments().get(0).content().bytes())).contains("und mehr");
    }
  }

  private static List<OpenedMail> around(String header, String first) throws IOException {
    return sealed(header + "\r\n" + first + RICH);
  }

  /** Signed; signed and encrypted; encrypted. Neither way protects the header by itself. */
  private static List<OpenedMail> sealed(String content) throws IOException {
    Outgoing plain =
        Outgoing.of(octets(HEADER.replaceFirst("Subject: .*", "Subject: outside") + content));
    return List.of(
        open(plain.signedBy(People.SIGNER).withoutHeaderProtection().seal()),
        open(
            plain
                .signedBy(People.SIGNER)
                .encryptedBy(People.ENCRYPTOR)
                .withoutHeaderProtection()
                .seal()),
        open(plain.encryptedBy(People.ENCRYPTOR).withoutHeaderProtection().seal()));
  }

  private static List<MailPart> parts(OpenedMail mail) throws IOException {
    List<MailPart> parts = new ArrayList<>(mail.attachments());
    parts.add(mail.textPart().orElseThrow());
    parts.add(mail.htmlPart().orElseThrow());
    return parts;
  }

  private static void assertSaid(Optional<MailPart> part, String text, Protection protection)
      throws IOException {
    assertThat(part.orElseThrow().text()).isEqualTo(text);
    assertThat(part.orElseThrow().protection()).isEqualTo(protection);
  }

  private static void assertSubject(OpenedMail mail, String text, Protection protection) {
    assertThat(mail.subject().orElseThrow().text()).isEqualTo(text);
    assertThat(mail.subject().orElseThrow().protection()).isEqualTo(protection);
  }
}
