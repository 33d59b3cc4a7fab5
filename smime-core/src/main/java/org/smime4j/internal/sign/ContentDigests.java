package org.smime4j.internal.sign;

import java.security.MessageDigest;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;

/** The digests of one content for several signers, computed in one pass. */
public final class ContentDigests {

  private final Map<DigestAlgorithm, MessageDigest> digests = new EnumMap<>(DigestAlgorithm.class);

  static ContentDigests of(Collection<DigestAlgorithm> algorithms, Providers providers)
      throws SmimeException {
    ContentDigests all = new ContentDigests();
    for (DigestAlgorithm algorithm : algorithms) {
      all.digests.put(algorithm, providers.digest(algorithm));
    }
    return all;
  }

  void update(byte[] content, int offset, int length) {
    for (MessageDigest digest : digests.values()) {
      Digesting.update(digest, content, offset, length);
    }
  }

  Map<DigestAlgorithm, byte[]> finish() {
    Map<DigestAlgorithm, byte[]> values = new EnumMap<>(DigestAlgorithm.class);
    digests.forEach((algorithm, digest) -> values.put(algorithm, digest.digest()));
    return values;
  }
}
