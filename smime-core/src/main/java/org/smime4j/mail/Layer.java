package org.smime4j.mail;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.Deviation;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.SignatureReport;

/**
 * One cryptographic layer of a message, with its evidence. Immutable. That a layer is here says
 * that it was met, and nothing about whether it may be relied on: see {@link #isWhole()}, and what
 * its {@link #kind()} has.
 *
 * <pre>{@code
 * for (Layer layer : mail.layers()) {
 *   layer.report().ifPresent(report -> report.signers().forEach(System.out::println));
 * }
 * }</pre>
 */
public final class Layer {

  /** What a layer does. */
  public enum Kind {
    /** Encryption: EnvelopedData, AuthEnvelopedData or EncryptedData. */
    ENCRYPTED,
    /** A signature beside the content, which any mail program can show: multipart/signed. */
    SIGNED,
    /** A signature with the content inside: application/pkcs7-mime, or CMS alone. */
    SIGNED_OPAQUELY,
    /** Compression, which protects nothing. */
    COMPRESSED,
    /** Certificates that travel alone; nobody signed them, and nothing about them is verified. */
    CERTIFICATES,
    /**
     * A signed receipt (RFC 2634, section 2.8), which is SignedData around no mail: it is no
     * signature of the message, and hands out no content.
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

  /** An encrypted layer that was opened. */
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

  /** An encrypted layer that stays closed. */
  static Layer closed(
      Coverage coverage, String container, String cipher, List<Deviation> deviations) {
    return new Layer(
        Kind.ENCRYPTED, coverage, container, cipher, null, null, List.of(), deviations);
  }

  /**
   * A layer that is SignedData with signers.
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

  /** The same with another report, where it has one. */
  Layer with(SignatureReport other) {
    return new Layer(kind, coverage, container, cipher, opened, other, certificates, deviations);
  }

  /** What the layer does. */
  public Kind kind() {
    return kind;
  }

  /** Whether it is a signature of what is inside it. A receipt is none. */
  boolean isSignature() {
    return kind == Kind.SIGNED || kind == Kind.SIGNED_OPAQUELY;
  }

  boolean isEncryption() {
    return kind == Kind.ENCRYPTED;
  }

  /**
   * Whether it is around the whole message (RFC 9787, section 3): it is the message, or stands
   * directly inside layers that are. Else it stands somewhere among other parts, an errant layer.
   * That says nothing about the message, and what is inside it must not be mixed with what is not.
   */
  public boolean isWhole() {
    return coverage == Coverage.WHOLE;
  }

  /** The name of its content type in CMS (RFC 5652), such as {@code AuthEnvelopedData}. */
  public String container() {
    return container;
  }

  /** Of an encrypted layer the label of the content cipher; an object identifier if unknown. */
  public Optional<String> cipher() {
    return Optional.ofNullable(cipher);
  }

  /** How an encrypted layer was opened; empty for an errant one that was left alone. */
  public Optional<EncryptedLayer> encryption() {
    return Optional.ofNullable(opened);
  }

  /**
   * The verdicts, one for each signer: of a signature, and of a receipt. What a receipt is for, and
   * whether it may be relied on, says {@link OpenedMail#receipt()}.
   */
  public Optional<SignatureReport> report() {
    return Optional.ofNullable(report);
  }

  /** The certificates that travel alone, those that can be read; none for any other kind. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** What had to be tolerated to read it. */
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
