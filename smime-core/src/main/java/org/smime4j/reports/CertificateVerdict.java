package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;

/**
 * The verdict of a {@code TrustPolicy} on a certificate. The certificate is trusted only if there
 * are no findings.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface CertificateVerdict {

  /** Returns the certificate that the policy judged. */
  X509Certificate certificate();

  /** Returns the time at which the policy judged the certificate. */
  Instant at();

  /** Returns what lowers the verdict, worst first; empty if the certificate is trusted. */
  List<Finding> findings();

  /** Returns what does not lower the verdict. */
  List<Finding> notes();

  /**
   * Returns the status of all certificates on the path but the anchor. Programs should use codes
   * instead: the findings {@code REVOKED} and {@code REVOCATION_UNKNOWN}, and the notes {@code
   * REVOCATION_UNKNOWN_ACCEPTED} and {@code REVOCATION_NOT_CHECKED}. If the status is {@code GOOD},
   * the verdict has none of them.
   */
  RevocationStatus revocation();

  /**
   * Returns the path that the policy judged, the certificate first and the anchor last; empty if
   * there is none. If there are several paths, it is one without findings, or else the one with the
   * mildest findings.
   */
  List<X509Certificate> path();

  /**
   * Returns the certificate if it is trusted.
   *
   * @throws SmimeException.NotTrusted if it is not, with the worst finding
   */
  X509Certificate requireTrusted() throws SmimeException.NotTrusted;
}
