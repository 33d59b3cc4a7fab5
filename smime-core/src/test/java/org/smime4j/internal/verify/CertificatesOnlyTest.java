package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.Test;
import org.smime4j.Signer;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.sign.SignerTest;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;

/** Bags of certificates (RFC 8551, section 3.8). */
public class CertificatesOnlyTest {

  @Test
  void whatIsWritten_isReadHere_andByBouncyCastle() throws Exception {
    List<X509Certificate> certificates =
        List.of(
            Signers.RSA.certificate(),
            Signers.ED25519.certificate(),
            Signers.ISSUING.certificate());
    byte[] cms = CertificatesOnly.write(certificates);
    SignerTest.assertIsDer(cms);
    assertThat(
            CertificatesOnly.read(CmsObject.of(ByteSource.of(cms)), Limits.standard())
                .orElseThrow())
        .containsExactlyInAnyOrderElementsOf(certificates);
    CMSSignedData theirs = new CMSSignedData(cms);
    assertThat(theirs.getCertificates().getMatches(null)).hasSize(3);
    assertThat(theirs.getSignerInfos().size()).isZero();
    assertThat(theirs.getVersion()).isOne();
  }

  @Test
  void whatIsSigned_isNoBag_andNothingIsNone() throws Exception {
    byte[] signed =
        Signer.with(Signers.identity(Signers.RSA)).signOpaque(ByteSource.of(new byte[5]));
    assertThat(CertificatesOnly.read(CmsObject.of(ByteSource.of(signed)), Limits.standard()))
        .isEmpty();
    assertThatThrownBy(() -> CertificatesOnly.write(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
