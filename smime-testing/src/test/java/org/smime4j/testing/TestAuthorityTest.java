package org.smime4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.Trait.ENCRYPTION_ONLY;
import static org.smime4j.testing.Trait.EXPIRED;
import static org.smime4j.testing.Trait.ML_DSA;
import static org.smime4j.testing.Trait.ML_KEM;
import static org.smime4j.testing.Trait.NOT_YET_VALID;
import static org.smime4j.testing.Trait.REVOKED;
import static org.smime4j.testing.Trait.RSA;
import static org.smime4j.testing.Trait.SELF_SIGNED;
import static org.smime4j.testing.Trait.SIGNING_ONLY;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateBook;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;

/** Each certificate is what it says, for this library and for the JDK. */
class TestAuthorityTest {

  private static final String ALICE = "alice@example.org";
  private static final byte[] MESSAGE =
      "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: s\r\n\r\nDear Bob\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final TestAuthority authority = TestAuthority.create();

  private static Set<String> findings(TrustPolicy trust, Credential judged, Purpose purpose) {
    Set<String> codes = new TreeSet<>();
    for (Finding each : trust.judge(judged.certificate(), purpose).findings()) {
      codes.add(each.code().name());
    }
    return codes;
  }

  private Set<String> findings(Credential judged) {
    return findings(authority.trust(), judged, Purpose.SIGNING);
  }

  private void sealedAndOpened(Credential from, AlgorithmPolicy policy, Credential... to)
      throws Exception {
    SealedMail sealed =
        Outgoing.of(MESSAGE)
            .signedBy(Signer.with(from))
            .encryptedBy(
                Encryptor.trusting(authority.trust())
                    .to(Stream.of(to).map(Credential::certificate).toArray(X509Certificate[]::new))
                    .under(policy))
            .seal();
    for (Credential each : to) {
      OpenedMail opened =
          MailReader.with(Decryptor.with(KeyHistory.of(each)), Verifier.trusting(authority.trust()))
              .open(sealed);
      opened.requireSigned().requireTrusted();
      assertThat(opened.textPart().orElseThrow().text()).isEqualTo("Dear Bob\r\n");
    }
  }

  /** What the JDK's own judge of paths says, with the authority's CRL. */
  private void judgedByTheJdk(X509Certificate certificate) throws Exception {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    parameters.addCertStore(
        CertStore.getInstance(
            "Collection", new CollectionCertStoreParameters(List.of(authority.crl()))));
    validate(certificate, parameters);
  }

  private static void validate(X509Certificate certificate, PKIXParameters parameters)
      throws Exception {
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
            parameters);
  }

  @Test
  void theUsualIdentity_signsAndReceives_andTheJdkAcceptsIt() throws Exception {
    Credential alice = authority.identity(ALICE);
    assertThat(alice.certificate().getPublicKey()).isInstanceOf(ECPublicKey.class);
    assertThat(alice.chain()).containsExactly(alice.certificate(), authority.certificate());
    assertThat(findings(alice)).isEmpty();
    judgedByTheJdk(alice.certificate());
    sealedAndOpened(alice, AlgorithmPolicy.standard(), authority.identity("bob@example.org"));
    assertThat(authority.identity(ALICE).certificate().getPublicKey())
        .isNotEqualTo(alice.certificate().getPublicKey());
  }

  @Test
  void rsaAndPostQuantumKeys_signAndReceive() throws Exception {
    Credential rsa = authority.identity(ALICE, RSA);
    assertThat(((RSAPublicKey) rsa.certificate().getPublicKey()).getModulus().bitLength())
        .isEqualTo(2048);
    sealedAndOpened(rsa, AlgorithmPolicy.standard(), rsa);
    Credential kem = authority.identity("bob@example.org", ML_KEM);
    sealedAndOpened(authority.identity(ALICE, ML_DSA), AlgorithmPolicy.postQuantum(), kem);
    for (Credential each : List.of(kem, authority.identity(ALICE, ML_DSA, SELF_SIGNED))) {
      assertThat(each.certificate().getSubjectX500Principal().getName()).endsWith("tests only");
    }
  }

  @Test
  void eachStateOfACertificate_isFoundByItsName() {
    assertThat(findings(authority.identity(ALICE, EXPIRED))).containsExactly("EXPIRED");
    assertThat(findings(authority.identity(ALICE, NOT_YET_VALID))).containsExactly("NOT_YET_VALID");
    assertThat(findings(authority.identity(ALICE, REVOKED))).containsExactly("REVOKED");
    assertThat(findings(authority.identity(ALICE, SELF_SIGNED))).containsExactly("NO_PATH");
    assertThat(findings(TestAuthority.create().identity(ALICE))).containsExactly("NO_PATH");
    assertThat(findings(authority.identity(ALICE, REVOKED, EXPIRED, RSA)))
        .containsExactly("EXPIRED", "REVOKED");
    Credential own = authority.identity(ALICE, SELF_SIGNED);
    assertThat(
            findings(
                TrustPolicy.anchors(List.of(own.certificate()))
                    .revocation(Revocation.notChecked("self-signed")),
                own,
                Purpose.ENCRYPTION))
        .isEmpty();
  }

  @Test
  void aKeyForOnePurpose_hasNoOther() {
    assertThat(purposes()).containsExactlyInAnyOrder(Purpose.SIGNING, Purpose.ENCRYPTION);
    assertThat(purposes(RSA)).containsExactlyInAnyOrder(Purpose.SIGNING, Purpose.ENCRYPTION);
    for (Trait[] each : new Trait[][] {{SIGNING_ONLY}, {RSA, SIGNING_ONLY}, {ML_DSA}}) {
      assertThat(purposes(each)).containsExactly(Purpose.SIGNING);
    }
    for (Trait[] each : new Trait[][] {{ENCRYPTION_ONLY}, {RSA, ENCRYPTION_ONLY}, {ML_KEM}}) {
      assertThat(purposes(each)).containsExactly(Purpose.ENCRYPTION);
    }
  }

  private Set<Purpose> purposes(Trait... traits) {
    X509Certificate certificate = authority.identity(ALICE, traits).certificate();
    return Stream.of(Purpose.values())
        .filter(each -> each.isAllowedBy(certificate))
        .collect(Collectors.toSet());
  }

  @Test
  void traitsThatContradictEachOther_areRefusedByTheirNames() {
    for (Map.Entry<List<Trait>, String> each :
        Map.of(
                List.of(EXPIRED, NOT_YET_VALID), "EXPIRED and NOT_YET_VALID contradict each other",
                List.of(SELF_SIGNED, REVOKED), "REVOKED and SELF_SIGNED contradict each other",
                List.of(ML_KEM, RSA), "RSA and ML_KEM contradict each other",
                List.of(ENCRYPTION_ONLY, SIGNING_ONLY),
                    "SIGNING_ONLY and ENCRYPTION_ONLY contradict each other",
                List.of(ML_KEM, SIGNING_ONLY), "A key of ML-KEM-768 cannot sign",
                List.of(ML_KEM, SELF_SIGNED), "A key of ML-KEM-768 cannot sign",
                List.of(ML_DSA, ENCRYPTION_ONLY), "A key of ML-DSA-65 cannot be encrypted to")
            .entrySet()) {
      assertThatThrownBy(() -> authority.identity(ALICE, each.getKey().toArray(Trait[]::new)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(each.getValue());
    }
    Instant now = Instant.now();
    assertThatThrownBy(() -> authority.identity(ALICE, now, now.plusSeconds(1), EXPIRED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("EXPIRED is not possible: the times are given");
    Credential alice = authority.identity(ALICE);
    assertThatThrownBy(() -> authority.renewed(alice, RSA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RSA is not possible: the key is given");
    assertThat(findings(authority.identity(ALICE, EXPIRED, EXPIRED))).containsExactly("EXPIRED");
  }

  @Test
  void aRenewedCertificate_hasTheOldKeyAndAddress_andOpensOldMail() throws Exception {
    Credential old = authority.identity("Alice.Ä@bücher.example", EXPIRED);
    Credential renewed = authority.renewed(old);
    assertThat(renewed.certificate().getPublicKey()).isEqualTo(old.certificate().getPublicKey());
    assertThat(renewed.certificate()).isNotEqualTo(old.certificate());
    assertThat(ExpectedSigner.addressesOf(renewed.certificate()))
        .containsExactlyElementsOf(ExpectedSigner.addressesOf(old.certificate()))
        .hasSize(1);
    assertThat(findings(renewed)).isEmpty();
    byte[] mail = encrypted(old);
    assertThat(Decryptor.with(KeyHistory.of(renewed)).decrypt(ByteSource.of(mail))).isNotNull();
    KeyHistory both = KeyHistory.of(old, renewed);
    assertThat(both.keys()).hasSize(1);
    assertThat(both.newest(Purpose.SIGNING))
        .extracting(Credential::certificate)
        .containsExactly(renewed.certificate());
    // Of another authority: the same key, which the old one knows nothing of.
    TestAuthority other = TestAuthority.create();
    assertThat(findings(other.renewed(renewed))).containsExactly("NO_PATH");
    assertThat(findings(other.trust(), other.renewed(renewed), Purpose.SIGNING)).isEmpty();
  }

  private static byte[] encrypted(Credential to) throws Exception {
    return Encryptor.unvalidated("old mail")
        .to(to.certificate())
        .encrypt(ByteSource.of(MESSAGE))
        .bytes();
  }

  @Test
  void aMailboxHasFiveGenerations_whichOpenFiveTimesOfMail_andTheNewestAloneIsValid()
      throws Exception {
    KeyHistory mailbox = authority.mailbox(ALICE);
    List<Credential> generations = mailbox.identities();
    assertThat(generations).hasSize(5);
    assertThat(mailbox.keys()).hasSize(5);
    assertThat(findings(generations.get(0))).isEmpty();
    for (int i = 0; i < 5; i++) {
      Decryptor.with(mailbox).decrypt(ByteSource.of(encrypted(generations.get(i))));
      if (i > 0) {
        assertThat(findings(generations.get(i))).containsExactly("EXPIRED");
        assertThat(generations.get(i).certificate().getNotAfter())
            .isEqualTo(generations.get(i - 1).certificate().getNotBefore());
      }
    }
    assertThat(mailbox.newest(Purpose.ENCRYPTION)).hasSize(1);
  }

  @Test
  void whatIsRevokedLater_isRevokedInTheNextPolicyCrlAndResponse_forTheJdkToo() throws Exception {
    Credential alice = authority.identity(ALICE);
    TrustPolicy before = authority.trust();
    assertThat(authority.crl().isRevoked(alice.certificate())).isFalse();
    assertThat(byResponse(alice)).isEmpty();
    judgedByResponse(alice.certificate());
    authority.revoke(alice.certificate());
    assertThat(authority.crl().isRevoked(alice.certificate())).isTrue();
    assertThat(findings(alice)).containsExactly("REVOKED");
    assertThat(byResponse(alice)).containsExactly("REVOKED");
    assertThatThrownBy(() -> judgedByTheJdk(alice.certificate()))
        .isInstanceOf(CertPathValidatorException.class)
        .hasMessageContaining("revoked");
    assertThatThrownBy(() -> judgedByResponse(alice.certificate()))
        .isInstanceOf(CertPathValidatorException.class)
        .hasMessageContaining("revoked");
    assertThat(findings(before, alice, Purpose.SIGNING)).as("a policy never changes").isEmpty();
    judgedByTheJdk(authority.identity(ALICE).certificate());
  }

  private Set<String> byResponse(Credential judged) {
    return findings(
        TrustPolicy.anchors(List.of(authority.certificate()))
            .revocation(Revocation.ocsp(List.of(authority.ocsp(judged.certificate())))),
        judged,
        Purpose.SIGNING);
  }

  private void judgedByResponse(X509Certificate certificate) throws Exception {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    PKIXRevocationChecker checker =
        (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX").getRevocationChecker();
    checker.setOcspResponses(Map.of(certificate, authority.ocsp(certificate)));
    parameters.addCertPathChecker(checker);
    validate(certificate, parameters);
  }

  @Test
  void ofAnotherAuthority_nothingIsRevokedOrAnswered() {
    X509Certificate foreign = TestAuthority.create().identity(ALICE).certificate();
    assertThatThrownBy(() -> authority.revoke(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did not issue the certificate of CN=alice@example.org")
        .hasMessageContaining("its issuer is CN=Test authority ");
    assertThatThrownBy(() -> authority.ocsp(foreign)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCertificateThatIsRevokedFromTheBeginning_isRevokedForAnEarlierPolicyToo() {
    TrustPolicy before = authority.trust();
    assertThat(findings(before, authority.identity(ALICE, REVOKED), Purpose.SIGNING))
        .containsExactly("REVOKED");
    assertThat(byResponse(authority.identity(ALICE, REVOKED))).containsExactly("REVOKED");
    for (int i = 2; i < 32; i++) {
      authority.identity(ALICE, REVOKED);
    }
    assertThat(authority.crl().getRevokedCertificates()).hasSize(32);
    assertThatThrownBy(() -> authority.identity(ALICE, REVOKED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "One authority issues at most 32 certificates that are REVOKED: make another"
                + " authority, or use revoke");
    assertThat(findings(before, authority.identity(ALICE), Purpose.SIGNING)).isEmpty();
  }

  @Test
  void addressesAreWrittenAsTheStandardsSay() {
    assertThat(addresses("Alice@Corp.Example")).containsExactly("Alice@corp.example");
    assertThat(addresses("alice@bücher.example")).containsExactly("alice@xn--bcher-kva.example");
    assertThat(addresses("jörg@bücher.example")).containsExactly("jörg@xn--bcher-kva.example");
    assertThat(addresses("\"a@b\"@example.org")).containsExactly("\"a@b\"@example.org");
    Credential gateway = authority.identity("@example.org");
    assertThat(
            CertificateBook.empty()
                .and(List.of(gateway.certificate()))
                .certificates(List.of("@example.org"), any -> {}))
        .hasSize(1);
    for (String none :
        List.of("", "@", "alice@", "alice@ ", "Alice <alice@example.org>", "a@b@example.org")) {
      assertThatThrownBy(() -> authority.identity(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'" + none + "' is no mail address, and no name of a domain or host");
    }
  }

  private List<String> addresses(String address) {
    return ExpectedSigner.addressesOf(authority.identity(address).certificate());
  }

  @Test
  void atAnotherTime_allTimesAreOfThatTime() {
    Instant then = Instant.parse("2031-05-06T07:08:09.123Z");
    TestAuthority future = TestAuthority.at(then);
    TrustPolicy trust = future.trust().at(then);
    assertThat(findings(trust, future.identity(ALICE), Purpose.SIGNING)).isEmpty();
    assertThat(findings(trust, future.identity(ALICE, EXPIRED), Purpose.SIGNING))
        .containsExactly("EXPIRED");
    assertThat(findings(trust, future.identity(ALICE, REVOKED), Purpose.SIGNING))
        .containsExactly("REVOKED");
    Instant begin = then.minus(Duration.ofHours(1));
    assertThat(findings(trust, future.identity(ALICE, begin, then.plusSeconds(1)), Purpose.SIGNING))
        .isEmpty();
    assertThat(findings(future.trust(), future.identity(ALICE), Purpose.SIGNING))
        .as("now")
        .contains("NOT_YET_VALID");
  }

  @Test
  void theSnippetOfTheReadme_runsHere_asItIsWritten(@TempDir Path folder) throws Exception {
    TestAuthority authority = TestAuthority.create();
    Credential alice = authority.identity("alice@example.org");
    Credential old = authority.identity("bob@example.org", Trait.RSA, Trait.EXPIRED);
    Credential renewed = authority.renewed(old);
    KeyHistory.of(old, renewed).writePkcs12(folder.resolve("bob.pfx"), "secret".toCharArray());
    authority.revoke(renewed.certificate());
    TrustPolicy trust = authority.trust();

    assertThat(findings(trust, alice, Purpose.SIGNING)).isEmpty();
    assertThat(findings(trust, old, Purpose.SIGNING)).containsExactly("EXPIRED");
    assertThat(findings(trust, renewed, Purpose.SIGNING)).containsExactly("REVOKED");
    KeyHistory read =
        KeyHistory.read(PasswordSource.of("secret".toCharArray()), folder.resolve("bob.pfx"));
    assertThat(read.keys()).hasSize(1);
    assertThat(read.certificates())
        .containsExactlyInAnyOrder(
            old.certificate(), renewed.certificate(), authority.certificate());
    Page.stands("smime-testing/README.md", "java", TestAuthorityTest.class);
  }
}
