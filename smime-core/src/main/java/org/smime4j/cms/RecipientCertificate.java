package org.smime4j.cms;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Note;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.crypto.Certificates;

/**
 * A certificate with its origin. It may also have the capabilities of its owner's software, as a
 * trusted signer stated them. The certificate itself is not checked: see {@link
 * CertificateSource#find}.
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
   * Returns the certificates in a person's entry in an LDAP directory. Those of
   * userSMIMECertificate come first, then those of userCertificate, each with the newest
   * certificate first. Certificates without an address, such as those of authorities, become the
   * chain of the others. This method ignores capabilities, because no one has verified who stated
   * them.
   *
   * @param userCertificate certificates in DER (RFC 4523, section 2.1)
   * @param userSmimeCertificate SignedData with certificates (RFC 2798, section 2.8)
   * @param origin the entry, for reports
   * @param notes receives {@code VALUE_UNREADABLE} for each value that cannot be read
   */
  public static List<RecipientCertificate> ofDirectoryValues(
      Collection<byte[]> userCertificate,
      Collection<byte[]> userSmimeCertificate,
      String origin,
      Consumer<Note> notes) {
    return DirectoryValues.read(userCertificate, userSmimeCertificate, origin, notes);
  }

  /** Returns a certificate that a trusted signer prefers. */
  static RecipientCertificate stated(
      X509Certificate certificate, @Nullable Set<String> capabilities, Instant at) {
    return new RecipientCertificate(
        certificate, List.of(), "signed mail of " + at, capabilities, at);
  }

  /** Returns the certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Returns the certificates that came with it and may lead to an anchor; often empty. */
  List<X509Certificate> chain() {
    return chain;
  }

  /**
   * Returns the origin for reports, in the words of the source, such as the address of a directory.
   */
  public String origin() {
    return origin;
  }

  /**
   * Returns the object identifiers of the SMIMECapabilities in the newest trusted message that
   * preferred this certificate; empty if there is none.
   */
  Optional<Set<String>> capabilities() {
    return Optional.ofNullable(capabilities);
  }

  /** Returns the signing time of that message. */
  Optional<Instant> statedAt() {
    return Optional.ofNullable(statedAt);
  }

  boolean isKem() {
    PublicKey key = Certificates.publicKey(certificate);
    return key != null && key.getAlgorithm().startsWith("ML-KEM");
  }

  boolean isStated() {
    return statedAt != null;
  }

  /**
   * Returns the time of the newest information about it: the time of a signed mail, or otherwise
   * the certificate's notBefore.
   */
  Instant asOf() {
    return statedAt != null ? statedAt : certificate.getNotBefore().toInstant();
  }

  /** Returns the one of two entries of the same certificate that has the newer information. */
  RecipientCertificate or(RecipientCertificate other) {
    return other.statedAt != null && (statedAt == null || other.statedAt.isAfter(statedAt))
        ? other
        : this;
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
