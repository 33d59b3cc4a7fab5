package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** Values in signed attributes that Bouncy Castle cannot read, and that no rule asks for. */
public class OddAttributeValuesTest {

  private static final TestPki.Issued ALICE = Signers.RSA;
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nHello.\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final Verifier VERIFIER =
      Verifier.trusting(TrustPolicy.anchors(List.of(Signers.ROOT.certificate())).at(TestPki.NOW));

  private static byte[] attribute(String type, byte[] value) {
    return new DerWriter().sequence().oid(type).set().raw(value).end().end().toByteArray();
  }

  private static byte[] digest() throws Exception {
    return new DerWriter()
        .octetString(MessageDigest.getInstance("SHA-256").digest(CONTENT))
        .toByteArray();
  }

  private static byte[] signed(byte[]... more) throws Exception {
    return signedWith(digest(), more);
  }

  private static byte[] signedWith(byte[] digest, byte[]... more) throws Exception {
    DerWriter attributes = new DerWriter();
    attributes.raw(attribute(Oids.CONTENT_TYPE, new DerWriter().oid(Oids.DATA).toByteArray()));
    attributes.raw(attribute(Oids.MESSAGE_DIGEST, digest));
    for (byte[] each : more) {
      attributes.raw(each);
    }
    byte[] inside = attributes.toByteArray();
    Signature signing = Signature.getInstance("SHA256withRSA");
    signing.initSign(ALICE.privateKey());
    signing.update(new DerWriter().set().raw(inside).end().toByteArray());
    DerWriter certificates = new DerWriter();
    for (X509Certificate each : ALICE.chain()) {
      certificates.raw(each.getEncoded());
    }
    byte[] sha256 = new DerWriter().sequence().oid(Oids.SHA256).end().toByteArray();
    byte[] rsa = new DerWriter().sequence().oid(Oids.RSA_ENCRYPTION).end().toByteArray();
    return new DerWriter()
        .sequence()
        .oid(Oids.SIGNED_DATA)
        .begin(0xa0)
        .sequence()
        .integer(1)
        .set()
        .raw(sha256)
        .end()
        .sequence()
        .oid(Oids.DATA)
        .begin(0xa0)
        .octetString(CONTENT)
        .end()
        .end()
        .begin(0xa0)
        .raw(certificates.toByteArray())
        .end()
        .set()
        .sequence()
        .integer(1)
        .raw(HostileSignature.identifier(ALICE.certificate()).toASN1Primitive().getEncoded())
        .raw(sha256)
        .begin(0xa0)
        .raw(inside)
        .end()
        .raw(rsa)
        .octetString(signing.sign())
        .end()
        .end()
        .end()
        .end()
        .end()
        .toByteArray();
  }

  /** A REAL, an empty OBJECT IDENTIFIER, an INTEGER with an octet too many, an empty INTEGER. */
  @ParameterizedTest
  @ValueSource(strings = {"0903800101", "0600", "02020001", "0200", "30020600", "0101ff0900"})
  void c2_aValueThatNoRuleReads_mayBeOdd(String value) throws Exception {
    byte[] odd = HexFormat.of().parseHex(value);
    for (String type : List.of("1.2.3.4", Oids.SMIME_CAPABILITIES)) {
      SignatureReport report = VERIFIER.verify(ByteSource.of(signed(attribute(type, odd))));
      SignerVerdict verdict = report.signers().get(0);
      assertThat(verdict)
          .as("%s", verdict)
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      assertThat(JudgedSigner.of(verdict).offer().capabilities()).isNull();
      assertThat(report.deviations())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.SIGNED_ATTRIBUTES_NOT_DER);
      assertThat(report.deviations().get(0).sentence())
          .isEqualTo(
              "signed as received, not compared with their DER form: a value cannot be read, of "
                  + type);
    }
  }

  @Test
  void c1_oddValuesHideNoChange() throws Exception {
    byte[] cms = signed(attribute("1.2.3.4", HexFormat.of().parseHex("0903800101")));
    byte[] altered = cms.clone();
    int value = new String(cms, StandardCharsets.ISO_8859_1).indexOf("\t\3\u0080\1\1");
    altered[value + 4] = 2;
    assertThat(codes(altered)).containsExactly(Finding.Code.SIGNATURE_INVALID);
  }

  /** What a rule reads must be readable, and what stands there twice is still seen. */
  @Test
  void c2_aValueThatARuleReads_mayNotBeOdd() throws Exception {
    byte[] odd = HexFormat.of().parseHex("0600");
    for (String type : List.of(Oids.SIGNING_CERTIFICATE_V2, Oids.MESSAGE_DIGEST)) {
      assertThat(codes(signed(attribute(type, odd))))
          .as(type)
          .containsExactly(Finding.Code.STRUCTURE);
    }
    byte[] type = new DerWriter().oid(Oids.DATA).toByteArray();
    assertThat(codes(signed(attribute("1.2.3.4", odd), attribute(Oids.CONTENT_TYPE, type))))
        .contains(Finding.Code.ATTRIBUTES_INVALID);
  }

  @Test
  void c2_aSigningTimeThatIsNoTime_countsAsNone() throws Exception {
    byte[] cms = signed(attribute(Oids.SIGNING_TIME, HexFormat.of().parseHex("0600")));
    assertThat(codes(cms)).isEmpty();
    assertThat(VERIFIER.verify(ByteSource.of(cms)).signers().get(0).signingTime()).isEmpty();
  }

  /** RFC 8551, section 2.5.2: one that can be read beside one that cannot says nothing. */
  @Test
  void a19_capabilitiesBesideOddOnes_areNone() throws Exception {
    byte[] good = HexFormat.of().parseHex("300d300b0609608648016503040102"); // AES-128-CBC
    SignatureReport report =
        VERIFIER.verify(
            ByteSource.of(
                signed(
                    attribute(Oids.SMIME_CAPABILITIES, good),
                    attribute(Oids.SMIME_CAPABILITIES, HexFormat.of().parseHex("0600")))));
    SignerVerdict verdict = report.signers().get(0);
    assertThat(verdict).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(JudgedSigner.of(verdict).offer().capabilities()).isNull();
  }

  @Test
  void a19_aListOfSomethingElse_isNoOffer() throws Exception {
    byte[] numbers = HexFormat.of().parseHex("3003020101");
    byte[] cms = signed(attribute(Oids.SMIME_CAPABILITIES, numbers));
    assertThat(codes(cms)).isEmpty();
    SignerVerdict verdict = VERIFIER.verify(ByteSource.of(cms)).signers().get(0);
    assertThat(JudgedSigner.of(verdict).offer().capabilities()).isNull();
  }

  /** RFC 5652, section 5.4: what is signed is the DER encoding, which has no segments. */
  @Test
  void c2_aMessageDigestInSegments_thatWasSignedSo_isBroken() throws Exception {
    byte[] segments = new DerWriter().begin(0x24).raw(digest()).end().toByteArray();
    byte[] cms = signedWith(segments);
    assertThat(codes(cms)).containsExactly(Finding.Code.ATTRIBUTES_INVALID);
    assertThat(codes(signedWith(digest()))).isEmpty();
  }

  private static List<Finding.Code> codes(byte[] cms) throws Exception {
    return VERIFIER.verify(ByteSource.of(cms)).signers().get(0).findings().stream()
        .map(Finding::code)
        .toList();
  }
}
