package org.smime4j.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/**
 * Lengths at which the JDK's own GCM has ended (performance.md, trap 3), in constant memory. Bouncy
 * Castle, which takes most of the time, is asked past 2 GiB. Shorter content has no such length:
 * without {@code -Pthorough} nothing here runs, and {@link ContentCipherTest} compares the ends of
 * segments.
 */
@Tag("large")
@Tag("thorough")
public class GcmPastTwoGibTest {

  private static final int BLOCK = 1 << 20;

  private final byte[] key = bytes(32, 1);
  private final byte[] pattern = bytes(BLOCK, 2);

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private interface Step {
    int apply(byte[] in, int length, byte[] out) throws Exception;
  }

  /** The digest of what a cipher makes of the pattern, repeated. */
  private void encrypt(long size, Step step, MessageDigest digest) throws Exception {
    byte[] out = new byte[BLOCK + 64];
    for (long done = 0; done < size; ) {
      int n = (int) Math.min(BLOCK, size - done);
      digest.update(out, 0, step.apply(pattern, n, out));
      done += n;
    }
  }

  @Test
  void equalsBouncyCastles() throws Exception {
    long size = (1L << 31) + 17;
    byte[] nonce = bytes(12, 3);
    byte[] aad = bytes(50, 4);
    byte[] end = new byte[64];

    ContentEncryption ours =
        new ContentEncryption(
                ContentCipher.AES_256_GCM, key, nonce, GcmEncryption.SEGMENT, Providers.standard())
            .withAuthAttrs(aad);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    encrypt(size, (in, n, out) -> ours.update(in, 0, n, out, 0), digest);
    digest.update(end, 0, ours.finish(end, 0));
    digest.update(ours.tag());

    Cipher theirs = Cipher.getInstance("AES/GCM/NoPadding", Providers.bouncyCastle());
    theirs.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    theirs.updateAAD(aad);
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    encrypt(size, (in, n, out) -> theirs.update(in, 0, n, out, 0), expected);
    expected.update(end, 0, theirs.doFinal(end, 0));

    assertThat(digest.digest()).isEqualTo(expected.digest());
  }

  @ParameterizedTest
  @CsvSource({"2147483647, 12", "2147483648, 12", "4294967297, 12", "4294967297, 16"})
  void whatIsWrittenIsReadInSegmentsOfAnotherSize(long size, int nonceOctets) throws Exception {
    byte[] nonce = bytes(nonceOctets, 5);
    ContentEncryption encryption = encryption(nonce);
    encrypt(
        size,
        (in, n, out) -> {
          encryption.update(in, 0, n, out, 0);
          return 0;
        },
        MessageDigest.getInstance("SHA-256"));
    encryption.finish(new byte[64], 0);

    ByteSource ciphertext = new Ciphertext(size, nonce);
    ContentDecryption decryption =
        new EncryptedContent(
                ContentAlgorithm.parse(
                    ContentCipherTest.gcmParameters(ContentCipher.AES_256_GCM, nonce, 16)),
                ciphertext,
                null,
                encryption.tag(),
                false)
            .decryption(Providers.standard(), new ArrayList<>(), 100L << 20);
    ByteSource plain = decryption.run(key, OutputStream.nullOutputStream()).octets();
    assertThat(plain).isNotNull();

    long from = size - 2 * BLOCK - 5;
    byte[] tail = plain.slice(from, size).bytes();
    for (int i = 0; i < tail.length; i++) {
      if (tail[i] != pattern[(int) ((from + i) % BLOCK)]) {
        throw new AssertionError("octet " + (from + i));
      }
    }
  }

  private ContentEncryption encryption(byte[] nonce) {
    return new ContentEncryption(
        ContentCipher.AES_256_GCM, key, nonce, GcmEncryption.SEGMENT, Providers.standard());
  }

  /** Encrypts the pattern anew each time it is read. */
  private final class Ciphertext implements ByteSource {
    private final long size;
    private final byte[] nonce;

    Ciphertext(long size, byte[] nonce) {
      this.size = size;
      this.nonce = nonce;
    }

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(size);
    }

    @Override
    public InputStream open() {
      ContentEncryption encryption = encryption(nonce);
      return new InputStream() {
        private final byte[] out = new byte[BLOCK + 64];
        private long done;
        private int at;
        private int end;

        @Override
        public int read() {
          throw new UnsupportedOperationException("read in blocks");
        }

        @Override
        public int read(byte[] into, int from, int length) throws java.io.IOException {
          if (at == end) {
            int n = (int) Math.min(BLOCK, size - done);
            if (n <= 0) {
              return -1;
            }
            at = 0;
            end = encryption.update(pattern, 0, n, out, 0);
            done += n;
            if (done == size) {
              end += encryption.finish(out, end);
            }
          }
          int n = Math.min(length, end - at);
          System.arraycopy(out, at, into, from, n);
          at += n;
          return n;
        }
      };
    }
  }
}
