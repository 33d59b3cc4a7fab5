package org.smime4j.internal.signature;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Mgf1;
import org.smime4j.internal.provider.Providers;

/**
 * The encoding of RSASSA-PSS (RFC 8017 section 9.1.2, RFC 8702 section 3.2.1). Bouncy Castle's own
 * check takes one digest for content and mask alone, which RFC 4055 section 3.1 recommends and does
 * not demand.
 */
public final class Pss {

  private static final byte TRAILER = (byte) 0xbc;

  private Pss() {}

  /**
   * Whether a block encodes a digest.
   *
   * @param block the whole result of the RSA operation, as long as the modulus
   * @param modulusBits the length of the modulus
   */
  static boolean encodes(
      byte[] block,
      int modulusBits,
      DigestAlgorithm digest,
      byte[] digestValue,
      SignatureAlgorithm scheme,
      Providers providers)
      throws ProviderUnavailable {
    int bits = modulusBits - 1;
    int length = (bits + 7) / 8;
    int start = block.length - length;
    int dbLength = length - digest.octets() - 1;
    int padding = dbLength - scheme.salt() - 1;
    if (padding < 0 || block[block.length - 1] != TRAILER || (start == 1 && block[0] != 0)) {
      return false;
    }
    byte[] db = Arrays.copyOfRange(block, start, start + dbLength);
    byte[] hash = Arrays.copyOfRange(block, start + dbLength, block.length - 1);
    int topBits = 0xff >> (8 * length - bits);
    if ((db[0] & 0xff) > topBits) {
      return false;
    }
    unmask(db, hash, scheme, providers);
    db[0] &= (byte) topBits;
    for (int i = 0; i < padding; i++) {
      if (db[i] != 0) {
        return false;
      }
    }
    if (db[padding] != 1) {
      return false;
    }
    MessageDigest expected = providers.digest(digest);
    expected.update(new byte[8]);
    expected.update(digestValue);
    expected.update(db, padding + 1, scheme.salt());
    return MessageDigest.isEqual(hash, expected.digest());
  }

  private static void unmask(byte[] db, byte[] hash, SignatureAlgorithm scheme, Providers providers)
      throws ProviderUnavailable {
    DigestAlgorithm mask = scheme.requireMask();
    if (scheme.kind() == SignatureAlgorithm.Kind.RSA_PSS) {
      Mgf1.mask(mask, db, hash, providers);
      return;
    }
    // SHAKE gives as many octets as are asked for, and is a mask by itself.
    SHAKEDigest shake = new SHAKEDigest(mask == DigestAlgorithm.SHAKE128 ? 128 : 256);
    shake.update(hash, 0, hash.length);
    byte[] octets = new byte[db.length];
    shake.doFinal(octets, 0, octets.length);
    for (int i = 0; i < db.length; i++) {
      db[i] ^= octets[i];
    }
  }
}
