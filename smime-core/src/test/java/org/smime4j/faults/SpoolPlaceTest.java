package org.smime4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.faults.VerbUses.Correspondents;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/** The place for temporary files is full, read-only, not there, or a link (threats D1). */
@Tag("thorough")
class SpoolPlaceTest {

  private static final String PLACE = "java.io.tmpdir";
  private static final byte[] LARGE = large();

  private final String usual = System.getProperty(PLACE);
  private boolean mounted;

  @TempDir Path folder;

  private static byte[] large() {
    byte[] mail = Arrays.copyOf(Correspondents.MAIL, 3 << 20);
    Arrays.fill(mail, Correspondents.MAIL.length, mail.length, (byte) '\n');
    return mail;
  }

  /** A file system of 1 MiB, which only root can make. */
  private Path tmpfs(String options) throws IOException {
    Path place = Files.createDirectory(folder.resolve("mounted"));
    Outside.needs("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString());
    mounted = true;
    return place;
  }

  @AfterEach
  void putBack() throws Exception {
    System.setProperty(PLACE, usual);
    if (mounted) {
      Outside.needs("umount", folder.resolve("mounted").toString());
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  private static long descriptors() throws IOException {
    return files(Path.of("/proc/self/fd")).size();
  }

  /** What the runtime has open in a folder; a file may be there that has no name any more. */
  private static List<Path> open(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path descriptor : files(Path.of("/proc/self/fd"))) {
      try {
        if (Files.readSymbolicLink(descriptor).startsWith(directory.toRealPath())) {
          found.add(descriptor);
        }
      } catch (NoSuchFileException e) {
        // It was closed meanwhile, as the one that lists them is.
      }
    }
    return found;
  }

  /** Every verb that spools, each with a stream that does not fit. */
  private static void assertFails(Class<? extends IOException> type, String text) throws Exception {
    byte[] mail = Outgoing.of(LARGE).encryptedBy(Correspondents.ENCRYPTOR).seal().bytes();
    byte[] cms = Correspondents.ENCRYPTOR.encrypt(ByteSource.of(LARGE)).bytes();
    ByteArrayOutputStream released = new ByteArrayOutputStream();
    assertThatThrownBy(
            () ->
                Correspondents.DECRYPTOR
                    .releasingUnauthenticated()
                    .decrypt(new ByteArrayInputStream(cms), released))
        .isInstanceOf(type)
        .hasMessageContaining(text);
    assertThat(released.size()).isZero();
    assertThatThrownBy(
            () ->
                MailReader.with(Correspondents.DECRYPTOR, Correspondents.VERIFIER)
                    .open(new ByteArrayInputStream(mail)))
        .isInstanceOf(type)
        .hasMessageContaining(text);
  }

  @Test
  void d1_onADiskThatIsFull_nothingIsLeft_andTheTargetIsAsItWas() throws Exception {
    Path place = tmpfs("size=1m");
    System.setProperty(PLACE, place.toString());
    assertFails(IOException.class, "No space left");
    assertFails(IOException.class, place.toString());
    assertThat(files(place)).isEmpty();

    Path source = Files.write(folder.resolve("source"), LARGE);
    Path target = Files.writeString(place.resolve("target"), "what was there before");
    long before = descriptors();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> Correspondents.ENCRYPTOR.encrypt(source, target))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(target.toString())
          .hasMessageContaining("No space left");
      assertThatThrownBy(
              () ->
                  Outgoing.of(ByteSource.of(source))
                      .signedBy(Correspondents.SIGNER)
                      .writeTo(target))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
    assertThat(files(place)).containsExactly(target);
    assertThat(target).hasContent("what was there before");
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }

  @Test
  void d1_whereNothingMayBeWritten_thatIsSaid() throws Exception {
    System.setProperty(PLACE, tmpfs("ro").toString());
    assertFails(FileSystemException.class, "Read-only file system");
  }

  @Test
  void d1_aPlaceThatIsNotThere_isNamed() throws Exception {
    System.setProperty(PLACE, folder.resolve("nowhere").toString());
    assertFails(NoSuchFileException.class, "nowhere");
  }

  @Test
  void d1_throughALink_theFileIsForItsOwnerAlone_andGoesAgain() throws Exception {
    Outside.needs(Files.isDirectory(Path.of("/proc/self/fd")), "/proc/self/fd");
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    System.setProperty(PLACE, link.toString());
    byte[] mail = Outgoing.of(LARGE).encryptedBy(Correspondents.ENCRYPTOR).seal().bytes();
    try (OpenedMail opened =
        MailReader.with(Correspondents.DECRYPTOR, Correspondents.VERIFIER)
            .open(new ByteArrayInputStream(mail))) {
      assertThat(opened.content().bytes().length).isGreaterThan(LARGE.length / 2);
      List<Path> spools = open(real);
      assertThat(spools).isNotEmpty();
      for (Path spool : spools) {
        assertThat(Files.getPosixFilePermissions(spool))
            .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
      }
    }
    assertThat(open(real)).isEmpty();
    assertThat(files(real)).isEmpty();
  }

  @Test
  void d1_aTargetThatIsALink_isReplaced_andWhatItLedToIsAsItWas() throws Exception {
    Path source = Files.write(folder.resolve("source"), Correspondents.MAIL);
    Path victim = Files.writeString(folder.resolve("victim"), "what was there before");
    Path target = Files.createSymbolicLink(folder.resolve("target"), victim);
    Correspondents.ENCRYPTOR.encrypt(source, target);
    assertThat(victim).hasContent("what was there before");
    assertThat(Files.isSymbolicLink(target)).isFalse();
    assertThat(VerbUses.decrypted(Files.readAllBytes(target))).isEqualTo(Correspondents.MAIL);
  }
}
