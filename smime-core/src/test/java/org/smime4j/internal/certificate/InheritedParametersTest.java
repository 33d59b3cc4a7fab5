package org.smime4j.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPrivateKey;
import java.security.interfaces.DSAPublicKey;
import java.security.spec.DSAParameterSpec;
import java.security.spec.DSAPrivateKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.ExpectedSigner;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.verify.Integrity;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/**
 * DSA keys without parameters (RFC 3279 section 2.3.2). A signer's key has those that a path to an
 * anchor gives it, and nobody else's.
 */
public class InheritedParametersTest {

  private static final byte[] CONTENT = "hello\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final X500Name ROOT_NAME =
      X500Name.getInstance(ROOT.certificate().getSubjectX500Principal().getEncoded());
  private static final X500Name CA = new X500Name("CN=DSA CA");
  private static final X500Name BELOW = new X500Name("CN=DSA CA below");
  private static final X500Name ALICE = new X500Name("CN=Alice");
  private static final X500Name MALLORY = new X500Name("CN=Mallory");

  private static final KeyPair CA_KEY = pair(null);
  private static final KeyPair BELOW_KEY = pair(CA_KEY);
  private static final KeyPair ALICE_KEY = pair(CA_KEY);

  private static KeyPair pair(@Nullable KeyPair sameGroup) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA", BC);
      if (sameGroup == null) {
        generator.initialize(1024);
      } else {
        generator.initialize((DSAParameterSpec) ((DSAPublicKey) sameGroup.getPublic()).getParams());
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SubjectPublicKeyInfo with(KeyPair pair) {
    return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
  }

  private static SubjectPublicKeyInfo without(KeyPair pair, boolean isNull) throws Exception {
    return new SubjectPublicKeyInfo(
        isNull
            ? new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa, DERNull.INSTANCE)
            : new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa),
        new ASN1Integer(((DSAPublicKey) pair.getPublic()).getY()));
  }

  private static X509Certificate certificate(
      X500Name issuer,
      PrivateKey by,
      X500Name subject,
      SubjectPublicKeyInfo key,
      boolean isAuthority)
      throws Exception {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(7),
            Date.from(TestPki.NOW.minusSeconds(86_400)),
            Date.from(TestPki.NOW.plusSeconds(86_400)),
            subject,
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    String algorithm = by instanceof DSAPrivateKey ? "SHA256withDSA" : "SHA256withECDSA";
    return Certificates.parse(
        builder
            .build(new JcaContentSignerBuilder(algorithm).setProvider(BC).build(by))
            .getEncoded());
  }

  private static X509Certificate authority(boolean isAuthority) throws Exception {
    return certificate(ROOT_NAME, ROOT.privateKey(), CA, with(CA_KEY), isAuthority);
  }

  private static X509Certificate alice() throws Exception {
    return certificate(CA, CA_KEY.getPrivate(), ALICE, without(ALICE_KEY, false), false);
  }

  private static byte[] signed(
      PrivateKey key, X509Certificate signer, List<X509Certificate> carried, boolean attributes)
      throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(
                new JcaDigestCalculatorProviderBuilder().setProvider(BC).build())
            .setDirectSignature(!attributes)
            .build(
                new JcaContentSignerBuilder("SHA256withDSA").setProvider(BC).build(key), signer));
    generator.addCertificates(new JcaCertStore(carried));
    return generator.generate(new CMSProcessableByteArray(CONTENT), true).getEncoded();
  }

  private static byte[] signed(PrivateKey key, X509Certificate... carried) throws Exception {
    return signed(key, carried[0], List.of(carried), true);
  }

  private static TrustPolicy trust(X509Certificate anchor) {
    return TrustPolicy.anchors(List.of(anchor))
        .revocation(Revocation.notChecked("this test is about keys"))
        .at(TestPki.NOW);
  }

  private static SignerVerdict verdict(byte[] cms, TrustPolicy trust) throws Exception {
    SignatureReport report =
        Verifier.trusting(trust)
            .expecting(ExpectedSigner.anyone("this test is about keys"))
            .verify(ByteSource.of(cms));
    assertThat(report.signers()).hasSize(1);
    return report.signers().get(0);
  }

  private static Integrity integrity(byte[] cms) throws Exception {
    SignerVerdict verdict = verdict(cms, trust(ROOT.certificate()));
    return verdict.isIntact()
        ? Integrity.INTACT
        : verdict.isAltered() ? Integrity.ALTERED : Integrity.UNCHECKED;
  }

  private static List<Code> codes(SignerVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itVerifiesByTheParametersOfItsPath_andIsNeverTrusted(boolean isNull) throws Exception {
    X509Certificate ca = authority(true);
    X509Certificate below =
        certificate(CA, CA_KEY.getPrivate(), BELOW, without(BELOW_KEY, isNull), true);
    X509Certificate alice =
        certificate(BELOW, BELOW_KEY.getPrivate(), ALICE, without(ALICE_KEY, isNull), false);
    List<X509Certificate> all = List.of(alice, below, ca);
    for (boolean attributes : new boolean[] {true, false}) {
      byte[] cms = signed(ALICE_KEY.getPrivate(), alice, all, attributes);
      SignerVerdict verdict = verdict(cms, trust(ROOT.certificate()));
      assertThat(verdict.isIntact()).as("%s", verdict).isTrue();
      assertThat(verdict).doesNotReturn(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      assertThat(codes(verdict)).containsOnly(Code.WEAK_KEY);

      // The intermediates at hand do as well as those that the message carries.
      byte[] alone = signed(ALICE_KEY.getPrivate(), alice, List.of(alice), attributes);
      assertThat(
              verdict(alone, trust(ROOT.certificate()).intermediates(List.of(ca, below)))
                  .isIntact())
          .isTrue();

      byte[] altered = cms.clone();
      altered[indexOf(altered, CONTENT)] ^= 1;
      assertThat(integrity(altered)).isEqualTo(Integrity.ALTERED);

      // Somebody else's signature under the same group.
      assertThat(integrity(signed(pair(CA_KEY).getPrivate(), alice, all, attributes)))
          .isEqualTo(Integrity.ALTERED);
    }
  }

  private static int indexOf(byte[] octets, byte[] wanted) {
    int at = 0;
    while (!Arrays.equals(octets, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    return at;
  }

  @Test
  void withoutAPathThatSaysTheParameters_nothingIsSaidOfTheSignature() throws Exception {
    X509Certificate ca = authority(true);
    byte[] cms = signed(ALICE_KEY.getPrivate(), alice(), ca);
    SignerVerdict verdict = verdict(cms, trust(TestPki.authority("Somebody else").certificate()));
    assertThat(verdict.isIntact() || verdict.isAltered()).isFalse();
    assertThat(codes(verdict)).contains(Code.UNSUPPORTED_ALGORITHM);
    assertThat(integrity(signed(ALICE_KEY.getPrivate(), alice()))).isEqualTo(Integrity.UNCHECKED);
    assertThat(integrity(signed(ALICE_KEY.getPrivate(), alice(), authority(false))))
        .as("its issuer is no authority")
        .isEqualTo(Integrity.UNCHECKED);

    X509Certificate bare = certificate(CA, CA_KEY.getPrivate(), CA, without(CA_KEY, false), true);
    assertThat(verdict(cms, trust(bare)).isIntact() || verdict(cms, trust(bare)).isAltered())
        .as("the anchor has none itself")
        .isFalse();
    X509Certificate underEc =
        certificate(ROOT_NAME, ROOT.privateKey(), ALICE, without(ALICE_KEY, false), false);
    assertThat(integrity(signed(ALICE_KEY.getPrivate(), underEc)))
        .as("its issuer has a key of another kind")
        .isEqualTo(Integrity.UNCHECKED);
  }

  /**
   * In a group of the attacker's own, where p = 2q + 1, he chooses g so that he knows Alice's
   * private number: g = y to the power of 1/x. A self-made issuer of the right name offers it.
   */
  @Test
  void c4_aGroupOfTheAttackersOwn_signsNothingForAlice() throws Exception {
    BigInteger y = ((DSAPublicKey) ALICE_KEY.getPublic()).getY();
    Random random = new Random(1);
    BigInteger q;
    BigInteger p;
    do {
      q = BigInteger.probablePrime(255, random);
      p = q.shiftLeft(1).add(BigInteger.ONE);
    } while (!p.isProbablePrime(50) || !y.modPow(q, p).equals(BigInteger.ONE));
    BigInteger x = new BigInteger(200, random).setBit(0);
    BigInteger g = y.modPow(x.modInverse(q), p);
    assertThat(g.modPow(x, p)).isEqualTo(y.mod(p));
    KeyFactory keys = KeyFactory.getInstance("DSA", BC);
    PrivateKey forger = keys.generatePrivate(new DSAPrivateKeySpec(x, p, q, g));
    PrivateKey evilKey = keys.generatePrivate(new DSAPrivateKeySpec(BigInteger.TWO, p, q, g));
    SubjectPublicKeyInfo evil =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa, new DSAParameter(p, q, g)),
            new ASN1Integer(g.modPow(BigInteger.TWO, p)));
    X509Certificate evilCa = certificate(CA, evilKey, CA, evil, true);

    assertThat(integrity(signed(forger, alice(), evilCa))).isEqualTo(Integrity.UNCHECKED);
    assertThat(integrity(signed(forger, alice(), evilCa, authority(true))))
        .isEqualTo(Integrity.ALTERED);
    // The root did certify Mallory, though not to issue.
    X509Certificate mallory =
        certificate(ROOT_NAME, ROOT.privateKey(), MALLORY, with(BELOW_KEY), false);
    X509Certificate under = certificate(MALLORY, BELOW_KEY.getPrivate(), CA, evil, true);
    assertThat(integrity(signed(forger, alice(), under, mallory))).isEqualTo(Integrity.UNCHECKED);
    // It is what he could do if his group were believed.
    assertThat(verdict(signed(forger, alice(), evilCa), trust(evilCa)).isIntact())
        .as("the issuer's signature does not hold")
        .isFalse();
  }

  @Test
  void sixtyOfThem_endAtTheBudgetAtMost() throws Exception {
    List<X509Certificate> carried = new ArrayList<>(List.of(authority(true)));
    for (int i = 0; i < 59; i++) {
      carried.add(certificate(CA, CA_KEY.getPrivate(), ALICE, without(pair(CA_KEY), false), false));
    }
    X509Certificate alice = alice();
    carried.add(alice);
    SignerVerdict verdict =
        verdict(signed(ALICE_KEY.getPrivate(), alice, carried, true), trust(ROOT.certificate()));
    assertThat(verdict.isIntact()).isTrue();
    assertThat(verdict).doesNotReturn(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }
}
