package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileSignature.attribute;
import static org.smime4j.testing.HostileSignature.contentType;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLTaggedObject;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** Forgeries of single rules (threats C1, C2, C7), each beside what it is made of. */
public class SignatureRulesTest {

  private static final TestPki.Issued ALICE = Signers.RSA;
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nI owe you 100 crowns.\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final Verifier VERIFIER =
      Verifier.trusting(
          TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
              .revocation(Revocation.notChecked("not the subject here"))
              .at(TestPki.NOW));

  private static SignerVerdict verdict(byte[] cms) throws Exception {
    List<SignerVerdict> signers = VERIFIER.verify(ByteSource.of(cms)).signers();
    assertThat(signers).hasSize(1);
    return signers.get(0);
  }

  private static List<Code> codes(SignerVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  /** DER of the attributes that would sign this content. */
  private static byte[] attributesOf(String digestName, byte[] content) throws Exception {
    return new DERSet(
            new ASN1Encodable[] {
              contentType(CMSObjectIdentifiers.data),
              attribute(
                  CMSAttributes.messageDigest,
                  new DEROctetString(HostileSignature.digest(digestName, content)))
            })
        .getEncoded("DER");
  }

  /**
   * The other direction of C1: a victim is brought to sign, as content, what an attacker then shows
   * as signed attributes of another content. A signature that our signer makes is never good for
   * that, since it is over attributes of its own.
   */
  @ParameterizedTest
  @EnumSource(
      value = SignatureScheme.class,
      names = {"RSA_PKCS1_SHA256", "ECDSA_SHA256", "ED25519"})
  void c1_contentTurnedIntoAttributes_isNotWhatOurSignerSigned(SignatureScheme scheme)
      throws Exception {
    TestPki.Issued victim = Signers.forScheme(scheme);
    byte[] prepared =
        attributesOf(scheme == SignatureScheme.ED25519 ? "SHA-512" : "SHA-256", CONTENT);
    byte[] honest =
        Signer.with(Signers.identity(victim), scheme).signOpaque(ByteSource.of(prepared));
    assertThat(verdict(honest)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    ASN1Sequence info =
        ASN1Sequence.getInstance(
            SignedData.getInstance(ContentInfo.getInstance(honest).getContent())
                .getSignerInfos()
                .getObjectAt(0));
    ASN1EncodableVector forged = new ASN1EncodableVector();
    for (int i = 0; i < info.size(); i++) {
      forged.add(
          i == 3
              ? new DLTaggedObject(false, 0, DERSet.getInstance(prepared))
              : info.getObjectAt(i));
    }
    byte[] cms =
        HostileSignature.signedData(
            CMSObjectIdentifiers.data, CONTENT, victim.chain(), List.of(new DLSequence(forged)));
    assertThat(codes(verdict(cms))).containsExactly(Code.SIGNATURE_INVALID);
  }

  /** The same where the victim signed without attributes: what it signed is refused itself. */
  @Test
  void c1_bothDirections_ofASignatureWithoutAttributes() throws Exception {
    byte[] prepared = attributesOf("SHA-256", CONTENT);
    HostileSignature victim = new HostileSignature(ALICE, prepared);
    victim.attributes = null;
    SignerVerdict shown = verdict(victim.opaque());
    assertThat(codes(shown)).containsExactly(Code.ATTRIBUTES_INVALID);
    assertThat(shown.isAltered()).isTrue();
    // With the attributes of no content at all, or only half of them, it is content like other.
    for (byte[] harmless :
        List.of(
            new DERSet().getEncoded("DER"),
            new DERSet(contentType(CMSObjectIdentifiers.data)).getEncoded("DER"),
            new DERSequence(new ASN1Integer(1)).getEncoded("DER"))) {
      HostileSignature other = new HostileSignature(ALICE, harmless);
      other.attributes = null;
      assertThat(verdict(other.opaque()))
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    }
  }

  @Test
  void c3_theDigestAlgorithmOfTheSigner_isTheOneOfTheMessageDigest() throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    signature.digestAlgorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512);
    // The attribute holds SHA-256 (RFC 8933), and the signature is by SHA-256 too.
    assertThat(codes(verdict(signature.opaque())))
        .containsExactly(Code.DIGEST_MISMATCH, Code.SIGNATURE_INVALID);
  }

  private static IssuerSerial issuerSerial(X509Certificate certificate, long serial) {
    return new IssuerSerial(
        new GeneralNames(
            new GeneralName(
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()))),
        new ASN1Integer(serial));
  }

  @Test
  void c7_signingCertificate_byHashAndIssuerAndSerial_inBothVersions() throws Exception {
    X509Certificate mine = ALICE.certificate();
    byte[] sha256 = HostileSignature.digest("SHA-256", mine.getEncoded());
    byte[] sha1 = HostileSignature.digest("SHA-1", mine.getEncoded());
    long serial = mine.getSerialNumber().longValueExact();
    List<ASN1Encodable> right =
        List.of(
            v2(new ESSCertIDv2(sha256)),
            v2(new ESSCertIDv2(null, sha256, issuerSerial(mine, serial))),
            v1(new ESSCertID(sha1)),
            v1(new ESSCertID(sha1, issuerSerial(mine, serial))));
    List<ASN1Encodable> wrong =
        List.of(
            v2(new ESSCertIDv2(null, sha256, issuerSerial(mine, serial + 1))),
            v2(new ESSCertIDv2(null, sha256, issuerSerial(Signers.ISSUING.certificate(), serial))),
            v2(new ESSCertIDv2(new byte[32])),
            v2(new ESSCertIDv2(new AlgorithmIdentifier(PKCSObjectIdentifiers.md5), sha256)),
            v2(),
            v1(new ESSCertID(sha1, issuerSerial(mine, serial + 1))),
            v1(new ESSCertID(new byte[20])));
    for (ASN1Encodable each : right) {
      assertThat(verdict(with(each))).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    }
    for (ASN1Encodable each : wrong) {
      assertThat(codes(verdict(with(each)))).containsExactly(Code.ATTRIBUTES_INVALID);
    }
    // Where both are there, both must be right.
    assertThat(codes(verdict(with(right.get(0), wrong.get(6)))))
        .containsExactly(Code.ATTRIBUTES_INVALID);
    assertThat(codes(verdict(with(wrong.get(2), right.get(2)))))
        .containsExactly(Code.ATTRIBUTES_INVALID);
  }

  private static byte[] with(ASN1Encodable... attributes) throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    signature.attributes = new ArrayList<>(signature.attributes);
    signature.attributes.addAll(List.of(attributes));
    return signature.opaque();
  }

  private static ASN1Encodable v2(ESSCertIDv2... ids) {
    return attribute(
        PKCSObjectIdentifiers.id_aa_signingCertificateV2,
        ids.length == 0 ? new DERSequence(new DERSequence()) : new SigningCertificateV2(ids));
  }

  private static ASN1Encodable v1(ESSCertID id) {
    return attribute(PKCSObjectIdentifiers.id_aa_signingCertificate, new SigningCertificate(id));
  }

  @Test
  void c2_whatTheMessageDigestHolds_isComparedWhole() throws Exception {
    byte[] digest = HostileSignature.digest("SHA-256", CONTENT);
    for (byte[] value :
        List.of(new byte[0], Arrays.copyOf(digest, 31), Arrays.copyOf(digest, 33))) {
      HostileSignature signature = new HostileSignature(ALICE, CONTENT);
      signature.attributes =
          new ArrayList<>(
              List.of(
                  contentType(CMSObjectIdentifiers.data),
                  attribute(CMSAttributes.messageDigest, new DEROctetString(value))));
      assertThat(codes(verdict(signature.opaque()))).containsExactly(Code.DIGEST_MISMATCH);
    }
  }
}
