package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.reports.Binding;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** What old and foreign software writes is opened and named; what is forged is never trusted. */
public class OpeningTest {

  private static final String MESSAGE =
      "From: alice@example.org\r\nTo: bob@example.org\r\n\r\nHello Bob,\r\nhello.\r\n";
  private static final String ENTITY = "Content-Type: text/plain\r\n\r\nHello Bob,\r\nhello.\r\n";

  @Test
  void cmsInAnyDress_isRecognised() throws IOException {
    byte[] der = People.SIGNER.signOpaque(ByteSource.of(octets(ENTITY)));
    String base64 = Base64.getMimeEncoder(64, octets("\n")).encodeToString(der);
    for (String form :
        List.of(
            text(der),
            base64,
            base64.replace("\n", ""),
            "-----BEGIN PKCS7-----\n" + base64 + "\n-----END PKCS7-----\n",
            "-----BEGIN CMS-----\r\n" + base64 + "\r\n-----END CMS-----\r\n",
            "This is what you asked for:\n\n-----BEGIN CMS-----\n"
                + base64
                + "\n-----END CMS-----\n",
            "\n\n" + base64)) {
      OpenedMail opened = anyone(form);
      assertThat(opened.failure()).as(form).isEmpty();
      assertThat(text(opened.content().bytes())).isEqualTo(ENTITY);
      assertThat(codes(opened.layers().get(0)))
          .isSubsetOf(Finding.Code.ARMOURED_CMS, Finding.Code.BASE64_IRREGULAR);
      assertThat(codes(opened.layers().get(0)).contains(Finding.Code.ARMOURED_CMS))
          .isEqualTo(!form.equals(text(der)));
    }
  }

  @Test
  void theFieldsOutside_areEachValueForAPerson_andNoneOfCmsAlone() throws IOException {
    String mail =
        "From: alice@example.org\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n =?utf-8?q?_noir?=\r\n"
            + "FROM: mallory@example.org\r\n";
    for (String body : List.of("Content-Type: text/plain\r\n\r\nHello.\r\n", "\r\n")) {
      OpenedMail opened = anyone(mail + body);
      assertThat(opened.fieldsOutside("from"))
          .containsExactly("alice@example.org", "mallory@example.org");
      assertThat(opened.fieldsOutside("Subject")).containsExactly("caf\u00e9 noir");
      assertThat(opened.fieldsOutside("To")).isEmpty();
    }
    assertThat(
            anyone(text(People.SIGNER.signOpaque(ByteSource.of(octets(ENTITY)))))
                .fieldsOutside("From"))
        .isEmpty();
  }

  @Test
  void signedDataWithoutContentInfo_isRecognised() throws IOException {
    byte[] der = People.SIGNER.signOpaque(ByteSource.of(octets(ENTITY)));
    byte[] bare =
        ContentInfo.getInstance(der).getContent().toASN1Primitive().getEncoded(ASN1Encoding.DER);
    OpenedMail opened = anyone(text(bare));
    assertThat(opened.failure()).isEmpty();
    assertThat(text(opened.content().bytes())).isEqualTo(ENTITY);
    assertThat(codes(opened.layers().get(0))).contains(Finding.Code.BARE_SIGNED_DATA);
  }

  @Test
  void aLengthPastTheEndInTheFirstObjectIdentifier_isNoStrayFailure() throws IOException {
    OpenedMail opened = anyone(text(new byte[] {0x30, 6, 6, (byte) 0x84, 1, 1, 1, 1}));
    assertThat(opened.failure()).get().isInstanceOf(SmimeException.Malformed.class);
    assertThat(opened.failure().orElseThrow()).hasMessageNotContaining("cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m|MEDIA_TYPE",
        "application/octet-stream; name=smime.p7m|MEDIA_TYPE",
        "application/octet-stream; name*=UTF-8''sm%69me.P7M|MEDIA_TYPE",
        "application/pkcs7-mime|SMIME_TYPE",
        "application/pkcs7-mime; smime-type=enveloped-data|SMIME_TYPE",
        "application/pkcs7-mime; smime-type=SIGNED-DATA|",
        "APPLICATION/PKCS7-MIME; SMIME-TYPE=signed-data|"
      })
  void typesThatAreOff_areRead_andNamed(String type, Finding.Code deviation) throws IOException {
    String mail =
        text(Outgoing.of(octets(MESSAGE)).signedOpaquelyBy(People.SIGNER).seal().bytes())
            .replaceAll(
                "(?s)Content-Type: .*?\r\nContent-T", "Content-Type: " + type + "\r\nContent-T");
    OpenedMail opened = open(mail);
    opened.requireSigned().requireTrusted();
    assertThat(codes(opened.layers().get(0)))
        .isEqualTo(deviation == null ? List.of() : List.of(deviation));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocol=\"application/pkcs7-signature\"; micalg=sha-256|",
        "protocol=\"application/pkcs7-signature\"; micalg=SHA256|",
        "protocol=\"application/pkcs7-signature\"; micalg=sha1|MICALG_MISMATCH",
        "protocol=\"application/pkcs7-signature\"|MICALG_MISMATCH",
        "micalg=sha-256|PROTOCOL_PARAMETER",
        "protocol=\"application/x-pkcs7-signature\"; micalg=sha-256|PROTOCOL_PARAMETER",
        "protocol=\"application/pgp-signature\"; micalg=sha-256|PROTOCOL_PARAMETER"
      })
  void b9_protocolAndMicalg_areHints(String parameters, Finding.Code deviation) throws IOException {
    String mail = signed().replaceAll("(?s)protocol=.*?boundary=", parameters + "; boundary=");
    OpenedMail opened = open(mail);
    opened.requireSigned().requireTrusted();
    assertThat(codes(opened.layers().get(0)))
        .isEqualTo(deviation == null ? List.of() : List.of(deviation));
  }

  @Test
  void pgpSignatures_areNotOurs() throws IOException {
    OpenedMail opened =
        open(signed().replace("pkcs7-signature", "pgp-signature").replace("smime.p7s", "x.asc"));
    assertThat(opened.layers()).isEmpty();
    assertThat(opened.failure()).isEmpty();
  }

  @Test
  void aMimeEntityWhereCmsIsDue_isReadAsWhatItIs() throws IOException {
    String inner = signed().substring(signed().indexOf("Content-Type:"));
    String mail =
        "From: alice@example.org\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(octets(inner));
    OpenedMail opened = open(mail);
    opened.requireSigned().requireTrusted();
    assertThat(codes(opened.layers().get(0))).containsExactly(Finding.Code.MEDIA_TYPE);
    assertThat(opened.layers().get(0).isWhole()).isTrue();
  }

  @Test
  void theFormThatWasSigned_isFound_andNamed() throws IOException {
    assertForm(signed(), "raw");
    assertForm(signed().replace("\r\n", "\n"), "crlf");
    assertForm(signed().replace("hello.\r\n\r\n--", "hello.\r\n--"), "with-final-crlf");
    assertForm(signed().replace("hello.\r\n\r\n--", "hello.\r\n\r\n\r\n--"), "without-final-crlf");
    String lf = ENTITY.replace("\r\n", "\n");
    String overLf = multipart(ENTITY, People.SIGNER.signDetached(ByteSource.of(octets(lf))), "");
    assertForm(overLf, "lf");
    OpenedMail opened = open(overLf);
    assertThat(text(opened.content().bytes())).as("as it was signed").isEqualTo(lf);
    assertThat(text(opened.requireSigned().requireTrusted().bytes())).isEqualTo(lf);
  }

  private static void assertForm(String mail, String form) throws IOException {
    SignatureReport report = open(mail).requireSigned();
    report.requireTrusted();
    assertThat(report.matchedForm()).contains(form);
    assertThat(report.deviations().stream().map(Finding::code).toList())
        .isEqualTo(form.equals("raw") ? List.of() : List.of(Finding.Code.SIGNED_FORM));
  }

  @Test
  void b2_contentInsideADetachedSignature_isBroken_whateverItSays() throws IOException {
    for (String inside : List.of("Content-Type: text/plain\r\n\r\nother\r\n", ENTITY, "")) {
      String mail = multipart(ENTITY, People.SIGNER.signOpaque(ByteSource.of(octets(inside))), "");
      SignerVerdict verdict = open(mail).requireSigned().signers().get(0);
      assertThat(verdict).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
      assertThat(verdict.findings().stream().findFirst().orElseThrow().code())
          .isIn(Finding.Code.ECONTENT_PRESENT, Finding.Code.DIGEST_MISMATCH);
      assertThatThrownBy(() -> open(mail).content())
          .as(inside)
          .isInstanceOf(SmimeException.NotTrusted.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: mallory@example.org",
        "From: \"alice@example.org\" <mallory@example.org>",
        "From: alice@example.org <mallory@example.org>",
        "From: alice@example.org\r\nFrom: mallory@example.org",
        "From: mallory@example.org\r\nfrom: alice@example.org",
        "From : alice@example.org",
        "From\t: alice@example.org",
        " From: alice@example.org",
        "X: y\r\n \r\n From: x\r\nFrom: alice@example.org\r\n ",
        "\0From: mallory@example.org\r\nFrom: alice@example.org",
        "From\0: mallory@example.org\r\nFrom: alice@example.org",
        "From: alice@example.org\0",
        "From: mallory@example.org\rFrom: alice@example.org",
        "X: y\rFrom: mallory@example.org\r\nFrom: alice@example.org",
        "From: <alice@example.org>mallory@example.org",
        "From: alice@example.org, mallory@example.org",
        "From: alice@example.org@evil.example",
        "From: group: alice@example.org;, mallory@example.org",
        "From: =?utf-8?q?alice@example.org?= <mallory@example.org>",
        "From: =?utf-8?q?alice@example.org?=",
        "From: (alice@example.org) mallory@example.org",
        "From:",
        "To: bob@example.org",
        "Sender: alice@example.org",
        "From: mallory@example.org\r\nSender: alice@example.org",
        "no colon here\r\nFrom: alice@example.org",
        "From: alice@example.org\r\nContent-Type: text/plain",
        "From: alice@example.org\r\nMIME-Version: 2.0",
        "From: alice@example.org\u00a0",
        "From: alice@ex\u00e4mple.org"
      })
  void b6_b7_noTrickWithFrom_bindsTheSigner(String fields) throws IOException {
    String mail = signed();
    String forged = fields + mail.substring(mail.indexOf("\r\nTo:"));
    OpenedMail opened = open(forged);
    for (Layer layer : opened.layers()) {
      if (Layers.isSignature(layer) && layer.isWhole()) {
        assertThat(layer.report().orElseThrow().signers())
            .allSatisfy(
                signer -> {
                  assertThat(signer.binding()).isNotEqualTo(Binding.MATCH);
                  assertThat(signer)
                      .doesNotReturn(SignerVerdict.State.TRUSTED, SignerVerdict::state);
                });
      }
    }
    assertThatThrownBy(() -> opened.requireSigned().requireTrusted())
        .isInstanceOf(SmimeException.class);
  }

  /** All ten readers of WorldTest read on behind it, and find the author who signed. */
  @Test
  void b6_b7_aLineOfBlanks_inAFieldThatDecidesNothing_hidesNoAuthor() throws IOException {
    String mail = signed();
    String fields = "X: y\r\n \r\n From: mallory@example.org\r\nFrom: alice@example.org";
    open(fields + mail.substring(mail.indexOf("\r\nTo:"))).requireSigned().requireTrusted();
  }

  @Test
  void b6_whoeverTheCallerExpects_countsInPlaceOfFrom() throws IOException {
    OpenedMail opened =
        MailReader.with(
                People.DECRYPTOR,
                People.VERIFIER.expecting(ExpectedSigner.address("mallory@example.org")))
            .open(ByteSource.of(octets(signed())));
    assertThat(opened.requireSigned().signers().get(0).binding()).isEqualTo(Binding.MISMATCH);
  }

  @Test
  void b7_whatCanBeReadInSeveralWays_bindsNobody_alsoWhereTheCallerNamesTheSigner()
      throws IOException {
    String mail = signed();
    int first = mail.indexOf("\r\n--");
    String boundary = mail.substring(first + 2, mail.indexOf("\r\n", first + 2));
    for (String forged :
        List.of(
            "Subject: x\rContent-Type: text/plain\r\rattacker text\r\n" + mail,
            mail.substring(0, first + 2)
                + "x\r"
                + boundary
                + "\rattacker text\r\n"
                + mail.substring(first + 2),
            mail.replaceFirst("\r\n", "\r\nMIME-Version: 1.0\r\nMIME-Version: 2.0\r\n"))) {
      for (Verifier named :
          List.of(
              People.VERIFIER,
              People.VERIFIER.expecting(ExpectedSigner.address("alice@example.org")))) {
        SignerVerdict verdict =
            MailReader.with(People.DECRYPTOR, named)
                .open(ByteSource.of(octets(forged)))
                .requireSigned()
                .signers()
                .get(0);
        assertThat(verdict.binding()).as(forged).isEqualTo(Binding.UNPARSEABLE);
        assertThat(verdict).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
      }
      assertThat(anyone(forged).requireSigned().signers().get(0).binding())
          .isEqualTo(Binding.NOT_CHECKED);
    }
  }

  @Test
  void b7_twoContentTypesInside_bindNobody() throws IOException {
    String entity = "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n<p>\r\n";
    String mail = multipart(entity, People.SIGNER.signDetached(ByteSource.of(octets(entity))), "");
    assertThat(open(mail).requireSigned().signers().get(0).binding())
        .isEqualTo(Binding.UNPARSEABLE);
  }

  @Test
  void b8_aMultipartSigned_hasTwoPartsAndOneBoundary() throws IOException {
    byte[] signature = People.SIGNER.signDetached(ByteSource.of(octets(ENTITY)));
    assertMalformed(multipart(ENTITY, signature, "--b\r\n\r\nthree\r\n"));
    assertMalformed(multipart(ENTITY, signature, "").replace("boundary=b", "x=y"));
    assertMalformed(
        "From: alice@example.org\r\n"
            + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
            + " boundary=b\r\n\r\n"
            + "--b\r\n"
            + ENTITY
            + "--b--");
  }

  /** It opens by the first of two boundaries, as some programs read it, and nobody is bound. */
  @Test
  void b8_aMultipartSigned_ofTwoBoundaries_isAmbiguous() throws IOException {
    byte[] signature = People.SIGNER.signDetached(ByteSource.of(octets(ENTITY)));
    SignerVerdict signer =
        open(multipart(ENTITY, signature, "").replace("boundary=b", "boundary=b; boundary=c"))
            .requireSigned()
            .worst();
    assertThat(signer).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
    assertThat(signer.isIntact()).isTrue();
    assertThat(signer.findings().stream().findFirst().orElseThrow().code())
        .isEqualTo(Finding.Code.AMBIGUOUS);
  }

  @Test
  void b8_whatStandsAround_isNamed() throws IOException {
    String mail = signed();
    assertDeviation(
        mail.replaceFirst("\r\n\r\n--", "\r\n\r\nThis is a signed message\r\n--"),
        Finding.Code.UNSIGNED_TEXT_AROUND);
    assertDeviation(mail + "a footer\r\n", Finding.Code.UNSIGNED_TEXT_AROUND);
    assertDeviation(
        mail.substring(0, mail.lastIndexOf("\r\n--")), Finding.Code.CLOSE_DELIMITER_MISSING);
  }

  private static void assertDeviation(String mail, Finding.Code code) throws IOException {
    OpenedMail opened = open(mail);
    opened.requireSigned().requireTrusted();
    assertThat(codes(opened.layers().get(0))).containsExactly(code);
  }

  private static void assertMalformed(String mail) throws IOException {
    OpenedMail opened = open(mail);
    assertThat(opened.layers()).isEmpty();
    assertThat(opened.failure().orElseThrow()).isInstanceOf(SmimeException.Malformed.class);
    assertThatThrownBy(() -> opened.unverifiedContent("a test"))
        .isInstanceOf(SmimeException.Malformed.class);
    assertThatThrownBy(opened::requireSigned).isInstanceOf(SmimeException.Malformed.class);
  }

  @Test
  void alteredContent_isHandedOutOnlyWithAReason() throws IOException {
    OpenedMail opened = open(signed().replace("Hello Bob", "Hello Eve"));
    SignerVerdict verdict = opened.requireSigned().signers().get(0);
    assertThat(verdict.isAltered()).isTrue();
    assertThat(verdict).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    assertThatThrownBy(opened::content).isInstanceOf(SmimeException.NotTrusted.class);
    assertThatThrownBy(opened::unauthenticatedContent)
        .isInstanceOf(SmimeException.NotTrusted.class);
    assertThatThrownBy(() -> opened.root().orElseThrow().content())
        .isInstanceOf(SmimeException.NotTrusted.class);
    assertThat(text(opened.unverifiedContent("a test").bytes())).contains("Hello Eve");
    assertThatThrownBy(() -> opened.unverifiedContent(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a2_cbcAlone_isNoContent_untilATrustedSignatureCoversAllOfIt() throws IOException {
    ByteSource message = ByteSource.of(octets(MESSAGE));
    var cbc = People.ENCRYPTOR.under(AlgorithmPolicy.outlook());
    OpenedMail alone =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(Outgoing.of(message).encryptedBy(cbc).withoutHeaderProtection().seal());
    assertThatThrownBy(alone::content)
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            e -> assertThat(e.rule().name()).isEqualTo("UNAUTHENTICATED"));
    assertThat(text(alone.unauthenticatedContent().bytes())).isEqualTo(ENTITY);
    SealedMail inside =
        Outgoing.of(message)
            .signedBy(People.SIGNER)
            .encryptedBy(cbc)
            .withoutHeaderProtection()
            .seal();
    assertThat(
            text(MailReader.with(People.DECRYPTOR, People.VERIFIER).open(inside).content().bytes()))
        .isEqualTo(ENTITY);
    SealedMail byMallory =
        Outgoing.of(Outgoing.of(message).signedBy(People.MALLORY_SIGNER).seal())
            .encryptedBy(cbc)
            .seal();
    assertThatThrownBy(
            () -> MailReader.with(People.DECRYPTOR, People.VERIFIER).open(byMallory).content())
        .isInstanceOf(SmimeException.Refused.class);
    SealedMail outside =
        Outgoing.of(Outgoing.of(message).encryptedBy(cbc).seal()).signedBy(People.SIGNER).seal();
    assertThatThrownBy(
            () -> MailReader.with(People.DECRYPTOR, People.VERIFIER).open(outside).content())
        .isInstanceOf(SmimeException.Refused.class);
  }

  @Test
  void whereALayerFails_thoseBeforeItStand() throws IOException {
    SealedMail sealed =
        Outgoing.of(Outgoing.of(octets(MESSAGE)).encryptedBy(People.ENCRYPTOR).seal())
            .signedBy(People.SIGNER)
            .seal();
    OpenedMail opened =
        MailReader.with(Decryptor.with(KeyHistory.of()), People.VERIFIER).open(sealed);
    assertThat(opened.layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.SIGNED);
    assertThat(opened.failure().orElseThrow()).isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(opened.hasContent()).isFalse();
    assertThat(opened.root()).isEmpty();
    assertThatThrownBy(opened::requireSigned).isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThatThrownBy(opened::content).isInstanceOf(SmimeException.NoMatchingKey.class);
  }

  @Test
  void b4_certificatesAlone_areNoSignature() throws IOException {
    byte[] p7c =
        org.smime4j.internal.asn1.SignedDataWriter.detached(
            1,
            List.of(),
            org.smime4j.internal.asn1.Oids.DATA,
            org.smime4j.internal.asn1.SignedDataWriter.tail(
                List.of(encoded(People.ALICE.certificate())), List.of(), List.of()));
    OpenedMail opened = anyone(text(p7c));
    assertThat(opened.layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.CERTIFICATES);
    assertThat(opened.layers().get(0).certificates()).containsExactly(People.ALICE.certificate());
    assertThat(opened.hasContent()).isFalse();
    assertThatThrownBy(opened::requireSigned).isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Test
  void aDetachedSignatureAlone_isUnknown_andFindsItsContent() throws IOException {
    String p7s = text(People.SIGNER.signDetached(ByteSource.of(octets(ENTITY))));
    SignerVerdict verdict = anyone(p7s).requireSigned().signers().get(0);
    assertThat(verdict).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
    assertThat(verdict.findings().stream().findFirst().orElseThrow().code())
        .isEqualTo(Finding.Code.CONTENT_MISSING);
    OpenedMail found =
        MailReader.with(
                People.DECRYPTOR, People.VERIFIER.expecting(ExpectedSigner.anyone("a test")))
            .withDetachedContent(ByteSource.of(octets(ENTITY.replace("\r\n", "\n"))))
            .open(ByteSource.of(octets(p7s)));
    found.requireSigned().requireTrusted();
    assertThat(found.requireSigned().matchedForm()).contains("crlf");
  }

  @Test
  void c17_compressionInsideCompression_isRefused() throws IOException {
    String inner =
        "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    byte[] once = Compression.compress(octets(ENTITY));
    byte[] twice = Compression.compress(octets(inner + text(once)));
    OpenedMail opened = anyone(text(twice));
    assertThat(opened.layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.COMPRESSED);
    assertThat(opened.failure().orElseThrow()).isInstanceOf(SmimeException.Refused.class);
  }

  @Test
  void c18_eightLayersOpen_andTheNinthIsALimit() throws IOException {
    ByteSource mail = ByteSource.of(octets(MESSAGE));
    for (int i = 0; i < 8; i++) {
      mail = Outgoing.of(mail).signedOpaquelyBy(People.SIGNER).seal();
    }
    assertThat(MailReader.with(People.DECRYPTOR, People.VERIFIER).open(mail).layers()).hasSize(8);
    OpenedMail nine =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(Outgoing.of(mail).signedOpaquelyBy(People.SIGNER).seal());
    assertThat(nine.layers()).hasSize(8);
    assertThat(nine.failure().orElseThrow())
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            e -> assertThat(e.limit()).isEqualTo(Limit.CRYPTO_LAYERS));
  }

  @Test
  void c18_dataInsideData_isBounded() throws IOException {
    byte[] data = octets(ENTITY);
    for (int i = 0; i < 2_000; i++) {
      data = data(data);
    }
    assertThat(anyone(text(data)).failure().orElseThrow())
        .isInstanceOf(SmimeException.LimitExceeded.class);
    assertThat(text(anyone(text(data(octets(ENTITY)))).content().bytes())).isEqualTo(ENTITY);
  }

  /** A ContentInfo of id-data. */
  private static byte[] data(byte[] content) throws IOException {
    return new org.bouncycastle.asn1.cms.ContentInfo(
            org.bouncycastle.asn1.cms.CMSObjectIdentifiers.data,
            new org.bouncycastle.asn1.DEROctetString(content))
        .getEncoded();
  }

  @Test
  void noSmime_isNoFailure_andWinmailIsNamed() throws IOException {
    OpenedMail plain = open(MESSAGE);
    assertThat(plain.layers()).isEmpty();
    assertThat(plain.failure()).isEmpty();
    assertThatThrownBy(plain::requireSigned).isInstanceOf(SmimeException.NotTrusted.class);
    assertThat(plain.root().orElseThrow().type()).isEqualTo("text/plain");
    OpenedMail winmail =
        open("From: a@example.org\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx");
    assertThat(winmail.failure().orElseThrow())
        .isInstanceOf(SmimeException.UnsupportedAlgorithm.class);
  }

  @Test
  void aStream_isReadToItsEnd_andOpensTheSame() throws IOException {
    SealedMail sealed =
        Outgoing.of(octets(MESSAGE)).encryptedBy(People.ENCRYPTOR).withoutHeaderProtection().seal();
    try (OpenedMail opened =
        MailReader.with(
                People.DECRYPTOR.within(
                    org.smime4j.settings.Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 100)),
                People.VERIFIER)
            .open(new ByteArrayInputStream(sealed.bytes()))) {
      assertThat(text(opened.content().bytes())).isEqualTo(ENTITY);
    }
  }

  private static String signed() throws IOException {
    return text(Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal().bytes());
  }

  private static String multipart(String entity, byte[] signature, String more) {
    return "From: alice@example.org\r\n"
        + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
        + " micalg=sha-256; boundary=b\r\n\r\n"
        + "--b\r\n"
        + entity
        + "\r\n"
        + "--b\r\n"
        + "Content-Type: application/pkcs7-signature\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(signature)
        + "\r\n"
        + more
        + "--b--\r\n";
  }

  private static byte[] encoded(java.security.cert.X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private static OpenedMail open(String mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(octets(mail)));
  }

  private static OpenedMail anyone(String cms) throws IOException {
    return MailReader.with(
            People.DECRYPTOR, People.VERIFIER.expecting(ExpectedSigner.anyone("a test")))
        .open(ByteSource.of(octets(cms)));
  }

  private static List<Finding.Code> codes(Layer layer) {
    return layer.deviations().stream().map(Finding::code).toList();
  }
}
