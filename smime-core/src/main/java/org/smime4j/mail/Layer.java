package org.smime4j.mail;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.findings.Deviation;
import org.smime4j.reports.SignatureReport;

/**
 * One cryptographic layer of a message, with its results. The presence of a layer says nothing
 * about trust: check {@link #isWhole()}, and the report or encryption of the layer. Immutable.
 *
 * <pre>{@code
 * for (Layer layer : mail.layers()) {
 *   layer.report().ifPresent(report -> report.signers().forEach(System.out::println));
 * }
 * }</pre>
 */
public final class Layer {

  /** The kinds of layers. */
  public enum Kind {
    /**
     * Encryption: EnvelopedData, AuthEnvelopedData or EncryptedData. {@link Layer#encryption()} has
     * its result.
     */
    ENCRYPTED,
    /**
     * A signature beside the content: multipart/signed. Every mail program can show the content.
     */
    SIGNED,
    /** A signature with the content inside: application/pkcs7-mime, or CMS that is not in mail. */
    SIGNED_OPAQUELY,
    /** Compression, which protects nothing. */
    COMPRESSED,
    /**
     * Certificates without a message. They are unsigned, and the library verifies nothing about
     * them.
     */
    CERTIFICATES,
    /**
     * A signed receipt (RFC 2634, section 2.8). It does not sign the message and has no content.
     */
    RECEIPT
  }

  private final Kind kind;
  private final Coverage coverage;
  private final String container;
  private final @Nullable String cipher;
  private final @Nullable EncryptedLayer opened;
  private final @Nullable SignatureReport report;
  private final List<X509Certificate> certificates;
  private final List<Deviation> deviations;

  private Layer(
      Kind kind,
      Coverage coverage,
      String container,
      @Nullable String cipher,
      @Nullable EncryptedLayer opened,
      @Nullable SignatureReport report,
      List<X509Certificate> certificates,
      List<Deviation> deviations) {
    this.kind = kind;
    this.coverage = coverage;
    this.container = container;
    this.cipher = cipher;
    this.opened = opened;
    this.report = report;
    this.certificates = List.copyOf(certificates);
    this.deviations = List.copyOf(deviations);
  }

  /** Returns an encrypted layer that was opened. */
  static Layer encrypted(Coverage coverage, EncryptedLayer opened, List<Deviation> deviations) {
    return new Layer(
        Kind.ENCRYPTED,
        coverage,
        opened.container(),
        opened.cipher().label(),
        opened,
        null,
        List.of(),
        deviations);
  }

  /** Returns an encrypted layer that stays closed. */
  static Layer closed(
      Coverage coverage, String container, String cipher, List<Deviation> deviations) {
    return new Layer(
        Kind.ENCRYPTED, coverage, container, cipher, null, null, List.of(), deviations);
  }

  /**
   * Returns a layer that is SignedData with signers.
   *
   * @param kind SIGNED, SIGNED_OPAQUELY or RECEIPT
   */
  static Layer signed(
      Kind kind, Coverage coverage, SignatureReport report, List<Deviation> deviations) {
    return new Layer(kind, coverage, "SignedData", null, null, report, List.of(), deviations);
  }

  static Layer compressed(Coverage coverage, List<Deviation> deviations) {
    return new Layer(
        Kind.COMPRESSED, coverage, "CompressedData", null, null, null, List.of(), deviations);
  }

  static Layer certificates(
      Coverage coverage, List<X509Certificate> certificates, List<Deviation> deviations) {
    return new Layer(
        Kind.CERTIFICATES, coverage, "SignedData", null, null, null, certificates, deviations);
  }

  /** Returns the same layer with another report, if it has one. */
  Layer with(SignatureReport other) {
    return new Layer(kind, coverage, container, cipher, opened, other, certificates, deviations);
  }

  /** Returns the kind of the layer. */
  public Kind kind() {
    return kind;
  }

  /** Whether the layer signs its content. A receipt does not. */
  boolean isSignature() {
    return kind == Kind.SIGNED || kind == Kind.SIGNED_OPAQUELY;
  }

  boolean isEncryption() {
    return kind == Kind.ENCRYPTED;
  }

  /**
   * Returns whether the layer covers the whole message (RFC 9787, section 3): it is the message
   * itself, or lies directly inside another layer that covers the whole message. Any other layer is
   * errant: it is a part among other parts. An errant layer says nothing about the message. Do not
   * mix its content with other content.
   */
  public boolean isWhole() {
    return coverage == Coverage.WHOLE;
  }

  /** Returns the name of its CMS content type (RFC 5652), such as {@code AuthEnvelopedData}. */
  public String container() {
    return container;
  }

  /**
   * Returns the name of the content cipher of an encrypted layer; its object identifier if it is
   * unknown.
   */
  public Optional<String> cipher() {
    return Optional.ofNullable(cipher);
  }

  /** Returns how an encrypted layer was opened. Empty for an errant layer that stays closed. */
  public Optional<EncryptedLayer> encryption() {
    return Optional.ofNullable(opened);
  }

  /**
   * Returns the verdicts on the signers of a signature or a receipt. {@link OpenedMail#receipt()}
   * says what a receipt confirms and whether it is trusted.
   */
  public Optional<SignatureReport> report() {
    return Optional.ofNullable(report);
  }

  /**
   * Returns the readable certificates of a layer of the kind {@link Kind#CERTIFICATES}. Empty for
   * any other kind.
   */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** Returns the deviations from standards that the library tolerated in this layer. */
  public List<Deviation> deviations() {
    return deviations;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ENCRYPTED ->
          "Encrypted, "
              + coverage
              + ": "
              + (opened == null ? container + " " + cipher + ", not opened" : opened);
      case SIGNED -> "Signed, " + coverage + ", MULTIPART: " + report;
      case SIGNED_OPAQUELY -> "Signed, " + coverage + ", OPAQUE: " + report;
      case COMPRESSED -> "Compressed, " + coverage;
      case CERTIFICATES -> "Certificates, " + coverage + ": " + certificates.size();
      case RECEIPT -> "Receipt, " + coverage + ": " + report;
    };
  }
}
