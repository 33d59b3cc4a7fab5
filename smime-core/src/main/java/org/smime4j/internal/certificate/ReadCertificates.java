package org.smime4j.internal.certificate;

import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that were read into {@link PathCertificate} before, by the very object: a verifier
 * keeps the objects of the certificates that it met, and reading one costs more than a signature by
 * its key. Objects of our own provider alone are remembered, for they never change. It says what a
 * certificate is and not what it is worth.
 *
 * <p>Belongs to one policy. Each object has one place, where the newer takes the older's.
 */
@SuppressWarnings("ReferenceEquality") // objects are what is remembered
public final class ReadCertificates {

  private static final int MOST = 1024;

  /**
   * Strangers send the certificates that fill this cache, so a larger certificate is read again.
   */
  private static final int LARGEST = 16 * 1024;

  private final AtomicReferenceArray<@Nullable PathCertificate> places =
      new AtomicReferenceArray<>(MOST);

  /** As {@link PathCertificate#of}. */
  public PathCertificate of(X509Certificate certificate) {
    int place = System.identityHashCode(certificate) & (MOST - 1);
    PathCertificate known = places.get(place);
    if (known != null && known.original() == certificate) {
      return known;
    }
    PathCertificate read = PathCertificate.of(certificate);
    if (read.certificate() == certificate && read.octets() <= LARGEST) {
      places.set(place, read);
    }
    return read;
  }
}
