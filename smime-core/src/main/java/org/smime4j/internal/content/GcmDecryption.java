package org.smime4j.internal.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/** AES-GCM (RFC 5084) of any length, with nonces of any length. */
public final class GcmDecryption extends AeadDecryption {

  private final long segment;

  GcmDecryption(
      ByteSource ciphertext,
      long size,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      byte[] tag,
      long segment,
      Providers providers) {
    super(ciphertext, size, nonce, authAttrs, tag, Transform.GCM, providers);
    this.segment = segment;
  }

  @Override
  Transform stream(byte[] cek, long offset) throws GeneralSecurityException, ProviderUnavailable {
    if (nonce.length != 12) {
      // The JDK's CTR carries into the upper 96 bits where GCM's 32 wrap.
      return GcmEncryption.keystream(cek, nonce, offset, segment, providers);
    }
    byte[] counter = ByteBuffer.allocate(16).put(nonce).putInt((int) (2 + offset / 16)).array();
    return Transform.counterMode(cek, counter, providers);
  }

  @Override
  public int firstWithRightTag(List<byte[]> ceks) throws IOException {
    List<byte[]> tags = GcmTags.of(ciphertext, nonce, authAttrs, ceks, providers);
    int first = -1;
    for (int i = 0; i < tags.size(); i++) {
      boolean right = tags.get(i).length > 0 && isRight(tags.get(i));
      first = first < 0 && right ? i : first;
    }
    return first;
  }

  @Override
  TagMaker tagMaker(byte[] cek) throws GeneralSecurityException, ProviderUnavailable {
    AeadTransform encryption = GcmEncryption.of(cek, nonce, authAttrs, segment, providers);
    byte[] scrap = new byte[Pieces.LARGEST + Transform.SLACK];
    return new TagMaker() {
      @Override
      public void update(byte[] plain, int from, int length) throws GeneralSecurityException {
        encryption.update(plain, from, length, scrap, 0);
      }

      @Override
      public byte[] tag() throws GeneralSecurityException {
        encryption.finish(scrap, 0);
        return encryption.tag();
      }
    };
  }
}
