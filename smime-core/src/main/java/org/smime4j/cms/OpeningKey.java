package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;

/**
 * The private key that opened a message.
 *
 * @param wanted whom the message names
 * @param key the key, with all its certificates
 * @param foundBy how the one led to the other
 * @param validity what was true of {@link #certificate()} when the message was opened; it was no
 *     reason for anything
 */
public record OpeningKey(
    RecipientIdentifier wanted, DecryptionKey key, FoundBy foundBy, Validity validity) {

  /** A certificate's notBefore and notAfter (RFC 5280, 4.1.2.5), compared with the clock. */
  public enum Validity {
    /** Neither before the one nor after the other. */
    VALID,
    /** After notAfter. */
    EXPIRED,
    /** Before notBefore. */
    NOT_YET_VALID,
    /** The key came without a certificate. */
    NO_CERTIFICATE;

    static Validity of(Optional<X509Certificate> certificate, Instant at) {
      if (certificate.isEmpty()) {
        return NO_CERTIFICATE;
      }
      if (at.isAfter(Certificates.notAfter(certificate.get()))) {
        return EXPIRED;
      }
      return at.isBefore(Certificates.notBefore(certificate.get())) ? NOT_YET_VALID : VALID;
    }
  }

  static OpeningKey of(KeyMatch match, Instant at) {
    return new OpeningKey(
        match.wanted(),
        match.key(),
        match.foundBy(),
        Validity.of(certificate(match.key(), match.wanted()), at));
  }

  /**
   * The certificate by whose issuer and serial number the message names the key; else the newest of
   * the key; empty for a key that came without one.
   */
  public Optional<X509Certificate> certificate() {
    return certificate(key, wanted);
  }

  private static Optional<X509Certificate> certificate(
      DecryptionKey key, RecipientIdentifier wanted) {
    return key.certificates().stream()
        .filter(each -> RecipientIdentifier.of(each).equals(wanted))
        .findFirst()
        .or(key::certificate);
  }

  @Override
  public String toString() {
    return key
        + ", found by "
        + foundBy
        + switch (validity) {
          case VALID, NO_CERTIFICATE -> "";
          case EXPIRED -> ", expired";
          case NOT_YET_VALID -> ", not yet valid";
        };
  }
}
