package org.smime4j.internal.content;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/** ChaCha20-Poly1305 (RFC 8103, RFC 8439). */
public final class ChaChaDecryption extends AeadDecryption {

  /** The block counter has 32 bits, and block 0 makes the key of Poly1305. */
  static final long MOST = ((1L << 32) - 1) * 64;

  private final byte[] nonce;
  private final byte @Nullable [] authAttrs;

  ChaChaDecryption(
      ByteSource ciphertext,
      long size,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      byte[] tag,
      Providers providers) {
    super(ciphertext, size, tag, Transform.CHACHA20, providers);
    this.nonce = nonce;
    this.authAttrs = authAttrs;
  }

  @Override
  Transform stream(byte[] cek, long offset) throws GeneralSecurityException, ProviderUnavailable {
    Cipher cipher = providers.cipher("ChaCha20");
    cipher.init(
        Cipher.DECRYPT_MODE,
        Transform.key(cek, "ChaCha20"),
        new ChaCha20ParameterSpec(nonce, (int) (1 + offset / 64)));
    return Transform.of(cipher);
  }

  @Override
  TagMaker tagMaker(byte[] cek) throws GeneralSecurityException, ProviderUnavailable {
    Cipher cipher = providers.cipher("ChaCha20-Poly1305");
    cipher.init(Cipher.ENCRYPT_MODE, Transform.key(cek, "ChaCha20"), new IvParameterSpec(nonce));
    if (authAttrs != null) {
      cipher.updateAAD(authAttrs);
    }
    byte[] scrap = new byte[Pieces.LARGEST + Transform.SLACK];
    return new TagMaker() {
      @Override
      public void update(byte[] plain, int from, int length) throws GeneralSecurityException {
        cipher.update(plain, from, length, scrap, 0);
      }

      @Override
      public byte[] tag() throws GeneralSecurityException {
        byte[] end = cipher.doFinal();
        return Arrays.copyOfRange(end, end.length - 16, end.length);
      }
    };
  }
}
