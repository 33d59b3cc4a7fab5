package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.CpuCost;
import org.smime4j.testing.TestPki;

public class TrustPolicyTest {

  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority ISSUING = ROOT.authority("Issuing");

  @Test
  void aCertificateBelowAnAnchor_hasNoFindings() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    CertificateVerdict verdict = judge(alice);
    assertThat(verdict.findings()).as("%s", verdict).isEmpty();
    assertThat(verdict.path()).containsExactlyElementsOf(alice.chain());
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .containsExactly("REVOCATION_NOT_CHECKED");
    assertThat(verdict.toString()).startsWith("trusted at 2026-06-01T12:00:00Z: CN=");
  }

  @Test
  void intermediatesOfThePolicy_completeThePath() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    TrustPolicy trust = trust().intermediates(List.of(ISSUING.certificate()));
    assertThat(trust.judge(alice.certificate(), Purpose.SIGNING).findings()).isEmpty();
  }

  @Test
  void withoutItsIntermediate_thereIsNoPath_andTheSentenceNamesTheIssuer() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    CertificateVerdict verdict = trust().judge(alice.certificate(), Purpose.SIGNING);
    assertThat(codes(verdict)).containsExactly(Code.NO_PATH);
    assertThat(verdict.path()).isEmpty();
    assertThat(verdict.findings().get(0).sentence())
        .contains("CN=Issuing,O=smime4j tests, is neither an anchor nor");
  }

  @Test
  void b5_noAnchors_isUnknown_neverConsent() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    TrustPolicy nobody = TrustPolicy.withoutAnchors("no --trust was given").at(NOW);
    CertificateVerdict verdict = judge(nobody, alice);
    assertThat(codes(verdict)).containsExactly(Code.NO_ANCHORS);
    assertThat(verdict.findings().get(0).code().severity()).isEqualTo(Finding.Severity.UNKNOWN);
    assertThat(verdict.findings().get(0).sentence()).contains("no --trust was given");
    assertThatThrownBy(() -> TrustPolicy.anchors(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TrustPolicy.withoutAnchors(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Revocation.crls(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Revocation.notChecked(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void b5_selfSignedByAStranger_hasNoPath_evenIfItBringsItsOwnRoot() {
    TestPki.Issued self = TestPki.selfSigned("alice@example.org").build();
    assertThat(codes(judge(self))).containsExactly(Code.NO_PATH);
    TestPki.Issued below = TestPki.authority("Foreign").issue("alice@example.org").build();
    assertThat(codes(judge(below))).containsExactly(Code.NO_PATH);
  }

  @Test
  void anAuthorityOfTheAnchorsName_underAnotherKey_hasNoPath() {
    TestPki.Authority twin = TestPki.root("Root", NOW).newKey().buildAuthority();
    TestPki.Issued alice = twin.issue("alice@example.org").build();
    CertificateVerdict verdict = judge(alice);
    assertThat(codes(verdict)).containsExactly(Code.NO_PATH);
    assertThat(verdict.findings().get(0).sentence()).contains("its key did not sign");
    CertificateVerdict alone = trust().judge(alice.certificate(), Purpose.SIGNING);
    assertThat(codes(alone)).containsExactly(Code.NO_PATH);
    assertThat(alone.findings().get(0).sentence()).contains("its key did not sign");
  }

  @Test
  void c13_validitiesThatDoNotOverlap_hideNoSignatureThatNobodyMade() {
    TestPki.Authority signed =
        ROOT.intermediate("Sub")
            .validity(NOW.minus(Duration.ofDays(4000)), NOW.minus(Duration.ofDays(3000)))
            .buildAuthority();
    TestPki.Authority twin = TestPki.root("Root", NOW).newKey().buildAuthority();
    TestPki.Authority unsigned =
        twin.intermediate("Sub")
            .validity(NOW.minus(Duration.ofDays(4000)), NOW.minus(Duration.ofDays(3000)))
            .buildAuthority();
    assertThat(codes(judge(late(unsigned)))).contains(Code.NO_PATH);
    assertThat(codes(judge(late(signed)))).containsExactly(Code.EXPIRED);
  }

  /** Valid since the authority above is not. */
  private static TestPki.Issued late(TestPki.Authority authority) {
    return authority
        .issue("alice@example.org")
        .validity(NOW.minus(Duration.ofDays(2000)), NOW.plus(Duration.ofDays(100)))
        .build();
  }

  /**
   * A check with an exponent as long as its modulus costs as much as a private operation, and the
   * message brings as many as it likes: not even a right signature is worth that.
   */
  @Test
  void c8_anAuthorityWithAnExponentAsLongAsItsModulus_isNotAsked() throws Exception {
    KeyPair costly = withLongExponent();
    TestPki.Authority issuing = ROOT.intermediate("Costly").key(costly).buildAuthority();
    TestPki.Issued alice = issuing.issue("alice@example.org").build();
    alice.certificate().verify(costly.getPublic());
    CertificateVerdict verdict = judge(alice);
    assertThat(codes(verdict)).containsExactly(Code.NO_PATH);
    CertificateVerdict amongOthers =
        Doors.judge(
            trust()
                .intermediates(List.of(ROOT.intermediate("Costly").newKey().build().certificate())),
            alice.certificate(),
            List.of(issuing.certificate()),
            List.of(),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(codes(amongOthers)).containsExactly(Code.NO_PATH);
  }

  /** A pair whose private exponent is the short one. */
  private static KeyPair withLongExponent() throws GeneralSecurityException {
    BigInteger secret = BigInteger.valueOf(65_537);
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) TestPki.generate("RSA-2048").getPrivate();
    BigInteger order =
        key.getPrimeP().subtract(BigInteger.ONE).multiply(key.getPrimeQ().subtract(BigInteger.ONE));
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), secret.modInverse(order))),
        factory.generatePrivate(new RSAPrivateKeySpec(key.getModulus(), secret)));
  }

  /** Anybody may add one to a message; that would make it unreadable. */
  @Test
  void c20_aCertificateWhoseNameIsNoText_harmsNoOther() throws Exception {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    byte[] stranger = TestPki.authority("Stranger").certificate().getEncoded();
    for (int i = 0; i < stranger.length; i++) {
      if (stranger[i] == 'S' && stranger[i + 1] == 't' && stranger[i + 2] == 'r') {
        stranger[i] = (byte) 0xff;
      }
    }
    X509Certificate broken = Certificates.parse(stranger);
    CertificateVerdict verdict =
        Doors.judge(
            trust(),
            alice.certificate(),
            List.of(broken, ISSUING.certificate()),
            List.of(),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(verdict.findings()).as("%s", verdict).isEmpty();
    assertThat(codes(trust().judge(broken, Purpose.SIGNING))).isNotEmpty();
  }

  @Test
  void severalAnchorsOfOneName_theOneThatSignedIsFound() {
    TestPki.Authority old = TestPki.root("Root", NOW).newKey().buildAuthority();
    TestPki.Issued alice = old.issue("alice@example.org").build();
    TrustPolicy both = TrustPolicy.anchors(List.of(ROOT.certificate(), old.certificate())).at(NOW);
    assertThat(judge(both, alice).findings()).isEmpty();
    assertThat(judge(both, ROOT.issue("alice@example.org").build()).findings()).isEmpty();
  }

  @Test
  void aPersonsOwnCertificateAmongTheAnchors_isItsOwnPath() {
    TestPki.Issued self = TestPki.selfSigned("alice@example.org").build();
    TrustPolicy direct = TrustPolicy.anchors(List.of(self.certificate())).at(NOW);
    CertificateVerdict verdict = judge(direct, self);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.path()).containsExactly(self.certificate());
    Instant later = NOW.plus(Duration.ofDays(5_000));
    assertThat(codes(judge(direct.at(later), self))).containsExactly(Code.EXPIRED);
  }

  @Test
  void anIntermediateTrustedDirectly_isAnAnchor() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    CertificateVerdict verdict =
        TrustPolicy.anchors(List.of(ISSUING.certificate()))
            .at(NOW)
            .judge(alice.certificate(), Purpose.SIGNING);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.path()).hasSize(2);
  }

  @Test
  void c8_aPersonsCertificateAmongTheAnchors_issuesNothing() {
    TestPki.Authority person =
        ROOT.intermediate("Person").certificateAuthority(false).buildAuthority();
    TestPki.Issued victim = person.issue("ceo@example.org").build();
    TrustPolicy trust = TrustPolicy.anchors(List.of(person.certificate())).at(NOW);
    assertThat(codes(trust.judge(victim.certificate(), Purpose.SIGNING)))
        .contains(Code.PATH_INVALID);
  }

  @Test
  void c8_aLeafIssuesNothing() {
    TestPki.Authority leaf =
        ISSUING.intermediate("Leaf").certificateAuthority(false).buildAuthority();
    assertThat(codes(judge(leaf.issue("ceo@example.org").build())))
        .containsExactly(Code.PATH_INVALID);
    TestPki.Authority noSigning =
        ISSUING.intermediate("NoSigning").keyUsage(KeyUsage.cRLSign).buildAuthority();
    assertThat(codes(judge(noSigning.issue("ceo@example.org").build())))
        .containsExactly(Code.PATH_INVALID);
    TestPki.Authority short0 = ROOT.intermediate("Short").pathLength(0).buildAuthority();
    assertThat(codes(judge(short0.authority("Below").issue("ceo@example.org").build())))
        .containsExactly(Code.PATH_INVALID);
  }

  @Test
  void expired_andNotYetValid_sayWhen() {
    TestPki.Issued alice =
        ISSUING
            .issue("alice@example.org")
            .validity(Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2025-01-01T00:00:00Z"))
            .build();
    CertificateVerdict expired = judge(alice);
    assertThat(codes(expired)).containsExactly(Code.EXPIRED);
    assertThat(expired.findings().get(0).sentence())
        .contains("was valid until 2025-01-01T00:00:00Z, not at 2026-06-01T12:00:00Z");
    CertificateVerdict early = judge(trust().at(Instant.parse("2023-06-01T00:00:00Z")), alice);
    assertThat(codes(early)).containsExactly(Code.NOT_YET_VALID);
    assertThat(judge(trust().at(Instant.parse("2024-06-01T00:00:00Z")), alice).findings())
        .isEmpty();
  }

  @Test
  void expired_doesNotHideWhatElseIsWrong_andIsSaidWithoutAPath() {
    TestPki.Issued alice =
        TestPki.authority("Foreign")
            .issue("alice@example.org")
            .validity(NOW.minus(DAY.multipliedBy(9)), NOW.minus(DAY))
            .build();
    assertThat(codes(judge(alice))).containsExactly(Code.NO_PATH, Code.EXPIRED);
    TestPki.Authority leaf =
        ISSUING.intermediate("Leaf").certificateAuthority(false).buildAuthority();
    TestPki.Issued below =
        leaf.issue("alice@example.org")
            .validity(NOW.minus(DAY.multipliedBy(9)), NOW.minus(DAY))
            .build();
    assertThat(codes(judge(below))).containsExactly(Code.PATH_INVALID, Code.EXPIRED);
  }

  @Test
  void anExpiredIntermediate_isAFinding_anExpiredAnchorANote() {
    TestPki.Authority expired =
        ROOT.intermediate("Expired")
            .validity(NOW.minus(DAY.multipliedBy(99)), NOW.minus(DAY))
            .buildAuthority();
    CertificateVerdict verdict = judge(expired.issue("alice@example.org").build());
    assertThat(codes(verdict)).containsExactly(Code.EXPIRED);
    assertThat(verdict.findings().get(0).sentence()).contains("CN=Expired");
    TestPki.Authority old =
        TestPki.root("Old", NOW)
            .validity(NOW.minus(DAY.multipliedBy(99)), NOW.minus(DAY))
            .buildAuthority();
    TestPki.Issued alice = old.issue("alice@example.org").build();
    CertificateVerdict tolerated =
        judge(TrustPolicy.anchors(List.of(old.certificate())).at(NOW), alice);
    assertThat(tolerated.findings()).isEmpty();
    assertThat(tolerated.notes()).extracting(note -> note.code().name()).contains("ANCHOR_EXPIRED");
  }

  @ParameterizedTest
  @CsvSource({
    "digitalSignature, true", "nonRepudiation, true", "keyEncipherment, false",
    "keyAgreement, false", "dataEncipherment, false", "keyCertSign, false"
  })
  void c9_keyUsageForSigning(String usage, boolean allowed) throws Exception {
    int bits = KeyUsage.class.getField(usage).getInt(null);
    TestPki.Issued alice = ISSUING.issue("alice@example.org").keyUsage(bits).build();
    assertThat(codes(judge(alice))).isEqualTo(allowed ? List.of() : List.of(Code.KEY_USAGE));
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, keyEncipherment, true", "RSA, keyAgreement, false", "RSA, digitalSignature, false",
    "EC, keyAgreement, true", "EC, keyEncipherment, false", "EC, digitalSignature, false",
    "X25519, keyAgreement, true", "Ed25519, digitalSignature, false"
  })
  void c9_a20_keyUsageForEncryption(String kind, String usage, boolean allowed) throws Exception {
    int bits = KeyUsage.class.getField(usage).getInt(null);
    TestPki.Builder builder = ISSUING.issue("alice@example.org").keyUsage(bits);
    switch (kind) {
      case "RSA" -> builder.rsa(2048);
      case "EC" -> builder.ec("P-256");
      case "X25519" -> builder.x25519();
      default -> builder.ed25519();
    }
    TestPki.Issued alice = builder.build();
    CertificateVerdict verdict =
        Doors.judge(
            trust(),
            alice.certificate(),
            alice.chain(),
            List.of(),
            Purpose.ENCRYPTION,
            Limits.standard());
    assertThat(codes(verdict)).isEqualTo(allowed ? List.of() : List.of(Code.KEY_USAGE));
  }

  @Test
  void c9_withoutKeyUsage_everythingIsAllowed() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").withoutKeyUsage().build();
    assertThat(judge(alice).findings()).isEmpty();
  }

  @Test
  void c9_extendedKeyUsage_ofLeafAndIntermediate() {
    assertThat(codes(judge(ISSUING.issue("a@b.example").extendedKeyUsage().build()))).isEmpty();
    assertThat(
            codes(
                judge(
                    ISSUING
                        .issue("a@b.example")
                        .extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage)
                        .build())))
        .isEmpty();
    CertificateVerdict server =
        judge(
            ISSUING
                .issue("a@b.example")
                .extendedKeyUsage(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
                .build());
    assertThat(codes(server)).containsExactly(Code.EXTENDED_KEY_USAGE);
    assertThat(server.findings().get(0).sentence()).contains("serverAuth, clientAuth");
    TestPki.Authority forServers =
        ROOT.intermediate("Servers")
            .extendedKeyUsage(KeyPurposeId.id_kp_serverAuth)
            .buildAuthority();
    assertThat(codes(judge(forServers.issue("a@b.example").build())))
        .containsExactly(Code.EXTENDED_KEY_USAGE);
  }

  @Test
  void c9_aCriticalExtendedKeyUsage_isUnderstood() {
    TestPki.Issued alice =
        ISSUING
            .issue("alice@example.org")
            .extendedKeyUsage()
            .extension(
                "2.5.29.37",
                true,
                new org.bouncycastle.asn1.x509.ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection))
            .build();
    assertThat(judge(alice).findings()).isEmpty();
  }

  @Test
  void c8_anUnknownCriticalExtension_isRefused() {
    TestPki.Issued alice =
        ISSUING
            .issue("alice@example.org")
            .extension("1.2.3.4.5", true, org.bouncycastle.asn1.DERNull.INSTANCE)
            .build();
    assertThat(codes(judge(alice))).containsExactly(Code.PATH_INVALID);
    TestPki.Issued harmless =
        ISSUING
            .issue("alice@example.org")
            .extension("1.2.3.4.5", false, org.bouncycastle.asn1.DERNull.INSTANCE)
            .build();
    assertThat(judge(harmless).findings()).isEmpty();
  }

  /** RFC 5280 lets an authority sign mail where its key usage does, and a reader is told. */
  @Test
  void c9_anAuthoritySignsMail_onlyWhereItsKeyUsageSaysSo() {
    TestPki.Builder ca = ISSUING.issue("ca@example.org").certificateAuthority(true);
    CertificateVerdict verdict =
        judge(ca.keyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign).build());
    assertThat(codes(verdict)).isEmpty();
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .contains("CERTIFICATION_AUTHORITY");
    TestPki.Issued certifying = ca.keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign).build();
    assertThat(codes(judge(certifying))).containsExactly(Code.KEY_USAGE);
    TestPki.Issued silent = ca.withoutKeyUsage().build();
    assertThat(codes(judge(silent))).containsExactly(Code.KEY_USAGE);
    for (TestPki.Issued anchor : List.of(certifying, silent)) {
      TrustPolicy named = TrustPolicy.anchors(List.of(anchor.certificate())).at(NOW);
      CertificateVerdict itself = judge(named, anchor);
      assertThat(codes(itself)).isEqualTo(anchor == silent ? List.of() : List.of(Code.KEY_USAGE));
      assertThat(itself.notes())
          .extracting(note -> note.code().name())
          .contains("CERTIFICATION_AUTHORITY");
    }
  }

  @Test
  void c4_sha1InThePath_isWeak_theAnchorsOwnSignatureIsNot() {
    TestPki.Issued sha1 = ISSUING.issue("alice@example.org").signedWith("SHA1withECDSA").build();
    assertThat(codes(judge(sha1))).containsExactly(Code.WEAK_DIGEST);
    TestPki.Authority issuing =
        ROOT.intermediate("Sha1").signedWith("SHA1withECDSA").buildAuthority();
    assertThat(codes(judge(issuing.issue("alice@example.org").build())))
        .containsExactly(Code.WEAK_DIGEST);
    TestPki.Authority root =
        TestPki.root("Sha1 Root", NOW).signedWith("SHA1withECDSA").buildAuthority();
    TestPki.Issued alice = root.issue("alice@example.org").build();
    TrustPolicy trust = TrustPolicy.anchors(List.of(root.certificate())).at(NOW);
    assertThat(judge(trust, alice).findings()).isEmpty();
  }

  /** Without parameters it is SHA-1 that PSS means (RFC 4055, section 3.1). */
  @Test
  void c4_pssInThePath_isAsWeakAsItsDigest() {
    TestPki.Authority rsa = ROOT.intermediate("Pss").rsa(2048).buildAuthority();
    for (String digest : List.of("SHA1", "SHA256", "SHA384", "SHA512")) {
      TestPki.Issued leaf =
          rsa.issue("alice@example.org").signedWith(digest + "withRSAandMGF1").build();
      assertThat(leaf.certificate().getSigAlgOID()).isEqualTo("1.2.840.113549.1.1.10");
      if (digest.equals("SHA1")) {
        assertThat(codes(judge(leaf))).containsExactly(Code.WEAK_DIGEST);
      } else {
        assertThat(codes(judge(leaf))).as(digest).isEmpty();
      }
    }
  }

  @Test
  void c4_md5InThePath_isNotEvenChecked() {
    TestPki.Authority rsa = ROOT.intermediate("Rsa").rsa(2048).buildAuthority();
    TestPki.Issued md5 = rsa.issue("alice@example.org").signedWith("MD5withRSA").build();
    assertThat(codes(judge(md5))).containsExactly(Code.FORBIDDEN_DIGEST);
  }

  @Test
  void c5_weakKeys_ofLeafIssuerAndAnchor() throws Exception {
    TestPki.Issued leaf = ISSUING.issue("alice@example.org").rsa(1024).build();
    CertificateVerdict verdict = judge(leaf);
    assertThat(codes(verdict)).containsExactly(Code.WEAK_KEY);
    assertThat(verdict.findings().get(0).sentence()).contains("1024 bits");
    TestPki.Authority weak = ROOT.intermediate("Weak").rsa(1024).buildAuthority();
    assertThat(codes(judge(weak.issue("alice@example.org").build())))
        .containsExactly(Code.WEAK_KEY);
    TestPki.Authority root = TestPki.root("Weak Root", NOW).rsa(1024).buildAuthority();
    TrustPolicy trust = TrustPolicy.anchors(List.of(root.certificate())).at(NOW);
    assertThat(codes(judge(trust, root.issue("alice@example.org").build())))
        .containsExactly(Code.WEAK_KEY);
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(new RSAKeyGenParameterSpec(2048, BigInteger.valueOf(3)));
    KeyPair three = rsa.generateKeyPair();
    CertificateVerdict exponent = judge(ISSUING.issue("alice@example.org").key(three).build());
    assertThat(codes(exponent)).containsExactly(Code.WEAK_KEY);
    assertThat(exponent.findings().get(0).sentence()).contains("exponent 3");
  }

  @Test
  void namesInAnotherEncoding_chainAllTheSame() {
    X500Name shouted =
        new X500Name(
            new org.bouncycastle.asn1.x500.RDN[] {
              new org.bouncycastle.asn1.x500.RDN(
                  org.bouncycastle.asn1.x500.style.BCStyle.O,
                  new org.bouncycastle.asn1.DERPrintableString("SMIME4J  Tests")),
              new org.bouncycastle.asn1.x500.RDN(
                  org.bouncycastle.asn1.x500.style.BCStyle.CN,
                  new org.bouncycastle.asn1.DERPrintableString("ISSUING"))
            });
    TestPki.Issued alice = ISSUING.issue("alice@example.org").issuerName(shouted).build();
    assertThat(judge(alice).findings()).isEmpty();
  }

  @Test
  void c8_namesInAnotherOrder_doNotChain() {
    TestPki.Authority authority =
        ROOT.intermediate("Ordered")
            .subject("C=US,O=smime4j,OU=One,OU=Two,CN=Ordered")
            .buildAuthority();
    for (boolean swapped : new boolean[] {false, true}) {
      TestPki.Issued leaf =
          authority
              .issue("alice@example.org")
              .issuerName(
                  new X500Name(
                      "C=US,O=smime4j,OU="
                          + (swapped ? "Two,OU=One" : "One,OU=Two")
                          + ",CN=Ordered"))
              .build();
      assertThat(codes(judge(leaf))).isEqualTo(swapped ? List.of(Code.NO_PATH) : List.of());
    }
  }

  @Test
  void certificatesOfTheJdkAndOfBouncyCastle_areJudgedAlike() throws Exception {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").ec("P-384").build();
    for (X509Certificate leaf :
        List.of(alice.certificate(), Certificates.parse(alice.certificate().getEncoded()))) {
      CertificateVerdict verdict =
          trust().intermediates(List.of(ISSUING.certificate())).judge(leaf, Purpose.SIGNING);
      assertThat(verdict.findings()).isEmpty();
      assertThat(verdict.path().get(0)).isSameAs(leaf);
    }
  }

  @Test
  void b14_theTimeIsTheJudges_andTheClocksOnlyWhereNoneIsGiven() {
    Instant clock = Instant.now();
    TestPki.Authority root = TestPki.authority("Now", clock);
    TestPki.Issued alice =
        root.issue("alice@example.org").validity(clock.minus(DAY), clock.plus(DAY)).build();
    TrustPolicy trust = TrustPolicy.anchors(List.of(root.certificate()));
    CertificateVerdict verdict = judge(trust, alice);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.at()).isBetween(clock, Instant.now());
    assertThat(codes(judge(trust.at(clock.plus(DAY.multipliedBy(2))), alice)))
        .containsExactly(Code.EXPIRED);
  }

  @Test
  void pathLength_isALimit() {
    TestPki.Authority authority = ROOT;
    for (int i = 0; i < 7; i++) {
      authority = authority.authority("Deep " + i);
    }
    TestPki.Issued alice = authority.issue("alice@example.org").build();
    assertThat(judge(alice).findings()).isEmpty();
    TestPki.Issued tooDeep = authority.authority("Deep 7").issue("alice@example.org").build();
    CertificateVerdict verdict = judge(tooDeep);
    assertThat(codes(verdict)).containsExactly(Code.NO_PATH);
    assertThat(verdict.findings().get(0).sentence()).contains("at most 8 certificates");
    CertificateVerdict allowed =
        Doors.judge(
            trust(),
            tooDeep.certificate(),
            tooDeep.chain(),
            List.of(),
            Purpose.SIGNING,
            Limits.standard().allowing(Limit.PATH_LENGTH, 9));
    assertThat(allowed.findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void c8_sixtyFourSelfIssuedAuthorities_endWithinTheBudget(boolean belowTheAnchor)
      throws Exception {
    X500Name name = new X500Name("CN=Explosion");
    TestPki.Authority first =
        belowTheAnchor
            ? ROOT.intermediate("Explosion").subject(name).buildAuthority()
            : TestPki.root("Explosion", NOW).subject(name).newKey().buildAuthority();
    X509Certificate[] message = new X509Certificate[64];
    TestPki.Authority[] keys = new TestPki.Authority[8];
    keys[0] = first;
    for (int i = 1; i < keys.length; i++) {
      keys[i] = first.intermediate("Explosion " + i).subject(name).newKey().buildAuthority();
    }
    for (int i = 0; i < message.length; i++) {
      // Each of eight keys is certified by each of the eight: 8^8 paths of eight.
      message[i] =
          keys[i / 8]
              .intermediate("X")
              .subject(name)
              .keyOf(keys[i % 8])
              .buildAuthority()
              .certificate();
    }
    TestPki.Issued leaf = keys[7].issue("mallory@evil.example").build();
    long spent =
        CpuCost.once(
            () -> {
              CertificateVerdict verdict =
                  Doors.judge(
                      trust(),
                      leaf.certificate(),
                      Arrays.asList(message),
                      List.of(),
                      Purpose.SIGNING,
                      Limits.standard());
              assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.NO_PATH);
            });
    assertThat(spent).isLessThan(5_000_000_000L);
  }

  @Test
  void c15_hostileNames_arePrintedHarmlessly() {
    TestPki.Issued alice =
        ISSUING
            .issue("x")
            .subject(
                new X500Name(
                    new org.bouncycastle.asn1.x500.RDN[] {
                      new org.bouncycastle.asn1.x500.RDN(
                          org.bouncycastle.asn1.x500.style.BCStyle.CN,
                          new org.bouncycastle.asn1.DERUTF8String("x\n\u202Etrusted\u0007"))
                    }))
            .extendedKeyUsage(KeyPurposeId.id_kp_serverAuth)
            .build();
    CertificateVerdict verdict = judge(alice);
    assertThat(verdict.findings().get(0).toString())
        .contains("CN=x\\0A\\E2\\80\\AEtrusted\\07")
        .doesNotContain("\u202E", "\n", "\u0007");
  }

  @Test
  void aMalformedCertificate_isAFinding_neverAnException() throws SmimeException {
    TestPki.Issued alice =
        ISSUING
            .issue("alice@example.org")
            .withoutSubjectKeyIdentifier()
            .extension("2.5.29.14", false, new org.bouncycastle.asn1.DERUTF8String("not this"))
            .build();
    CertificateVerdict verdict = judge(alice);
    assertThat(codes(verdict)).containsExactly(Code.PATH_INVALID);
    assertThat(verdict.findings().get(0).sentence()).contains("malformed");
  }

  private static TrustPolicy trust() {
    return TrustPolicy.anchors(List.of(ROOT.certificate())).at(NOW);
  }

  private static CertificateVerdict judge(TestPki.Issued issued) {
    return judge(trust(), issued);
  }

  private static CertificateVerdict judge(TrustPolicy trust, TestPki.Issued issued) {
    return Doors.judge(
        trust, issued.certificate(), issued.chain(), List.of(), Purpose.SIGNING, Limits.standard());
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }
}
