package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/**
 * Which of several paths is judged, in whichever order they are named, and where a path may end.
 */
public class PathChoiceTest {

  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final TestPki.Authority ROOT = TestPki.authority("Root");

  private static CertificateVerdict judge(
      X509Certificate anchor, X509Certificate leaf, List<X509Certificate> intermediates) {
    return Doors.judge(
        TrustPolicy.anchors(List.of(anchor))
            .at(NOW)
            .revocation(Revocation.notChecked("not of interest here")),
        leaf,
        intermediates,
        List.of(),
        Purpose.SIGNING,
        Limits.standard());
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  private static TestPki.Builder crossed(boolean expired) {
    return ROOT.intermediate("Crossed")
        .validity(NOW.minus(DAY.multipliedBy(900)), expired ? NOW.minus(DAY) : NOW.plus(DAY));
  }

  /** Four certificates of one authority and key: what one lacks, another may have. */
  @Test
  void ofSeveralPaths_theOneWithTheLeastAgainstItIsJudged_whicheverComesFirst() {
    TestPki.Authority expired = crossed(true).buildAuthority();
    X509Certificate expiredAndWeak =
        crossed(true).keyOf(expired).signedWith("SHA1withECDSA").build().certificate();
    X509Certificate weak =
        crossed(false).keyOf(expired).signedWith("SHA1withECDSA").build().certificate();
    X509Certificate good = crossed(false).keyOf(expired).build().certificate();
    X509Certificate leaf = expired.issue("alice@example.org").build().certificate();

    List<X509Certificate> some = new ArrayList<>(List.of(expiredAndWeak, expired.certificate()));
    List<Code> worst = codes(judge(ROOT.certificate(), leaf, List.of(expiredAndWeak)));
    assertThat(worst).containsExactlyInAnyOrder(Code.EXPIRED, Code.WEAK_DIGEST);
    for (int i = 0; i < 2; i++) {
      assertThat(codes(judge(ROOT.certificate(), leaf, some))).containsExactly(Code.EXPIRED);
      Collections.reverse(some);
    }
    some.add(weak);
    Code milder = Code.WEAK_DIGEST.compareTo(Code.EXPIRED) > 0 ? Code.WEAK_DIGEST : Code.EXPIRED;
    for (int i = 0; i < 6; i++) {
      assertThat(codes(judge(ROOT.certificate(), leaf, some))).containsExactly(milder);
      Collections.rotate(some, 1);
    }
    some.add(good);
    for (int i = 0; i < 4; i++) {
      CertificateVerdict verdict = judge(ROOT.certificate(), leaf, some);
      assertThat(codes(verdict)).isEmpty();
      assertThat(verdict.path()).containsExactly(leaf, good, ROOT.certificate());
      Collections.rotate(some, 1);
    }
  }

  /** Version 1 has no extension that says so (RFC 5280 section 6.1.4 k leaves it to us). */
  @Test
  void c8_anAnchorIsAnAuthority_byItsExtension_orIsOlderThanExtensionsAndItsOwnIssuer()
      throws Exception {
    X509Certificate leaf = ROOT.issue("alice@example.org").build().certificate();
    assertThat(codes(judge(versionOne(true), leaf, List.of()))).isEmpty();
    assertThat(codes(judge(versionOne(false), leaf, List.of()))).containsExactly(Code.PATH_INVALID);
    X509Certificate silent =
        TestPki.root("Root", NOW).keyOf(ROOT).certificateAuthority(false).build().certificate();
    assertThat(codes(judge(silent, leaf, List.of()))).containsExactly(Code.PATH_INVALID);
    assertThat(codes(judge(ROOT.certificate(), leaf, List.of()))).isEmpty();
  }

  private static X509Certificate versionOne(boolean itsOwnIssuer) throws Exception {
    X500Name name = X500Name.getInstance(ROOT.certificate().getSubjectX500Principal().getEncoded());
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v1CertificateBuilder(
                    itsOwnIssuer ? name : new X500Name("CN=Another"),
                    BigInteger.ONE,
                    Date.from(NOW.minus(DAY)),
                    Date.from(NOW.plus(DAY)),
                    name,
                    ROOT.publicKey())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT.privateKey())));
  }

  @Test
  void whyThereIsNoPath_isSaid() {
    TestPki.Issued alone = TestPki.selfSigned("alice@example.org").ec("P-256").build();
    assertThat(sentence(judge(ROOT.certificate(), alone.certificate(), List.of())))
        .contains("is issued by itself and is not among the anchors");
    TestPki.Authority unknown = TestPki.authority("Unknown");
    TestPki.Authority below = unknown.authority("Below");
    X509Certificate leaf = below.issue("alice@example.org").build().certificate();
    assertThat(sentence(judge(ROOT.certificate(), leaf, List.of(below.certificate()))))
        .contains("The issuer of CN=Below", "CN=Unknown,O=smime4j tests, is neither");
    assertThat(
            sentence(
                judge(
                    ROOT.certificate(), leaf, List.of(below.certificate(), unknown.certificate()))))
        .contains("CN=Unknown", "is issued by itself");
    TestPki.Authority sameName = TestPki.root("Root", NOW).newKey().buildAuthority();
    X509Certificate other = sameName.issue("bob@example.org").build().certificate();
    assertThat(sentence(judge(ROOT.certificate(), other, List.of())))
        .contains("its key did not sign CN=bob@example.org");
  }

  private static String sentence(CertificateVerdict verdict) {
    assertThat(codes(verdict)).containsExactly(Code.NO_PATH);
    return verdict.findings().get(0).sentence();
  }
}
