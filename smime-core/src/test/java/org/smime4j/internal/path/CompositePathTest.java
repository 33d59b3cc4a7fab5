package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** Keys of several components, such as composite ML-DSA of a draft, make no path. */
public class CompositePathTest {

  private static final String NAME = "MLDSA65-ECDSA-P384-SHA512";
  private static final TestPki.Authority ROOT = TestPki.authority("Composite's Root");
  private static final TestPki.Authority ISSUING =
      ROOT.intermediate("Composite Issuing").only(NAME).buildAuthority();
  private static final TestPki.Issued LEAF = ISSUING.issue("leaf@example.org").build();

  private static TrustPolicy trust(X509Certificate anchor) {
    return TrustPolicy.anchors(List.of(anchor))
        .intermediates(List.of(ISSUING.certificate()))
        .at(TestPki.NOW);
  }

  private static List<Finding.Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  @Test
  void c4_anIntermediateWithACompositeKey_makesNoPath() {
    CertificateVerdict verdict =
        trust(ROOT.certificate()).judge(LEAF.certificate(), Purpose.SIGNING);
    assertThat(codes(verdict)).containsExactly(Finding.Code.NO_PATH);
  }

  @Test
  void c4_anAnchorWithACompositeKey_isRefused() {
    assertThatThrownBy(() -> trust(ISSUING.certificate()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown kind");
  }

  @Test
  void c4_aLeafWithACompositeKey_isNotAccepted() {
    X509Certificate leaf = ROOT.issue("leaf@example.org").only(NAME).build().certificate();
    assertThat(codes(trust(ROOT.certificate()).judge(leaf, Purpose.SIGNING))).isNotEmpty();
  }

  /**
   * An older composite, of any algorithms: a right signature in it, beside which an MD5 could
   * stand, makes no path (C4).
   */
  @Test
  void c4_compositesOfAnySeveralAlgorithms_makeNoPath() throws Exception {
    TestPki.Issued plain = ROOT.issue("plain@example.org").build();
    X509Certificate hiding = hiding(plain.certificate());
    TrustPolicy trust = trust(ROOT.certificate());
    assertThat(codes(trust.judge(plain.certificate(), Purpose.SIGNING))).isEmpty();
    assertThat(codes(trust.judge(hiding, Purpose.SIGNING)))
        .containsExactly(Finding.Code.UNSUPPORTED_ALGORITHM);
  }

  /** The same certificate under a composite of which the only signature is by the root. */
  private static X509Certificate hiding(X509Certificate plain) throws Exception {
    Certificate whole = Certificate.getInstance(plain.getEncoded());
    AlgorithmIdentifier several =
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier("1.3.6.1.4.1.18227.2.1"),
            new DERSequence(whole.getSignatureAlgorithm()));
    ASN1Sequence fields = (ASN1Sequence) whole.getTBSCertificate().toASN1Primitive();
    ASN1EncodableVector changed = new ASN1EncodableVector();
    for (int i = 0; i < fields.size(); i++) {
      changed.add(i == 2 ? several : fields.getObjectAt(i));
    }
    TBSCertificate tbs = TBSCertificate.getInstance(new DERSequence(changed));
    java.security.Signature signing =
        java.security.Signature.getInstance("SHA256withECDSA", new BouncyCastleProvider());
    signing.initSign(ROOT.privateKey());
    signing.update(tbs.getEncoded("DER"));
    DERSequence signatures = new DERSequence(new DERBitString(signing.sign()));
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(tbs);
    parts.add(several);
    parts.add(new DERBitString(signatures.getEncoded("DER")));
    return Certificates.parse(new DERSequence(parts).getEncoded("DER"));
  }
}
