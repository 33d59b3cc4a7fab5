package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Attributes of ours, and signatures that are added, before OpenSSL's command line. */
class OpensslAttributesTest {

  private static final String KIM = "1.2.276.0.76.4.173";
  private static final byte[] CONTENT = "A finding.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUE = utf8("bob@example.org");

  private Openssl openssl;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    openssl = Openssl.in(folder);
  }

  private static byte[] utf8(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    byte[] der = new byte[octets.length + 2];
    der[0] = 0x0c;
    der[1] = (byte) octets.length;
    System.arraycopy(octets, 0, der, 2, octets.length);
    return der;
  }

  private String printed(byte[] cms) {
    byte[] page =
        openssl.run(
            "cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", openssl.file(cms));
    return new String(page, StandardCharsets.UTF_8);
  }

  private byte[] verified(byte[] cms, TestPki.Issued signer) {
    return openssl.produce(
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        openssl.file(cms),
        "-CAfile",
        openssl.root(signer),
        "-certfile",
        openssl.intermediates(signer),
        "-attime",
        Long.toString(TestPki.NOW.getEpochSecond()));
  }

  @Test
  void theyPrintTheAttributeInItsPlace_andVerifyAndDecrypt() throws Exception {
    Attribute signed = new Attribute(KIM, List.of(VALUE), true);
    Attribute bare = new Attribute(KIM, List.of(VALUE), false);
    byte[] cms =
        Signer.with(People.identity(People.RSA))
            .carrying(signed, bare)
            .signOpaque(ByteSource.of(CONTENT));
    String page = printed(cms);
    int unsigned = page.indexOf("unsignedAttrs:");
    assertThat(page.indexOf(KIM)).as(page).isBetween(page.indexOf("signedAttrs:"), unsigned);
    assertThat(page.lastIndexOf(KIM)).isGreaterThan(unsigned);
    assertThat(page).contains("UTF8STRING:bob@example.org");
    assertThat(verified(cms, People.RSA)).isEqualTo(CONTENT);
    Encryptor encryptor =
        Encryptor.unvalidated("made for this test").writingMail().to(People.RSA.certificate());
    for (byte[] envelope :
        new byte[][] {
          encryptor
              .under(AlgorithmPolicy.outlook())
              .carrying(bare)
              .encrypt(ByteSource.of(CONTENT))
              .bytes(),
          encryptor
              .under(AlgorithmPolicy.authenticated())
              .carrying(bare, signed)
              .encrypt(ByteSource.of(CONTENT))
              .bytes()
        }) {
      assertThat(printed(envelope)).contains(KIM);
      assertThat(
              openssl.produce(
                  "cms",
                  "-decrypt",
                  "-binary",
                  "-inform",
                  "DER",
                  "-in",
                  openssl.file(envelope),
                  "-recip",
                  openssl.file(People.RSA.certificate()),
                  "-inkey",
                  openssl.file(People.RSA.privateKey())))
          .isEqualTo(CONTENT);
    }
  }

  @Test
  void weAddASignatureToTheirs_andTheyToOurs() throws Exception {
    byte[] theirs =
        openssl.produce(
            "cms",
            "-sign",
            "-nodetach",
            "-binary",
            "-outform",
            "DER",
            "-in",
            openssl.file(CONTENT),
            "-signer",
            openssl.file(People.RSA.certificate()),
            "-inkey",
            openssl.file(People.RSA.privateKey()),
            "-certfile",
            openssl.intermediates(People.RSA));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Signer second = Signer.with(People.identity(People.P256));
    second.addSignature(ByteSource.of(CONTENT), ByteSource.of(theirs), out);
    assertBothTrusted(out.toByteArray());
    assertThat(verified(out.toByteArray(), People.RSA)).isEqualTo(CONTENT);
    byte[] again =
        openssl.produce(
            "cms",
            "-resign",
            "-binary",
            "-inform",
            "DER",
            "-outform",
            "DER",
            "-in",
            openssl.file(second.signOpaque(ByteSource.of(CONTENT))),
            "-signer",
            openssl.file(People.RSA.certificate()),
            "-inkey",
            openssl.file(People.RSA.privateKey()),
            "-certfile",
            openssl.intermediates(People.RSA));
    assertBothTrusted(again);
  }

  private static void assertBothTrusted(byte[] cms) throws Exception {
    SignatureReport report = Verifier.trusting(Reading.TRUST).verify(ByteSource.of(cms));
    assertThat(report.signers())
        .as("%s", report)
        .extracting(SignerVerdict::state)
        .containsExactly(SignerVerdict.State.TRUSTED, SignerVerdict.State.TRUSTED);
    assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
  }
}
