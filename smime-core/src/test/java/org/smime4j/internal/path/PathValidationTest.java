package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertPolicyId;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** What the certificates of a path say of those below: RFC 5280, section 6.1, and RFC 9618. */
public class PathValidationTest {

  private static final String ANY = "2.5.29.32.0";
  private static final String P = "1.2.3.1";
  private static final String Q = "1.2.3.2";
  private static final String R = "1.2.3.3";

  private static TestPki.Builder root() {
    return TestPki.root("Root", TestPki.NOW);
  }

  private static List<Code> codes(TestPki.Authority anchor, TestPki.Issued leaf) {
    return codes(anchor, leaf, org.smime4j.internal.path.CertificatePolicies.any());
  }

  private static List<Code> codes(
      TestPki.Authority anchor,
      TestPki.Issued leaf,
      org.smime4j.internal.path.CertificatePolicies policies) {
    TrustPolicy trust =
        TrustPolicy.anchors(List.of(anchor.certificate()))
            .intermediates(leaf.chain().subList(1, leaf.chain().size()))
            .at(TestPki.NOW);
    return Doors.policies(trust, policies)
        .judge(leaf.certificate(), Purpose.SIGNING)
        .findings()
        .stream()
        .map(Finding::code)
        .toList();
  }

  private static TestPki.Issued leaf(TestPki.Authority authority) {
    return authority.issue("alice@example.org").build();
  }

  @Test
  void c8_theAnchorsPathLengthCounts() {
    TestPki.Authority root = root().pathLength(0).buildAuthority();
    assertThat(codes(root, leaf(root))).isEmpty();
    assertThat(codes(root, leaf(root.authority("Sub")))).containsExactly(Code.PATH_INVALID);
    TestPki.Authority longer = root().pathLength(1).buildAuthority();
    TestPki.Authority sub = longer.authority("Sub");
    assertThat(codes(longer, leaf(sub))).isEmpty();
    assertThat(codes(longer, leaf(sub.authority("Below")))).containsExactly(Code.PATH_INVALID);
  }

  @Test
  void c9_theAnchorsPurposesCount() {
    TestPki.Authority servers =
        root().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).buildAuthority();
    assertThat(codes(servers, leaf(servers))).containsExactly(Code.EXTENDED_KEY_USAGE);
    TestPki.Authority mail =
        root().extendedKeyUsage(KeyPurposeId.id_kp_emailProtection).buildAuthority();
    assertThat(codes(mail, leaf(mail))).isEmpty();
  }

  @Test
  void c8_anUnknownCriticalExtensionCounts_whoeverHasIt() {
    TestPki.Authority odd = root().extension("1.2.3.4", true, DERNull.INSTANCE).buildAuthority();
    assertThat(codes(odd, leaf(odd))).containsExactly(Code.PATH_INVALID);
    TestPki.Authority root = root().extension("1.2.3.4", false, DERNull.INSTANCE).buildAuthority();
    assertThat(codes(root, leaf(root))).isEmpty();
    TestPki.Issued alice =
        root.issue("alice@example.org").extension("1.2.3.4", true, DERNull.INSTANCE).build();
    assertThat(codes(root, alice)).containsExactly(Code.PATH_INVALID);
  }

  @Test
  void c9_theAnchorsKeyUsageCounts() {
    TestPki.Authority root = root().keyUsage(KeyUsage.cRLSign).buildAuthority();
    assertThat(codes(root, leaf(root))).containsExactly(Code.PATH_INVALID);
  }

  @Test
  void c8_aPolicyThatTheAnchorDemands_isDemanded() {
    TestPki.Authority root =
        root()
            .extension(Extension.policyConstraints.getId(), true, constraints(0))
            .buildAuthority();
    assertThat(codes(root, leaf(root))).containsExactly(Code.CERTIFICATE_POLICY);
    assertThat(codes(root, under(root, P).build())).isEmpty();
    TestPki.Authority later =
        root()
            .extension(Extension.policyConstraints.getId(), true, constraints(1))
            .buildAuthority();
    assertThat(codes(later, leaf(later))).containsExactly(Code.CERTIFICATE_POLICY);
    TestPki.Authority muchLater =
        root()
            .extension(Extension.policyConstraints.getId(), true, constraints(2))
            .buildAuthority();
    assertThat(codes(muchLater, leaf(muchLater))).isEmpty();
    assertThat(codes(muchLater, leaf(muchLater.authority("Sub"))))
        .containsExactly(Code.CERTIFICATE_POLICY);
  }

  private static PolicyConstraints constraints(long requireExplicit) {
    return new PolicyConstraints(java.math.BigInteger.valueOf(requireExplicit), null);
  }

  private static CertificatePolicies policies(String... oids) {
    List<PolicyInformation> all = new ArrayList<>();
    for (String oid : oids) {
      all.add(new PolicyInformation(new ASN1ObjectIdentifier(oid)));
    }
    return new CertificatePolicies(all.toArray(new PolicyInformation[0]));
  }

  private static TestPki.Builder under(TestPki.Authority authority, String... oids) {
    return authority
        .issue("alice@example.org")
        .extension(Extension.certificatePolicies.getId(), false, policies(oids));
  }

  private static TestPki.Builder authorityUnder(TestPki.Authority authority, String... oids) {
    return authority
        .intermediate("Under")
        .extension(Extension.certificatePolicies.getId(), false, policies(oids));
  }

  private static PolicyMappings mappings(String... pairs) {
    CertPolicyId[] issuer = new CertPolicyId[pairs.length / 2];
    CertPolicyId[] subject = new CertPolicyId[pairs.length / 2];
    for (int i = 0; i < issuer.length; i++) {
      issuer[i] = CertPolicyId.getInstance(new ASN1ObjectIdentifier(pairs[2 * i]));
      subject[i] = CertPolicyId.getInstance(new ASN1ObjectIdentifier(pairs[2 * i + 1]));
    }
    return new PolicyMappings(issuer, subject);
  }

  private static org.smime4j.internal.path.CertificatePolicies demanding(String... oids) {
    return org.smime4j.internal.path.CertificatePolicies.of(List.of(oids)).explicit();
  }

  private static final TestPki.Authority ROOT = root().buildAuthority();

  @Test
  void aPath_isUnderThePoliciesThatAllOfItHas() {
    TestPki.Authority both = authorityUnder(ROOT, P, Q).buildAuthority();
    assertThat(codes(ROOT, under(both, P).build(), demanding(P))).isEmpty();
    assertThat(codes(ROOT, under(both, P).build(), demanding(Q)))
        .containsExactly(Code.CERTIFICATE_POLICY);
    assertThat(codes(ROOT, under(both, R).build(), demanding(R)))
        .containsExactly(Code.CERTIFICATE_POLICY);
    assertThat(codes(ROOT, leaf(both), demanding(P))).containsExactly(Code.CERTIFICATE_POLICY);
    TestPki.Authority any = authorityUnder(ROOT, ANY).buildAuthority();
    assertThat(codes(ROOT, under(any, R).build(), demanding(R))).isEmpty();
    assertThat(codes(ROOT, under(any, R).build(), demanding(R).withoutAnyPolicy()))
        .containsExactly(Code.CERTIFICATE_POLICY);
    assertThat(codes(ROOT, under(both, ANY).build(), demanding(Q))).isEmpty();
  }

  /** What the reader accepts is the policy from before the mapping (RFC 9618, section 5.5). */
  @Test
  void aMappedPolicy_standsForTheOneThatItWasMappedFrom() {
    TestPki.Authority mapping =
        authorityUnder(ROOT, P, Q)
            .extension(Extension.policyMappings.getId(), true, mappings(P, R, Q, R))
            .buildAuthority();
    TestPki.Issued alice = under(mapping, R).build();
    assertThat(codes(ROOT, alice, demanding(P))).isEmpty();
    assertThat(codes(ROOT, alice, demanding(Q))).isEmpty();
    assertThat(codes(ROOT, alice, demanding(R))).containsExactly(Code.CERTIFICATE_POLICY);
    assertThat(codes(ROOT, under(mapping, P).build(), demanding(P)))
        .containsExactly(Code.CERTIFICATE_POLICY);
    assertThat(codes(ROOT, alice, demanding(P).withoutMapping()))
        .containsExactly(Code.CERTIFICATE_POLICY);
    TestPki.Authority ofAny =
        authorityUnder(ROOT, ANY)
            .extension(Extension.policyMappings.getId(), true, mappings(P, R))
            .buildAuthority();
    assertThat(codes(ROOT, under(ofAny, R).build(), demanding(P))).isEmpty();
    assertThat(codes(ROOT, under(ofAny, Q).build(), demanding(Q))).isEmpty();
    TestPki.Authority forbidden =
        authorityUnder(ROOT, ANY)
            .extension(Extension.policyMappings.getId(), true, mappings(ANY, R))
            .buildAuthority();
    assertThat(codes(ROOT, under(forbidden, R).build())).containsExactly(Code.CERTIFICATE_POLICY);
  }

  /**
   * CVE-2023-0464: each authority maps each of its policies to two others. A tree has two to the
   * power of the path's length of nodes, the graph of RFC 9618 as many as there are policies.
   */
  @Test
  void c8_policiesThatDoubleAtEachMapping_costNoMoreThanTheyAre() {
    TestPki.Authority above = ROOT;
    for (int depth = 0; depth < 6; depth++) {
      List<String> names = new ArrayList<>();
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        names.add("1.2." + depth + "." + i);
        for (int j = 0; j < 16; j++) {
          pairs.add("1.2." + depth + "." + i);
          pairs.add("1.2." + (depth + 1) + "." + j);
        }
      }
      above =
          above
              .intermediate("Depth " + depth)
              .extension(
                  Extension.certificatePolicies.getId(),
                  false,
                  policies(names.toArray(new String[0])))
              .extension(
                  Extension.policyMappings.getId(), true, mappings(pairs.toArray(new String[0])))
              .buildAuthority();
    }
    assertThat(codes(ROOT, under(above, "1.2.6.3").build(), demanding("1.2.0.15"))).isEmpty();
    assertThat(codes(ROOT, under(above, "1.2.6.3").build(), demanding("1.2.0.16")))
        .containsExactly(Code.CERTIFICATE_POLICY);
  }

  @Test
  void c14_moreThan256Policies_areMalformed_asIsANegativeNumber() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 257; i++) {
      many.add("1.2.3." + i);
    }
    assertThat(codes(ROOT, under(ROOT, many.subList(0, 256).toArray(new String[0])).build()))
        .isEmpty();
    assertThat(codes(ROOT, under(ROOT, many.toArray(new String[0])).build()))
        .containsExactly(Code.PATH_INVALID);
    ASN1EncodableVector negative = new ASN1EncodableVector();
    negative.add(new org.bouncycastle.asn1.DERTaggedObject(false, 0, new ASN1Integer(-1)));
    TestPki.Authority odd =
        root()
            .extension(Extension.policyConstraints.getId(), true, new DERSequence(negative))
            .buildAuthority();
    assertThat(codes(odd, leaf(odd))).containsExactly(Code.PATH_INVALID);
  }
}
