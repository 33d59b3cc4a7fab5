package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.encrypt.WrittenEncryption;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** A certificate can be read whose {@code toString} throws: no report prints one by it. */
public class UnprintableCertificateTest {

  private static final TestPki.Authority CA = TestPki.authority("Unprintable");
  private static final TestPki.Issued ALICE = CA.issue("alice@example.org").ec("P-256").build();
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(CA.certificate()))
          .revocation(Revocation.notChecked("this test is about words"))
          .at(TestPki.NOW);

  /** Its key is a point that is not on the curve. */
  private static X509Certificate unprintable() throws Exception {
    byte[] encoded = ALICE.certificate().getEncoded();
    byte[] key = ALICE.publicKey().getEncoded();
    for (int i = 0; i + key.length <= encoded.length; i++) {
      if (java.util.Arrays.equals(encoded, i, i + key.length, key, 0, key.length)) {
        encoded[i + key.length - 1] ^= 1;
      }
    }
    X509Certificate certificate = Certificates.parse(encoded);
    assertThatThrownBy(certificate::toString).isInstanceOf(RuntimeException.class);
    return certificate;
  }

  private static byte[] mail(byte[] cms) {
    return ("From: alice@example.org\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + java.util.Base64.getMimeEncoder().encodeToString(cms)
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String opened(byte[] cms) throws Exception {
    try (OpenedMail mail =
        MailReader.with(Decryptor.with(KeyHistory.of()), Verifier.trusting(TRUST))
            .open(ByteSource.of(mail(cms)))) {
      StringBuilder all = new StringBuilder(mail.toString());
      mail.layers().forEach(layer -> all.append(layer).append('\n'));
      return all.toString();
    }
  }

  private static byte[] signed(X509Certificate named, X509Certificate... carried) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .build("SHA256withECDSA", ALICE.privateKey(), named));
    generator.addCertificates(new JcaCertStore(List.of(carried)));
    return generator
        .generate(
            new CMSProcessableByteArray(
                "Content-Type: text/plain\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
            true)
        .getEncoded();
  }

  @Test
  void c20_noReportOfAMessageBreaks() throws Exception {
    X509Certificate bad = unprintable();
    assertThat(opened(signed(ALICE.certificate(), bad))).contains("UNSUPPORTED_ALGORITHM");
    assertThat(opened(signed(ALICE.certificate(), bad, ALICE.certificate()))).contains("TRUSTED");
    assertThat(opened(CertificatesOnly.write(List.of(bad)))).contains("Certificates");
  }

  @Test
  void norDoesAnyOther(@TempDir Path folder) throws Exception {
    X509Certificate bad = unprintable();
    CertificateVerdict verdict = TRUST.judge(bad, Purpose.SIGNING);
    assertThat(verdict.toString()).contains("malformed");
    assertThat(Reported.to(bad).toString()).contains("aes256-cbc for").contains("by ecdh: so");
    Path file = folder.resolve("bad.der");
    Files.write(file, bad.getEncoded());
    // A file that holds this one alone has none that anybody could use.
    assertThatThrownBy(() -> CertificateFiles.readCertificates(file))
        .isInstanceOf(SmimeException.KeyFile.class)
        .hasMessageContaining("malformed");
  }

  /** Reports of what never happened, for tests. */
  private static final class Reported {

    private Reported() {}

    /** The report of a message to one recipient. */
    public static EncryptionReport to(X509Certificate recipient) {
      return new WrittenEncryption(
          ContentCipher.AES_256_CBC, List.of(recipient), List.of("ecdh"), "so", List.of());
    }
  }
}
