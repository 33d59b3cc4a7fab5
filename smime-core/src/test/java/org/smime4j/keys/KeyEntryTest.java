package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.sources.PrivateKeyOperations;
import org.smime4j.testing.TestPki;

/** A history, key by key: what is held of each, what is missing, and each for itself. */
class KeyEntryTest {

  private static final char[] PASSWORD = "pw".toCharArray();

  @TempDir private Path folder;

  private final TestPki.Authority ca = TestPki.authority("Entries");

  private TestPki.Builder alice(int from, int to) {
    return ca.issue("alice@example.org").newKey().validity(year(from), year(to));
  }

  private static Instant year(int year) {
    return Instant.parse(year + "-01-01T00:00:00Z");
  }

  private static Credential identity(TestPki.Issued issued) {
    return Credential.of(issued.privateKey(), issued.certificate());
  }

  private static KeyHistory alone(X509Certificate certificate) throws Exception {
    return KeyHistory.read(certificate.getEncoded(), "alone", PasswordSource.of());
  }

  private static KeyHistory withoutCertificate(TestPki.Issued issued) throws Exception {
    return KeyHistory.read(
        issued.privateKey().getEncoded(), "without certificate", PasswordSource.of());
  }

  @Test
  void everyPublicKeyIsOneEntry_withItsCertificatesAndIssuers() throws Exception {
    TestPki.Issued old = alice(2019, 2021).build();
    TestPki.Issued renewed = alice(2021, 2023).keyOf(old).build();
    TestPki.Issued lost = alice(2023, 2025).build();
    TestPki.Issued orphan = alice(2025, 2027).build();
    KeyHistory history =
        KeyHistory.of(identity(old), identity(renewed))
            .and(alone(lost.certificate()))
            .and(withoutCertificate(orphan))
            .and(alone(ca.certificate()));
    List<KeyEntry> entries = history.entries();
    assertThat(entries).hasSize(4);
    KeyEntry twice = of(entries, renewed.certificate());
    assertThat(twice.certificates()).containsExactly(renewed.certificate(), old.certificate());
    assertThat(twice.issuers()).containsExactly(ca.certificate());
    assertThat(twice.hasWholeChain()).isTrue();
    assertThat(of(entries, lost.certificate()).key()).isEmpty();
    assertThat(of(entries, ca.certificate()).hasWholeChain()).isTrue();
    KeyEntry keyAlone =
        entries.stream().filter(entry -> entry.certificates().isEmpty()).findFirst().orElseThrow();
    assertThat(keyAlone.key().orElseThrow().publicKey()).isEqualTo(orphan.publicKey());
    assertThat(keyAlone.hasWholeChain()).isFalse();
  }

  @Test
  void withoutTheIssuerTheChainIsNotWhole() {
    KeyEntry entry = KeyHistory.of(identity(alice(2019, 2021).build())).entries().get(0);
    assertThat(entry.issuers()).isEmpty();
    assertThat(entry.hasWholeChain()).isFalse();
  }

  @Test
  void aKeyOfSeveralFilesNamesThemAll() throws Exception {
    TestPki.Issued issued = alice(2019, 2021).build();
    for (String name : List.of("a.pfx", "b.pfx")) {
      KeyHistory.of(identity(issued)).writePkcs12(folder.resolve(name), PASSWORD);
    }
    DecryptionKey key = KeyHistory.read(PasswordSource.of(PASSWORD), folder).keys().get(0);
    assertThat(key.sources())
        .containsExactly(folder.resolve("a.pfx").toString(), folder.resolve("b.pfx").toString());
    assertThat(key.sources().get(0)).isEqualTo(folder.resolve("a.pfx").toString());
  }

  @Test
  void splitGivesOneHistoryForEachCertificate_andTogetherTheyAreTheWhole() throws Exception {
    TestPki.Issued old = alice(2019, 2021).build();
    TestPki.Issued renewed = alice(2021, 2023).keyOf(old).build();
    TestPki.Issued orphan = alice(2025, 2027).build();
    KeyHistory history =
        KeyHistory.of(identity(old), identity(renewed))
            .and(withoutCertificate(orphan))
            .and(alone(ca.certificate()));
    List<KeyHistory> parts =
        history.entries().stream().flatMap(entry -> KeyHistory.split(entry).stream()).toList();
    assertThat(parts).hasSize(3);
    assertThat(parts).allSatisfy(part -> assertThat(part.size()).isEqualTo(1));
    assertThat(parts).extracting(part -> part.certificates().size()).containsExactly(1, 1, 0);
    KeyHistory again = KeyHistory.of();
    for (KeyHistory part : parts) {
      ByteArrayOutputStream pfx = new ByteArrayOutputStream();
      part.writePkcs12(pfx, PASSWORD);
      again = again.and(KeyHistory.read(pfx.toByteArray(), "part", PasswordSource.of(PASSWORD)));
    }
    assertThat(again.keys())
        .extracting(DecryptionKey::publicKey)
        .containsExactlyInAnyOrder(old.publicKey(), orphan.publicKey());
    assertThat(again.certificates()).containsExactly(renewed.certificate(), old.certificate());
  }

  @Test
  void aKeptKeyIsNotWritten_andNothingIsInTheStream() {
    TestPki.Issued issued = alice(2019, 2021).build();
    KeyHistory kept =
        KeyHistory.of(Credential.of(new PrivateKeyOperations() {}, issued.certificate()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Throwable failure = catchThrowable(() -> kept.writePkcs12(out, PASSWORD));
    assertThat(failure).isInstanceOf(KeyFile.class);
    assertThat(out.size()).isZero();
  }

  @Test
  void gapsAreTheTimesWithoutAKey() throws Exception {
    TestPki.Issued first = alice(2015, 2017).build();
    TestPki.Issued lost = alice(2017, 2018).build();
    TestPki.Issued second = alice(2019, 2021).build();
    TestPki.Issued last = alice(2022, 2024).build();
    KeyHistory history =
        KeyHistory.of(identity(first), identity(second))
            .and(alone(lost.certificate()))
            .and(alone(last.certificate()))
            .and(alone(ca.certificate()));
    assertThat(KeyEntry.gaps(history.entries()))
        .containsExactly(Map.entry(year(2017), year(2019)), Map.entry(year(2021), year(2024)));
    assertThat(KeyEntry.gaps(history.and(KeyHistory.of(identity(lost))).entries()))
        .containsExactly(Map.entry(year(2018), year(2019)), Map.entry(year(2021), year(2024)));
  }

  @Test
  void certificatesThatFollowOneAnotherLeaveNoGap_andThoseForSigningFillNone() {
    TestPki.Issued signing = alice(2017, 2019).keyUsage(KeyUsage.digitalSignature).build();
    KeyHistory history =
        KeyHistory.of(
            identity(alice(2015, 2017).validity(year(2015), year(2017).minusSeconds(1)).build()),
            identity(alice(2017, 2018).build()),
            identity(signing));
    assertThat(KeyEntry.gaps(history.entries())).isEmpty();
    assertThat(KeyEntry.gaps(KeyHistory.of(identity(signing)).entries())).isEmpty();
    assertThat(
            KeyEntry.gaps(
                history.and(KeyHistory.of(identity(alice(2019, 2020).build()))).entries()))
        .containsExactly(Map.entry(year(2018), year(2019)));
  }

  private static KeyEntry of(List<KeyEntry> entries, X509Certificate certificate) {
    Optional<KeyEntry> found =
        entries.stream().filter(e -> e.certificates().contains(certificate)).findFirst();
    return found.orElseThrow();
  }
}
