package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.sources.ByteSource;

/** How much of a message a command holds in memory. */
class MessageOctetsTest {

  @TempDir private Path folder;

  @Test
  void aLongMessageStaysInItsFile_aShortOneIsReadAtOnce() throws IOException {
    ByteSource shorter = ofDeleted(2 << 20);
    assertThat(shorter.bytes()).hasSize(2 << 20);
    ByteSource longer = ofDeleted((32 << 20) + 1);
    assertThatThrownBy(longer::open).isInstanceOf(NoSuchFileException.class);
  }

  private ByteSource ofDeleted(int octets) throws IOException {
    Path file = folder.resolve("message");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(octets);
    }
    ByteSource read = Arguments.messageOctets(file);
    Files.delete(file);
    return read;
  }
}
