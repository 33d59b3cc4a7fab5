package org.smime4j.internal.provider;

import java.security.DigestException;
import java.security.MessageDigest;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.util.Memoable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;

/**
 * A digest of the provider that {@link Providers} names, for Bouncy Castle's key derivations. They
 * digest a block or two at a time and go back to a state that is kept. PBKDF2 of HMAC-SHA-256 takes
 * a quarter of the processor time that it takes over Bouncy Castle's own digest, where the
 * processor has instructions for SHA-256.
 */
public final class ProviderDigest implements ExtendedDigest, Memoable {

  private final DigestAlgorithm algorithm;
  private final int blockOctets;
  private MessageDigest digest;

  private ProviderDigest(DigestAlgorithm algorithm, int blockOctets, MessageDigest digest) {
    this.algorithm = algorithm;
    this.blockOctets = blockOctets;
    this.digest = digest;
  }

  /**
   * A new digest.
   *
   * @param algorithm SHA-1 or one of SHA-2 without another beginning
   */
  public static ProviderDigest of(DigestAlgorithm algorithm) {
    int blockOctets =
        switch (algorithm) {
          case SHA1, SHA224, SHA256 -> 64;
          case SHA384, SHA512 -> 128;
          default -> throw new IllegalArgumentException(algorithm.toString());
        };
    try {
      return new ProviderDigest(algorithm, blockOctets, Providers.standard().digest(algorithm));
    } catch (ProviderUnavailable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String getAlgorithmName() {
    return algorithm.jcaName();
  }

  @Override
  public int getDigestSize() {
    return algorithm.octets();
  }

  @Override
  public int getByteLength() {
    return blockOctets;
  }

  @Override
  public void update(byte octet) {
    digest.update(octet);
  }

  @Override
  public void update(byte[] octets, int from, int length) {
    digest.update(octets, from, length);
  }

  @Override
  public int doFinal(byte[] to, int from) {
    try {
      return digest.digest(to, from, algorithm.octets());
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void reset() {
    digest.reset();
  }

  @Override
  public Memoable copy() {
    return new ProviderDigest(algorithm, blockOctets, copyOf(digest));
  }

  @Override
  public void reset(Memoable kept) {
    digest = copyOf(((ProviderDigest) kept).digest);
  }

  private static MessageDigest copyOf(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
