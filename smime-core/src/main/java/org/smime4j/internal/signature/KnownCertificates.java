package org.smime4j.internal.signature;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;

/**
 * Certificates by the octets that they were read from: most mail comes from few people, and reading
 * a certificate costs more than a signature by its key. It says what a certificate is and not what
 * it is worth, so that nothing about it can grow old. One that cannot be read is not remembered.
 *
 * <p>The last octets, which are a signature's, say the one place of a certificate. The newer takes
 * the older's: so there is no lock, and a sender who chooses them makes others read again.
 */
public final class KnownCertificates {

  private static final int MOST = 1024;

  /** What fills the memory is what strangers send: at most twice this much for each place. */
  private static final int LONGEST = 16 * 1024;

  private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(MOST);

  @SuppressWarnings("ArrayRecordComponent") // compared octet by octet
  private record Known(byte[] encoded, X509Certificate certificate) {}

  /** As {@link Certificates#parse}. */
  public X509Certificate parse(byte[] encoded) throws SmimeException {
    int last = encoded.length - 1;
    if (last < 1 || last >= LONGEST) {
      return Certificates.parse(encoded);
    }
    int place = ((encoded[last - 1] << 8) | (encoded[last] & 0xff)) & (MOST - 1);
    Known known = places.get(place);
    if (known != null && Arrays.equals(known.encoded, encoded)) {
      return known.certificate;
    }
    X509Certificate certificate = Certificates.parse(encoded);
    places.set(place, new Known(encoded, certificate));
    return certificate;
  }
}
