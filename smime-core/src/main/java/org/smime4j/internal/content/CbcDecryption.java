package org.smime4j.internal.content;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/**
 * Block ciphers in CBC mode: AES, and what old mail holds. The padding is looked at here and not by
 * the provider, whose exception would be an answer (threats A13).
 */
public final class CbcDecryption implements ContentDecryption {

  private final ByteSource ciphertext;
  private final long size;
  private final CbcParameters parameters;
  private final byte[] iv;
  private final Providers providers;

  CbcDecryption(ByteSource ciphertext, long size, CbcParameters parameters, Providers providers) {
    this.ciphertext = ciphertext;
    this.size = size;
    this.parameters = parameters;
    this.iv = parameters.iv();
    this.providers = providers;
  }

  @Override
  public long plaintextSize() {
    return -1;
  }

  @Override
  public int tagOctets() {
    return 0;
  }

  private Transform transform(byte[] cek, byte[] chain)
      throws GeneralSecurityException, ProviderUnavailable {
    return Transform.of(parameters.decrypting(cek, chain, providers));
  }

  private DecryptedOctets octets(byte[] cek, long from, long to) {
    byte[] key = cek.clone();
    DecryptedOctets.Seek seek =
        offset ->
            transform(key, offset == 0 ? iv : ciphertext.slice(offset - iv.length, offset).bytes());
    return new DecryptedOctets(ciphertext, size, seek, Transform.CBC, from, to);
  }

  @Override
  public Head head(int octets) throws IOException {
    int block = iv.length;
    boolean whole = size <= octets + block;
    int blocks = (octets + block - 1) / block;
    byte[] first = ciphertext.slice(0, whole ? size : (long) blocks * block).bytes();
    return cek -> {
      byte[] plain = new byte[first.length + Transform.SLACK];
      try {
        Transform transform = transform(cek, iv);
        int end = transform.update(first, 0, first.length, plain, 0);
        end += transform.finish(plain, end);
        int padding = whole && end >= block ? padding(plain, end, block) : 0;
        return Arrays.copyOf(plain, Math.min(octets, end - padding));
      } catch (GeneralSecurityException | RuntimeException e) {
        return new byte[0];
      }
    };
  }

  /** Padding is in the last block, which depends on the one before it and on no other. */
  @Override
  public Tail tail() throws IOException {
    int block = iv.length;
    boolean single = size == block;
    byte[] last = ciphertext.slice(single ? 0 : size - 2L * block, size).bytes();
    byte[] chain = single ? iv : Arrays.copyOf(last, block);
    return cek -> {
      byte[] plain = new byte[block + Transform.SLACK];
      try {
        Transform transform = transform(cek, chain);
        int end = transform.update(last, last.length - block, block, plain, 0);
        end += transform.finish(plain, end);
        return end < block ? 0 : padding(plain, end, block);
      } catch (GeneralSecurityException | RuntimeException e) {
        return 0;
      }
    };
  }

  @Override
  public @Nullable Plaintext run(byte[] cek, OutputStream provisional) throws IOException {
    int block = iv.length;
    byte[] plain = new byte[block + Pieces.LARGEST + Transform.SLACK];
    int[] held = new int[1];
    try {
      Transform transform = transform(cek, iv);
      Transform.CBC.feed(
          ciphertext,
          (array, from, length) -> {
            int end = held[0] + transform.update(array, from, length, plain, held[0]);
            held[0] = Math.min(end, block);
            provisional.write(plain, 0, end - held[0]);
            System.arraycopy(plain, end - held[0], plain, 0, held[0]);
          });
      int end = held[0] + transform.finish(plain, held[0]);
      int padding = end < block ? 0 : padding(plain, end, block);
      provisional.write(plain, 0, end - padding);
      return new Plaintext(octets(cek, 0, size - padding), padding);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  @Override
  public @Nullable Plaintext inMemory(byte[] cek, OutputStream provisional) throws IOException {
    byte[] plain = new byte[Math.toIntExact(size) + Transform.SLACK];
    int[] done = new int[1];
    try {
      Transform transform = transform(cek, iv);
      Transform.CBC.feed(
          ciphertext,
          (array, from, length) ->
              done[0] += transform.update(array, from, length, plain, done[0]));
      int end = done[0] + transform.finish(plain, done[0]);
      int padding = end < iv.length ? 0 : padding(plain, end, iv.length);
      provisional.write(plain, 0, end - padding);
      return new Plaintext(ArrayOctets.of(plain, 0, end - padding), padding);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  /**
   * How long the padding is that ends at an index (RFC 5652 section 6.3), or 0 where it is wrong;
   * every octet that could belong to it is looked at.
   */
  static int padding(byte[] array, int end, int block) {
    int length = array[end - 1] & 0xff;
    // Negative where the length is 0, or more than a block.
    int wrong = (length - 1) | (block - length);
    for (int i = 1; i <= block; i++) {
      int differs = (array[end - i] ^ length) & 0xff;
      int belongs = (i - 1 - length) >> 31;
      wrong |= -differs & belongs;
    }
    return length & ~(wrong >> 31);
  }
}
