package org.smime4j.internal.content;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.KeyDerivation;
import org.smime4j.internal.provider.Providers;

/**
 * Content under a key that is derived from the one that recipients get, and from the identifier of
 * the cipher (RFC 9709 section 2).
 */
public final class DerivedKeyDecryption implements ContentDecryption {

  private static final byte[] SALT =
      "The Cryptographic Message Syntax".getBytes(StandardCharsets.US_ASCII);

  private final ContentDecryption content;
  private final byte[] identifier;
  private final Providers providers;

  DerivedKeyDecryption(ContentDecryption content, byte[] identifier, Providers providers) {
    this.content = content;
    this.identifier = identifier;
    this.providers = providers;
  }

  /** The key of the cipher: as long as the one that it is derived from. */
  static byte[] derive(byte[] cek, byte[] identifier, Providers providers)
      throws ProviderUnavailable {
    return KeyDerivation.hkdf(DigestAlgorithm.SHA256, SALT, cek, identifier, cek.length, providers);
  }

  @Override
  public long plaintextSize() {
    return content.plaintextSize();
  }

  @Override
  public int tagOctets() {
    return content.tagOctets();
  }

  @Override
  public Head head(int octets) throws IOException {
    Head head = content.head(octets);
    return cek -> derived(cek, head::under);
  }

  @Override
  public Tail tail() throws IOException {
    Tail tail = content.tail();
    return cek -> derived(cek, tail::padding);
  }

  @Override
  public @Nullable Plaintext run(byte[] cek, OutputStream provisional) throws IOException {
    return derived(cek, key -> content.run(key, provisional));
  }

  @Override
  public int firstWithRightTag(List<byte[]> ceks) throws IOException {
    List<byte[]> keys = new ArrayList<>();
    try {
      for (byte[] cek : ceks) {
        keys.add(derive(cek, identifier, providers));
      }
      return content.firstWithRightTag(keys);
    } finally {
      keys.forEach(key -> Arrays.fill(key, (byte) 0));
    }
  }

  @Override
  public @Nullable Plaintext inMemory(byte[] cek, OutputStream provisional) throws IOException {
    return derived(cek, key -> content.inMemory(key, provisional));
  }

  private interface Use<T extends @Nullable Object, E extends IOException> {
    T with(byte[] key) throws E;
  }

  /** What comes of the derived key, which is wiped. */
  private <T extends @Nullable Object, E extends IOException> T derived(byte[] cek, Use<T, E> use)
      throws ProviderUnavailable, E {
    byte[] key = derive(cek, identifier, providers);
    try {
      return use.with(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
