package org.smime4j.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.ExpectedAddress.AddressBinding;
import org.smime4j.reports.Binding;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** Certificates that are bound to a domain speak for its mailboxes only where that is asked for. */
public class DomainBoundTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Domains");
  private static final ExpectedAddress ALICE = ExpectedAddress.address("alice@clinic.example");

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private static GeneralName mail(String name) {
    return new GeneralName(GeneralName.rfc822Name, name);
  }

  private static X509Certificate certificate(TestPki.Authority by, GeneralName... names) {
    return by.issue("gateway@clinic.example")
        .subject("CN=Gateway")
        .ec("P-256")
        .alternativeNames(names)
        .extendedKeyUsage(KeyPurposeId.id_kp_emailProtection)
        .build()
        .certificate();
  }

  private static Binding asked(GeneralName... names) {
    return ALICE.acceptingDomainBound().compare(certificate(ROOT, names)).binding();
  }

  @Test
  void aDomainSpeaksForItsMailboxes_onlyWhereItIsAskedFor_andThatIsSaid() {
    for (GeneralName name :
        List.of(dns("clinic.example"), dns("CLINIC.Example"), mail("@clinic.example"))) {
      X509Certificate certificate = certificate(ROOT, name);
      assertThat(ALICE.compare(certificate).binding()).isEqualTo(Binding.MISMATCH);
      assertThat(ALICE.compare(certificate).finding().orElseThrow().code())
          .isEqualTo(Finding.Code.NO_ADDRESS);
      AddressBinding binding = ALICE.acceptingDomainBound().compare(certificate);
      assertThat(binding.binding()).isEqualTo(Binding.DOMAIN_BOUND);
      assertThat(binding.finding()).isEmpty();
      assertThat(binding.note().orElseThrow().code().name()).isEqualTo("DOMAIN_BOUND");
      assertThat(binding.certified()).isEmpty();
      // In whatever order it is asked for.
      assertThat(ALICE.acceptingDomainBound().exact().compare(certificate).binding())
          .isEqualTo(Binding.DOMAIN_BOUND);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example",
        "sibling.example",
        "eclinic.example",
        "clinic.example.org",
        "sub.clinic.example",
        "*.clinic.example",
        "*.example",
        "*",
        ".clinic.example",
        "clinic.example.",
        "clinic.example\0.evil.org",
        "clinic.example ",
        "http://clinic.example",
        "clinic.example:443",
        "alice@clinic.example",
        "сlinic.example",
        ""
      })
  void siblings_subdomains_wildcards_andWhatIsNoDomain_doNotPass(String name) {
    assertThat(asked(dns(name))).isEqualTo(Binding.MISMATCH);
    if (!name.contains("@")) {
      assertThat(asked(mail("@" + name))).isEqualTo(Binding.MISMATCH);
    }
    assertThat(asked(dns(name), dns("clinic.example"))).isEqualTo(Binding.DOMAIN_BOUND);
  }

  @Test
  void aMailboxInASubdomain_isNotOfTheDomain() {
    ExpectedAddress below =
        ExpectedAddress.address("alice@sub.clinic.example").acceptingDomainBound();
    assertThat(below.compare(certificate(ROOT, dns("clinic.example"))).binding())
        .isEqualTo(Binding.MISMATCH);
    assertThat(below.compare(certificate(ROOT, mail("@clinic.example"))).binding())
        .isEqualTo(Binding.MISMATCH);
  }

  @Test
  void internationalDomains_areComparedAsALabels() {
    ExpectedAddress bücher = ExpectedAddress.address("a@Bücher.example").acceptingDomainBound();
    assertThat(bücher.compare(certificate(ROOT, dns("xn--bcher-kva.example"))).binding())
        .isEqualTo(Binding.DOMAIN_BOUND);
    assertThat(bücher.compare(certificate(ROOT, dns("XN--BCHER-KVA.example"))).binding())
        .isEqualTo(Binding.DOMAIN_BOUND);
    assertThat(bücher.compare(certificate(ROOT, dns("bucher.example"))).binding())
        .isEqualTo(Binding.MISMATCH);
  }

  @Test
  void aPersonsCertificate_andAWebServers_speakForNoDomain() {
    assertThat(asked(mail("bob@clinic.example"), dns("clinic.example")))
        .isEqualTo(Binding.MISMATCH);
    assertThat(asked(mail("bob@clinic.example"), mail("@clinic.example")))
        .isEqualTo(Binding.MISMATCH);
    assertThat(asked(mail("not well@formed"), dns("clinic.example"))).isEqualTo(Binding.MISMATCH);
    for (KeyPurposeId[] purposes :
        new KeyPurposeId[][] {
          {}, {KeyPurposeId.id_kp_serverAuth}, {KeyPurposeId.anyExtendedKeyUsage}
        }) {
      X509Certificate certificate =
          ROOT.issue("web@clinic.example")
              .subject("CN=Web")
              .ec("P-256")
              .alternativeNames(dns("clinic.example"))
              .extendedKeyUsage(purposes)
              .build()
              .certificate();
      assertThat(ALICE.acceptingDomainBound().compare(certificate).binding())
          .isEqualTo(Binding.MISMATCH);
    }
  }

  @Test
  void ofSeveralAuthors_eachMustBeOfTheDomain() {
    ExpectedAddress both =
        ExpectedAddress.fromHeaders(List.of("a@clinic.example, b@clinic.example"), List.of())
            .acceptingDomainBound();
    ExpectedAddress other =
        ExpectedAddress.fromHeaders(List.of("a@clinic.example, b@evil.example"), List.of())
            .acceptingDomainBound();
    X509Certificate certificate = certificate(ROOT, dns("clinic.example"));
    assertThat(both.compare(certificate).binding()).isEqualTo(Binding.DOMAIN_BOUND);
    assertThat(other.compare(certificate).finding()).isPresent();
    assertThat(
            ExpectedAddress.fromHeaders(List.of("x <a@clinic.example> y"), List.of())
                .acceptingDomainBound()
                .compare(certificate)
                .binding())
        .isEqualTo(Binding.UNPARSEABLE);
  }

  private static List<Finding.Code> judged(NameConstraints constraints, GeneralName name) {
    TestPki.Authority limited =
        ROOT.intermediate("Limited")
            .extension(Extension.nameConstraints.getId(), true, constraints)
            .buildAuthority();
    return TrustPolicy.anchors(List.of(ROOT.certificate()))
        .intermediates(List.of(limited.certificate()))
        .at(TestPki.NOW)
        .judge(certificate(limited, name), Purpose.SIGNING)
        .findings()
        .stream()
        .map(Finding::code)
        .toList();
  }

  private static NameConstraints constraints(boolean permitted, GeneralName base) {
    GeneralSubtree[] subtrees = {new GeneralSubtree(base)};
    return permitted ? new NameConstraints(subtrees, null) : new NameConstraints(null, subtrees);
  }

  @Test
  void whoMayCertifySomeAddresses_cannotGetAtOthersByADomain() {
    for (GeneralName name : List.of(dns("clinic.example"), mail("@clinic.example"))) {
      assertThat(judged(constraints(true, mail("clinic.example")), name)).isEmpty();
      for (GeneralName base :
          List.of(mail("other.example"), mail(".clinic.example"), mail("a@clinic.example"))) {
        assertThat(judged(constraints(true, base), name))
            .as("only %s", base)
            .containsExactly(Finding.Code.NAME_CONSTRAINTS);
      }
      for (GeneralName base : List.of(mail("clinic.example"), mail("A@Clinic.example"))) {
        assertThat(judged(constraints(false, base), name))
            .as("not %s", base)
            .containsExactly(Finding.Code.NAME_CONSTRAINTS);
      }
      assertThat(judged(constraints(false, mail("other.example")), name)).isEmpty();
    }
  }
}
