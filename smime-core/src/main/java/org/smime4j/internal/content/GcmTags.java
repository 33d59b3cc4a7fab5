package org.smime4j.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/**
 * The tags of AES-GCM that several keys make of one ciphertext, which is read once and never
 * decrypted. GHASH is over the ciphertext (NIST SP 800-38D section 6.4): a piece of it, handed to a
 * GCM as additional data of an empty plaintext, comes out as a tag in which it stands alone.
 */
public final class GcmTags {

  private static final int BLOCK = 16;
  private static final int PIECE = 64 * 1024;

  private GcmTags() {}

  /** One tag for each key, in their order, each of 16 octets; empty for what is no AES key. */
  static List<byte[]> of(
      ByteSource ciphertext,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      List<byte[]> keys,
      Providers providers)
      throws IOException {
    List<@Nullable Hash> hashes = new ArrayList<>();
    for (byte[] key : keys) {
      hashes.add(Hash.under(key, nonce, providers));
    }
    int additional = authAttrs == null ? 0 : authAttrs.length;
    if (authAttrs != null) {
      take(hashes, authAttrs);
    }
    long size = 0;
    try (InputStream in = ciphertext.open()) {
      for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
        take(hashes, piece);
        size += piece.length;
      }
    }
    List<byte[]> tags = new ArrayList<>();
    for (Hash hash : hashes) {
      tags.add(hash == null ? new byte[0] : hash.tag(additional, size));
    }
    return tags;
  }

  private static void take(List<@Nullable Hash> hashes, byte[] piece) throws IOException {
    for (Hash hash : hashes) {
      if (hash != null) {
        hash.take(piece);
      }
    }
  }

  /** GHASH under one key, so far; all of it is already multiplied by the hash key once more. */
  private static final class Hash {
    private final SecretKeySpec key;
    private final Cipher gcm;
    private final Cipher ecb;
    private final GhashElement hashKey;
    private final GhashElement mask;
    private GhashElement joined = GhashElement.ZERO;
    private final byte distinct;
    private int pieces;

    /** The power that the last piece took: all but one have the same length. */
    private int lastBlocks;

    private GhashElement lastPower = GhashElement.ONE;

    private Hash(SecretKeySpec key, byte[] nonce, Providers providers)
        throws GeneralSecurityException, ProviderUnavailable {
      this.key = key;
      // A provider of the caller's may know nonces of 12 octets alone.
      gcm = Providers.standard().cipher("AES/GCM/NoPadding");
      ecb = providers.cipher("AES/ECB/NoPadding");
      ecb.init(Cipher.ENCRYPT_MODE, key);
      hashKey = GhashElement.of(ecb.doFinal(new byte[BLOCK]));
      gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * BLOCK, nonce));
      // The tag of nothing is what hides every tag.
      mask = GhashElement.of(gcm.doFinal());
      distinct = (byte) ~nonce[nonce.length - 1];
    }

    static @Nullable Hash under(byte[] key, byte[] nonce, Providers providers)
        throws ProviderUnavailable {
      try {
        return new Hash(Transform.key(key, "AES"), nonce, providers);
      } catch (GeneralSecurityException e) {
        return null;
      }
    }

    void take(byte[] piece) throws IOException {
      try {
        // Another one each time, since the JDK uses none twice; nothing is encrypted under it.
        byte[] iv = ByteBuffer.allocate(12).putInt(pieces++).put(11, distinct).array();
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * BLOCK, iv));
        gcm.updateAAD(piece);
        GhashElement tag = GhashElement.of(gcm.doFinal());
        byte[] counter = ByteBuffer.allocate(BLOCK).put(iv).putInt(1).array();
        GhashElement own =
            tag.plus(GhashElement.of(ecb.doFinal(counter)))
                .plus(GhashElement.lengths(piece.length, 0).times(hashKey));
        int blocks = (piece.length + BLOCK - 1) / BLOCK;
        if (blocks != lastBlocks) {
          lastBlocks = blocks;
          lastPower = hashKey.power(blocks);
        }
        joined = joined.times(lastPower).plus(own);
      } catch (GeneralSecurityException e) {
        throw new IOException("AES-GCM makes no tag", e);
      }
    }

    byte[] tag(long additional, long size) {
      return joined.plus(GhashElement.lengths(additional, size).times(hashKey)).plus(mask).octets();
    }
  }
}
