package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.ExpectedSigner;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.ProtectedField.Outside;
import org.smime4j.reports.Protection;
import org.smime4j.reports.SealedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/**
 * Headers inside, by RFC 9788 section 4: read, compared, and believed as far as they are signed.
 */
public class ProtectedHeadersTest {

  private static final String FIELDS =
      "Subject: The plan\r\nFrom: Alice <alice@example.org>\r\nTo: bob@example.org\r\n"
          + "Keywords: secret\r\nDate: Mon, 01 Jun 2026 12:00:00 +0000\r\n";
  private static final String MESSAGE = FIELDS + "\r\nHello Bob\r\n";

  @Test
  void b11_allThatWasWritten_isReadAgain() throws IOException {
    OpenedMail mail = open(hidden(MESSAGE));
    mail.requireSigned().requireTrusted();
    ProtectedHeaders headers = ReadMail.of(mail).protectedHeaders().orElseThrow();
    assertThat(headers.scheme()).isEqualTo(HeaderScheme.RFC_9788);
    assertField(headers, "subject", "The plan", Protection.SIGNED_AND_ENCRYPTED, Outside.OBSCURED);
    assertField(headers, "Keywords", "secret", Protection.SIGNED_AND_ENCRYPTED, Outside.REMOVED);
    assertField(headers, "From", "Alice <alice@example.org>", Protection.SIGNED, Outside.CONFIRMED);
    assertThat(headers.field("Subject").orElseThrow().outerValue()).contains("[...]");
    assertThat(headers.fields()).hasSize(5);
    assertThat(headers.intendedRecipients()).containsExactly("bob@example.org");
    assertThat(headers.addedOutside()).isEmpty();
    assertThat(mail.notes()).isEmpty();
  }

  @Test
  void b11_signedAlone_confirmsWhatIsOutside() throws IOException {
    OpenedMail mail = open(Outgoing.of(octets(MESSAGE)).signedOpaquelyBy(People.SIGNER).seal());
    assertThat(ReadMail.of(mail).protectedHeaders().orElseThrow().fields())
        .hasSize(5)
        .allMatch(
            field ->
                field.outside() == Outside.CONFIRMED && field.protection() == Protection.SIGNED);
    assertThat(mail.notes()).isEmpty();
  }

  @Test
  void b11_theSameCiphertextUnderAnotherHeader_isSeen() throws IOException {
    String mail = text(hidden(MESSAGE).bytes());
    String swapped =
        mail.replace("Subject: [...]", "Subject: Pay this")
            .replace("12:00:00 +0000", "12:30:00 +0000")
            .replace("To: bob@example.org\r\n", "Cc: eve@example.org\r\n");
    OpenedMail opened = open(ByteSource.of(octets(swapped)));
    opened.requireSigned().requireTrusted();
    ProtectedHeaders headers = ReadMail.of(opened).protectedHeaders().orElseThrow();
    assertField(headers, "Subject", "The plan", Protection.SIGNED_AND_ENCRYPTED, Outside.ALTERED);
    assertThat(headers.field("Date").orElseThrow().outside()).isEqualTo(Outside.ALTERED);
    assertThat(headers.field("To").orElseThrow().outside()).isEqualTo(Outside.MISSING);
    assertThat(headers.addedOutside()).containsExactly("cc");
    assertThat(headers.intendedRecipients()).containsExactly("bob@example.org");
    assertThat(codes(opened))
        .containsExactly("FIELD_ALTERED", "FIELD_MISSING", "FIELD_ALTERED", "FIELD_ADDED");
    assertThat(opened.notes().get(0).sentence())
        .isEqualTo("The protected Subject is hidden. The outer Subject is Pay this");
  }

  @Test
  void b12_anotherFromOutside_isFlagged_andNotTrusted() throws IOException {
    for (SealedMail sealed : sealed(MESSAGE, People.SIGNER)) {
      OpenedMail opened =
          open(altered(sealed, "From: Alice <alice@example.org>", "From: ceo@example.org"));
      assertThat(codes(opened)).contains("FROM_MISMATCH", "HEADER_UNVERIFIED");
      assertThat(ReadMail.of(opened).protectedHeaders().orElseThrow().isFromAnother()).isTrue();
      assertNotTrusted(opened);
      assertThat(ReadMail.of(opened).protectedHeaders().orElseThrow().fields())
          .noneMatch(field -> field.protection() == Protection.SIGNED);
    }
  }

  /** Mallory signs under her own name and shows Alice's inside, or the other way round. */
  @Test
  void b12_anotherFromInside_isFlagged_andNotTrusted() throws IOException {
    for (SealedMail sealed : sealed(MESSAGE, People.MALLORY_SIGNER)) {
      OpenedMail opened =
          open(altered(sealed, "From: Alice <alice@example.org>", "From: mallory@example.org"));
      assertThat(codes(opened)).contains("FROM_MISMATCH");
      assertNotTrusted(opened);
      opened
          .requireSigned()
          .worst()
          .findings()
          .forEach(f -> assertThat(f.code().name()).isEqualTo("ADDRESS_MISMATCH"));
    }
    for (SealedMail sealed :
        sealed(MESSAGE.replace("Alice <alice", "<mallory"), People.MALLORY_SIGNER)) {
      assertNotTrusted(
          open(altered(sealed, "From: <mallory@example.org>", "From: alice@example.org")));
    }
  }

  @Test
  void b12_aFromInsideThatCanBeReadInMoreThanOneWay_isNotTrusted() throws IOException {
    String inside =
        "From: alice@example.org\r\nFrom: mallory@example.org\r\n"
            + "Content-Type: text/plain; hp=\"clear\"\r\n\r\nx\r\n";
    OpenedMail opened = open(bare("", "From: alice@example.org\r\n", inside));
    assertNotTrusted(opened);
    assertThat(codes(opened)).contains("FROM_MISMATCH");
  }

  @Test
  void whomTheCallerExpects_isNotBoundToFrom_andTheMismatchIsFlagged() throws IOException {
    ByteSource mail =
        altered(
            Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal(),
            "From: Alice <alice@example.org>",
            "From: list@example.org");
    OpenedMail opened =
        MailReader.with(
                People.DECRYPTOR,
                People.VERIFIER.expecting(ExpectedSigner.address("alice@example.org")))
            .open(mail);
    opened.requireSigned().requireTrusted();
    assertThat(codes(opened)).contains("FROM_MISMATCH");
  }

  @Test
  void b12_withoutASignature_nothingInsideIsSaidToBeSigned() throws IOException {
    OpenedMail opened =
        open(Outgoing.of(octets(MESSAGE)).encryptedBy(People.ENCRYPTOR).hidingSubject().seal());
    ProtectedHeaders headers = ReadMail.of(opened).protectedHeaders().orElseThrow();
    assertField(headers, "Subject", "The plan", Protection.ENCRYPTED, Outside.OBSCURED);
    assertThat(headers.field("From").orElseThrow().protection()).isEqualTo(Protection.NOTHING);
    assertThat(codes(opened)).containsExactly("HEADER_UNVERIFIED");
  }

  @Test
  void b12_aHeaderThatNoLayerCovers_isNotProtected() throws IOException {
    String inside = "Subject: x\r\nContent-Type: text/plain; hp=\"clear\"\r\n\r\nx\r\n";
    assertThat(
            ReadMail.of(open(ByteSource.of(octets("From: alice@example.org\r\n" + inside))))
                .protectedHeaders())
        .isEmpty();
    String mixed =
        "From: alice@example.org\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
            + text(Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal().bytes())
            + "\r\n--m--\r\n";
    OpenedMail errant = open(ByteSource.of(octets(mixed)));
    assertThat(ReadMail.of(errant).protectedHeaders()).isEmpty();
    assertThat(codes(errant)).containsExactly("PART_SIGNED");
  }

  @Test
  void a22_whatWasWrittenToAnother_andSealedAgain_isSaidToBe() throws IOException {
    String toCarol = MESSAGE.replace("bob@", "carol@");
    SealedMail signed = Outgoing.of(octets(toCarol)).signedBy(People.SIGNER).seal();
    OpenedMail passedOn = open(Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal());
    passedOn.requireSigned().requireTrusted();
    assertThat(codes(passedOn)).containsExactly("NOT_ADDRESSED_TO_READER");
    assertThat(passedOn.notes().get(0).sentence())
        .contains("written to carol@example.org, not to bob@example.org");
    OpenedMail byCarol =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .readBy("CAROL@example.org")
            .open(Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal());
    assertThat(byCarol.notes()).isEmpty();
    assertThat(codes(open(signed))).isEmpty();
  }

  @Test
  void a22_whatItsAuthorEncrypted_andSomebodyOpened_isSaidToBe() throws IOException {
    OpenedMail mail = open(hidden(MESSAGE));
    ByteSource inside = mail.unverifiedContent("to pass it on");
    OpenedMail opened = open(bare("", FIELDS, text(inside.bytes())));
    assertThat(codes(opened)).startsWith("ENCRYPTION_REMOVED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Encrypted"})
  void v1_andWrappedMessages_areRead(String kind) throws IOException {
    String fields = "Subject: The plan\r\nFrom: alice@example.org\r\nTo: bob@example.org\r\n";
    String outer = fields.replace("The plan", kind.isEmpty() ? "The plan" : "...");
    for (String inside :
        List.of(
            fields + "Content-Type: text/plain; protected-headers=\"v1\"\r\n\r\nx\r\n",
            "Content-Type: message/rfc822\r\n\r\n" + fields + "\r\nx\r\n")) {
      OpenedMail opened = open(bare(kind, outer, inside));
      opened.requireSigned().requireTrusted();
      ProtectedHeaders headers = ReadMail.of(opened).protectedHeaders().orElseThrow();
      assertThat(headers.scheme())
          .isEqualTo(
              inside.startsWith("Subject")
                  ? HeaderScheme.PROTECTED_HEADERS_V1
                  : HeaderScheme.WRAPPED_MESSAGE);
      assertField(
          headers,
          "Subject",
          "The plan",
          kind.isEmpty() ? Protection.SIGNED : Protection.SIGNED_AND_ENCRYPTED,
          kind.isEmpty() ? Outside.CONFIRMED : Outside.OBSCURED);
      assertThat(opened.notes()).isEmpty();
    }
  }

  @Test
  void aForwardedMessage_isNoHeader_andTrustedAsBefore() throws IOException {
    String forwarded =
        "Content-Type: message/rfc822\r\n\r\nFrom: carol@example.org\r\nSubject: y\r\n\r\nx\r\n";
    OpenedMail opened = open(bare("", "From: alice@example.org\r\n", forwarded));
    opened.requireSigned().requireTrusted();
    assertThat(ReadMail.of(opened).protectedHeaders()).isEmpty();
  }

  /** RFC 9788, Appendix E.1 and E.2: what is to be shown. */
  @ParameterizedTest
  @CsvSource({"plain,true", "html,true", "plain,false"})
  void theLegacyDisplay_isTakenOffOnRequest_andOnlyWhereItIsOne(String subtype, boolean marked)
      throws IOException {
    String text = "Let's meet at Rama's\r\nRoti Shop: at 8pm\r\n";
    String display =
        subtype.equals("plain")
            ? "Subject: Dinner\r\n\tplans\r\n\r\n"
            : "<html><body>\r\n<div class=\"header-protection-legacy-display\">\r\n"
                + "<pre>Subject: Dinner plans</pre>\r\n</div>\r\n";
    String inside =
        "From: alice@example.org\r\nContent-Type: text/"
            + subtype
            + (marked ? "; hp-legacy-display=\"1\"" : "")
            + "; hp=\"cipher\"\r\n\r\n";
    MailPart root =
        open(bare("Encrypted", "From: alice@example.org\r\n", inside + display + text))
            .root()
            .orElseThrow();
    assertThat(text(root.content().bytes())).isEqualTo(display + text);
    String shown = subtype.equals("plain") ? text : "<html><body>\r\n" + text;
    assertThat(root.text()).isEqualTo(marked ? shown : display + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello Bob,\r\n\r\nthe words above are no field\r\n",
        "\r\nSubject: x\r\n\r\nafter an empty line\r\n",
        "Subject: no empty line follows\r\n",
        "a b: c\r\n\r\nno name of a field\r\n"
      })
  void whatIsNoLegacyDisplay_isNotTakenOff(String text) throws IOException {
    String inside =
        "From: alice@example.org\r\n"
            + "Content-Type: text/plain; hp-legacy-display=\"1\"; hp=\"cipher\"\r\n\r\n";
    MailPart root =
        open(bare("Encrypted", "From: alice@example.org\r\n", inside + text)).root().orElseThrow();
    assertThat(root.text()).isEqualTo(text);
  }

  /** Without encryption nothing was hidden, and a mark could only hide the author's own words. */
  @Test
  void b1_aSignedMessage_hasNoLegacyDisplay() throws IOException {
    String inside =
        "From: alice@example.org\r\n"
            + "Content-Type: text/plain; hp-legacy-display=1; hp=clear\r\n\r\n";
    MailPart root =
        open(bare("", "From: alice@example.org\r\n", inside + "Subject: x\r\n\r\ny\r\n"))
            .root()
            .orElseThrow();
    assertThat(root.text()).isEqualTo("Subject: x\r\n\r\ny\r\n");
  }

  private static List<SealedMail> sealed(String message, Signer signer) throws IOException {
    ByteSource octets = ByteSource.of(octets(message));
    return List.of(
        Outgoing.of(octets).signedBy(signer).seal(),
        Outgoing.of(octets).signedOpaquelyBy(signer).seal(),
        Outgoing.of(octets).signedBy(signer).encryptedBy(People.ENCRYPTOR).hidingSubject().seal());
  }

  private static SealedMail hidden(String message) throws IOException {
    return Outgoing.of(octets(message))
        .signedBy(People.SIGNER)
        .encryptedBy(People.ENCRYPTOR)
        .hidingSubject()
        .seal();
  }

  /** An entity signed as it is under a header, and encrypted too if it is to be. */
  private static ByteSource bare(String kind, String outer, String inside) throws IOException {
    String signed =
        "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder()
                .encodeToString(People.SIGNER.signOpaque(ByteSource.of(octets(inside))));
    if (kind.isEmpty()) {
      return ByteSource.of(octets(outer + signed));
    }
    String encrypted =
        Base64.getMimeEncoder()
            .encodeToString(People.ENCRYPTOR.encrypt(ByteSource.of(octets(signed))).bytes());
    return ByteSource.of(
        octets(
            outer
                + "Content-Type: application/pkcs7-mime; smime-type=authEnveloped-data\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + encrypted));
  }

  /** The message with its header outside altered: the first place. */
  private static ByteSource altered(SealedMail sealed, String from, String to) {
    String mail = text(sealed.bytes());
    int at = mail.indexOf(from);
    assertThat(at).isNotNegative().isLessThan(mail.indexOf("\r\n\r\n"));
    return ByteSource.of(octets(mail.substring(0, at) + to + mail.substring(at + from.length())));
  }

  private static void assertField(
      ProtectedHeaders headers, String name, String value, Protection protection, Outside outside) {
    ProtectedField field = headers.field(name).orElseThrow();
    assertThat(field.value()).isEqualTo(value);
    assertThat(field.protection()).isEqualTo(protection);
    assertThat(field.outside()).isEqualTo(outside);
  }

  private static void assertNotTrusted(OpenedMail opened) {
    assertThatThrownBy(() -> opened.requireSigned().requireTrusted())
        .isInstanceOf(SmimeException.NotTrusted.class);
  }

  private static List<String> codes(OpenedMail mail) {
    return mail.notes().stream().map(note -> note.code().name()).toList();
  }

  private static OpenedMail open(ByteSource mail) throws IOException {
    OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(mail);
    assertThat(opened.failure()).as(opened.toString()).isEmpty();
    return opened;
  }
}
