package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** What a sender is told of likely mistakes; each way of writing tells it. */
public class SendingNotesTest {

  private static final String FROM_ALICE = "From: alice@example.org\n";

  private static final Encryptor STANDARD =
      Encryptor.trusting(People.TRUST).to(People.BOB.certificate());

  private static List<String> codes(List<Finding> notes) {
    return notes.stream().map(note -> note.code().name()).toList();
  }

  private static List<String> signed(String header, Signer signer) throws IOException {
    return codes(Outgoing.of(octets(header + "\ntext\n")).signedBy(signer).seal().report().notes());
  }

  private static List<String> encrypted(String header) throws IOException {
    return codes(
        Outgoing.of(octets(header + "\ntext\n")).encryptedBy(STANDARD).seal().report().notes());
  }

  /** The only test of all notes: each of the others is about one. */
  @Test
  void aMessageWithoutMistakes_hasNoNotes() throws IOException {
    byte[] message = octets(FROM_ALICE + "To: bob@example.org\n\ntext\n");
    for (Outgoing each :
        List.of(
            Outgoing.of(message).signedBy(People.SIGNER),
            Outgoing.of(message).signedOpaquelyBy(People.SIGNER),
            Outgoing.of(message).signedBy(People.SIGNER).encryptedBy(STANDARD))) {
      assertThat(each.seal().report().notes()).isEmpty();
    }
  }

  @Test
  void encryptAlone_isNotAuthenticated_andWhatIsSignedIs() throws IOException {
    String message = FROM_ALICE + "To: bob@example.org\n";
    assertThat(encrypted(message)).contains("NOT_AUTHENTICATED");
    byte[] octets = octets(message + "\ntext\n");
    assertThat(
            codes(
                Outgoing.of(octets)
                    .signedBy(People.SIGNER)
                    .encryptedBy(STANDARD)
                    .seal()
                    .report()
                    .notes()))
        .doesNotContain("NOT_AUTHENTICATED");
    for (SealedMail signed :
        List.of(
            Outgoing.of(octets).signedBy(People.SIGNER).seal(),
            Outgoing.of(octets).signedOpaquelyBy(People.SIGNER).seal())) {
      assertThat(codes(Outgoing.of(signed).encryptedBy(STANDARD).seal().report().notes()))
          .doesNotContain("NOT_AUTHENTICATED");
      assertThat(
              Outgoing.of(signed)
                  .encryptedBy(STANDARD)
                  .sealEach(People.plan("bob@example.org"), Unreachable.REFUSE)
                  .encrypted())
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(codes(each.message().report().notes()))
                      .doesNotContain("NOT_AUTHENTICATED"));
    }
    assertThat(
            codes(
                Outgoing.of(Outgoing.of(octets).compressed().seal())
                    .encryptedBy(STANDARD)
                    .seal()
                    .report()
                    .notes()))
        .as("what is compressed is not signed")
        .contains("NOT_AUTHENTICATED");
  }

  @Test
  void anAddressWithoutCertificate_isNamed_inToAndCc() throws IOException {
    String message =
        FROM_ALICE + "To: Bob <BOB@EXAMPLE.ORG>, eve@example.org\nCc: mallory@example.org\n";
    SealedMail sealed = Outgoing.of(octets(message + "\ntext\n")).encryptedBy(STANDARD).seal();
    assertThat(sealed.report().notes())
        .filteredOn(note -> note.code().name().equals("ADDRESS_WITHOUT_CERTIFICATE"))
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .contains("eve@example.org", "mallory@example.org")
        .doesNotContainIgnoringCase("bob@");
    assertThat(encrypted(FROM_ALICE + "To: bob@example.org\n"))
        .doesNotContain("ADDRESS_WITHOUT_CERTIFICATE");
  }

  @Test
  void theCertificateOfAnotherCopy_countsForItsAddress() throws IOException {
    ByteSource message =
        ByteSource.of(octets(FROM_ALICE + "To: bob@example.org\nCc: carol@example.org\n\ntext\n"));
    assertThat(
            Outgoing.of(message)
                .encryptedBy(STANDARD)
                .sealEach(
                    People.plan("carol@example.org", "bob@example.org", "Bob@example.org"),
                    Unreachable.REFUSE)
                .encrypted())
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(codes(each.message().report().notes()))
                    .doesNotContain("ADDRESS_WITHOUT_CERTIFICATE"));
  }

  @Test
  void aSignerWhoDoesNotSpeakForFrom_isNoted() throws IOException {
    assertThat(signed(FROM_ALICE, People.SIGNER)).doesNotContain("SIGNER_NOT_FROM", "NO_FROM");
    assertThat(signed("From: eve@example.org\n", People.SIGNER)).contains("SIGNER_NOT_FROM");
    assertThat(signed("From: alice@example.org, eve@example.org\n", People.SIGNER))
        .contains("SIGNER_NOT_FROM");
    assertThat(signed("Subject: no author\n", People.SIGNER)).contains("NO_FROM");
    SealedMail sealed =
        Outgoing.of(octets("From: eve@example.org\n\ntext\n"))
            .signedBy(People.SIGNER)
            .encryptedBy(STANDARD)
            .seal();
    assertThat(codes(sealed.report().notes())).contains("SIGNER_NOT_FROM");
  }

  @Test
  void hidingOnMailThatIsOnlySigned_isNoted_withTheFields() throws IOException {
    byte[] message = octets(FROM_ALICE + "Subject: the plan\nKeywords: plan\n\ntext\n");
    SealedMail sealed = Outgoing.of(message).signedBy(People.SIGNER).hidingSubject().seal();
    assertThat(sealed.report().notes())
        .contains(
            new Finding(
                Finding.Code.NOT_HIDDEN,
                "the message is not encrypted, so these fields are not hidden: Subject, Keywords"));
    assertThat(codes(Outgoing.of(message).signedBy(People.SIGNER).seal().report().notes()))
        .doesNotContain("NOT_HIDDEN");
  }

  @Test
  void whatFewProgramsRead_isNoted() throws IOException {
    byte[] message = octets(FROM_ALICE + "To: bob@example.org\n\ntext\n");
    assertThat(
            codes(
                Outgoing.of(message).signedBy(People.SIGNER).compressed().seal().report().notes()))
        .contains("COMPRESSED");
    TestPki.Issued curve = People.ISSUING.issue("bob@example.org").x25519().build();
    Encryptor rare = Encryptor.trusting(People.TRUST).to(curve.certificate());
    assertThat(
            codes(
                Outgoing.of(message)
                    .signedBy(People.SIGNER)
                    .encryptedBy(rare.namingKeyIdentifiers())
                    .seal()
                    .report()
                    .notes()))
        .containsSubsequence("RARE_ALGORITHM", "KEY_IDENTIFIERS");
    for (SignatureScheme scheme :
        List.of(
            SignatureScheme.ED25519, SignatureScheme.ML_DSA_65, SignatureScheme.RSA_PSS_SHA256)) {
      Signer signer = Signer.with(Signers.identity(Signers.forScheme(scheme)));
      assertThat(signed(FROM_ALICE, signer).contains("RARE_ALGORITHM"))
          .as(scheme.name())
          .isEqualTo(scheme != SignatureScheme.RSA_PSS_SHA256);
    }
  }

  @Test
  void aNameThatIsFoldedInsideQuotes_isSentUnfolded_andRead() throws IOException {
    String from = "From: \"Alice \\\" at\r\n @work\"\r\n <alice@example.org>\r\n";
    for (Outgoing message :
        List.of(
            Outgoing.of(octets(from + "\r\ntext\r\n")),
            Outgoing.of(octets(from + "\r\ntext\r\n")).withoutHeaderProtection())) {
      SealedMail sealed = message.signedBy(People.SIGNER).seal();
      assertThat(People.text(sealed.bytes()))
          .contains("From: \"Alice \\\" at @work\"\r\n <alice@example.org>\r\n");
      MailReader.with(People.DECRYPTOR, People.VERIFIER)
          .open(sealed)
          .requireSigned()
          .requireTrusted();
    }
    String tooLong = "From: \"" + "long ".repeat(190) + "\r\n" + " name".repeat(50) + "\"";
    assertThat(
            People.text(
                Outgoing.of(octets(tooLong + " <alice@example.org>\r\n\r\ntext\r\n"))
                    .signedBy(People.SIGNER)
                    .seal()
                    .bytes()))
        .as("a line has at most 998 characters")
        .contains(tooLong);
  }

  @Test
  void aSigningKeyThatHasExpiredOrIsNotYetValid_isNoted() throws IOException {
    TestPki.Issued past =
        People.ISSUING
            .issue("alice@example.org")
            .validity(
                TestPki.NOW.minus(Duration.ofDays(20)), TestPki.NOW.minus(Duration.ofDays(10)))
            .build();
    Signer signer = Signer.with(People.identity(past));
    assertThat(signed(FROM_ALICE, signer.signingAt(TestPki.NOW))).contains("SIGNER_EXPIRED");
    assertThat(signed(FROM_ALICE, signer.signingAt(TestPki.NOW.minus(Duration.ofDays(15)))))
        .doesNotContain("SIGNER_EXPIRED", "SIGNER_NOT_YET_VALID");
    assertThat(signed(FROM_ALICE, signer.signingAt(TestPki.NOW.minus(Duration.ofDays(30)))))
        .contains("SIGNER_NOT_YET_VALID");
  }

  @Test
  void signersOfDifferentDigests_areNoted() throws IOException {
    Signer one = Signer.with(People.identity(People.ALICE), SignatureScheme.ECDSA_SHA256);
    Signer two =
        one.and(People.identity(People.ALICE), SignatureScheme.ECDSA_SHA512).signingAt(TestPki.NOW);
    assertThat(signed(FROM_ALICE, two)).contains("DIFFERENT_DIGESTS");
    assertThat(signed(FROM_ALICE, People.SIGNER.and(People.identity(People.ALICE))))
        .doesNotContain("DIFFERENT_DIGESTS");
  }

  @Test
  void a18_aFieldBccInWhatIsSigned_isNoted() throws IOException {
    for (String field : List.of("Bcc: carol@example.org\n", "resent-bcc: carol@example.org\n")) {
      byte[] message = octets(FROM_ALICE + field + "\ntext\n");
      for (SealedMail each :
          List.of(
              Outgoing.of(message).signedBy(People.SIGNER).seal(),
              Outgoing.of(message).signedOpaquelyBy(People.SIGNER).seal())) {
        assertThat(codes(each.report().notes())).contains("BCC_SHOWN");
      }
    }
  }

  @Test
  void textAroundParts_isNotSigned_andPartsThatAreSignedThemselvesStayAsTheyAre()
      throws IOException {
    String inner =
        "Content-Type: multipart/alternative; boundary=b\r\n\r\nbefore\r\n--b\r\n\r\none\r\n"
            + "--b--\r\nbehind\r\n";
    String message =
        FROM_ALICE
            + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
            + "This is MIME.\r\n--a\r\n"
            + inner
            + "--a\r\n\r\ntwo\r\n--a--\r\nthe end\r\n";
    for (String text : List.of(message, message.replace("\r\n", "\n"), message + "\u00e4")) {
      for (SealedMail signed :
          List.of(
              Outgoing.of(octets(text)).signedBy(People.SIGNER).seal(),
              Outgoing.of(octets(text)).signedOpaquelyBy(People.SIGNER).seal())) {
        OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(signed);
        opened.requireSigned().requireTrusted();
        assertThat(People.text(opened.content().bytes()))
            .contains("\r\n\r\n--a\r\n", "\r\n\r\n--b\r\n", "one", "two", "--b--\r\n\r\n--a\r\n")
            .doesNotContain("This is MIME", "before", "behind", "the end")
            .endsWith("--a--\r\n");
      }
    }
    String within =
        People.text(Outgoing.of(octets(FROM_ALICE + inner)).signedBy(People.SIGNER).seal().bytes())
            .replaceFirst("\r\n\r\n--", "\r\n\r\nkept\r\n--");
    String forwarded =
        FROM_ALICE
            + "Content-Type: multipart/mixed; boundary=f\r\n\r\nbefore\r\n--f\r\n"
            + within
            + "\r\n--f--\r\n";
    String content =
        People.text(
            MailReader.with(People.DECRYPTOR, People.VERIFIER)
                .open(Outgoing.of(octets(forwarded)).signedBy(People.SIGNER).seal())
                .content()
                .bytes());
    assertThat(content)
        .as("what is signed already")
        .contains(
            within.substring(within.indexOf("Content-Type: multipart/signed")).strip(), "kept")
        .doesNotContain("before");
  }

  @Test
  void whatLiesInMemory_isDer_opaqueCompressedAndEncrypted() throws IOException {
    byte[] message = octets(FROM_ALICE + "Content-Type: text/plain\n\nna\u00efve\n");
    for (SealedMail each :
        Stream.of(
                Outgoing.of(message).signedOpaquelyBy(People.SIGNER).seal(),
                Outgoing.of(message).compressed().seal(),
                Outgoing.of(message).encryptedBy(STANDARD).seal())
            .toList()) {
      String mail = People.text(each.bytes());
      byte[] cms =
          java.util.Base64.getMimeDecoder()
              .decode(mail.substring(mail.indexOf("\r\n\r\n")).strip());
      assertThat(org.bouncycastle.asn1.ASN1Primitive.fromByteArray(cms).getEncoded("DER"))
          .isEqualTo(cms);
    }
  }

  @Test
  void whereNobodyChose_theSubjectStaysOutside_andIsCoveredInside() throws IOException {
    byte[] message = octets(FROM_ALICE + "To: bob@example.org\nSubject: the plan\n\ntext\n");
    SealedMail sealed = Outgoing.of(message).signedBy(People.SIGNER).encryptedBy(STANDARD).seal();
    assertThat(People.text(sealed.bytes())).contains("Subject: the plan\r\n");
    OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(sealed);
    assertThat(opened.protectedField("Subject").orElseThrow().text()).isEqualTo("the plan");
    assertThat(opened.notes()).isEmpty();
    assertThat(STANDARD.writingMail().smimeType()).isEqualTo("enveloped-data");
    assertThat(STANDARD.smimeType()).isEqualTo("authEnveloped-data");
  }
}
