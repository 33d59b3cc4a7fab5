package org.smime4j.internal.provider;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.DerWriter;

/** From the secret of a key agreement to a key-encryption key. */
public final class KeyDerivation {

  private KeyDerivation() {}

  /**
   * ECC-CMS-SharedInfo (RFC 5753 section 7.2).
   *
   * @param keyInfo the AlgorithmIdentifier of the key wrap, as received: some writers put a NULL in
   *     it, and derive from what they wrote
   */
  public static byte[] sharedInfo(byte[] keyInfo, byte @Nullable [] ukm, int kekOctets) {
    DerWriter info = new DerWriter().sequence().raw(keyInfo);
    if (ukm != null) {
      info.tagged(0).octetString(ukm).end();
    }
    byte[] bits = ByteBuffer.allocate(4).putInt(8 * kekOctets).array();
    return info.tagged(2).octetString(bits).end().end().toByteArray();
  }

  /** The derivation of ANSI X9.63 (RFC 5753 section 7.2; SEC 1 section 3.6.1). */
  public static byte[] x963(
      DigestAlgorithm hash, byte[] secret, byte[] sharedInfo, int octets, Providers providers)
      throws ProviderUnavailable {
    MessageDigest digest = providers.digest(hash);
    byte[] key = new byte[octets];
    int at = 0;
    for (int counter = 1; at < octets; counter++) {
      digest.update(secret);
      digest.update(ByteBuffer.allocate(4).putInt(counter).array());
      byte[] block = digest.digest(sharedInfo);
      int n = Math.min(block.length, octets - at);
      System.arraycopy(block, 0, key, at, n);
      at += n;
    }
    return key;
  }

  /** HKDF (RFC 5869) without salt, as RFC 8418 section 2.2 uses it. */
  public static byte[] hkdf(
      DigestAlgorithm hash, byte[] secret, byte[] info, int octets, Providers providers)
      throws ProviderUnavailable {
    return hkdf(hash, new byte[hash.octets()], secret, info, octets, providers);
  }

  /** HKDF (RFC 5869). */
  public static byte[] hkdf(
      DigestAlgorithm hash,
      byte[] salt,
      byte[] secret,
      byte[] info,
      int octets,
      Providers providers)
      throws ProviderUnavailable {
    String name = "Hmac" + hash.jcaName().replace("-", "");
    byte[] extracted = new byte[0];
    byte[] block = new byte[0];
    try {
      Mac mac = providers.mac(name);
      mac.init(new SecretKeySpec(salt, name));
      extracted = mac.doFinal(secret);
      mac.init(new SecretKeySpec(extracted, name));
      byte[] key = new byte[octets];
      int at = 0;
      for (int counter = 1; at < octets; counter++) {
        mac.update(block);
        mac.update(info);
        Arrays.fill(block, (byte) 0);
        block = mac.doFinal(new byte[] {(byte) counter});
        int n = Math.min(block.length, octets - at);
        System.arraycopy(block, 0, key, at, n);
        at += n;
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new ProviderUnavailable(name, "it refuses its own key");
    } finally {
      Arrays.fill(extracted, (byte) 0);
      Arrays.fill(block, (byte) 0);
    }
  }
}
