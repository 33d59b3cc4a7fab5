package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limits;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** Histories as snapshots: what they hold, whatever way they came to it. */
public class KeyHistoryTest {

  private static final TestPki.Authority ROOT = TestPki.authority("History");

  /** Seven keys; the first has three certificates, the second two, the last none. */
  private static final List<TestPki.Issued> KEYS =
      IntStream.range(0, 7).mapToObj(i -> ROOT.issue("h@example.org").ec("P-256").build()).toList();

  private static final List<X509Certificate> CERTIFICATES = certificates();

  private static List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      certificates.add(KEYS.get(i).certificate());
    }
    certificates.add(ROOT.issue("h2@example.org").keyOf(KEYS.get(0)).build().certificate());
    certificates.add(ROOT.issue("h3@example.org").keyOf(KEYS.get(0)).build().certificate());
    certificates.add(ROOT.issue("h2@example.org").keyOf(KEYS.get(1)).build().certificate());
    certificates.add(ROOT.certificate());
    return List.copyOf(certificates);
  }

  @Property(tries = 60)
  void anyPartitionOverSeveralFiles_inAnyOrder_givesTheSameHistory(
      @ForAll("partitions") List<Integer> fileOf, @ForAll("orders") List<Integer> order)
      throws Exception {
    Map<Integer, TestPfx> files = new HashMap<>();
    for (int item = 0; item < KEYS.size() + CERTIFICATES.size(); item++) {
      TestPfx pfx =
          files.computeIfAbsent(
              fileOf.get(item),
              f -> (f % 2 == 0 ? TestPfx.modern("pw") : TestPfx.legacy("pw")).iterations(1));
      if (item < KEYS.size()) {
        pfx.key(KEYS.get(item).privateKey(), "same", new byte[] {1});
      } else {
        pfx.certificate(CERTIFICATES.get(item - KEYS.size()), "same", new byte[] {1});
      }
    }
    KeyHistory history = KeyHistory.of();
    for (int file : order) {
      TestPfx pfx = files.get(file);
      if (pfx != null) {
        KeyHistory more = read(pfx.build());
        history = file % 3 == 0 ? more.and(history) : history.and(more);
      }
    }
    assertThat(contents(history)).isEqualTo(EXPECTED);
    assertThat(history.keys()).extracting(KeyHistoryTest::name).containsExactlyElementsOf(ORDER);
    assertThat(history.size()).isEqualTo(KEYS.size());
    assertThat(new HashSet<>(history.certificates())).isEqualTo(new HashSet<>(CERTIFICATES));
    for (X509Certificate certificate : CERTIFICATES.subList(0, CERTIFICATES.size() - 1)) {
      assertThat(history.matching(List.of(RecipientIdentifier.of(certificate))))
          .singleElement()
          .satisfies(match -> assertThat(match.key().certificates()).contains(certificate));
    }
  }

  private static final Map<Lookup, Set<X509Certificate>> EXPECTED = expected();

  private static final List<Lookup> ORDER = order();

  private static List<Lookup> order() {
    KeyHistory all = KeyHistory.of();
    for (TestPki.Issued key : KEYS.subList(0, 6)) {
      all = all.and(KeyHistory.of(Credential.of(key.privateKey(), key.certificate())));
    }
    List<Lookup> order = all.keys().stream().map(KeyHistoryTest::name).collect(Collectors.toList());
    order.add(Lookup.publicKey(KEYS.get(6).publicKey()));
    return order;
  }

  private static Map<Lookup, Set<X509Certificate>> expected() {
    Map<Lookup, Set<X509Certificate>> expected = new HashMap<>();
    for (TestPki.Issued key : KEYS) {
      expected.put(
          Lookup.publicKey(key.publicKey()),
          CERTIFICATES.stream()
              .filter(certificate -> certificate.getPublicKey().equals(key.publicKey()))
              .collect(Collectors.toSet()));
    }
    return expected;
  }

  private static Map<Lookup, Set<X509Certificate>> contents(KeyHistory history) {
    return history.keys().stream()
        .collect(Collectors.toMap(KeyHistoryTest::name, key -> new HashSet<>(key.certificates())));
  }

  private static Lookup name(DecryptionKey key) {
    return Lookup.publicKey(key.publicKey());
  }

  @Provide
  Arbitrary<List<Integer>> partitions() {
    return Arbitraries.integers().between(0, 4).list().ofSize(KEYS.size() + CERTIFICATES.size());
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3, 4);
  }

  @Test
  void snapshots_stayWhatTheyWere() {
    KeyHistory one = KeyHistory.of(identity(0));
    KeyHistory two = one.and(KeyHistory.of(identity(1)));
    KeyHistory again = two.without(KEYS.get(0).certificate().getPublicKey());
    assertThat(one.size()).isOne();
    assertThat(two.size()).isEqualTo(2);
    assertThat(again.size()).isOne();
    assertThat(one.matching(wanted(0))).hasSize(1);
    assertThat(two.matching(wanted(0))).hasSize(1);
    assertThat(again.matching(wanted(0))).isEmpty();
  }

  @Test
  void removedKey_isRemembered_untilItComesBack() {
    KeyHistory both = KeyHistory.of(identity(0), identity(1));
    KeyHistory without = both.without(both.matching(wanted(0)).get(0).key().publicKey());
    assertThat(without.matching(wanted(0))).isEmpty();
    assertThat(without.certificates()).doesNotContain(KEYS.get(0).certificate());
    assertThat(without.removedMatching(wanted(0)))
        .singleElement()
        .asString()
        .matches(
            java.util.regex.Pattern.quote(
                    RecipientIdentifier.of(KEYS.get(0).certificate()).toString())
                + ", removed on \\d{4}-\\d\\d-\\d\\d");
    assertThat(without.removedMatching(wanted(1))).isEmpty();
    assertThat(KeyHistory.of(identity(2)).and(without).removedMatching(wanted(0))).hasSize(1);
    assertThat(without.and(KeyHistory.of(identity(2))).removedMatching(wanted(0))).hasSize(1);
    KeyHistory back = without.and(KeyHistory.of(identity(0)));
    assertThat(back.matching(wanted(0))).hasSize(1);
    assertThat(back.removedMatching(wanted(0))).isEmpty();
  }

  @Test
  void removingWhatIsNotHeld_changesNothing() {
    KeyHistory one = KeyHistory.of(identity(0));
    assertThat(one.without(KEYS.get(1).certificate().getPublicKey())).isSameAs(one);
  }

  @Test
  void removal_takesEveryCertificateOfTheKey() {
    KeyHistory both =
        KeyHistory.of(identity(0), Credential.of(KEYS.get(0).privateKey(), CERTIFICATES.get(6)));
    assertThat(both.size()).isOne();
    KeyHistory without = both.without(CERTIFICATES.get(6).getPublicKey());
    assertThat(without.certificates()).isEmpty();
    assertThat(without.removedMatching(wanted(0))).hasSize(1);
  }

  @Test
  void aeadOnly_marksTheKey_andStays() {
    KeyHistory marked = KeyHistory.of(identity(0), identity(1)).aeadOnly(CERTIFICATES.get(0));
    assertThat(marked.matching(wanted(0)).get(0).key().isAeadOnly()).isTrue();
    assertThat(marked.matching(wanted(1)).get(0).key().isAeadOnly()).isFalse();
    KeyHistory more = KeyHistory.of(identity(0)).and(marked).and(KeyHistory.of(identity(0)));
    assertThat(more.matching(wanted(0)).get(0).key().isAeadOnly()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> marked.aeadOnly(CERTIFICATES.get(3)));
  }

  @Test
  void identity_ofAnotherKeysCertificate_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Credential.of(KEYS.get(0).privateKey(), CERTIFICATES.get(1)));
  }

  @Test
  void identityFromAFile_isTheNewest(@TempDir Path folder) throws Exception {
    TestPki.Issued newest =
        ROOT.issue("h@example.org")
            .ec("P-256")
            .validity(TestPki.NOW, TestPki.NOW.plusSeconds(1_000_000_000))
            .build();
    Path file =
        Files.write(
            folder.resolve("file.pfx"),
            TestPfx.modern("pw")
                .key(KEYS.get(0).privateKey())
                .certificate(CERTIFICATES.get(0))
                .key(newest.privateKey())
                .certificate(newest.certificate())
                .certificate(ROOT.certificate())
                .build());
    Credential identity = Credential.read(file, PasswordSource.of("pw".toCharArray()));
    assertThat(identity.certificate()).isEqualTo(newest.certificate());
    assertThat(identity.chain()).containsExactly(newest.certificate(), ROOT.certificate());
  }

  @Test
  void identityFromAFileWithoutCertificate_saysWhatIsMissing(@TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("key.der"), KEYS.get(0).privateKey().getEncoded());
    KeyFile failure =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            KeyFile.class, () -> Credential.read(file, PasswordSource.of()));
    assertThat(failure).hasMessageContaining("export both together");
  }

  @Test
  void passwordFile_givesALineEach_theEmptyOneToo(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("passwords"), "one\r\n\n two \nGrüße");
    List<String> lines = new ArrayList<>();
    PasswordSource.ofLines(file).candidates("x").forEach(line -> lines.add(new String(line)));
    assertThat(lines).containsExactly("one", "", " two ", "Grüße");
  }

  @Test
  void threeHundredCertificatesOnSevenKeys_addedOneByOne_areEachFound() {
    KeyHistory history = KeyHistory.of();
    List<RecipientIdentifier> wanted = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      TestPki.Issued issued =
          ROOT.issue("many@example.org").keyOf(KEYS.get(i % KEYS.size())).build();
      history =
          history.and(KeyHistory.of(Credential.of(issued.privateKey(), issued.certificate())));
      wanted.add(RecipientIdentifier.of(issued.certificate()));
    }
    assertThat(history.size()).isEqualTo(KEYS.size());
    for (RecipientIdentifier one : wanted) {
      assertThat(history.matching(List.of(one))).hasSize(1);
    }
  }

  private static Credential identity(int i) {
    return Credential.of(KEYS.get(i).privateKey(), KEYS.get(i).certificate());
  }

  private static List<RecipientIdentifier> wanted(int i) {
    return List.of(RecipientIdentifier.of(KEYS.get(i).certificate()));
  }

  private static KeyHistory read(byte[] octets) throws Exception {
    Path file = Files.createTempFile("history", ".pfx");
    try {
      return KeyHistory.read(
          Limits.standard(),
          PasswordSource.of("pw".toCharArray()),
          KeyHistory.of(),
          Files.write(file, octets));
    } finally {
      Files.delete(file);
    }
  }
}
