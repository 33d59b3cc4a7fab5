package org.smime4j.benchmarks.contestants;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * HotSpot's intrinsics run once the methods around them are compiled, which takes calls, not
 * octets. Before anybody is timed in a warm JVM they are called so often that no contestant with
 * large pieces is timed in the interpreter.
 */
public final class Intrinsics {

  private static final int CALLS = 20_000;

  private Intrinsics() {}

  /** Has ciphers, digest and Base64 compiled; well under a second. */
  public static void compile() throws GeneralSecurityException {
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    IvParameterSpec iv = new IvParameterSpec(new byte[16]);
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
    Cipher encrypting = Cipher.getInstance("AES/CBC/NoPadding");
    encrypting.init(Cipher.ENCRYPT_MODE, key, iv);
    Cipher decrypting = Cipher.getInstance("AES/CBC/NoPadding");
    decrypting.init(Cipher.DECRYPT_MODE, key, iv);
    Cipher counter = Cipher.getInstance("AES/CTR/NoPadding");
    counter.init(Cipher.ENCRYPT_MODE, key, iv);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] in = new byte[912];
    byte[] out = new byte[2048];
    byte[] text = Base64.getEncoder().encode(in);
    for (int call = 0; call < CALLS; call++) {
      int length = call < CALLS / 2 ? 128 : 896;
      gcm.update(in, 0, length, out, 0);
      encrypting.update(in, 0, length, out, 0);
      decrypting.update(in, 0, length, out, 0);
      counter.update(in, 0, length, out, 0);
      digest.update(in, 0, length);
      Base64.getEncoder().encode(in, out);
      Base64.getDecoder().decode(text, out);
    }
  }
}
