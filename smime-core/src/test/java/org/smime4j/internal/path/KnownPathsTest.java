package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/** A policy that has seen much judges as one that has seen nothing, whatever the sender tries. */
public class KnownPathsTest {

  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority ISSUING =
      ROOT.intermediate("Issuing")
          .extendedKeyUsage(KeyPurposeId.id_kp_emailProtection)
          .validity(NOW.minus(DAY.multipliedBy(400)), NOW.plus(DAY.multipliedBy(200)))
          .buildAuthority();
  private static final TestPki.Issued ALICE =
      ISSUING
          .issue("alice@example.org")
          .validity(NOW.minus(DAY.multipliedBy(10)), NOW.plus(DAY.multipliedBy(300)))
          .keyUsage(KeyUsage.digitalSignature)
          .build();

  /** One question to a policy. */
  private record Asked(
      X509Certificate leaf,
      List<X509Certificate> carried,
      List<X509CRL> crls,
      Purpose purpose,
      Instant at,
      Limits limits) {

    String askedOf(TrustPolicy policy) {
      return Doors.judge(policy)
          .forMessage(carried, crls, limits)
          .judge(leaf, purpose, at)
          .toString();
    }
  }

  private static TrustPolicy fresh() {
    return TrustPolicy.anchors(List.of(ROOT.certificate()));
  }

  private static TrustPolicy warm(TrustPolicy policy) {
    for (int i = 0; i < 2; i++) {
      assertThat(judge(policy, ALICE.certificate(), NOW).findings()).isEmpty();
    }
    return policy;
  }

  private static CertificateVerdict judge(TrustPolicy policy, X509Certificate leaf, Instant at) {
    return Doors.judge(policy)
        .forMessage(List.of(ISSUING.certificate()), List.of(), Limits.standard())
        .judge(leaf, Purpose.SIGNING, at);
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  @Test
  void b14_anEntryCountsFromTheLatestNotBeforeToTheEarliestNotAfter() {
    TrustPolicy policy = warm(fresh());
    Instant until = ISSUING.certificate().getNotAfter().toInstant();
    assertThat(codes(judge(policy, ALICE.certificate(), until))).isEmpty();
    assertThat(codes(judge(policy, ALICE.certificate(), until.plusSeconds(1))))
        .as("the intermediate has expired, the leaf has not")
        .containsExactly(Code.EXPIRED);
    Instant from = ALICE.certificate().getNotBefore().toInstant();
    assertThat(codes(judge(policy, ALICE.certificate(), from))).isEmpty();
    assertThat(codes(judge(policy, ALICE.certificate(), from.minusSeconds(1))))
        .containsExactly(Code.NOT_YET_VALID);
    assertThat(codes(judge(policy, ALICE.certificate(), NOW))).isEmpty();
  }

  @Test
  void aPathIsRemembered_forTheTimesOfAllButItsAnchor() {
    List<PathCertificate> path =
        Stream.of(ALICE, ISSUING, ROOT)
            .map(each -> PathCertificate.of(each.certificate()))
            .toList();
    byte[] key = KnownPaths.key(path, Purpose.SIGNING);
    assertThat(key).isNotNull().isNotEqualTo(KnownPaths.key(path, Purpose.ENCRYPTION));
    Instant from = ALICE.certificate().getNotBefore().toInstant();
    Instant until = ISSUING.certificate().getNotAfter().toInstant();
    for (Instant outside : List.of(from.minusSeconds(1), until.plusSeconds(1))) {
      KnownPaths known = new KnownPaths();
      known.add(key, path, outside);
      assertThat(known.isValid(key, NOW)).as("valid by some other rule").isFalse();
    }
    KnownPaths known = new KnownPaths();
    assertThat(known.isValid(key, NOW)).isFalse();
    known.add(null, path, NOW);
    known.add(key, path, NOW);
    assertThat(known.isValid(key, NOW)).isTrue();
    assertThat(known.isValid(key, from)).isTrue();
    assertThat(known.isValid(key, until)).isTrue();
    assertThat(known.isValid(key, from.minusSeconds(1))).isFalse();
    assertThat(known.isValid(key, until.plusSeconds(1))).isFalse();
    assertThat(known.isValid(null, NOW)).isFalse();
    assertThat(known.isValid(KnownPaths.key(path, Purpose.ENCRYPTION), NOW)).isFalse();
  }

  @Test
  void c8_anotherSignature_anotherAuthority_orAnotherAnchor_isNotThePathThatIsKnown()
      throws Exception {
    TrustPolicy policy = warm(fresh());
    byte[] altered = ALICE.certificate().getEncoded();
    altered[altered.length - 1] ^= 1;
    assertThat(codes(judge(policy, Certificates.parse(altered), NOW)))
        .containsExactly(Code.NO_PATH);
    TestPki.Authority twin = ROOT.intermediate("Issuing").newKey().buildAuthority();
    X509Certificate byTwin = twin.issue("alice@example.org").keyOf(ALICE).build().certificate();
    assertThat(codes(judge(policy, byTwin, NOW)))
        .as("the key of Alice, and an authority of this name that did not sign")
        .containsExactly(Code.NO_PATH);
    assertThat(
            codes(
                Doors.judge(policy)
                    .forMessage(List.of(), List.of(), Limits.standard())
                    .judge(ALICE.certificate(), Purpose.SIGNING, NOW)))
        .as("what another message carried is not at hand for this one")
        .containsExactly(Code.NO_PATH);
    TrustPolicy other =
        TrustPolicy.anchors(List.of(TestPki.root("Root", NOW).newKey().build().certificate()));
    assertThat(codes(judge(other, ALICE.certificate(), NOW))).containsExactly(Code.NO_PATH);
  }

  @Test
  void c12_revocationIsJudgedEachTime() {
    TrustPolicy unchecked = warm(fresh());
    assertThat(
            codes(
                judge(
                    unchecked.revocation(
                        Revocation.crls(List.of(ROOT.crl(), ISSUING.crl(ALICE.certificate())))),
                    ALICE.certificate(),
                    NOW)))
        .containsExactly(Code.REVOKED);
    Instant next = NOW.plus(DAY);
    TrustPolicy checked =
        fresh()
            .revocation(
                Revocation.crls(
                    List.of(
                        ROOT.crl(NOW.minus(DAY), NOW.plus(DAY.multipliedBy(90))),
                        ISSUING.crl(NOW.minus(DAY), next))));
    warm(checked);
    assertThat(codes(judge(checked, ALICE.certificate(), next.plusSeconds(1))))
        .as("the CRL has grown old, the path has not")
        .containsExactly(Code.REVOCATION_UNKNOWN);
    CertificateVerdict carried =
        Doors.judge(checked)
            .forMessage(
                List.of(ISSUING.certificate()),
                List.of(ISSUING.crl(ALICE.certificate())),
                Limits.standard())
            .judge(ALICE.certificate(), Purpose.SIGNING, NOW);
    assertThat(codes(carried)).containsExactly(Code.REVOKED);
  }

  @Test
  void c9_purposeAndPoliciesAreJudgedEachTime() {
    TrustPolicy policy = warm(fresh());
    CertificateVerdict forEncryption =
        Doors.judge(policy)
            .forMessage(List.of(ISSUING.certificate()), List.of(), Limits.standard())
            .judge(ALICE.certificate(), Purpose.ENCRYPTION, NOW);
    assertThat(codes(forEncryption)).containsExactly(Code.KEY_USAGE);
    assertThat(codes(judge(policy.requiringPolicies(List.of("1.2.3.4")), ALICE.certificate(), NOW)))
        .containsExactly(Code.CERTIFICATE_POLICY);
  }

  /** Earlier calls do not change the report on the same input, policy and clock. */
  @Test
  void whatWasAskedBefore_changesNoVerdict() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KnownPathsTest seed " + seed);
    Random random = new Random(seed);
    List<Asked> questions = questions();
    TrustPolicy seasoned = fresh();
    int trusted = 0;
    for (int round = 0; round < 2; round++) {
      Collections.shuffle(questions, random);
      for (Asked each : questions) {
        String verdict = each.askedOf(seasoned);
        assertThat(verdict).isEqualTo(each.askedOf(fresh()));
        trusted += verdict.startsWith("trusted") ? 1 : 0;
      }
    }
    assertThat(trusted).isBetween(1, 2 * questions.size() - 1);

    TrustPolicy shared = fresh();
    List<Asked> some = questions.subList(0, 30);
    List<String> alone = some.stream().map(each -> each.askedOf(fresh())).toList();
    int askers = Math.min(64, Samples.times(16));
    ExecutorService threads = Executors.newFixedThreadPool(askers);
    try {
      Callable<List<String>> all = () -> some.stream().map(each -> each.askedOf(shared)).toList();
      for (Future<List<String>> each : threads.invokeAll(Collections.nCopies(askers, all))) {
        assertThat(each.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Asked> questions() throws Exception {
    TestPki.Authority twin = ROOT.intermediate("Issuing").newKey().buildAuthority();
    TestPki.Authority foreign = TestPki.authority("Foreign");
    List<X509Certificate> leaves = new ArrayList<>();
    leaves.add(ALICE.certificate());
    leaves.add(ISSUING.issue("bob@example.org").build().certificate());
    leaves.add(twin.issue("alice@example.org").keyOf(ALICE).build().certificate());
    leaves.add(foreign.issue("alice@example.org").keyOf(ALICE).build().certificate());
    leaves.add(ISSUING.certificate());
    leaves.add(ROOT.certificate());
    for (int from : new int[] {3, 40, 400}) {
      byte[] altered = ALICE.certificate().getEncoded();
      altered[altered.length - from] ^= 4;
      try {
        leaves.add(Certificates.parse(altered));
      } catch (java.io.IOException e) {
        // Not every octet may be any.
      }
    }
    List<Asked> questions = new ArrayList<>();
    for (X509Certificate leaf : leaves) {
      for (List<X509Certificate> carried :
          List.<List<X509Certificate>>of(
              List.of(ISSUING.certificate()),
              List.of(twin.certificate(), ISSUING.certificate(), foreign.certificate()),
              List.of(foreign.certificate()),
              List.of())) {
        for (Instant at :
            List.of(NOW, NOW.plus(DAY.multipliedBy(250)), NOW.minus(DAY.multipliedBy(20)))) {
          for (long signatures : new long[] {1, 100}) {
            for (Purpose purpose : Purpose.values()) {
              Limits limits = Limits.standard().allowing(Limit.PATH_SIGNATURES, signatures);
              questions.add(new Asked(leaf, carried, List.of(), purpose, at, limits));
            }
          }
        }
      }
    }
    return questions;
  }
}
