package org.smime4j.internal.content;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/**
 * Authenticated ciphers, all in one shape: the stream under the key makes plaintext, and the
 * plaintext, run through the cipher in the writer's direction, makes the tag that should have come.
 * (The JDK's own decryption keeps the whole content back until the end, in memory.)
 */
public abstract class AeadDecryption implements ContentDecryption {

  /** Makes the tag that belongs to a plaintext. */
  interface TagMaker {
    void update(byte[] plain, int from, int length) throws GeneralSecurityException;

    /** At least as long as the tags that are read. */
    byte[] tag() throws GeneralSecurityException;
  }

  final long size;
  final Providers providers;
  final ByteSource ciphertext;
  final byte[] nonce;
  final byte @Nullable [] authAttrs;
  private final byte[] tag;
  private final Pieces pieces;

  AeadDecryption(
      ByteSource ciphertext,
      long size,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      byte[] tag,
      Pieces pieces,
      Providers providers) {
    this.ciphertext = ciphertext;
    this.size = size;
    this.nonce = nonce;
    this.authAttrs = authAttrs;
    this.tag = tag;
    this.pieces = pieces;
    this.providers = providers;
  }

  /** What makes plaintext of the ciphertext from an offset on, a multiple of 64. */
  abstract Transform stream(byte[] cek, long offset)
      throws GeneralSecurityException, ProviderUnavailable;

  abstract TagMaker tagMaker(byte[] cek) throws GeneralSecurityException, ProviderUnavailable;

  @Override
  public final long plaintextSize() {
    return size;
  }

  @Override
  public final int tagOctets() {
    return tag.length;
  }

  @Override
  public final Head head(int octets) throws IOException {
    byte[] first = ciphertext.slice(0, Math.min(octets, size)).bytes();
    return cek -> {
      byte[] plain = new byte[first.length + Transform.SLACK];
      try {
        Transform stream = stream(cek, 0);
        int end = stream.update(first, 0, first.length, plain, 0);
        end += stream.finish(plain, end);
        return Arrays.copyOf(plain, end);
      } catch (GeneralSecurityException | RuntimeException e) {
        return new byte[0];
      }
    };
  }

  final ByteSource plaintext(byte[] cek) {
    byte[] key = cek.clone();
    return new DecryptedOctets(ciphertext, size, o -> stream(key, o), pieces, 0, size);
  }

  @Override
  public final @Nullable Plaintext run(byte[] cek, OutputStream provisional) throws IOException {
    byte[] plain = new byte[Pieces.LARGEST + Transform.SLACK];
    try {
      Transform stream = stream(cek, 0);
      TagMaker maker = tagMaker(cek);
      pieces.feed(
          ciphertext,
          (array, from, length) -> {
            int n = stream.update(array, from, length, plain, 0);
            maker.update(plain, 0, n);
            provisional.write(plain, 0, n);
          });
      int n = stream.finish(plain, 0);
      maker.update(plain, 0, n);
      provisional.write(plain, 0, n);
      return isRight(maker.tag()) ? new Plaintext(plaintext(cek), 0) : null;
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  @Override
  public @Nullable Plaintext inMemory(byte[] cek, OutputStream provisional) throws IOException {
    byte[] plain = new byte[Math.toIntExact(size) + Transform.SLACK];
    int[] done = new int[1];
    try {
      Transform stream = stream(cek, 0);
      TagMaker maker = tagMaker(cek);
      pieces.feed(
          ciphertext,
          (array, from, length) -> {
            int n = stream.update(array, from, length, plain, done[0]);
            maker.update(plain, done[0], n);
            done[0] += n;
          });
      int n = stream.finish(plain, done[0]);
      maker.update(plain, done[0], n);
      if (isRight(maker.tag())) {
        return new Plaintext(ArrayOctets.of(plain, 0, done[0] + n), 0);
      }
    } catch (GeneralSecurityException e) {
      // Wrong, like any other key that is wrong.
    }
    Arrays.fill(plain, (byte) 0);
    return null;
  }

  final boolean isRight(byte[] made) {
    return MessageDigest.isEqual(tag, Arrays.copyOf(made, tag.length));
  }
}
