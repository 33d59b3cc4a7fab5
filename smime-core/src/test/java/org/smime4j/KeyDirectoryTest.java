package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** A directory of key files that are opened when a message asks for them. */
public class KeyDirectoryTest {

  private static final TestPki.Authority CA = TestPki.authority("Directory");
  private static final TestPki.Issued ALICE = CA.issue("alice@example.org").rsa(1024).build();
  private static final TestPki.Issued BOB = CA.issue("bob@example.org").ec("P-256").build();

  /** So long that an index does not contain it by chance. */
  private static final String PASSWORD = "a password, long";

  @TempDir Path folder;

  /** The subjects for which passwords were asked, in order. */
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private final PasswordSource passwords =
      subject -> {
        asked.add(folder.relativize(Path.of(subject)).toString());
        return List.of("wrong".toCharArray(), PASSWORD.toCharArray());
      };

  @BeforeEach
  void write() throws Exception {
    put("alice.pfx", pfx(ALICE));
    put("below/bob.pfx", pfx(BOB));
    put("notes.txt", "no keys".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] pfx(TestPki.Issued issued) {
    return pfx(PASSWORD, issued);
  }

  private static byte[] pfx(String password, TestPki.Issued issued) {
    return TestPfx.modern(password)
        .key(issued.privateKey(), "same", new byte[] {1})
        .certificate(issued.certificate(), "same", new byte[] {1})
        .build();
  }

  /** Old enough to be taken as it was read. */
  private void put(String name, byte[] octets) throws Exception {
    put(folder.resolve(name), octets);
  }

  private static void put(Path file, byte[] octets) throws Exception {
    Files.createDirectories(file.getParent());
    Files.write(file, octets);
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(Duration.ofMinutes(1 + octets.length % 7))));
  }

  private static List<RecipientIdentifier> named(TestPki.Issued... issued) {
    return Arrays.stream(issued).map(one -> RecipientIdentifier.of(one.certificate())).toList();
  }

  @Test
  void privateKeys_areDecryptedOnTheirFirstMatch_andNotAgain() throws Exception {
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    assertThat(asked).containsExactlyInAnyOrder("alice.pfx", "below/bob.pfx", "notes.txt");
    assertThat(directory.keys().size()).isEqualTo(2);
    asked.clear();
    for (int i = 0; i < 3; i++) {
      assertThat(directory.keys().matching(named(ALICE)))
          .singleElement()
          .satisfies(
              match -> {
                assertThat(match.foundBy()).isEqualTo(FoundBy.RECIPIENT_ID);
                assertThat(match.key().publicKey()).isEqualTo(ALICE.publicKey());
              });
    }
    assertThat(asked).containsExactly("alice.pfx");
    assertThat(directory.keys().matching(named(CA))).isEmpty();
  }

  @Test
  void knownFiles_areNotOpenedAgain_andNothingSecretIsInTheIndex() throws Exception {
    KeyDirectory.open(folder, passwords);
    asked.clear();
    KeyDirectory again = KeyDirectory.open(folder, passwords);
    assertThat(asked).isEmpty();
    assertThat(again.keys().size()).isEqualTo(2);
    assertThat(again.skipped().entrySet())
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.getKey()).endsWith("notes.txt"));
    Path index = folder.resolve(".smime4j-index");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(index)))
        .isEqualTo("rw-------");
    String octets = Files.readString(index, StandardCharsets.ISO_8859_1);
    assertThat(octets)
        .contains("alice.pfx")
        .doesNotContain(PASSWORD)
        .doesNotContain(TestPfx.text(ALICE.privateKey().getEncoded()).substring(200, 220));
    assertThat(again.keys().matching(named(BOB))).hasSize(1);
    assertThat(asked).containsExactly("below/bob.pfx");
  }

  @Test
  void indexThatIsDamagedOrCutOrForged_isMadeAgain() throws Exception {
    KeyDirectory.open(folder, passwords);
    Path index = folder.resolve(".smime4j-index");
    byte[] whole = Files.readAllBytes(index);
    List<byte[]> damaged = new ArrayList<>();
    for (int i = 0; i < whole.length; i += 1 + whole.length / 12) {
      damaged.add(Arrays.copyOf(whole, i));
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x40;
      damaged.add(flipped);
    }
    for (byte[] octets : damaged) {
      Files.write(index, octets);
      asked.clear();
      assertThat(KeyDirectory.open(folder, passwords).keys().matching(named(ALICE))).hasSize(1);
      assertThat(asked).hasSizeGreaterThanOrEqualTo(3);
      assertThat(index).hasSize(whole.length);
    }
  }

  @Test
  void rescan_takesWhatCameChangedAndWent_whileASnapshotStays() throws Exception {
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    KeySource before = directory.keys().snapshot();
    TestPki.Issued carol = CA.issue("carol@example.org").ec("P-256").build();
    put("carol.pem", pem(carol));
    Files.delete(folder.resolve("below/bob.pfx"));
    TestPki.Issued renamed = CA.issue("alice2@example.org").rsa(1024).build();
    put("alice.pfx", pfx(renamed));
    assertThat(directory.keys().matching(named(carol))).isEmpty();
    asked.clear();
    directory.rescan();
    assertThat(asked).containsExactlyInAnyOrder("alice.pfx", "carol.pem");
    assertThat(directory.keys().matching(named(carol))).hasSize(1);
    assertThat(directory.keys().matching(named(renamed))).hasSize(1);
    assertThat(directory.keys().matching(named(BOB, ALICE))).isEmpty();
    assertThat(before.size()).isEqualTo(2);
    assertThat(before.matching(named(carol))).isEmpty();
  }

  private static byte[] pem(TestPki.Issued issued) throws Exception {
    return ("-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(issued.privateKey().getEncoded())
            + "\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(issued.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void rescanThatFindsNothingNew_keepsWhatWasOpened() throws Exception {
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    directory.keys().matching(named(ALICE));
    asked.clear();
    directory.rescan();
    assertThat(directory.keys().matching(named(ALICE))).hasSize(1);
    assertThat(asked).isEmpty();
    Files.delete(folder.resolve("below/bob.pfx"));
    directory.rescan();
    assertThat(directory.keys().matching(named(ALICE, BOB))).hasSize(1);
  }

  @Test
  void tenOpenedFilesAreHeld_forEachMillisecondOfKeys() throws Exception {
    put("carol.pfx", pfx(CA.issue("carol@example.org").rsa(1024).newKey().build()));
    for (int millis = 0; millis <= 1; millis++) {
      KeyDirectory directory =
          KeyDirectory.open(
              folder,
              folder.resolve(".smime4j-index"),
              passwords,
              Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, millis),
              (done, total) -> {});
      asked.clear();
      for (int message = 0; message < 3; message++) {
        assertThat(directory.keys().remaining(KeyKind.rsa(1024).toString())).hasSize(2);
      }
      assertThat(asked).hasSize(millis == 0 ? 6 : 2);
    }
  }

  @Test
  void certificateInAnotherFile_leadsToTheKey() throws Exception {
    TestPki.Issued renewed = CA.issue("alice@example.org").keyOf(ALICE).build();
    put("renewed.der", renewed.certificate().getEncoded());
    assertThat(KeyDirectory.open(folder, passwords).keys().matching(named(renewed)))
        .singleElement()
        .satisfies(match -> assertThat(match.foundBy()).isEqualTo(FoundBy.SAME_KEY));
  }

  @Test
  void remainingKeys_comeNewestFirst_eachOnce_andNoSoonerThanAskedFor() throws Exception {
    List<TestPki.Issued> generations = new ArrayList<>();
    for (int year = 2015; year < 2021; year++) {
      Instant from = Instant.parse(year + "-01-01T00:00:00Z");
      generations.add(
          CA.issue("eve@example.org")
              .ec("P-256")
              .validity(from, from.plus(Duration.ofDays(365)))
              .build());
    }
    for (int i = 0; i < 6; i += 2) {
      put(
          "eve" + i + ".pfx",
          TestPfx.modern(PASSWORD)
              .key(generations.get(i).privateKey(), "a", null)
              .certificate(generations.get(i).certificate())
              .key(generations.get(5 - i).privateKey(), "b", null)
              .certificate(generations.get(5 - i).certificate())
              .build());
    }
    put(
        "orphan.pfx",
        TestPfx.modern(PASSWORD).key(TestPki.generate("P-256").getPrivate(), "x", null).build());
    put("copy.pfx", pfx(generations.get(3)));
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    asked.clear();
    List<DecryptionKey> keys = new ArrayList<>();
    String p256 = KeyKind.of(BOB.publicKey()).toString();
    for (DecryptionKey key : directory.keys().remaining(p256)) {
      keys.add(key);
      if (keys.size() == 1) {
        assertThat(asked).containsExactly("below/bob.pfx");
      }
    }
    assertThat(asked).doesNotContain("alice.pfx");
    assertThat(keys).hasSize(8);
    assertThat(keys.get(7).certificates()).isEmpty();
    assertThat(keys.subList(0, 7))
        .extracting(key -> key.certificates().get(0).getNotBefore().toInstant())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(directory.keys().remaining(KeyKind.rsa(1024).toString()))
        .hasSize(1)
        .allSatisfy(key -> assertThat(key.publicKey()).isEqualTo(ALICE.publicKey()));
  }

  @Test
  void message_opensWithTheOneFileThatItNeeds() throws Exception {
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    asked.clear();
    byte[] cms =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(BOB.certificate())
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of("Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII)))
            .bytes();
    assertThat(
            Decryptor.with(directory.keys()).decrypt(ByteSource.of(cms)).layer().isAuthenticated())
        .isTrue();
    assertThat(asked).containsExactly("below/bob.pfx");
  }

  @Test
  void fileThatNoPasswordOpens_isPassedOver_andTriedAgainWithOthers() throws Exception {
    put("secret.pfx", pfx("another", CA.issue("dave@example.org").ec("P-256").build()));
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    assertThat(directory.skipped().entrySet())
        .anySatisfy(
            skipped -> {
              assertThat(skipped.getKey()).endsWith("secret.pfx");
              assertThat(skipped.getValue()).contains("none of the passwords opens it");
            });
    assertThat(directory.keys().size()).isEqualTo(2);
    assertThat(
            KeyDirectory.open(
                    folder, PasswordSource.of("another".toCharArray(), PASSWORD.toCharArray()))
                .keys()
                .size())
        .isEqualTo(3);
  }

  @Test
  void fileThatIsGoneSinceTheScan_isSaid_unlessAnotherHasTheKey() throws Exception {
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    Files.write(folder.resolve("alice.pfx"), new byte[] {1, 2, 3});
    assertThat(directory.keys().matching(named(ALICE))).isEmpty();
    assertThatThrownBy(() -> directory.keys().removedMatching(named(ALICE)))
        .isInstanceOf(KeyFile.class);
    assertThat(directory.keys().matching(named(ALICE, BOB))).hasSize(1);
    failsAtItsEnd(directory.keys().remaining(KeyKind.rsa(1024).toString()));
  }

  private static void failsAtItsEnd(Iterable<DecryptionKey> keys) {
    assertThatThrownBy(() -> keys.iterator().hasNext())
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(KeyFile.class);
  }

  @Test
  void fileThatIsGone_keepsNoOtherSourceFromBeingAsked_andIsSaidByItsType() throws Exception {
    KeyDirectory directory = KeyDirectory.open(folder, passwords);
    Files.delete(folder.resolve("alice.pfx"));
    byte[] cms =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(ALICE.certificate())
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of("Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII)))
            .bytes();
    assertThatThrownBy(() -> Decryptor.with(directory.keys()).decrypt(ByteSource.of(cms)))
        .isInstanceOf(KeyFile.class)
        .hasMessageContaining("alice.pfx");
    KeyHistory copy =
        KeyHistory.of(Credential.of(ALICE.privateKey(), ALICE.certificate(), CA.certificate()));
    assertThat(
            Decryptor.with(KeyHistory.chain(directory.keys(), copy))
                .decrypt(ByteSource.of(cms))
                .layer()
                .isAuthenticated())
        .isTrue();
  }

  /** Octets that are no text in this locale; another one has the same trouble with UTF-8. */
  @Test
  void fileNamesThatNoTextSpells_areTwoFiles_andStayThem() throws Exception {
    TestPki.Issued carol = CA.issue("carol@example.org").ec("P-256").build();
    TestPki.Issued dora = CA.issue("dora@example.org").ec("P-256").build();
    put(file("M%FCller%202025.pfx"), pfx(carol));
    put(file("M%F6ller%202025.pfx"), pfx(dora));
    put(file("K%FC.pfx"), pfx("another", ALICE));
    put(file("K%F6.pfx"), pfx("another", ALICE));
    for (int i = 0; i < 2; i++) {
      KeyDirectory directory = KeyDirectory.open(folder, PasswordSource.of(PASSWORD.toCharArray()));
      assertThat(directory.keys().matching(named(carol))).hasSize(1);
      assertThat(directory.keys().matching(named(dora))).hasSize(1);
      assertThat(directory.skipped().keySet())
          .anyMatch(name -> name.endsWith("K%FC.pfx"))
          .anyMatch(name -> name.endsWith("K%F6.pfx"));
    }
  }

  private Path file(String name) {
    return Path.of(URI.create(folder.toUri() + name));
  }

  @Test
  void rescan_passesOverAFileThatGoesMeanwhile() throws Exception {
    KeyDirectory directory =
        KeyDirectory.open(
            folder,
            folder.resolve(".smime4j-index"),
            passwords,
            Limits.standard(),
            (done, total) -> {
              try {
                Files.deleteIfExists(folder.resolve("below/bob.pfx"));
              } catch (java.io.IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(directory.keys().matching(named(ALICE))).hasSize(1);
    assertThat(directory.skipped().entrySet())
        .anySatisfy(skipped -> assertThat(skipped.getKey()).endsWith("bob.pfx"));
  }

  @Test
  void a9_eachFileIsOpenedOnceForAMessage_alsoOneThatFails() throws Exception {
    KeySource message = KeyDirectory.open(folder, passwords).keys().snapshot();
    Files.write(folder.resolve("alice.pfx"), pfx("another", ALICE));
    asked.clear();
    for (int recipient = 0; recipient < 5; recipient++) {
      failsAtItsEnd(message.remaining(KeyKind.rsa(1024).toString()));
      assertThat(message.matching(named(ALICE))).isEmpty();
      assertThat(message.remaining(KeyKind.of(BOB.publicKey()).toString())).hasSize(1);
    }
    assertThat(asked).containsExactlyInAnyOrder("alice.pfx", "below/bob.pfx");
  }

  @Test
  void indexElsewhere_progress_andInterruption(@TempDir Path elsewhere) throws Exception {
    List<Long> heard = new ArrayList<>();
    Path index = elsewhere.resolve("index");
    KeyDirectory.open(
        folder,
        index,
        passwords,
        Limits.standard(),
        (done, total) -> {
          heard.add(done);
          assertThat(done).isLessThanOrEqualTo(total);
        });
    assertThat(heard).hasSize(3).isSorted();
    assertThat(index).exists();
    assertThat(folder.resolve(".smime4j-index")).doesNotExist();
    Files.delete(index);
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                KeyDirectory.open(folder, index, passwords, Limits.standard(), (done, total) -> {}))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(index).doesNotExist();
  }
}
