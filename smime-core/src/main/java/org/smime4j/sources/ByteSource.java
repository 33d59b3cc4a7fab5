package org.smime4j.sources;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.smime4j.internal.bytes.ArrayInput;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.FileOctets;
import org.smime4j.internal.bytes.SlicedOctets;
import org.smime4j.internal.platform.Reading;

/**
 * A readable source of bytes, like Guava's {@code ByteSource}. You can read it several times, each
 * time from its beginning and with the same result. The library takes and returns content in this
 * form: messages in memory or in files, and the content of decrypted or verified layers.
 *
 * <p>Reading may decode or decrypt. The library checks content before it returns it. A file must
 * not change while it is in use: reading a changed file throws {@link java.io.IOException}. {@link
 * #bytes()} needs memory for the whole content, and fails for content larger than 2^31-9 bytes
 * (almost 2 GiB). {@link #open()} and {@link #writeTo} do not have these restrictions.
 *
 * <p>An implementation must meet three requirements. Each stream returns the same bytes. Several
 * streams can be open at the same time, even in several threads. If the implementation states a
 * size, each stream has this size. The library throws {@link java.io.IOException} when it reads a
 * stream of another size.
 *
 * <pre>{@code
 * ByteSource message = ByteSource.of(Path.of("mail.eml"));
 * message.writeTo(out);
 * }</pre>
 */
@FunctionalInterface
public interface ByteSource {

  /** Returns the number of bytes; empty, as by default, if only reading to the end reveals it. */
  default OptionalLong sizeIfKnown() {
    return OptionalLong.empty();
  }

  /** Opens a new stream of the bytes. It is unbuffered: read it in blocks, and close it. */
  InputStream open() throws IOException;

  /**
   * Returns the bytes from one offset (inclusive) to another (exclusive), both counted from 0. The
   * result reads this source each time that you read it.
   */
  default ByteSource slice(long from, long to) {
    return new SlicedOctets(this, from, to);
  }

  /** Returns all bytes in a new array. The content must have at most 2^31-9 bytes. */
  default byte[] bytes() throws IOException {
    try (InputStream in = open()) {
      return Reading.all(in);
    }
  }

  /** Writes all bytes. The target stays open. */
  default void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      ArrayInput.transfer(in, out);
    }
  }

  /**
   * Returns the bytes of a file. This method reads a small file completely when you call it. If a
   * larger file changes between two reads, the later read throws {@link IOException} before it
   * returns changed bytes.
   */
  static ByteSource of(Path file) throws IOException {
    FileOctets octets = new FileOctets(file);
    if (octets.size() > FileOctets.IN_MEMORY) {
      return octets;
    }
    try (InputStream in = octets.open()) {
      return of(Reading.all(in));
    }
  }

  /** Returns the bytes of an array. Do not change the array afterwards. */
  static ByteSource of(byte[] array) {
    return ArrayOctets.of(array);
  }
}
