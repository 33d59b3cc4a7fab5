package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.smime4j.internal.crypto.Certificates;

/**
 * A certificate's notBefore and notAfter (RFC 5280, 4.1.2.5), compared with the clock. No key is
 * taken or left because of it.
 */
enum KeyValidity {
  /** Neither before the one nor after the other. */
  VALID(""),
  /** After notAfter. */
  EXPIRED(", expired"),
  /** Before notBefore. */
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

  /** To follow the words for a key. */
  String words() {
    return words;
  }
}
