package org.smime4j.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.platform.Reading;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/**
 * The tags of AES-GCM that several keys make of one ciphertext, which is read once and never
 * decrypted.
 */
public final class GcmTags {

  private GcmTags() {}

  /** One tag for each key, in their order, each of 16 octets; empty for what is no AES key. */
  static List<byte[]> of(
      ByteSource ciphertext,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      List<byte[]> keys,
      Providers providers)
      throws IOException {
    List<@Nullable GcmHash> hashes = new ArrayList<>();
    for (byte[] key : keys) {
      hashes.add(under(key, nonce, providers));
    }
    int additional = authAttrs == null ? 0 : authAttrs.length;
    if (authAttrs != null) {
      take(hashes, authAttrs);
    }
    long size = 0;
    try (InputStream in = ciphertext.open()) {
      for (byte[] piece = Reading.upTo(in, GcmHash.PIECE);
          piece.length > 0;
          piece = Reading.upTo(in, GcmHash.PIECE)) {
        take(hashes, piece);
        size += piece.length;
      }
    }
    List<byte[]> tags = new ArrayList<>();
    for (GcmHash hash : hashes) {
      tags.add(hash == null ? new byte[0] : hash.tag(additional, size));
    }
    return tags;
  }

  private static @Nullable GcmHash under(byte[] key, byte[] nonce, Providers providers)
      throws ProviderUnavailable {
    try {
      return new GcmHash(Transform.key(key, "AES"), nonce, providers);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static void take(List<@Nullable GcmHash> hashes, byte[] piece) throws IOException {
    for (GcmHash hash : hashes) {
      if (hash != null) {
        try {
          hash.take(piece);
        } catch (GeneralSecurityException e) {
          throw new IOException("AES-GCM makes no tag", e);
        }
      }
    }
  }
}
