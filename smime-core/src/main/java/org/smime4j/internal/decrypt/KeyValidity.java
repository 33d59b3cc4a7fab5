package org.smime4j.internal.decrypt;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.smime4j.internal.signature.Certificates;

/**
 * The validity of a certificate (RFC 5280, 4.1.2.5) at the current time. It does not decide which
 * key is used.
 */
enum KeyValidity {
  /** The current time is within the validity. */
  VALID(""),
  /** The current time is after notAfter. */
  EXPIRED(", expired"),
  /** The current time is before notBefore. */
  NOT_YET_VALID(", not yet valid"),
  /** The key came without a certificate. */
  NO_CERTIFICATE("");

  private final String words;

  KeyValidity(String words) {
    this.words = words;
  }

  static KeyValidity of(Optional<X509Certificate> certificate, Instant at) {
    if (certificate.isEmpty()) {
      return NO_CERTIFICATE;
    }
    if (at.isAfter(Certificates.notAfter(certificate.get()))) {
      return EXPIRED;
    }
    return at.isBefore(Certificates.notBefore(certificate.get())) ? NOT_YET_VALID : VALID;
  }

  /** Returns the words that follow the description of a key. */
  String words() {
    return words;
  }
}
