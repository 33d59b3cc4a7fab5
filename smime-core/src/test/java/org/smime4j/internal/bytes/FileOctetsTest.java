package org.smime4j.internal.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.sources.ByteSource;

public final class FileOctetsTest {

  private static final int SIZE = 3_000_001;

  @TempDir Path directory;
  private Path file;
  private byte[] octets;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("file");
    octets = new byte[SIZE];
    new Random(1).nextBytes(octets);
    Files.write(file, octets);
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int octet = open.read();
      open.seek(at);
      open.write(octet ^ 1);
    }
  }

  @Test
  void aFile_isReadAgainAndInSlices() throws IOException {
    ByteSource read = ByteSource.of(file);
    assertThat(read).isInstanceOf(FileOctets.class);
    assertThat(read.sizeIfKnown()).hasValue(SIZE);
    assertThat(read.bytes()).isEqualTo(octets);
    assertThat(read.bytes()).isEqualTo(octets);
    for (int from : new int[] {0, 1, 65_535, 65_536, 2_999_999}) {
      int to = Math.min(SIZE, from + 100_000);
      assertThat(read.slice(from, to).bytes()).isEqualTo(Arrays.copyOfRange(octets, from, to));
    }
    try (InputStream in = read.open()) {
      assertThat(in.read()).isEqualTo(octets[0] & 0xff);
      assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(SIZE - 1L);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aSmallFile_isInMemory_whateverHappensToItLater() throws IOException {
    Path small = Files.write(directory.resolve("small"), new byte[] {1, 2, 3});
    ByteSource read = ByteSource.of(small);
    Files.delete(small);
    assertThat(read).isInstanceOf(ArrayOctets.class);
    assertThat(read.bytes()).containsExactly(1, 2, 3);
    assertThat(ByteSource.of(Files.createFile(directory.resolve("empty"))).bytes()).isEmpty();
  }

  @Test
  void anOctetChangedBetweenTwoReads_isAnErrorBeforeItIsOut() throws IOException {
    for (int at : new int[] {0, 65_535, 65_536, 1_500_000, SIZE - 1}) {
      ByteSource read = ByteSource.of(file);
      read.bytes();
      flip(at);
      byte[] out = new byte[SIZE];
      int got = 0;
      try (InputStream in = read.open()) {
        while (true) {
          int n = in.read(out, got, SIZE - got);
          assertThat(n).as("the change at %d was released", at).isPositive();
          got += n;
        }
      } catch (IOException e) {
        assertThat(e).hasMessage("the source changed between two reads");
      }
      assertThat(got).isEqualTo(at / 65_536 * 65_536);
      assertThat(Arrays.copyOf(out, got)).isEqualTo(Arrays.copyOf(octets, got));
      flip(at);
      assertThat(read.bytes()).isEqualTo(octets);
    }
  }

  @Test
  void aChangeWhereNobodyReadBefore_isNoError_butFromThenOnItIs() throws IOException {
    ByteSource read = ByteSource.of(file);
    read.slice(0, 100).bytes();
    flip(200_000);
    byte[] second = read.bytes();
    assertThat(second[200_000]).isEqualTo((byte) (octets[200_000] ^ 1));
    flip(200_000);
    assertThatThrownBy(read::bytes).hasMessage("the source changed between two reads");
  }

  @Test
  void chunksThatChangePlaces_areAnError() throws IOException {
    ByteSource read = ByteSource.of(file);
    read.bytes();
    byte[] swapped = octets.clone();
    System.arraycopy(octets, 65_536, swapped, 0, 65_536);
    System.arraycopy(octets, 0, swapped, 65_536, 65_536);
    Files.write(file, swapped);
    assertThatThrownBy(read::bytes).hasMessage("the source changed between two reads");
  }

  @Test
  void aFileThatShrankOrGrew_isAnError() throws IOException {
    for (int size : new int[] {SIZE - 1, SIZE + 1, 0}) {
      Files.write(file, octets);
      ByteSource read = ByteSource.of(file);
      read.bytes();
      Files.write(file, Arrays.copyOf(octets, size));
      assertThatThrownBy(read::bytes).hasMessage("the source changed between two reads");
    }
  }

  @Test
  void aFileCutWhileItIsRead_isAnError() throws IOException {
    ByteSource read = ByteSource.of(file);
    try (InputStream in = read.open()) {
      in.readNBytes(100);
      Files.write(file, new byte[10]);
      assertThatThrownBy(in::readAllBytes).hasMessage("the source changed between two reads");
    }
  }

  @Test
  void whatIsNoFile_isAnError() {
    assertThatThrownBy(() -> ByteSource.of(directory)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ByteSource.of(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
