package org.smime4j.internal.content;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.sources.ByteSource;

/**
 * One encrypted content that can be tried with any number of keys. Nothing here says why a key is
 * wrong, and nothing that a wrong key does is an exception: those that are thrown come from the
 * source or the sink.
 */
public interface ContentDecryption {

  /** How many octets the plaintext has, or -1 where only decrypting tells. */
  long plaintextSize();

  /** How many octets of the tag are checked; 0 where there is none. */
  int tagOctets();

  /** The first octets of the ciphertext, read now and once, for any number of keys. */
  Head head(int octets) throws IOException;

  /** Safe for use by several threads. */
  interface Head {

    /**
     * What a key makes of them, unproven: fewer where there are fewer, without padding where that
     * is right, and nothing where the key is none for the cipher.
     */
    byte[] under(byte[] cek) throws ProviderUnavailable;
  }

  /** The last octets of the ciphertext, read now and once, for any number of keys. */
  default Tail tail() throws IOException {
    return cek -> 0;
  }

  /** Safe for use by several threads. */
  interface Tail {

    /** How long the padding is that a key finds; 0 where it is wrong, or where there is none. */
    int padding(byte[] cek) throws ProviderUnavailable;
  }

  /**
   * Decrypts all of it, reading the ciphertext once.
   *
   * @param provisional takes plaintext that must not leave the library before this returned
   * @return the plaintext, decrypted again each time it is read; null where the tag is wrong, or
   *     the key is none for the cipher
   */
  @Nullable Plaintext run(byte[] cek, OutputStream provisional) throws IOException;

  /**
   * What a key makes of the whole content.
   *
   * @param padding how long the right padding was. It is 0 where that is wrong: the octets are then
   *     all that the key makes, and no content. It is 0 too where a tag is right instead
   */
  record Plaintext(ByteSource octets, int padding) {}

  /**
   * The place of the first of several keys that makes the right tag, or -1: all of them are asked,
   * and the ciphertext is read once where the cipher allows that. For content with a tag.
   */
  default int firstWithRightTag(List<byte[]> ceks) throws IOException {
    int first = -1;
    for (int i = 0; i < ceks.size(); i++) {
      boolean right = run(ceks.get(i), ArrayOutput.discarding()) != null;
      first = first < 0 && right ? i : first;
    }
    return first;
  }

  /**
   * Decrypts all of it into memory: {@link #run} at full speed, for ciphertext that lies in memory
   * itself or is known to be small.
   *
   * @param provisional takes the plaintext, also where the padding is wrong, so that to look at it
   *     takes the same time (threats A13); nothing where a tag proves it
   * @return as {@link #run} does
   */
  @Nullable Plaintext inMemory(byte[] cek, OutputStream provisional) throws IOException;
}
