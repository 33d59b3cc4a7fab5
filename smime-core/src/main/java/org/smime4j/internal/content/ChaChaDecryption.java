package org.smime4j.internal.content;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.platform.NotOnAndroid;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/** ChaCha20-Poly1305 (RFC 8103, RFC 8439). */
public final class ChaChaDecryption extends AeadDecryption {

  /** The block counter has 32 bits, and block 0 makes the key of Poly1305. */
  static final long MOST = ((1L << 32) - 1) * 64;

  private static final int BLOCK = 64;

  ChaChaDecryption(
      ByteSource ciphertext,
      long size,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      byte[] tag,
      Providers providers) {
    super(ciphertext, size, nonce, authAttrs, tag, Transform.CHACHA20, providers);
  }

  @Override
  Transform stream(byte[] cek, long offset) throws GeneralSecurityException, ProviderUnavailable {
    SecretKeySpec key = Transform.key(cek, "ChaCha20");
    try {
      return Counting.from((int) (1 + offset / BLOCK), key, nonce, providers);
    } catch (InvalidAlgorithmParameterException | LinkageError e) {
      // Others than the JDK's always count from 0.
      return seeking(BLOCK + offset, key);
    }
  }

  private Transform seeking(long position, SecretKeySpec key) throws InvalidKeyException {
    ChaCha7539Engine engine = new ChaCha7539Engine();
    try {
      engine.init(false, new ParametersWithIV(new KeyParameter(key.getEncoded()), nonce));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException(e);
    }
    engine.seekTo(position);
    return new Transform() {
      @Override
      public int update(byte[] in, int from, int length, byte[] out, int at) {
        return engine.processBytes(in, from, length, out, at);
      }

      @Override
      public int finish(byte[] out, int at) {
        return 0;
      }
    };
  }

  /** The JDK's cipher, which counts blocks from any number. */
  @NotOnAndroid("before API 28 it does not load, and Bouncy Castle's engine takes its place")
  private static final class Counting {
    static Transform from(int block, SecretKeySpec key, byte[] nonce, Providers providers)
        throws GeneralSecurityException, ProviderUnavailable {
      Cipher cipher = providers.cipher("ChaCha20");
      cipher.init(Cipher.DECRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, block));
      return Transform.of(cipher);
    }
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
