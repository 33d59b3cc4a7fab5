package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Trusted;

/** Signed receipts as mail, between OpenSSL's command line and us (RFC 2634, 2). */
class OpensslReceiptTest {

  private static final byte[] HEADER =
      "From: p256@example.org\r\nTo: rsa@example.org\r\nSubject: Received\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE =
      ("From: rsa@example.org\r\nTo: p256@example.org\r\nSubject: Read this\r\n"
              + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHi.\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final Signer READER = Signer.with(People.identity(People.P256));

  private Openssl openssl;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    openssl = Openssl.in(folder);
  }

  /** OpenSSL writes no Date and signs at this machine's time; the tests judge at another. */
  private static OpenedMail open(byte[] mail) throws Exception {
    OpenedMail opened =
        MailReader.with(
                Decryptor.with(Reading.everybody()),
                Verifier.trusting(Reading.TRUST).allowingSkew(Duration.ofDays(36_500)))
            .open(ByteSource.of(mail));
    assertThat(opened.failure()).isEmpty();
    return opened;
  }

  private static SignerVerdict signer(byte[] mail) throws Exception {
    return Trusted.signers(open(mail).requireSigned()).get(0);
  }

  @Test
  void theyAsk_weAnswer_theyVerify() throws Exception {
    byte[] asking =
        openssl.produce(
            "cms",
            "-sign",
            "-nodetach",
            "-binary",
            "-outform",
            "SMIME",
            "-receipt_request_all",
            "-receipt_request_to",
            "rsa@example.org",
            "-from",
            "rsa@example.org",
            "-to",
            "p256@example.org",
            "-signer",
            openssl.file(People.RSA.certificate()),
            "-inkey",
            openssl.file(People.RSA.privateKey()),
            "-certfile",
            openssl.intermediates(People.RSA),
            "-in",
            openssl.file(
                "Content-Type: text/plain\r\n\r\nHi.\r\n".getBytes(StandardCharsets.US_ASCII)));
    SignerVerdict original = signer(asking);
    assertThat(original.receiptRequest().orElseThrow().to()).containsExactly("rsa@example.org");
    byte[] receipt = Outgoing.receipt(ByteSource.of(HEADER), original, READER).bytes();
    Command.Outcome verified = verification(receipt, asking);
    assertThat(verified.ok()).as(verified.err()).isTrue();

    byte[] again = Outgoing.of(MESSAGE).signedBy(asking()).seal().bytes();
    assertThat(verification(receipt, again).ok()).as("of another message").isFalse();
  }

  private Command.Outcome verification(byte[] receipt, byte[] message) {
    return openssl.tries(
        "cms",
        "-verify_receipt",
        openssl.file(cms(receipt)),
        "-rctform",
        "DER",
        "-inform",
        "SMIME",
        "-in",
        openssl.file(message),
        "-CAfile",
        openssl.root(People.RSA),
        "-purpose",
        "any");
  }

  private static byte[] cms(byte[] mail) {
    String body = new String(mail, StandardCharsets.US_ASCII).split("\r\n\r\n", 2)[1];
    return Base64.getMimeDecoder().decode(body);
  }

  private static Signer asking() {
    return Signer.with(People.identity(People.RSA)).requestingReceipts("rsa@example.org");
  }

  @Test
  void weAsk_theyAnswer_weVerify() throws Exception {
    byte[] asking =
        Outgoing.of(MESSAGE).signedOpaquelyBy(asking()).withoutHeaderProtection().seal().bytes();
    List<Object> line =
        new ArrayList<>(
            List.of(
                "cms",
                "-sign_receipt",
                "-inform",
                "SMIME",
                "-in",
                openssl.file(asking),
                "-outform",
                "SMIME",
                "-signer",
                openssl.file(People.P256.certificate()),
                "-inkey",
                openssl.file(People.P256.privateKey())));
    byte[] mime = openssl.produce(line.toArray());
    byte[] answer =
        ("From: p256@example.org\r\n" + new String(mime, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    OpenedMail opened = open(answer);
    assertThat(opened.layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.RECEIPT);
    Receipt receipt = opened.receipt().orElseThrow();
    assertThat(receipt.signer().addresses()).containsExactly("p256@example.org");
    assertThat(receipt.isOf(signer(asking))).isTrue();
  }

  @Test
  void ourCertificates_areReadThere() throws Exception {
    byte[] mail =
        Outgoing.certificates(
                ByteSource.of(HEADER),
                List.of(People.P256.certificate(), People.ISSUING.certificate()))
            .bytes();
    String printed =
        new String(
            openssl.produce(
                "pkcs7", "-inform", "DER", "-print_certs", "-in", openssl.file(cms(mail))),
            StandardCharsets.UTF_8);
    assertThat(printed.split("-----BEGIN CERTIFICATE-----")).hasSize(3);
  }
}
