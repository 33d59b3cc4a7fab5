package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** The index of a directory leads to every private key, and to no file that has none of them. */
class KeyDirectoryIndexTest {

  private static final TestPki.Authority CA = TestPki.authority("Index");
  private static final List<TestPki.Issued> PEOPLE = people();
  private static final String P256 = KeyKind.of(PEOPLE.get(0).publicKey()).toString();

  @TempDir Path folder;
  @TempDir Path elsewhere;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final PasswordSource passwords =
      subject -> {
        asked.add(Path.of(subject).getFileName().toString());
        return List.of("pw".toCharArray());
      };

  private static List<TestPki.Issued> people() {
    List<TestPki.Issued> people = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      people.add(CA.issue(i + "@example.org").key(TestPki.generate("P-256")).build());
    }
    return List.copyOf(people);
  }

  private KeyDirectory open(Path directory) throws Exception {
    return KeyDirectory.open(
        directory,
        elsewhere.resolve(directory.getFileName() + ".index"),
        passwords,
        Limits.standard(),
        (done, total) -> {});
  }

  private static List<RecipientIdentifier> identifiers(TestPki.Issued issued) {
    return List.of(
        RecipientIdentifier.of(issued.certificate()),
        RecipientIdentifier.of(Certificates.subjectKeyIdentifier(issued.certificate())));
  }

  private static TestPfx pfx() {
    return TestPfx.modern("pw").iterations(1);
  }

  @Test
  void a3_whereTheIndexCannotBeWritten_mailOpens_andTheOpenDirectoryRemembers() throws Exception {
    Files.write(
        folder.resolve("a.pfx"),
        pfx().key(PEOPLE.get(0).privateKey()).certificate(PEOPLE.get(0).certificate()).build());
    Path gone = Files.createDirectory(elsewhere.resolve("gone"));
    Path index = gone.resolve("index");
    KeyDirectory keys =
        KeyDirectory.open(folder, index, passwords, Limits.standard(), (done, total) -> {});
    DecryptionKey key = keys.keys().matching(identifiers(PEOPLE.get(0))).get(0).key();
    Files.delete(index);
    Files.delete(gone);

    keys.keys().openedAuthenticated(key);
    assertThat(keys.keys().hasOpenedAuthenticated(key)).isTrue();
    assertThat(Files.exists(index)).isFalse();
    // What looks for new files says that it cannot write, since its caller waits for that alone.
    Files.write(folder.resolve("b.pfx"), pfx().certificate(CA.certificate()).build());
    assertThatThrownBy(keys::rescan).isInstanceOf(IOException.class);

    Files.createDirectory(gone);
    keys.rescan();
    KeyDirectory later =
        KeyDirectory.open(folder, index, passwords, Limits.standard(), (done, total) -> {});
    assertThat(later.keys().hasOpenedAuthenticated(key)).as("written with the next index").isTrue();
  }

  private DecryptionKey key(KeyDirectory directory, int person) throws Exception {
    return directory.keys().matching(identifiers(PEOPLE.get(person))).get(0).key();
  }

  private Path putAll() throws Exception {
    for (int i = 0; i < PEOPLE.size(); i++) {
      put(i);
    }
    return elsewhere.resolve(folder.getFileName() + ".index");
  }

  private void put(int person) throws Exception {
    Path file =
        Files.write(
            folder.resolve(person + ".pfx"),
            pfx()
                .key(PEOPLE.get(person).privateKey())
                .certificate(PEOPLE.get(person).certificate())
                .build());
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
  }

  @Test
  void keyThatFirstOpensAuthenticatedMail_isAddedToTheIndex_whichIsNotWrittenAgain()
      throws Exception {
    Path index = putAll();
    KeyDirectory directory = open(folder);
    byte[] before = Files.readAllBytes(index);
    Object file = Files.readAttributes(index, BasicFileAttributes.class).fileKey();
    for (int i = 0; i < PEOPLE.size(); i++) {
      for (int mail = 0; mail < 3; mail++) {
        directory.keys().openedAuthenticated(key(directory, i));
      }
      assertThat(Files.size(index)).isEqualTo(before.length + 20L * (i + 1));
    }
    assertThat(Files.readAllBytes(index)).startsWith(before);
    assertThat(Files.readAttributes(index, BasicFileAttributes.class).fileKey()).isEqualTo(file);
    KeyDirectory later = open(folder);
    for (int i = 0; i < PEOPLE.size(); i++) {
      assertThat(later.keys().hasOpenedAuthenticated(key(later, i))).isTrue();
    }
  }

  @Test
  void addedKeyThatWasNotWrittenToItsEnd_isWrittenAgain_andNoFileIsOpenedForThat()
      throws Exception {
    Path index = putAll();
    KeyDirectory directory = open(folder);
    directory.keys().openedAuthenticated(key(directory, 0));
    long one = Files.size(index);
    directory.keys().openedAuthenticated(key(directory, 1));
    byte[] two = Files.readAllBytes(index);
    for (int end = (int) one + 1; end < two.length; end++) {
      byte[] flipped = two.clone();
      flipped[end] ^= 0x40;
      for (byte[] damaged : List.of(Arrays.copyOf(two, end), flipped)) {
        Files.write(index, damaged);
        asked.clear();
        KeyDirectory later = open(folder);
        assertThat(asked).as("%d", end).isEmpty();
        assertThat(later.keys().hasOpenedAuthenticated(key(later, 0))).isTrue();
        assertThat(later.keys().hasOpenedAuthenticated(key(later, 1))).isFalse();
        assertThat(Files.size(index)).isEqualTo(one);
      }
    }
    // The directory that has been open all the while knows both.
    directory.rescan();
    KeyDirectory last = open(folder);
    assertThat(last.keys().hasOpenedAuthenticated(key(last, 1))).isTrue();
  }

  @Test
  void ofTwoDirectoriesOverOneIndex_neitherForgetsWhatTheOtherRemembers() throws Exception {
    putAll();
    KeyDirectory one = open(folder);
    KeyDirectory other = open(folder);
    one.keys().openedAuthenticated(key(one, 0));
    other.keys().openedAuthenticated(key(other, 1));
    KeyDirectory later = open(folder);
    for (int i = 0; i < 3; i++) {
      assertThat(later.keys().hasOpenedAuthenticated(key(later, i))).isEqualTo(i < 2);
    }
  }

  @Test
  void whatStandsInTheIndexesPlaceAsALink_isNotWrittenTo() throws Exception {
    Path index = putAll();
    KeyDirectory directory = open(folder);
    Path other = Files.writeString(elsewhere.resolve("other"), "of somebody else");
    Files.delete(index);
    Files.createSymbolicLink(index, other);
    directory.keys().openedAuthenticated(key(directory, 0));
    assertThat(directory.keys().hasOpenedAuthenticated(key(directory, 0))).isTrue();
    assertThat(other).hasContent("of somebody else");
  }

  @Test
  void mailIsOpened_whileTheDirectoryIsScanned() throws Exception {
    putAll();
    AtomicReference<KeyDirectory> opened = new AtomicReference<>();
    AtomicInteger remembered = new AtomicInteger();
    ProgressListener listener =
        (done, total) -> {
          KeyDirectory directory = opened.get();
          if (directory != null) {
            try {
              CompletableFuture.runAsync(
                      () -> directory.keys().openedAuthenticated(authenticated(directory)))
                  .get(1, TimeUnit.MINUTES);
              remembered.incrementAndGet();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
        };
    opened.set(
        KeyDirectory.open(
            folder, elsewhere.resolve("index"), passwords, Limits.standard(), listener));
    Files.delete(folder.resolve("3.pfx"));
    opened.get().rescan();
    assertThat(remembered).hasValue(3);
    KeyDirectory later =
        KeyDirectory.open(
            folder, elsewhere.resolve("index"), passwords, Limits.standard(), (done, all) -> {});
    assertThat(later.keys().hasOpenedAuthenticated(key(later, 0))).isTrue();
  }

  private DecryptionKey authenticated(KeyDirectory directory) {
    try {
      return key(directory, 0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keyOfSeveralFiles_orSources_isCountedOnce() throws Exception {
    putAll();
    Files.copy(folder.resolve("0.pfx"), folder.resolve("copy.pfx"));
    Files.write(
        folder.resolve("closed.pfx"),
        TestPfx.modern("another")
            .key(PEOPLE.get(0).privateKey())
            .certificate(PEOPLE.get(0).certificate())
            .build());
    KeyDirectory directory = open(folder);
    assertThat(directory.keys().size()).isEqualTo(4);
    KeyHistory history = KeyHistory.read(passwords, folder.resolve("0.pfx"));
    for (KeySource held :
        List.of(history, KeyHistory.changing(() -> history), KeyHistory.chain(history))) {
      assertThat(KeyHistory.chain(held, directory.keys()).snapshot().size()).isEqualTo(4);
    }
    assertThat(directory.keys().unopened().keySet()).singleElement(STRING).endsWith("closed.pfx");
    assertThat(KeyHistory.chain(history, directory.keys()).snapshot().unopened())
        .isEqualTo(directory.keys().unopened());
  }

  @Test
  void keyWithoutCertificate_besideAnotherKeyAndAnAuthority_isFound() throws Exception {
    Files.write(
        folder.resolve("both.pfx"),
        pfx()
            .key(PEOPLE.get(0).privateKey())
            .certificate(PEOPLE.get(0).certificate())
            .certificate(CA.certificate())
            .key(PEOPLE.get(1).privateKey())
            .build());
    Files.write(
        folder.resolve("chain.pfx"),
        pfx().key(PEOPLE.get(2).privateKey()).certificate(CA.certificate()).build());
    Files.write(folder.resolve("1.cer"), PEOPLE.get(1).certificate().getEncoded());
    Files.write(folder.resolve("2.cer"), PEOPLE.get(2).certificate().getEncoded());
    KeyDirectory directory = open(folder);
    for (int i = 0; i < 3; i++) {
      for (RecipientIdentifier identifier : identifiers(PEOPLE.get(i))) {
        assertThat(directory.keys().matching(List.of(identifier)))
            .as("%d %s", i, identifier)
            .hasSize(1);
      }
    }
    assertThat(directory.keys().remaining(P256)).hasSize(3);
  }

  @Test
  void directory_findsWhatTheHistoryOfTheSameFilesFinds() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KeyDirectoryIndexTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      Path files = Files.createDirectory(folder.resolve("round" + round));
      for (int file = 0; file < 5; file++) {
        write(files.resolve(file + ".pfx"), random);
      }
      KeyDirectory directory = open(files);
      KeyHistory history = KeyHistory.read(passwords, files);
      List<TestPki.Issued> everybody = new ArrayList<>(PEOPLE);
      everybody.add(CA);
      for (TestPki.Issued issued : everybody) {
        for (RecipientIdentifier wanted : identifiers(issued)) {
          assertThat(found(directory.keys().matching(List.of(wanted))))
              .as("seed %d, round %d, %s", seed, round, wanted)
              .isEqualTo(found(history.matching(List.of(wanted))));
        }
      }
      assertThat(keys(directory.keys().remaining(P256)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(keys(history.remaining(P256)));
    }
  }

  /** Any keys and certificates, whether or not they belong together, and marked or not. */
  private static void write(Path file, Random random) throws Exception {
    TestPfx pfx = pfx();
    List<TestPki.Issued> keys = PEOPLE.stream().filter(one -> random.nextInt(3) == 0).toList();
    List<TestPki.Issued> others = PEOPLE.stream().filter(one -> random.nextInt(3) == 0).toList();
    boolean marked = random.nextBoolean();
    keys.forEach(one -> pfx.key(one.privateKey(), null, marked ? mark(one) : null));
    others.forEach(one -> pfx.certificate(one.certificate(), null, marked ? mark(one) : null));
    if (random.nextBoolean()) {
      pfx.certificate(CA.certificate());
    }
    if (random.nextInt(4) == 0) {
      pfx.key(CA.privateKey());
    }
    Files.write(file, pfx.build());
  }

  private static byte[] mark(TestPki.Issued one) {
    return new byte[] {(byte) PEOPLE.indexOf(one)};
  }

  @Test
  void keyBesideSomebodyElsesCertificate_isTheirsInNoIndex() throws Exception {
    byte[] mark = {1};
    Files.write(
        folder.resolve("unmarked.pfx"),
        pfx().key(PEOPLE.get(0).privateKey()).certificate(PEOPLE.get(1).certificate()).build());
    Files.write(
        folder.resolve("marked.pfx"),
        pfx()
            .key(PEOPLE.get(2).privateKey(), null, mark)
            .certificate(PEOPLE.get(3).certificate())
            .build());
    KeyDirectory directory = open(folder);
    for (int i = 0; i < 4; i++) {
      RecipientIdentifier byKey = identifiers(PEOPLE.get(i)).get(1);
      assertThat(directory.keys().matching(List.of(byKey))).as("%d", i).hasSize(i % 2 == 0 ? 1 : 0);
    }
    assertThat(keys(directory.keys().remaining(P256)))
        .containsExactlyInAnyOrder(
            Lookup.publicKey(PEOPLE.get(0).publicKey()),
            Lookup.publicKey(PEOPLE.get(2).publicKey()));
  }

  private static Set<String> found(List<KeyMatch> matches) {
    Set<String> found = new HashSet<>();
    matches.forEach(match -> found.add(Lookup.publicKey(match.key().publicKey()).toString()));
    return found;
  }

  private static Set<Lookup> keys(Iterable<DecryptionKey> all) {
    Set<Lookup> keys = new HashSet<>();
    all.forEach(key -> keys.add(Lookup.publicKey(key.publicKey())));
    return keys;
  }

  @Test
  void a9_nameOfTheAuthority_opensNoFileThatCarriesItsChain() throws Exception {
    for (int i = 0; i < 3; i++) {
      Files.write(
          folder.resolve(i + ".pfx"),
          pfx()
              .key(PEOPLE.get(i).privateKey())
              .certificate(PEOPLE.get(i).certificate())
              .certificate(CA.certificate())
              .build());
    }
    KeyDirectory directory = open(folder);
    asked.clear();
    assertThat(directory.keys().matching(identifiers(CA))).isEmpty();
    assertThat(asked).isEmpty();
    Files.write(folder.resolve("ca.pfx"), pfx().key(CA.privateKey()).build());
    directory.rescan();
    asked.clear();
    assertThat(found(directory.keys().matching(identifiers(CA)))).hasSize(1);
    assertThat(asked).contains("ca.pfx").hasSizeLessThan(3);
  }
}
