package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;

/**
 * One cryptographic layer of a message, with its results. The presence of a layer says nothing
 * about trust: check {@link #isWhole()}, and the report or encryption of the layer.
 *
 * <pre>{@code
 * for (Layer layer : mail.layers()) {
 *   layer.report().ifPresent(report -> report.signers().forEach(System.out::println));
 * }
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface Layer {

  /**
   * The kinds of layers.
   *
   * <p>Later versions may add constants: give a {@code switch} a {@code default}.
   */
  enum Kind {
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

  /** Returns the kind of the layer. */
  Kind kind();

  /**
   * Returns whether the layer covers the whole message (RFC 9787, section 3): it is the message
   * itself, or lies directly inside another layer that covers the whole message. Any other layer is
   * errant: it is a part among other parts. An errant layer says nothing about the message. Do not
   * mix its content with other content.
   */
  boolean isWhole();

  /** Returns the name of its CMS content type (RFC 5652), such as {@code AuthEnvelopedData}. */
  String container();

  /**
   * Returns the name of the content cipher of an encrypted layer; its object identifier if it is
   * unknown.
   */
  Optional<String> cipher();

  /** Returns how an encrypted layer was opened; empty for an errant layer that stays closed. */
  Optional<EncryptedLayer> encryption();

  /**
   * Returns the verdicts on the signers of a signature or a receipt. {@link OpenedMail#receipt()}
   * says what a receipt confirms and whether it is trusted.
   */
  Optional<SignatureReport> report();

  /**
   * Returns the readable certificates of a layer of the kind {@link Kind#CERTIFICATES}; empty for
   * any other kind.
   */
  List<X509Certificate> certificates();

  /** Returns the deviations from standards that the library tolerated in this layer. */
  List<Finding> deviations();
}
