package org.smime4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.smime4j.internal.base.ArrayOctets;

/**
 * A sequence of octets that can be read several times, each time from its beginning and with the
 * same result, as Guava's {@code ByteSource}. The library takes and returns content in this form: a
 * message in memory or in a file, or the content of a decrypted or verified layer.
 *
 * <p>Reading may decode or decrypt on the way. Content that the library returns was checked before.
 * A file must not change while it is used: a changed file is an {@link java.io.IOException}. {@link
 * #bytes()} needs memory for all of it, and fails past 2 GiB; {@link #open()} and {@link #writeTo}
 * do not.
 *
 * <p>A class that implements it promises three things. Each stream gives the same octets. If it
 * states a size, each stream has that many; a stream that has another number fails with an {@link
 * java.io.IOException} when it is read. Several streams may be open at once, also in several
 * threads.
 *
 * <pre>{@code
 * Octets message = Octets.of(Path.of("mail.eml"));
 * message.writeTo(out);
 * }</pre>
 */
public interface Octets {

  /** How many octets there are; empty where only reading to the end tells. */
  OptionalLong sizeIfKnown();

  /** A new stream over the octets, unbuffered: read it in blocks, and close it. */
  InputStream open() throws IOException;

  /** The octets from one offset up to, not including, another. */
  default Octets slice(long from, long to) {
    return new SlicedOctets(this, from, to);
  }

  /** All octets in a new array; for content up to 2^31-9 octets. */
  default byte[] bytes() throws IOException {
    try (InputStream in = open()) {
      return in.readAllBytes();
    }
  }

  /** Writes all octets; the target stays open. */
  default void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      in.transferTo(out);
    }
  }

  /**
   * The octets of a file. A small file is read at once; for a larger one, a later reading that
   * finds different octets throws {@link IOException} before returning them.
   */
  static Octets of(Path file) throws IOException {
    FileOctets octets = new FileOctets(file);
    if (octets.size() > FileOctets.IN_MEMORY) {
      return octets;
    }
    try (InputStream in = octets.open()) {
      return of(in.readAllBytes());
    }
  }

  /** The whole of an array, which must not be changed afterwards. */
  static Octets of(byte[] array) {
    return ArrayOctets.of(array);
  }
}
