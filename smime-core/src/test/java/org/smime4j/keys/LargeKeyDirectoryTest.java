package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.KeyDirectory;
import org.smime4j.settings.Limits;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/**
 * The directory of an escrow: 1,000 PFX files, or 4,000 with {@code -Pthorough}, each with a
 * certificate of its own. A test that opens a file twice has asked too often in either. To be made
 * quickly all but one share 16 keys, and all derive theirs in one iteration. The times are printed
 * for comparison; none is asserted.
 */
class LargeKeyDirectoryTest {

  private static final int FILES = Samples.times(1_000);

  @Test
  @Tag("large")
  void manyFiles_areOpenedForTheIndexOnly(@TempDir Path folder) throws Exception {
    TestPki.Authority authority = TestPki.authority("Escrow");
    List<KeyPair> keys = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      keys.add(TestPki.generate("P-256"));
    }
    List<TestPki.Issued> all =
        IntStream.range(0, FILES)
            .parallel()
            .mapToObj(
                i ->
                    write(
                        folder.resolve(String.format("%02d", i / 100)).resolve(i + ".pfx"),
                        authority
                            .issue("user" + i + "@example.org")
                            .key(i == 0 ? TestPki.generate("P-256") : keys.get(i % 16))
                            .build()))
            .toList();
    AtomicInteger asked = new AtomicInteger();
    PasswordSource passwords =
        subject -> {
          asked.incrementAndGet();
          return List.of("pw".toCharArray());
        };
    open("first index", folder, passwords);
    assertThat(asked).hasValue(FILES);
    asked.set(0);
    KeyDirectory again = open("index at hand", folder, passwords);
    assertThat(asked).hasValue(0);
    assertThat(again.keys().size()).isEqualTo(keys.size() + 1);
    long start = System.nanoTime();
    // The one file whose key is not shared.
    assertThat(again.keys().matching(List.of(RecipientIdentifier.of(all.get(0).certificate()))))
        .hasSize(1);
    System.out.printf("first match: %d ms%n", (System.nanoTime() - start) / 1_000_000);
    assertThat(asked).hasValue(1);
  }

  private static TestPki.Issued write(Path file, TestPki.Issued issued) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(
          file,
          TestPfx.modern("pw")
              .iterations(1)
              .key(issued.privateKey(), null, new byte[] {1})
              .certificate(issued.certificate(), null, new byte[] {1})
              .build());
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
      return issued;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyDirectory open(String what, Path folder, PasswordSource passwords)
      throws Exception {
    AtomicInteger heard = new AtomicInteger();
    long start = System.nanoTime();
    KeyDirectory opened =
        KeyDirectory.open(
            folder,
            folder.resolve("index"),
            passwords,
            Limits.standard(),
            (done, total) -> heard.incrementAndGet());
    System.out.printf(
        "%,d PFX files, %s: %d ms%n", FILES, what, (System.nanoTime() - start) / 1_000_000);
    assertThat(heard).hasValue(FILES);
    return opened;
  }
}
