package org.smime4j.reports;

import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.RecipientCertificate;

/**
 * The certificate chosen for encrypting to an address. It comes with the other certificates and the
 * reasons against them. {@code toString()} returns a report.
 *
 * <pre>{@code
 * CertificateChoice choice = trust.find(source, "bob@example.org");
 * System.out.println(choice);
 * RecipientCertificate bob = choice.orElseThrow();
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface CertificateChoice {

  /** Returns the address, as the caller wrote it. */
  String address();

  /** Returns the chosen certificate; empty if none is accepted. */
  Optional<RecipientCertificate> certificate();

  /**
   * Returns the chosen certificate.
   *
   * @throws SmimeException.Refused if there is none, with all reasons. The rule is {@code
   *     CERTIFICATE_SOURCE} if another attempt may help, because a source failed, a revocation
   *     status is unknown, or not all certificates could be checked. Otherwise it is {@code
   *     RECIPIENT_CERTIFICATE}
   */
  RecipientCertificate orElseThrow() throws SmimeException.Refused;

  /**
   * Returns why no certificate was chosen, the worst reason first; empty if one was. If no
   * certificate is known for the address, the reason is {@link Finding.Code#CERTIFICATE_MISSING}.
   */
  List<Finding> findings();

  /** Returns notes for the sender on this choice, such as {@code LOCAL_PART_CASE}. */
  List<Finding> notes();
}
