package org.smime4j.internal.signature;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;

/**
 * The two paddings of PKCS #1 v1.5 (RFC 8017 sections 7.2 and 9.2), of which the JDK's own give
 * away by exceptions, or accept, more than is good.
 */
public final class Pkcs1 {

  /** Padding takes three fixed octets and at least eight of fill. */
  static final int OVERHEAD = 11;

  private Pkcs1() {}

  /**
   * Takes the padding off a decrypted block without a branch or an index that depends on the block.
   * The length of the key being known, a separator has one place where it can be.
   *
   * @param block the whole result of the RSA operation, as long as the modulus
   * @param otherwise what to return, in a new array, where the padding is wrong or the message has
   *     another length; its own length is the length of the key
   */
  public static byte[] unpad(byte[] block, byte[] otherwise) {
    int start = block.length - otherwise.length;
    if (start < OVERHEAD) {
      return otherwise.clone();
    }
    int wrong = block[0] | (block[1] ^ 2) | block[start - 1];
    for (int i = 2; i < start - 1; i++) {
      wrong |= ConstantTime.isZero(block[i]);
    }
    return ConstantTime.select(ConstantTime.isZero(wrong), block, start, otherwise);
  }

  /**
   * The one block that a signature over a digest may hold, to be written or compared as a whole
   * (BERserk, CVE-2006-4339: who parses it, forges).
   *
   * @return null where the modulus is too short for it
   */
  static byte @Nullable [] signatureBlock(DigestAlgorithm algorithm, byte[] digest, int length) {
    byte[] info = digestInfo(algorithm, digest);
    int start = length - info.length;
    if (start < OVERHEAD) {
      return null;
    }
    byte[] block = new byte[length];
    Arrays.fill(block, 1, start - 1, (byte) 0xff);
    block[1] = 1;
    System.arraycopy(info, 0, block, start, info.length);
    return block;
  }

  /** What stands before the digest. */
  private static final Map<DigestAlgorithm, byte[]> PREFIXES = new EnumMap<>(DigestAlgorithm.class);

  static {
    Map.ofEntries(
            Map.entry(DigestAlgorithm.SHA1, "3021300906052b0e03021a05000414"),
            Map.entry(DigestAlgorithm.RIPEMD160, "3021300906052b2403020105000414"),
            Map.entry(DigestAlgorithm.SHA224, "302d300d06096086480165030402040500041c"),
            Map.entry(DigestAlgorithm.SHA256, "3031300d060960864801650304020105000420"),
            Map.entry(DigestAlgorithm.SHA384, "3041300d060960864801650304020205000430"),
            Map.entry(DigestAlgorithm.SHA512, "3051300d060960864801650304020305000440"),
            Map.entry(DigestAlgorithm.SHA512_224, "302d300d06096086480165030402050500041c"),
            Map.entry(DigestAlgorithm.SHA512_256, "3031300d060960864801650304020605000420"),
            Map.entry(DigestAlgorithm.SHA3_224, "302d300d06096086480165030402070500041c"),
            Map.entry(DigestAlgorithm.SHA3_256, "3031300d060960864801650304020805000420"),
            Map.entry(DigestAlgorithm.SHA3_384, "3041300d060960864801650304020905000430"),
            Map.entry(DigestAlgorithm.SHA3_512, "3051300d060960864801650304020a05000440"))
        .forEach((algorithm, prefix) -> PREFIXES.put(algorithm, Hex.decode(prefix)));
  }

  /** DigestInfo with its NULL (RFC 8017 section 9.2, note 1). */
  static byte[] digestInfo(DigestAlgorithm algorithm, byte[] digest) {
    byte[] head = PREFIXES.get(algorithm);
    if (head == null) {
      throw new IllegalArgumentException(algorithm + " signs nothing");
    }
    byte[] info = Arrays.copyOf(head, head.length + digest.length);
    System.arraycopy(digest, 0, info, head.length, digest.length);
    return info;
  }
}
