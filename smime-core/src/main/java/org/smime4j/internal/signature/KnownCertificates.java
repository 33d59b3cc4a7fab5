package org.smime4j.internal.signature;

import java.security.cert.X509Certificate;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.DigestCache;

/**
 * Certificates by the octets that they were read from: most mail comes from few people, and reading
 * a certificate costs more than a signature by its key. It says what a certificate is and not what
 * it is worth, so that nothing about it can grow old. One that cannot be read is not remembered.
 */
public final class KnownCertificates {

  private static final int MOST = 1024;

  /** What fills the memory is what strangers send: at most this much for each place. */
  private static final int LONGEST = 16 * 1024;

  private final DigestCache<X509Certificate> known = new DigestCache<>(MOST);

  /** As {@link Certificates#parse}. */
  public X509Certificate parse(byte[] encoded) throws SmimeException {
    if (encoded.length > LONGEST) {
      return Certificates.parse(encoded);
    }
    byte[] key = DigestCache.key(encoded);
    X509Certificate certificate = known.get(key);
    if (certificate == null) {
      certificate = Certificates.parse(encoded);
      known.put(key, certificate);
    }
    return certificate;
  }
}
