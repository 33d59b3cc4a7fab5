package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SealingReport;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

public class SealingTest {

  private static final String MESSAGE =
      "Received: by x\n"
          + "From: alice@example.org\n"
          + "To: bob@example.org\n"
          + "Subject: hello\n"
          + "MIME-Version: 1.0\n"
          + "Content-Type: text/plain; charset=utf-8\n"
          + "Content-Transfer-Encoding: 8bit\n"
          + "Content-ID: <x>\n"
          + "Message-ID: <1@example.org>\n\n"
          + "na\u00efve text\n";

  private static final String OUTER =
      "Received: by x\r\nFrom: alice@example.org\r\nTo: bob@example.org\r\nSubject: hello\r\n"
          + "Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n";

  @Test
  void multipartSigned_isAsRfc8551Says() throws IOException {
    String mail = text(Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal().bytes());
    String boundary = mail.replaceAll("(?s).*?boundary=\"([^\"]*)\".*", "$1");
    assertThat(mail)
        .matches(
            Pattern.compile(
                Pattern.quote(
                        OUTER
                            + "Content-Type: multipart/signed;"
                            + " protocol=\"application/pkcs7-signature\";\r\n\tmicalg=sha-256;"
                            + " boundary=\""
                            + boundary
                            + "\"\r\n\r\n--"
                            + boundary
                            + "\r\n"
                            + "From: alice@example.org\r\n"
                            + "To: bob@example.org\r\n"
                            + "Subject: hello\r\n"
                            + "Message-ID: <1@example.org>\r\n"
                            + "Content-Type: text/plain; charset=utf-8;\r\n"
                            + "\thp=\"clear\"\r\n"
                            + "Content-ID: <x>\r\n"
                            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                            + "na=EFve text\r\n"
                            + "\r\n"
                            + "--"
                            + boundary
                            + "\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                            + "Content-Transfer-Encoding: base64\r\n"
                            + "Content-Disposition: attachment; filename=smime.p7s\r\n\r\n")
                    + "(?:[A-Za-z0-9+/]{76}\r\n)*[A-Za-z0-9+/=]{1,76}\r\n"
                    + Pattern.quote("\r\n--" + boundary + "--\r\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r", "\0", "\u00ef", "\r\nFrom x"})
  void b17_aLargeMessageThatIsNotCanonicalFarIn_isWritten_asIfLookedAtBefore(String blemish)
      throws IOException {
    String lines = ("x".repeat(76) + "\r\n").repeat(4_000);
    ByteSource message =
        ByteSource.of(octets("From: alice@example.org\r\n\r\n" + lines + blemish + lines));

    SealedMail signed = Outgoing.of(message).signedBy(People.SIGNER).seal();
    ByteArrayOutputStream signedAsStream = new ByteArrayOutputStream();
    assertThat(signed.report().notes())
        .isEqualTo(Outgoing.of(message).signedBy(People.SIGNER).writeTo(signedAsStream).notes());
    assertSameContent(signed, signedAsStream);

    ByteArrayOutputStream encryptedAsStream = new ByteArrayOutputStream();
    Outgoing.of(message).encryptedBy(People.ENCRYPTOR).writeTo(encryptedAsStream);
    assertSameContent(Outgoing.of(message).encryptedBy(People.ENCRYPTOR).seal(), encryptedAsStream);

    ByteArrayOutputStream bothAsStream = new ByteArrayOutputStream();
    SealingReport report =
        Outgoing.of(message)
            .signedBy(People.SIGNER)
            .encryptedBy(People.ENCRYPTOR)
            .writeTo(bothAsStream);
    SealedMail both =
        Outgoing.of(message).signedBy(People.SIGNER).encryptedBy(People.ENCRYPTOR).seal();
    assertThat(both.report().notes()).isEqualTo(report.notes());
    assertSameContent(both, bothAsStream);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n"})
  void whatIsSignedAndEncryptedInMemory_isDer(String eol) throws IOException {
    String lines = ("x".repeat(76) + eol).repeat(4_000);
    SealedMail sealed =
        Outgoing.of(octets("From: alice@example.org\n\n" + lines))
            .signedBy(People.SIGNER)
            .encryptedBy(People.ENCRYPTOR)
            .seal();
    String mail = text(sealed.bytes());
    byte[] cms = Base64.getMimeDecoder().decode(mail.substring(mail.indexOf("\r\n\r\n")).strip());
    assertThat(ASN1Primitive.fromByteArray(cms).getEncoded("DER")).isEqualTo(cms);
    assertThat(text(content(sealed))).contains("x\r\nx");
  }

  @Test
  void b17_ofASourceThatChanges_whatIsEncryptedIsWhatWasSigned() throws IOException {
    AtomicInteger readings = new AtomicInteger();
    ByteSource source =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.of(31);
          }

          @Override
          public InputStream open() {
            char letter = (char) ('a' + readings.getAndIncrement() % 26);
            return new ByteArrayInputStream(
                octets("From: alice@example.org\r\n\r\nx" + letter + "\r\n"));
          }
        };
    assertThat(source.bytes()).hasSize(31);
    SealedMail sealed =
        Outgoing.of(source).signedBy(People.SIGNER).encryptedBy(People.ENCRYPTOR).seal();
    assertThat(readings.get()).isGreaterThan(2);
    assertThat(text(content(sealed))).contains("x");
  }

  private static void assertSameContent(SealedMail sealed, ByteArrayOutputStream other)
      throws IOException {
    byte[] content = content(sealed);
    assertThat(content).isEqualTo(content(ByteSource.of(other.toByteArray())));
    assertThat(text(content)).doesNotContainPattern("(?<!\r)\n");
  }

  private static byte[] content(ByteSource mail) throws IOException {
    try (OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(mail)) {
      assertThat(opened.failure()).isEmpty();
      assertThat(opened.layers()).isNotEmpty();
      Layer last = opened.layers().get(opened.layers().size() - 1);
      if (last.kind() == Layer.Kind.SIGNED || last.kind() == Layer.Kind.SIGNED_OPAQUELY) {
        opened.requireSigned().requireTrusted();
      }
      return opened.unverifiedContent("compared in a test").bytes();
    }
  }

  @Test
  void envelopes_sayWhatTheyHold() throws IOException {
    assertHeader(
        Outgoing.of(octets(MESSAGE)).signedOpaquelyBy(People.SIGNER).seal(),
        "signed-data",
        "smime.p7m");
    assertHeader(
        Outgoing.of(octets(MESSAGE)).encryptedBy(People.ENCRYPTOR).seal(),
        "authEnveloped-data",
        "smime.p7m");
    assertHeader(
        Outgoing.of(octets(MESSAGE))
            .encryptedBy(People.ENCRYPTOR.under(AlgorithmPolicy.outlook()))
            .seal(),
        "enveloped-data",
        "smime.p7m");
    assertHeader(Outgoing.of(octets(MESSAGE)).compressed().seal(), "compressed-data", "smime.p7z");
  }

  private static void assertHeader(SealedMail sealed, String smimeType, String file) {
    String mail = text(sealed.bytes());
    String header = mail.substring(0, mail.indexOf("\r\n\r\n") + 2).replace(";\r\n\t", "; ");
    assertThat(header)
        .isEqualTo(
            OUTER
                + "Content-Type: application/pkcs7-mime; smime-type="
                + smimeType
                + "; name="
                + file
                + "\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename="
                + file
                + "\r\n");
    assertThat(mail.lines()).allMatch(line -> line.length() <= 78);
  }

  @Test
  void b17_sealedMail_isTheSameEachTime() throws IOException {
    SealedMail sealed = Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal();
    byte[] first = sealed.bytes();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    sealed.writeTo(written);
    assertThat(written.toByteArray()).isEqualTo(first);
    assertThat(sealed.bytes()).isEqualTo(first);
    first[0]++;
    assertThat(sealed.bytes()[0]).isEqualTo((byte) 'R');
  }

  @Test
  void a20_whereARecipientIsRefused_notEvenTheHeaderIsWritten() {
    Encryptor encryptor =
        Encryptor.trusting(TrustPolicy.withoutAnchors("nobody is trusted"))
            .to(People.ALICE.certificate());
    ByteSource message = ByteSource.of(octets(MESSAGE));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    assertThatThrownBy(
            () ->
                Outgoing.of(message)
                    .encryptedBy(encryptor)
                    .withoutHeaderProtection()
                    .writeTo(written))
        .isInstanceOf(SmimeException.Refused.class);
    assertThatThrownBy(
            () ->
                Outgoing.of(message)
                    .signedBy(People.SIGNER)
                    .encryptedBy(encryptor)
                    .withoutHeaderProtection()
                    .writeTo(written))
        .isInstanceOf(SmimeException.Refused.class);
    assertThat(written.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bcc: carol@example.org", "bcc:", "BCC : x", "Resent-Bcc: y"})
  void a18_aMessageWithBcc_isNotEncrypted(String field) {
    byte[] message = octets("From: alice@example.org\n" + field + "\n\nhello\n");
    assertThatThrownBy(() -> Outgoing.of(message).encryptedBy(People.ENCRYPTOR).seal())
        .isInstanceOfSatisfying(
            SmimeException.Refused.class, e -> assertThat(e.rule().name()).isEqualTo("BCC"));
  }

  @Test
  void a18_blindCopies_areSeparate_andNobodyNamesThem() throws IOException {
    byte[] message =
        octets("From: alice@example.org\nBcc: carol@example.org\nSubject: x\n\nhello\n");
    List<SealedMail> sealed =
        Outgoing.of(message)
            .encryptedBy(People.ENCRYPTOR)
            .sealEach(People.plan("bob@example.org", "carol@example.org"), Unreachable.REFUSE)
            .encrypted()
            .stream()
            .map(Deliveries.Delivery::message)
            .toList();
    assertThat(sealed).hasSize(2);
    assertThat(sealed.get(0).report().recipients()).containsExactly(People.BOB.certificate());
    assertThat(sealed.get(1).report().recipients()).containsExactly(People.CAROL.certificate());
    Decryptor carol = Decryptor.with(KeyHistory.of(People.identity(People.CAROL)));
    for (SealedMail each : sealed) {
      assertThat(text(each.bytes())).doesNotContainIgnoringCase("bcc:").doesNotContain("carol");
    }
    assertThat(MailReader.with(People.DECRYPTOR, People.VERIFIER).open(sealed.get(0)).failure())
        .isEmpty();
    assertThat(MailReader.with(carol, People.VERIFIER).open(sealed.get(1)).failure()).isEmpty();
    assertThat(
            MailReader.with(carol.expectingMail(), People.VERIFIER)
                .open(sealed.get(0))
                .failure()
                .orElseThrow())
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(
            MailReader.with(People.DECRYPTOR.expectingMail(), People.VERIFIER)
                .open(sealed.get(1))
                .failure()
                .orElseThrow())
        .isInstanceOf(SmimeException.NoMatchingKey.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: a@example.org\0",
        "Subject: x\rBcc: y",
        "no field",
        " From: a@example.org",
        "X y: z",
        "From: a@example.org\nFrom: b@example.org",
        "Content-Type: text/plain\nContent-Type: text/html",
        "Content-Type: multipart/mixed; boundary=a; boundary=b"
      })
  void b16_headersThatCanBeReadInTwoWays_areRefused(String header) {
    byte[] message = octets(header + "\n\nhello\n");
    for (Sealer sealer :
        List.<Sealer>of(
            m -> Outgoing.of(m).signedBy(People.SIGNER).seal(),
            m -> Outgoing.of(m).signedOpaquelyBy(People.SIGNER).seal(),
            m -> Outgoing.of(m).encryptedBy(People.ENCRYPTOR).seal(),
            m -> Outgoing.of(m).compressed().seal())) {
      assertThatThrownBy(() -> sealer.seal(message)).isInstanceOf(SmimeException.Refused.class);
    }
  }

  private interface Sealer {
    SealedMail seal(byte[] message) throws IOException;
  }

  @Test
  void aPartThatARelayMayBreak_isNoted() throws IOException {
    byte[] message =
        octets(
            "From: alice@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
                + "--b\n"
                + "Content-Type: x/y; name=\u00e4\n\n"
                + "x\n"
                + "--b--\n");
    assertThat(Outgoing.of(message).signedBy(People.SIGNER).seal().report().notes())
        .extracting(note -> note.code().name())
        .contains("MAY_BREAK_IN_TRANSIT");
    assertThat(Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal().report().notes())
        .extracting(note -> note.code().name())
        .doesNotContain("MAY_BREAK_IN_TRANSIT");
  }

  @Test
  void files_areWrittenWhole_orStayWhatTheyWere() throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      Path folder = Files.createDirectory(files.getPath("/mail"));
      Path message = Files.write(folder.resolve("message"), octets(MESSAGE));
      Path sealed = folder.resolve("sealed");
      Outgoing.of(ByteSource.of(message)).signedBy(People.SIGNER).writeTo(sealed);
      MailReader.with(People.DECRYPTOR, People.VERIFIER)
          .open(sealed)
          .requireSigned()
          .requireTrusted();
      SealingReport report =
          Outgoing.of(ByteSource.of(sealed)).encryptedBy(People.ENCRYPTOR).writeTo(sealed);
      assertThat(report.recipients()).containsExactly(People.BOB.certificate());
      MailReader.with(People.DECRYPTOR, People.VERIFIER)
          .open(sealed)
          .requireSigned()
          .requireTrusted();
      Outgoing.of(ByteSource.of(message)).signedOpaquelyBy(People.SIGNER).writeTo(sealed);
      Outgoing.of(ByteSource.of(sealed)).compressed().writeTo(sealed);
      assertThat(MailReader.with(People.DECRYPTOR, People.VERIFIER).open(sealed).layers())
          .hasSize(2);
      byte[] before = Files.readAllBytes(sealed);
      Path bad = Files.write(folder.resolve("bad"), octets("Bcc: x\n\n"));
      assertThatThrownBy(
              () -> Outgoing.of(ByteSource.of(bad)).encryptedBy(People.ENCRYPTOR).writeTo(sealed))
          .isInstanceOf(SmimeException.Refused.class);
      assertThat(Files.readAllBytes(sealed)).isEqualTo(before);
      try (var all = Files.list(folder)) {
        assertThat(all.map(path -> path.getFileName().toString()).toList())
            .containsExactlyInAnyOrder("message", "sealed", "bad");
      }
    }
  }
}
