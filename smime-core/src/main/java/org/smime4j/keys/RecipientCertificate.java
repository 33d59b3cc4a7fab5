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
public final class RecipientCertificate {

  private final X509Certificate certificate;
  private final List<X509Certificate> chain;
  private final String origin;
  private final @Nullable Set<String> capabilities;
  private final @Nullable Instant statedAt;

  private RecipientCertificate(
      X509Certificate certificate,
      List<X509Certificate> chain,
      String origin,
      @Nullable Set<String> capabilities,
      @Nullable Instant statedAt) {
    this.certificate = certificate;
    this.chain = chain;
    this.origin = origin;
    this.capabilities = capabilities;
    this.statedAt = statedAt;
  }

  /**
   * Returns a certificate that a source offers.
   *
   * @param chain certificates between the certificate and an anchor. Passing them here does not
   *     make them trusted
   * @param origin the origin of the certificate, for reports
   */
  public static RecipientCertificate of(
      X509Certificate certificate, Collection<X509Certificate> chain, String origin) {
    return new RecipientCertificate(certificate, List.copyOf(chain), origin, null, null);
  }

  /**
   * Returns this certificate with the capabilities that its owner's software stated in signed mail.
   * Pass only what a trusted signer stated: the cipher of a message is chosen by it.
   *
   * @param stated the object identifiers of the SMIMECapabilities; null if the mail had none
   * @param at the signing time of that mail
   */
  public RecipientCertificate stating(@Nullable Set<String> stated, Instant at) {
    return new RecipientCertificate(certificate, chain, origin, stated, at);
  }

  /** Returns the certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Returns the certificates that came with it and may lead to an anchor; often empty. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /**
   * Returns the object identifiers of the SMIMECapabilities in the newest trusted message that
   * preferred this certificate; empty if there is none.
   */
  public Optional<Set<String>> capabilities() {
    return Optional.ofNullable(capabilities);
  }

  /** Returns the signing time of that message. */
  public Optional<Instant> statedAt() {
    return Optional.ofNullable(statedAt);
  }

  @Override
  public String toString() {
    return DistinguishedName.print(certificate.getSubjectX500Principal())
        + " (serial number "
        + certificate.getSerialNumber().toString(16)
        + ") from "
        + DistinguishedName.printable(origin);
  }
}
