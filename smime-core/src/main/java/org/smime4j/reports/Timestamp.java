package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * A verified time-stamp token (RFC 3161): the statement of an authority that some data existed at a
 * certain time.
 *
 * <p>Verification guarantees the following. Exactly one authority signed the token, and its
 * signature names its certificate by hash (RFC 5816). The policy trusts that certificate for
 * time-stamping: its extended key usage is critical and names only this purpose (RFC 3161, section
 * 2.3). The imprint in the token matches the data, with SHA-2 or a better digest. The time is
 * neither before the certificate of the authority became valid, nor after the policy's time.
 *
 * <p>Verification checks the certificate of the authority at the time of the policy, not at the
 * time in the token. A thief of the key could state any time in a token. If the certificate of the
 * authority has expired since, give the policy an earlier time that you can justify.
 *
 * <pre>{@code
 * ByteSource stamped = ByteSource.of(signatureValue);
 * Timestamp stamp = Verifier.timestamp(stamped, token, TrustPolicy.anchors(authorities));
 * TrustPolicy then = trust.at(stamp.time());
 * }</pre>
 *
 * <p>The JDK has a {@code java.security.Timestamp}. Beside {@code import java.security.*}, import
 * this type by its own name: {@code import org.smime4j.reports.Timestamp}.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface Timestamp {

  /**
   * Returns the time at which the data existed, according to the authority. It ignores the stated
   * accuracy.
   */
  Instant time();

  /** Returns the certificate of the authority. */
  X509Certificate authority();
}
