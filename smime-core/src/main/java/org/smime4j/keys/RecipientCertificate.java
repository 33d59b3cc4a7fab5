package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DistinguishedName;

/**
 * A certificate with its origin. It may also have the capabilities of its owner's software, as a
 * trusted signer stated them. The certificate itself is not checked: see {@link CertificateSource}.
 */
public sealed interface RecipientCertificate permits RecipientCertificateDoor {

  /**
   * Returns a certificate that a source offers. It need not be valid or trusted.
   *
   * @param certificate the recipient's certificate
   * @param chain certificates between the certificate and an anchor. Passing them here does not
   *     make them trusted
   * @param origin the origin of the certificate, for reports
   */
  static RecipientCertificate of(
      X509Certificate certificate, Collection<X509Certificate> chain, String origin) {
    return new RecipientCertificateDoor(
        certificate, List.copyOf(chain), origin, Optional.empty(), Optional.empty());
  }

  /**
   * Returns this certificate with the capabilities that its owner's software stated in signed mail.
   * Pass only what a trusted signer stated: the cipher of a message is chosen by it.
   *
   * @param stated the object identifiers of the SMIMECapabilities; null if the mail had none
   * @param at the signing time of that mail
   */
  default RecipientCertificate stating(@Nullable Set<String> stated, Instant at) {
    return new RecipientCertificateDoor(
        certificate(),
        chain(),
        ((RecipientCertificateDoor) this).origin(),
        Optional.ofNullable(stated),
        Optional.of(at));
  }

  /** Returns the certificate. */
  X509Certificate certificate();

  /** Returns the certificates that came with it and may lead to an anchor; often empty. */
  List<X509Certificate> chain();

  /**
   * Returns the object identifiers of the SMIMECapabilities in the newest trusted message that
   * preferred this certificate; empty if there is none.
   */
  Optional<Set<String>> capabilities();

  /** Returns the signing time of that message. */
  Optional<Instant> statedAt();
}

record RecipientCertificateDoor(
    X509Certificate certificate,
    List<X509Certificate> chain,
    String origin,
    Optional<Set<String>> capabilities,
    Optional<Instant> statedAt)
    implements RecipientCertificate {

  @Override
  public String toString() {
    return DistinguishedName.print(certificate.getSubjectX500Principal())
        + " (serial number "
        + certificate.getSerialNumber().toString(16)
        + ") from "
        + DistinguishedName.printable(origin);
  }
}
