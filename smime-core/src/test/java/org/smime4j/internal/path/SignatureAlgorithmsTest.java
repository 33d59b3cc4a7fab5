package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

/** By which algorithms certificates, CRLs and OCSP responses may be signed: an allow-list. */
public class SignatureAlgorithmsTest {

  private static final TestPki.Authority RSA =
      TestPki.root("Rsa", TestPki.NOW).rsa(2048).buildAuthority();
  private static final TestPki.Authority EC = TestPki.authority("Ec");

  private static AlgorithmIdentifier named(String oid, @Nullable ASN1Encodable parameters) {
    return parameters == null
        ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid))
        : new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters);
  }

  private static AlgorithmIdentifier pss(DigestAlgorithm digest, DigestAlgorithm mask, int salt) {
    return named(
        Oids.RSASSA_PSS,
        new RSASSAPSSparams(
            named(digest.oid(), DERNull.INSTANCE),
            named(Oids.MGF1, named(mask.oid(), DERNull.INSTANCE)),
            new ASN1Integer(salt),
            new ASN1Integer(1)));
  }

  private static PSSParameterSpec spec(DigestAlgorithm digest, DigestAlgorithm mask, int salt) {
    return new PSSParameterSpec(
        digest.jcaName(), "MGF1", new MGF1ParameterSpec(mask.jcaName()), salt, 1);
  }

  private static byte[] pss(byte[] encoded, DigestAlgorithm digest, DigestAlgorithm mask)
      throws Exception {
    return Resigned.by(
        RSA.privateKey(), encoded, pss(digest, mask, 32), "RSASSA-PSS", spec(digest, mask, 32));
  }

  private static X509Certificate under(
      TestPki.Authority issuer, AlgorithmIdentifier named, String algorithm) throws Exception {
    byte[] plain = issuer.issue("alice@example.org").build().certificate().getEncoded();
    PrivateKey key = issuer.privateKey();
    return Certificates.parse(Resigned.by(key, plain, named, algorithm, null));
  }

  private static List<Code> codes(TestPki.Authority anchor, X509Certificate leaf) {
    return codes(TrustPolicy.anchors(List.of(anchor.certificate())).at(TestPki.NOW), leaf);
  }

  private static List<Code> codes(TrustPolicy trust, X509Certificate leaf) {
    return trust.judge(leaf, Purpose.SIGNING).findings().stream().map(Finding::code).toList();
  }

  /** RFC 4055, section 3.1, recommends one digest for both, and does not demand it. */
  @ParameterizedTest
  @CsvSource({"SHA256, SHA1", "SHA256, SHA512", "SHA512, SHA256", "SHA384, SHA224"})
  void c6_pssWithAnotherDigestForTheMask_isRight_andAsGoodAsTheDigestOfTheContent(
      DigestAlgorithm digest, DigestAlgorithm mask) throws Exception {
    byte[] plain = RSA.issue("alice@example.org").build().certificate().getEncoded();
    X509Certificate leaf = Certificates.parse(pss(plain, digest, mask));
    assertThat(codes(RSA, leaf)).isEmpty();
    byte[] altered = pss(plain, digest, mask);
    altered[altered.length - 1] ^= 1;
    assertThat(codes(RSA, Certificates.parse(altered))).containsExactly(Code.NO_PATH);
  }

  @Test
  void c4_pssWithSha1ForTheContent_isWeak_whateverTheMask() throws Exception {
    byte[] plain = RSA.issue("alice@example.org").build().certificate().getEncoded();
    X509Certificate leaf =
        Certificates.parse(pss(plain, DigestAlgorithm.SHA1, DigestAlgorithm.SHA256));
    assertThat(codes(RSA, leaf)).containsExactly(Code.WEAK_DIGEST);
  }

  @Test
  void c12_crlsAndOcspResponsesByPssWithTwoDigests_areBelieved() throws Exception {
    TestPki.Issued alice = RSA.issue("alice@example.org").build();
    TrustPolicy trust = TrustPolicy.anchors(List.of(RSA.certificate())).at(TestPki.NOW);
    byte[] good = pss(RSA.crl().getEncoded(), DigestAlgorithm.SHA256, DigestAlgorithm.SHA1);
    Revocation clear = Revocation.crls(List.of(Certificates.parseCrl(good)));
    assertThat(codes(trust.revocation(clear), alice.certificate())).isEmpty();
    byte[] bad =
        pss(
            RSA.crl(alice.certificate()).getEncoded(),
            DigestAlgorithm.SHA256,
            DigestAlgorithm.SHA1);
    Revocation revoking = Revocation.crls(List.of(Certificates.parseCrl(bad)));
    assertThat(codes(trust.revocation(revoking), alice.certificate()))
        .containsExactly(Code.REVOKED);
  }

  /** What nobody here checks is never believed, and never called forged either. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.4.0.127.0.7.1.1.4.1.1", // ecdsa-plain-SHA1
        "0.4.0.127.0.7.1.1.4.1.3", // ecdsa-plain-SHA256
        "0.4.0.127.0.7.1.1.4.1.6", // ecdsa-plain-RIPEMD160
        "0.4.0.127.0.7.2.2.2.2.1", // id-TA-ECDSA-SHA-1
        "1.3.36.3.3.2.1", // ecSignWithSha1
        "1.3.36.3.3.2.2", // ecSignWithRipemd160
        "1.2.840.10045.2.1", // the key, and no digest
        "1.2.3.4"
      })
  void c4_ecdsaUnderAnotherName_isNotEvenChecked(String oid) throws Exception {
    X509Certificate leaf = under(EC, named(oid, null), "SHA1withECDSA");
    assertThat(codes(EC, leaf)).containsExactly(Code.UNSUPPORTED_ALGORITHM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.3.36.3.3.1.2", // rsaSignatureWithripemd160
        "1.3.36.3.3.1.3", // rsaSignatureWithripemd128
        "1.3.36.3.3.1.4", // rsaSignatureWithripemd256
        "1.3.14.3.2.15", // shaWithRSASignature, which is SHA-0
        "0.4.0.127.0.7.2.2.2.1.1", // id-TA-RSA-v1-5-SHA-1
        "1.2.840.113549.1.1.1" // the key, and no digest
      })
  void c4_rsaUnderAnotherName_isNotEvenChecked(String oid) throws Exception {
    X509Certificate leaf = under(RSA, named(oid, DERNull.INSTANCE), "SHA1withRSA");
    assertThat(codes(RSA, leaf)).containsExactly(Code.UNSUPPORTED_ALGORITHM);
  }

  @Test
  void c4_sha1UnderEachOfItsNames_isWeak() throws Exception {
    for (String oid : List.of(KnownOids.SHA1_WITH_RSA, KnownOids.SHA1_WITH_RSA_OIW)) {
      X509Certificate leaf = under(RSA, named(oid, DERNull.INSTANCE), "SHA1withRSA");
      assertThat(codes(RSA, leaf)).as(oid).containsExactly(Code.WEAK_DIGEST);
    }
    X509Certificate ec = under(EC, named(KnownOids.ECDSA_WITH_SHA1, null), "SHA1withECDSA");
    assertThat(codes(EC, ec)).containsExactly(Code.WEAK_DIGEST);
  }

  @Test
  void c3_parametersThatAreNotTheAlgorithms_areNotChecked() throws Exception {
    AlgorithmIdentifier odd = named(KnownOids.SHA256_WITH_RSA, new ASN1Integer(1));
    assertThat(codes(RSA, under(RSA, odd, "SHA256withRSA")))
        .containsExactly(Code.UNSUPPORTED_ALGORITHM);
    AlgorithmIdentifier absent = named(KnownOids.SHA256_WITH_RSA, null);
    assertThat(codes(RSA, under(RSA, absent, "SHA256withRSA"))).isEmpty();
  }

  /** RFC 8017, appendix B.1: SHA-512 cut short is no SHA-1. */
  @Test
  void sha512CutShort_isSound() throws Exception {
    AlgorithmIdentifier named = named(KnownOids.SHA512_256_WITH_RSA, DERNull.INSTANCE);
    assertThat(codes(RSA, under(RSA, named, "SHA512/256withRSA"))).isEmpty();
  }

  /** The same certificate, CRL or OCSP response with another signature of its issuer. */
  private static final class Resigned {

    private Resigned() {}

    /**
     * @param named what it says of its signature, in both places
     * @param algorithm the one that the signature is really made by, in the words of the JCA
     */
    static byte[] by(
        PrivateKey issuer,
        byte[] encoded,
        AlgorithmIdentifier named,
        String algorithm,
        @Nullable AlgorithmParameterSpec parameters)
        throws Exception {
      ASN1Sequence whole = ASN1Sequence.getInstance(encoded);
      ASN1Sequence fields = ASN1Sequence.getInstance(whole.getObjectAt(0));
      ASN1EncodableVector changed = new ASN1EncodableVector();
      boolean replaced = false;
      for (ASN1Encodable field : fields) {
        boolean isAlgorithm =
            !replaced
                && field.toASN1Primitive() instanceof ASN1Sequence sequence
                && sequence.getObjectAt(0) instanceof org.bouncycastle.asn1.ASN1ObjectIdentifier;
        changed.add(isAlgorithm ? named : field);
        replaced |= isAlgorithm;
      }
      byte[] signed = new DERSequence(changed).getEncoded("DER");
      // With parameters, the JDK's own: Bouncy Castle refuses two digests in one PSS signature.
      Signature signing =
          parameters == null
              ? Signature.getInstance(algorithm)
              : Signature.getInstance(algorithm, "SunRsaSign");
      signing.initSign(issuer);
      if (parameters != null) {
        signing.setParameter(parameters);
      }
      signing.update(signed);
      ASN1EncodableVector parts = new ASN1EncodableVector();
      parts.add(ASN1Sequence.getInstance(signed));
      parts.add(named);
      parts.add(new DERBitString(signing.sign()));
      for (int i = 3; i < whole.size(); i++) {
        parts.add(whole.getObjectAt(i));
      }
      return new DERSequence(parts).getEncoded("DER");
    }
  }
}
