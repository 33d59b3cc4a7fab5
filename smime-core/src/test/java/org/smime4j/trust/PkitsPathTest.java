package org.smime4j.trust;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.Limits;
import org.smime4j.Outside;
import org.smime4j.internal.crypto.Certificates;

/**
 * The messages of NIST's PKITS among the foreign vectors: the signer's certificate of each is
 * judged with the row's anchor, intermediates, CRLs and time. The message's own signature is not
 * the subject here.
 */
class PkitsPathTest {

  private static final String ANCHOR = "certs/TrustAnchorRootCertificate.crt";

  private static final String AUTHORITY =
      "the path is valid, and we refuse a leaf that says CA:TRUE for mail (security.md C9)";

  /** Where we refuse what NIST calls a valid path, with the finding and the reason. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "SignedValidonlyContainsCACertsCRLTest13.eml", AUTHORITY,
          "SignedValidpathLenConstraintTest14.eml", AUTHORITY,
          "SignedValidpathLenConstraintTest8.eml", AUTHORITY);

  /** What the rows that depend on policy give with ours, which asks for none. */
  private static final Map<String, Set<Finding.Code>> DECIDED =
      Map.ofEntries(
          Map.entry("SignedAllCertificatesSamePolicyTest1.eml", Set.of()),
          Map.entry("SignedAllCertificatesNoPoliciesTest2.eml", Set.of()),
          // The authority demands an explicit policy, and the certificates share none.
          Map.entry("SignedDifferentPoliciesTest4.eml", Set.of(Finding.Code.CERTIFICATE_POLICY)),
          Map.entry("SignedDifferentPoliciesTest5.eml", Set.of(Finding.Code.CERTIFICATE_POLICY)),
          Map.entry("SignedOverlappingPoliciesTest6.eml", Set.of(Finding.Code.KEY_USAGE)),
          Map.entry("SignedAllCertificatesAnyPolicyTest11.eml", Set.of()),
          Map.entry("SignedAnyPolicyTest14.eml", Set.of()),
          Map.entry("SignedUserNoticeQualifierTest15.eml", Set.of()),
          Map.entry("SignedUserNoticeQualifierTest16.eml", Set.of()),
          Map.entry("SignedUserNoticeQualifierTest19.eml", Set.of()),
          Map.entry("SignedinhibitAnyPolicyTest3.eml", Set.of()),
          // CRLs were asked for and none covers it: not known, which is not trusted.
          Map.entry("SignedMissingCRLTest1.eml", Set.of(Finding.Code.REVOCATION_UNKNOWN)));

  @TestFactory
  Stream<DynamicTest> c8_c12_pathsOfPkits_areJudgedAsNistStates() throws Exception {
    Path folder = Outside.vectors().resolve("pkits");
    TrustPolicy trust = trust(folder);
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolveSibling("expected.tsv"))) {
      String[] row = line.split("\t", -1);
      if (row[0].equals("pkits")) {
        assertThat(row).startsWith("pkits").contains(ANCHOR, "certs", "crls");
        TrustPolicy then = trust.at(Instant.parse(row[10]));
        tests.add(
            DynamicTest.dynamicTest(row[1], () -> judge(folder.resolve(row[1]), row[3], then)));
      }
    }
    assertThat(tests).hasSize(84);
    return tests.stream();
  }

  @Test
  void underADemandedPolicy_whatWasIssuedUnderNoneIsRefused() throws Exception {
    Path folder = Outside.vectors().resolve("pkits");
    TrustPolicy trust =
        trust(folder).at(Instant.parse("2026-06-01T00:00:00Z")).requirePolicies(List.of());
    assertThat(verdict(folder.resolve("smime/SignedAllCertificatesNoPoliciesTest2.eml"), trust))
        .extracting(Finding::code)
        .containsExactly(Finding.Code.CERTIFICATE_POLICY);
    assertThat(verdict(folder.resolve("smime/SignedAllCertificatesSamePolicyTest1.eml"), trust))
        .isEmpty();
    String nistTestPolicy1 = "2.16.840.1.101.3.2.1.48.1";
    String nistTestPolicy2 = "2.16.840.1.101.3.2.1.48.2";
    Path samePolicy = folder.resolve("smime/SignedAllCertificatesSamePolicyTest1.eml");
    assertThat(verdict(samePolicy, trust.requirePolicies(List.of(nistTestPolicy1)))).isEmpty();
    assertThat(verdict(samePolicy, trust.requirePolicies(List.of(nistTestPolicy2))))
        .extracting(Finding::code)
        .containsExactly(Finding.Code.CERTIFICATE_POLICY);
  }

  private static TrustPolicy trust(Path folder) throws Exception {
    return TrustPolicy.anchors(CertificateFiles.readCertificates(folder.resolve(ANCHOR)).items())
        .intermediates(CertificateFiles.readCertificates(folder.resolve("certs")).items())
        .revocation(Revocation.crls(CertificateFiles.readCrls(folder.resolve("crls")).items()));
  }

  private static void judge(Path message, String expected, TrustPolicy trust) throws Exception {
    List<Finding> findings = verdict(message, trust);
    String name = message.getFileName().toString();
    if (EXCEPTIONS.containsKey(name)) {
      assertThat(expected).isEqualTo("verify-ok");
      assertThat(findings).extracting(Finding::code).containsExactly(Finding.Code.KEY_USAGE);
      assertThat(findings.get(0).sentence()).contains("certification authority");
    } else if (expected.equals("policy-dependent")) {
      assertThat(findings)
          .extracting(Finding::code)
          .containsExactlyInAnyOrderElementsOf(DECIDED.get(name));
    } else {
      boolean accepted =
          findings.stream()
              .allMatch(
                  finding ->
                      finding.code() == Finding.Code.WEAK_DIGEST
                          || finding.code() == Finding.Code.WEAK_KEY);
      assertThat(accepted ? "verify-ok" : "verify-fail").as("%s", findings).isEqualTo(expected);
    }
  }

  private static List<Finding> verdict(Path message, TrustPolicy trust) throws Exception {
    CMSSignedData signed = signedData(message);
    Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
    assertThat(signers).hasSize(1);
    SignerInformation signer = signers.iterator().next();
    List<X509Certificate> fromMessage = new ArrayList<>();
    for (X509CertificateHolder each : signed.getCertificates().getMatches(null)) {
      fromMessage.add(Certificates.parse(each.getEncoded()));
    }
    List<X509CRL> crls = new ArrayList<>();
    for (X509CRLHolder each : signed.getCRLs().getMatches(null)) {
      crls.add(Certificates.parseCrl(each.getEncoded()));
    }
    @SuppressWarnings("unchecked")
    Collection<X509CertificateHolder> matching =
        (Collection<X509CertificateHolder>) signed.getCertificates().getMatches(signer.getSID());
    assertThat(matching).hasSize(1);
    X509Certificate leaf = Certificates.parse(matching.iterator().next().getEncoded());
    return trust.judge(leaf, fromMessage, crls, Purpose.SIGNING, Limits.standard()).findings();
  }

  private static CMSSignedData signedData(Path message) throws Exception {
    try (InputStream in = Files.newInputStream(message)) {
      MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()), in);
      MimeMultipart parts = new MimeMultipart(mail.getDataHandler().getDataSource());
      try (InputStream signature = parts.getBodyPart(1).getInputStream()) {
        return new CMSSignedData(signature.readAllBytes());
      }
    }
  }
}
