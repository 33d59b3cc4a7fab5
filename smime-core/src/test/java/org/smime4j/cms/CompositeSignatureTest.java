package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jcajce.CompositePublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.Deviation;
import org.smime4j.DigestAlgorithm;
import org.smime4j.Finding;
import org.smime4j.TestPki;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.internal.crypto.CompositeMlDsa;
import org.smime4j.trust.Note;
import org.smime4j.trust.Revocation;
import org.smime4j.trust.TrustPolicy;

/** Composite ML-DSA of the drafts, signed by Bouncy Castle and read where somebody asks for it. */
class CompositeSignatureTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nHi.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String P256 = "MLDSA65-ECDSA-P256-SHA512";
  private static final String P256_OID = "1.3.6.1.5.5.7.6.45";
  private static final Verifier EXPERIMENTAL =
      Verifier.trusting(EncryptorTest.TRUST.experimentalComposites());

  static Stream<String> oids() {
    return IntStream.rangeClosed(37, 54).mapToObj(last -> "1.3.6.1.5.5.7.6." + last);
  }

  private static TestPki.Issued signer(String name) {
    return Signers.ISSUING.issue(name + "@example.org").only(name).build();
  }

  private static CMSSignedData signed(TestPki.Issued signer) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(
                new JcaDigestCalculatorProviderBuilder().setProvider(BC).build())
            .build(
                new JcaContentSignerBuilder(signer.publicKey().getAlgorithm())
                    .setProvider(BC)
                    .build(signer.privateKey()),
                signer.certificate()));
    generator.addCertificates(new JcaCertStore(signer.chain()));
    return generator.generate(new CMSProcessableByteArray(CONTENT), true);
  }

  @ParameterizedTest
  @MethodSource("oids")
  void whatBouncyCastleSigns_isTrusted_andSaidToBeExperimental(String oid) throws Exception {
    String name = CompositeMlDsa.nameOf(oid);
    TestPki.Issued signer = signer(name);
    assertThat(((CompositePublicKey) signer.publicKey()).getAlgorithmIdentifier().getAlgorithm())
        .hasToString(oid);
    SignatureReport report = EXPERIMENTAL.verify(signed(signer).getEncoded());
    assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
    assertThat(report.deviations()).isEmpty();
    SignerVerdict verdict = report.signers().get(0);
    assertThat(verdict.scheme()).isEqualToIgnoringCase(name);
    assertThat(verdict.notes())
        .filteredOn(note -> note.code().name().equals("EXPERIMENTAL_ALGORITHM"))
        .extracting(Note::sentence)
        .hasSize(2)
        .allSatisfy(sentence -> assertThat(sentence).contains(name));
  }

  @ParameterizedTest
  @MethodSource("oids")
  void whereNobodyAskedForIt_itIsUnsupportedByName(String oid) throws Exception {
    String name = CompositeMlDsa.nameOf(oid);
    SignerVerdict verdict =
        Verifier.trusting(EncryptorTest.TRUST)
            .verify(signed(signer(name)).getEncoded())
            .signers()
            .get(0);
    assertThat(verdict.isIntact() || verdict.isAltered()).isFalse();
    assertThat(verdict.certificate()).isEmpty();
    assertThat(verdict.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(Finding.Code.UNSUPPORTED_ALGORITHM);
              assertThat(finding.sentence()).contains(name + " (" + oid + ")");
            });
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .doesNotContain("EXPERIMENTAL_ALGORITHM");
  }

  @ParameterizedTest
  @MethodSource("oids")
  void bothHalvesCount(String oid) throws Exception {
    String name = CompositeMlDsa.nameOf(oid);
    CMSSignedData cms = signed(signer(name));
    byte[] signature = cms.getSignerInfos().iterator().next().getSignature();
    int lattice =
        switch (name.substring(0, 7)) {
          case "MLDSA44" -> 2_420;
          case "MLDSA65" -> 3_309;
          default -> 4_627;
        };
    for (int at : new int[] {0, lattice / 2, lattice + 20, signature.length - 1}) {
      byte[] altered = signature.clone();
      altered[at] ^= 1;
      assertBroken(replaced(cms.getEncoded(), signature, altered), at);
    }
  }

  /** The halves of two right signatures do not make a third. */
  @Test
  void halvesOfDifferentSignatures_areNone() throws Exception {
    TestPki.Issued signer = signer("MLDSA44-Ed25519-SHA512");
    CMSSignedData cms = signed(signer);
    byte[] signature = cms.getSignerInfos().iterator().next().getSignature();
    HostileSignature other = hostile(signer, "1.3.6.1.5.5.7.6.39", DigestAlgorithm.SHA512);
    byte[] second =
        new CMSSignedData(other.opaque()).getSignerInfos().iterator().next().getSignature();
    byte[] mixed = signature.clone();
    System.arraycopy(second, 2_420, mixed, 2_420, 64);
    assertBroken(replaced(cms.getEncoded(), signature, mixed), 2_420);
  }

  private static void assertBroken(byte[] cms, int at) throws Exception {
    SignerVerdict verdict = EXPERIMENTAL.verify(cms).signers().get(0);
    assertThat(verdict.isAltered()).as("octet %d", at).isTrue();
    assertThat(verdict.findings())
        .extracting(Finding::code)
        .contains(Finding.Code.SIGNATURE_INVALID);
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .doesNotContain("EXPERIMENTAL_ALGORITHM");
  }

  @Test
  void anotherContent_isAltered() throws Exception {
    byte[] other = CONTENT.clone();
    other[CONTENT.length - 3] ^= 1;
    SignerVerdict verdict =
        EXPERIMENTAL
            .verify(replaced(signed(signer(P256)).getEncoded(), CONTENT, other))
            .signers()
            .get(0);
    assertThat(verdict.isAltered()).isTrue();
    assertThat(verdict.findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.DIGEST_MISMATCH);
  }

  /** draft-ietf-lamps-cms-composite-sigs, 3.4: the digest is the one of the name. */
  @ParameterizedTest
  @CsvSource({
    "SHA512, true, true",
    "SHA512, false, true",
    "SHA256, true, false",
    "SHA256, false, false",
    "SHA384, true, false",
    "SHA3_512, true, false",
    "SHAKE256, false, false"
  })
  void noDigestButTheOneOfTheName(DigestAlgorithm digest, boolean attributes, boolean right)
      throws Exception {
    HostileSignature signature = hostile(signer(P256), P256_OID, digest);
    if (!attributes) {
      signature.attributes = null;
    }
    SignatureReport report = EXPERIMENTAL.verify(signature.opaque());
    assertThat(report.signers().get(0).isIntact()).isEqualTo(right);
    assertThat(report.signers().get(0).isAltered()).isEqualTo(!right);
    assertThat(report.signers().get(0).state() == SignerVerdict.State.TRUSTED).isEqualTo(right);
    assertThat(report.deviations())
        .extracting(Deviation::code)
        .isEqualTo(attributes ? List.of() : List.of(Deviation.Code.SIGNED_ATTRIBUTES_ABSENT));
  }

  private static HostileSignature hostile(TestPki.Issued signer, String oid, DigestAlgorithm digest)
      throws Exception {
    HostileSignature signature = new HostileSignature(signer, CONTENT);
    signature.digestAlgorithm = algorithm(digest.oid());
    signature.signatureAlgorithm = algorithm(oid);
    signature.signature = signer.publicKey().getAlgorithm();
    signature.digest = digest.jcaName();
    signature.attributes.set(1, signature.messageDigest(CONTENT));
    return signature;
  }

  private static AlgorithmIdentifier algorithm(String oid) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
  }

  @ParameterizedTest
  @CsvSource({"1024, 65537, WEAK_KEY", "2048, 3, WEAK_KEY"})
  void aHalfThatAloneIsWeak_isWeakHere(int bits, BigInteger exponent, String code)
      throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(new RSAKeyGenParameterSpec(bits, exponent));
    assertThat(withHalf(rsa.generateKeyPair()).findings())
        .extracting(finding -> finding.code().name())
        .containsExactly(code);
  }

  /** The key of a stranger costs no more than it may without the other half. */
  @Test
  void aHalfThatCostsTooMuch_isNotTried() throws Exception {
    KeyPair rsa = TestPki.generate("RSA-2048");
    RSAPublicKey small = (RSAPublicKey) rsa.getPublic();
    PublicKey large =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(small.getModulus().pow(5), small.getPublicExponent()));
    SignerVerdict verdict = withHalf(new KeyPair(large, rsa.getPrivate()));
    assertThat(verdict.isIntact() || verdict.isAltered()).isFalse();
    assertThat(verdict.findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.UNSUPPORTED_ALGORITHM);
  }

  private static SignerVerdict withHalf(KeyPair rsa) throws Exception {
    KeyPair keys =
        TestPki.composite("MLDSA44-RSA2048-PKCS15-SHA256", TestPki.generate("ML-DSA-44"), rsa);
    TestPki.Issued signer = Signers.ISSUING.issue("half@example.org").key(keys).build();
    return EXPERIMENTAL.verify(signed(signer).getEncoded()).signers().get(0);
  }

  /**
   * The example of draft-ietf-lamps-cms-composite-sigs-05, appendix B, whose signer certified
   * itself: the one composite that is not of Bouncy Castle.
   */
  @Test
  void theExampleOfTheDraft_isIntact() throws Exception {
    X509Certificate certificate = Certificates.parse(resource("certificate.pem"));
    TrustPolicy trust =
        TrustPolicy.anchors(List.of(certificate))
            .revocation(Revocation.notChecked("it is an example"))
            .at(Instant.parse("2026-06-01T12:00:00Z"));
    SignatureReport report =
        Verifier.trusting(trust.experimentalComposites()).verify(resource("signed-attrs.pem"));
    assertThat(report.requireTrusted().bytes())
        .isEqualTo(
            "id-MLDSA65-ECDSA-P256-SHA512 signed-data example with signed attributes"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(report.signers().get(0).scheme()).isEqualToIgnoringCase(P256);
    SignerVerdict unsupported =
        Verifier.trusting(trust).verify(resource("signed-attrs.pem")).signers().get(0);
    assertThat(unsupported.isIntact() || unsupported.isAltered()).isFalse();
    certificate.verify(certificate.getPublicKey(), BC);
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = CompositeSignatureTest.class.getResourceAsStream("composites/" + name)) {
      String armoured = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return Base64.getMimeDecoder().decode(armoured.replaceAll("(?m)^(#|-----).*$", ""));
    }
  }

  private static byte[] replaced(byte[] whole, byte[] one, byte[] other) {
    byte[] result = whole.clone();
    for (int at = 0; at <= whole.length - one.length; at++) {
      if (Arrays.equals(whole, at, at + one.length, one, 0, one.length)) {
        System.arraycopy(other, 0, result, at, other.length);
        return result;
      }
    }
    throw new AssertionError("it is nowhere in the message");
  }
}
