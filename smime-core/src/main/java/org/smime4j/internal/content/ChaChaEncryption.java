package org.smime4j.internal.content;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;

/** ChaCha20-Poly1305 encryption (RFC 8103, RFC 8439). */
public final class ChaChaEncryption implements AeadTransform {

  private static final int TAG = 16;

  private final Cipher cipher;
  private long done;
  private byte @Nullable [] tag;

  /**
   * @param additional the additional authenticated data, or null
   */
  ChaChaEncryption(byte[] key, byte[] nonce, byte @Nullable [] additional, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    cipher = providers.cipher("ChaCha20-Poly1305");
    cipher.init(Cipher.ENCRYPT_MODE, Transform.key(key, "ChaCha20"), new IvParameterSpec(nonce));
    if (additional != null) {
      cipher.updateAAD(additional);
    }
  }

  @Override
  public int update(byte[] in, int from, int length, byte[] out, int at)
      throws GeneralSecurityException {
    done += length;
    if (done > ChaChaDecryption.MOST) {
      throw new GeneralSecurityException("more than the counter counts");
    }
    return cipher.update(in, from, length, out, at);
  }

  @Override
  public int finish(byte[] out, int at) throws GeneralSecurityException {
    byte[] end = cipher.doFinal();
    int rest = end.length - TAG;
    System.arraycopy(end, 0, out, at, rest);
    tag = Arrays.copyOfRange(end, rest, end.length);
    return rest;
  }

  @Override
  public byte[] tag() {
    if (tag == null) {
      throw new IllegalStateException("has not ended");
    }
    return tag.clone();
  }
}
