package org.smime4j.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.path.MessageJudge.ReadCertificates;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.testing.TestPki;

/** What a policy remembers of certificates, and what it does not. */
public class ReadCertificatesTest {

  private static X509Certificate withExtension(int octets) throws Exception {
    return Certificates.parse(
        TestPki.authority("Read")
            .issue("alice@example.org")
            .extension("1.2.3.4", false, new DEROctetString(new byte[octets]))
            .build()
            .certificate()
            .getEncoded());
  }

  @Test
  void aCertificateIsReadOnce() throws Exception {
    ReadCertificates read = new ReadCertificates();
    X509Certificate usual = withExtension(10);
    assertThat(read.of(usual)).isSameAs(read.of(usual));
  }

  @Test
  void c14_largeOnes_whichStrangersMaySendAsTheyLike_areNotKept() throws Exception {
    ReadCertificates read = new ReadCertificates();
    X509Certificate large = withExtension(17_000);
    assertThat(read.of(large)).isNotSameAs(read.of(large));
  }
}
