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
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.trust.Note;

/**
 * Somebody's certificate, where it came from, and what a trusted signer said about the software
 * behind it. It is not judged: see {@link CertificateSource#find}.
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
   * A certificate that a source offers.
   *
   * @param chain certificates that may lead from it to an anchor; none of them is trusted for that
   * @param origin where it came from, for reports
   */
  public static RecipientCertificate of(
      X509Certificate certificate, Collection<X509Certificate> chain, String origin) {
    return new RecipientCertificate(certificate, List.copyOf(chain), origin, null, null);
  }

  /**
   * The values of a person's entry in an LDAP directory: first those of userSMIMECertificate, then
   * those of userCertificate, and of each the newest certificate first. Certificates that hold no
   * address, as those of authorities, go along as their chain. Capabilities are not taken, since
   * nobody has verified who stated them.
   *
   * @param userCertificate certificates as DER (RFC 4523, section 2.1)
   * @param userSmimeCertificate SignedData with certificates (RFC 2798, section 2.8)
   * @param origin the entry, for reports
   * @param notes takes {@code VALUE_UNREADABLE} for each value that cannot be read
   */
  public static List<RecipientCertificate> ofDirectoryValues(
      Collection<byte[]> userCertificate,
      Collection<byte[]> userSmimeCertificate,
      String origin,
      Consumer<Note> notes) {
    return DirectoryValues.read(userCertificate, userSmimeCertificate, origin, notes);
  }

  /** A certificate that a trusted signer preferred. */
  static RecipientCertificate stated(
      X509Certificate certificate, @Nullable Set<String> capabilities, Instant at) {
    return new RecipientCertificate(
        certificate, List.of(), "signed mail of " + at, capabilities, at);
  }

  /** The certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Certificates that came with it and may lead to an anchor; often empty. */
  List<X509Certificate> chain() {
    return chain;
  }

  /** Where it came from, for reports: words of the source, such as the address of a directory. */
  public String origin() {
    return origin;
  }

  /**
   * The object identifiers of the SMIMECapabilities of the newest trusted message that preferred
   * this certificate; empty where there was none.
   */
  Optional<Set<String>> capabilities() {
    return Optional.ofNullable(capabilities);
  }

  /** The signing time of that message. */
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

  /** The newest word about it: of a signed mail its time, else the certificate's notBefore. */
  Instant asOf() {
    return statedAt != null ? statedAt : certificate.getNotBefore().toInstant();
  }

  /** Of two of one certificate, the one that knows the later. */
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
