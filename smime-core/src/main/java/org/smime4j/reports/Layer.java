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
 * @param kind the kind of the layer
 * @param isWhole whether the layer covers the whole message (RFC 9787, section 3): it is the
 *     message itself, or lies directly inside another layer that covers the whole message. Any
 *     other layer is errant: it is a part among other parts. An errant layer says nothing about the
 *     message. Do not mix its content with other content
 * @param container the name of its CMS content type (RFC 5652), such as {@code AuthEnvelopedData}
 * @param cipher the name of the content cipher of an encrypted layer; its object identifier if it
 *     is unknown
 * @param encryption how an encrypted layer was opened; empty for an errant layer that stays closed
 * @param report the verdicts on the signers of a signature or a receipt. {@link
 *     OpenedMail#receipt()} says what a receipt confirms and whether it is trusted
 * @param certificates the readable certificates of a layer of the kind {@link Kind#CERTIFICATES};
 *     empty for any other kind
 * @param deviations the deviations from standards that the library tolerated in this layer
 */
public record Layer(
    Kind kind,
    boolean isWhole,
    String container,
    Optional<String> cipher,
    Optional<EncryptedLayer> encryption,
    Optional<SignatureReport> report,
    List<X509Certificate> certificates,
    List<Finding> deviations) {

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

  public Layer {
    certificates = List.copyOf(certificates);
    deviations = List.copyOf(deviations);
  }

  @Override
  public String toString() {
    String coverage = isWhole ? "WHOLE" : "PART";
    String signers = report.map(Object::toString).orElse("");
    return switch (kind) {
      case ENCRYPTED ->
          "Encrypted, "
              + coverage
              + ": "
              + encryption
                  .map(Object::toString)
                  .orElseGet(() -> container + " " + cipher.orElse("") + ", not opened");
      case SIGNED -> "Signed, " + coverage + ", MULTIPART: " + signers;
      case SIGNED_OPAQUELY -> "Signed, " + coverage + ", OPAQUE: " + signers;
      case COMPRESSED -> "Compressed, " + coverage;
      case CERTIFICATES -> "Certificates, " + coverage + ": " + certificates.size();
      case RECEIPT -> "Receipt, " + coverage + ": " + signers;
    };
  }
}
