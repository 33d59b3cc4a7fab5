package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.Trusted;

/** Signed receipts and certificates as mail (RFC 2634, 2; RFC 8551, 3.2 and 3.8). */
public class ReceiptMailTest {

  private static final byte[] MESSAGE =
      octets(
          "From: alice@example.org\r\n"
              + "To: bob@example.org\r\n"
              + "Date: Mon, 1 Jun 2026 12:00:00 +0000\r\n"
              + "Subject: Read this\r\n"
              + "MIME-Version: 1.0\r\n"
              + "Content-Type: text/plain\r\n\r\n"
              + "Hi\r\n");
  private static final byte[] HEADER =
      octets(
          "From: bob@example.org\r\nTo: alice@example.org\r\n"
              + "Date: Mon, 1 Jun 2026 12:00:00 +0000\r\nSubject: Received\r\n\r\n");
  private static final Signer BOB = Signer.with(People.identity(People.BOB)).signingAt(TestPki.NOW);

  private static SealedMail asking() throws Exception {
    return Outgoing.of(MESSAGE)
        .signedBy(People.SIGNER.requestingReceipts("alice@example.org"))
        .seal();
  }

  private static SignerVerdict signer(SealedMail mail) throws Exception {
    return Trusted.signers(open(mail.bytes()).requireSigned()).get(0);
  }

  private static OpenedMail open(byte[] mail) throws Exception {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(mail));
  }

  @Test
  void aReceipt_travelsAsMail_andIsCompared() throws Exception {
    SealedMail asking = asking();
    SealedMail answer = Outgoing.receipt(ByteSource.of(HEADER), signer(asking), BOB);
    assertThat(text(answer.bytes()))
        .startsWith("From: bob@example.org\r\nTo: alice@example.org\r\n")
        .contains("smime-type=signed-receipt")
        .contains("name=smime.p7m");
    OpenedMail opened = open(answer.bytes());
    Receipt receipt = opened.receipt().orElseThrow();
    assertThat(receipt.signer().addresses()).containsExactly("bob@example.org");
    assertThat(receipt.isOf(signer(asking))).isTrue();
    assertThat(receipt.isOf(signer(asking()))).isFalse();
    assertThat(opened.layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.RECEIPT);
    assertThat(opened.layers().get(0).deviations()).isEmpty();
    assertThat(opened.toString()).startsWith("RECEIPT, TRUSTED");
    assertThat(open(asking.bytes()).receipt()).isEmpty();
  }

  @Test
  void c2_aReceipt_isNoSignatureOfTheMessage_andHasNoContent() throws Exception {
    OpenedMail opened =
        open(Outgoing.receipt(ByteSource.of(HEADER), signer(asking()), BOB).bytes());
    assertThatThrownBy(opened::requireSigned)
        .isInstanceOfSatisfying(
            SmimeException.NotTrusted.class,
            e -> assertThat(e.code().name()).isEqualTo("NOT_SIGNED"));
    assertThat(opened.hasContent()).isFalse();
    assertThat(opened.root()).isEmpty();
    assertThatThrownBy(opened::content).isInstanceOf(SmimeException.Malformed.class);
  }

  @Test
  void b6_aReceipt_isBoundToFrom() throws Exception {
    byte[] byCarol =
        octets(
            text(Outgoing.receipt(ByteSource.of(HEADER), signer(asking()), BOB).bytes())
                .replace("From: bob@", "From: carol@"));
    assertThatThrownBy(() -> open(byCarol).receipt())
        .isInstanceOfSatisfying(
            SmimeException.NotTrusted.class,
            e -> assertThat(e.code().name()).isEqualTo("ADDRESS_MISMATCH"));
  }

  @Test
  void aReceipt_canBeEncrypted() throws Exception {
    SealedMail asking = asking();
    SealedMail sealed =
        Outgoing.of(Outgoing.receipt(ByteSource.of(HEADER), signer(asking), BOB))
            .encryptedBy(People.ENCRYPTOR)
            .seal();
    OpenedMail opened = open(sealed.bytes());
    assertThat(opened.receipt().orElseThrow().isOf(signer(asking))).isTrue();
  }

  @Test
  void certificates_travelAsMail() throws Exception {
    SealedMail mail =
        Outgoing.certificates(
            ByteSource.of(HEADER), List.of(People.BOB.certificate(), People.ISSUING.certificate()));
    assertThat(text(mail.bytes())).contains("smime-type=certs-only").contains("name=smime.p7c");
    OpenedMail opened = open(mail.bytes());
    Layer layer = opened.layers().get(0);
    assertThat(layer.certificates())
        .containsExactlyInAnyOrder(People.BOB.certificate(), People.ISSUING.certificate());
    assertThat(layer.deviations()).isEmpty();
    // Recognised by its extension alone (RFC 8551, 3.10).
    byte[] renamed =
        octets(
            text(mail.bytes())
                .replaceFirst(
                    "application/pkcs7-mime;\\s+smime-type=certs-only;",
                    "application/octet-stream;"));
    assertThat(open(renamed).layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.CERTIFICATES);
  }

  @Test
  void whatIsNoReceipt_andSaysThatItIs_isReported() throws Exception {
    byte[] pretending =
        octets(
            text(Outgoing.of(MESSAGE).signedOpaquelyBy(People.SIGNER).seal().bytes())
                .replace("smime-type=signed-data", "smime-type=signed-receipt"));
    OpenedMail opened = open(pretending);
    assertThat(opened.receipt()).isEmpty();
    assertThat(opened.layers().get(0).deviations().stream().map(Finding::code))
        .containsExactly(Finding.Code.SMIME_TYPE);
  }

  @Test
  void contentBesideThem_isNotLostSilently() throws Exception {
    SignerVerdict original = signer(asking());
    assertThatThrownBy(() -> Outgoing.receipt(ByteSource.of(MESSAGE), original, BOB))
        .isInstanceOf(SmimeException.Refused.class);
    assertThatThrownBy(
            () -> Outgoing.certificates(ByteSource.of(MESSAGE), List.of(People.BOB.certificate())))
        .isInstanceOf(SmimeException.Refused.class);
  }
}
