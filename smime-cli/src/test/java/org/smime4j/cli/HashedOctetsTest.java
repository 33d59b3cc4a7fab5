package org.smime4j.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.smime4j.sources.ByteSource;

class HashedOctetsTest {

  private static final byte[] ABC = "abc".getBytes(US_ASCII);

  /** FIPS 180-4's example. */
  private static final String HASH_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  /** Counts how often it is read. */
  private static final class Counted implements ByteSource {
    private int readings;

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.empty();
    }

    @Override
    public InputStream open() {
      readings++;
      return new ByteArrayInputStream(ABC);
    }
  }

  private final Counted source = new Counted();
  private final HashedOctets hashed = new HashedOctets(source);

  @Test
  void contentThatIsWritten_isReadOnce() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    hashed.writeTo(target);
    assertThat(hashed.described("text/plain"))
        .isEqualTo(new MessageOutcome.Content(HASH_OF_ABC, 3, "text/plain"));
    assertThat(target.toByteArray()).isEqualTo(ABC);
    assertThat(source.readings).isEqualTo(1);
  }

  @Test
  void contentThatIsNotWritten_isReadOnce() throws IOException {
    assertThat(hashed.described(null)).isEqualTo(new MessageOutcome.Content(HASH_OF_ABC, 3, null));
    assertThat(source.readings).isEqualTo(1);
  }

  @Test
  void contentWhoseTargetFails_isReadAgainForTheReport() throws IOException {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> hashed.writeTo(full)).isInstanceOf(IOException.class);
    assertThat(hashed.described(null).sha256()).isEqualTo(HASH_OF_ABC);
    assertThat(source.readings).isEqualTo(2);
  }
}
