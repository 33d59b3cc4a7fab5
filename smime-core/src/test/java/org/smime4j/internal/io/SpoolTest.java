package org.smime4j.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

final class SpoolTest {

  private static final Limits SMALL = Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 1_000);

  @TempDir Path directory;

  private static byte[] random(int size) {
    byte[] octets = new byte[size];
    new Random(size).nextBytes(octets);
    return octets;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static InputStream breaking(int after) {
    return new SequenceInputStream(
        new ByteArrayInputStream(random(after)),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the wire is cut");
          }
        });
  }

  /** What Java 17 does on a pipe, where a position cannot be asked for. */
  @Test
  void aPipeIsReadPieceByPiece() throws IOException {
    InputStream pipe =
        new FilterInputStream(new ByteArrayInputStream(random(1_500))) {
          @Override
          public byte[] readAllBytes() throws IOException {
            throw new IOException("Illegal seek");
          }

          @Override
          public byte[] readNBytes(int most) throws IOException {
            throw new IOException("Illegal seek");
          }

          @Override
          public long skip(long n) throws IOException {
            throw new IOException("Illegal seek");
          }
        };
    try (Spool spool = Spool.of(pipe, SMALL, directory)) {
      assertThat(spool.octets().bytes()).isEqualTo(random(1_500));
    }
  }

  @Test
  void upToTheThreshold_itStaysInMemory() throws IOException {
    try (Spool spool = Spool.of(new ByteArrayInputStream(random(1_000)), SMALL, directory)) {
      assertThat(spool.octets()).isInstanceOf(ArrayOctets.class);
      assertThat(spool.octets().bytes()).isEqualTo(random(1_000));
      assertThat(files(directory)).isEmpty();
    }
  }

  @Test
  void pastTheThreshold_itIsReadAgainFromAFile() throws IOException {
    for (int size : new int[] {1_001, 65_536, 65_537, 300_000}) {
      byte[] octets = random(size);
      try (Spool spool = Spool.of(new ByteArrayInputStream(octets), SMALL, directory)) {
        assertThat(spool.octets()).isNotInstanceOf(ArrayOctets.class);
        assertThat(spool.octets().sizeIfKnown()).hasValue(size);
        assertThat(spool.octets().bytes()).isEqualTo(octets);
        assertThat(spool.octets().slice(500, 1_000).bytes())
            .isEqualTo(Arrays.copyOfRange(octets, 500, 1_000));
        try (InputStream one = spool.octets().open();
            InputStream other = spool.octets().open()) {
          other.skipNBytes(7);
          assertThat(one.readNBytes(20)).isEqualTo(Arrays.copyOf(octets, 20));
          assertThat(other.readNBytes(20)).isEqualTo(Arrays.copyOfRange(octets, 7, 27));
          assertThat(one.read()).isEqualTo(octets[20] & 0xff);
        }
      }
      assertThat(files(directory)).isEmpty();
    }
  }

  @Test
  void d1_theFileIsForItsOwnerAlone_andGoneWithTheSpool() throws IOException {
    Configuration unix = Configuration.unix().toBuilder().setAttributeViews("posix").build();
    try (FileSystem memory = Jimfs.newFileSystem(unix)) {
      Path place = Files.createDirectory(memory.getPath("/spool"));
      List<Set<PosixFilePermission>> seen = new ArrayList<>();
      InputStream looking =
          new SequenceInputStream(
              new ByteArrayInputStream(random(5_000)),
              new InputStream() {
                @Override
                public int read() throws IOException {
                  for (Path file : files(place)) {
                    seen.add(Files.getPosixFilePermissions(file));
                  }
                  return -1;
                }
              });
      try (Spool spool = Spool.of(looking, SMALL, place)) {
        assertThat(spool.octets().bytes()).isEqualTo(random(5_000));
      }
      assertThat(seen)
          .isNotEmpty()
          .allSatisfy(
              permissions ->
                  assertThat(permissions)
                      .containsExactlyInAnyOrder(
                          PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
      assertThat(files(place)).isEmpty();
    }
  }

  @Test
  void d1_aStreamThatBreaks_leavesNoFile() throws IOException {
    Configuration unix = Configuration.unix().toBuilder().setAttributeViews("posix").build();
    try (FileSystem memory = Jimfs.newFileSystem(unix)) {
      Path inMemory = Files.createDirectory(memory.getPath("/spool"));
      for (Path place : List.of(directory, inMemory)) {
        for (int after : new int[] {0, 1_000, 1_001, 200_000}) {
          assertThatThrownBy(() -> Spool.of(breaking(after), SMALL, place))
              .isInstanceOf(IOException.class)
              .hasMessage("the wire is cut");
          assertThat(files(place)).isEmpty();
        }
      }
    }
  }

  @Test
  void afterClosing_nothingCanBeRead() throws IOException {
    Spool spool = Spool.of(new ByteArrayInputStream(random(5_000)), SMALL, directory);
    spool.close();
    spool.close();
    assertThatThrownBy(() -> spool.octets().bytes()).isInstanceOf(IOException.class);
  }
}
