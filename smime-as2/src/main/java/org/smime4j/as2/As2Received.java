package org.smime4j.as2;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;

/**
 * An opened AS2 message. It returns its entity only if a trusted signature covers it, or if the
 * caller states why no signature is needed.
 */
public final class As2Received {

  private final Set<Layer.Kind> layers;
  private final @Nullable EncryptedLayer encryption;
  private final @Nullable SignatureReport signature;
  private final @Nullable Entity entity;

  /** What is thrown if the message is not signed, and the encryption does not authenticate. */
  private final @Nullable As2Exception closed;

  As2Received(
      Set<Layer.Kind> layers,
      @Nullable EncryptedLayer encryption,
      @Nullable SignatureReport signature,
      @Nullable Entity entity,
      @Nullable As2Exception closed) {
    this.layers = Set.copyOf(layers);
    this.encryption = encryption;
    this.signature = signature;
    this.entity = entity;
    this.closed = closed;
  }

  /** Returns the layers of the message. */
  public Set<Layer.Kind> layers() {
    return layers;
  }

  /**
   * Returns how the message was encrypted, and which key opened it; empty if it was not encrypted.
   */
  public Optional<EncryptedLayer> encryption() {
    return Optional.ofNullable(encryption);
  }

  /** Returns the verdicts on the signature, trusted or not; empty if there is no signature. */
  public Optional<SignatureReport> signature() {
    return Optional.ofNullable(signature);
  }

  /**
   * Returns the entity inside all layers, with its header, if the message has a trusted signature.
   *
   * @throws SmimeException.NotTrusted if the signature is not trusted
   * @throws As2Exception if the message is not signed. If it is encrypted without authentication,
   *     this is the exception of a message that cannot be opened
   */
  public ByteSource requireSigned() throws IOException {
    if (signature == null) {
      throw closed != null
          ? closed
          : new As2Exception(
              "The message is not signed", Disposition.INSUFFICIENT_MESSAGE_SECURITY);
    }
    signature.requireTrusted();
    return present().raw();
  }

  /**
   * Returns the entity of a message even if it has no signature. Anyone may have written it. If the
   * encryption does not authenticate, anyone may also have changed it in transit.
   *
   * @param reason why no signature is needed here, for readers of your code
   * @throws SmimeException.NotTrusted if there is a signature, and it is not trusted
   */
  public ByteSource unsignedContent(String reason) throws IOException {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("say why no signature is needed");
    }
    if (signature != null) {
      signature.requireTrusted();
    }
    return present().raw();
  }

  /** The exception if the content was encrypted, and nothing proves that it was not changed. */
  @Nullable As2Exception closed() {
    return closed;
  }

  private Entity present() {
    if (entity == null) {
      throw new IllegalStateException("trusted without content");
    }
    return entity;
  }

  /**
   * Returns true if a trusted signature or the encryption proves that the entity was not changed.
   */
  public boolean isAuthenticated() {
    return signature != null ? entity != null : encryption != null && encryption.isAuthenticated();
  }

  /**
   * Returns the MIC for the receipt (RFC 4130, section 7.3.1; RFC 5402, section 4). If the message
   * is signed, the MIC covers the signed octets. Otherwise it covers the entity inside all layers,
   * or only the body if the message has no layers.
   *
   * @param algorithm the digest algorithm, such as {@code sha-256}. Use that of the signature (RFC
   *     4130, section 7.4.3), or the one that the sender requests. {@code MdnRequest} chooses it
   * @throws As2Exception if the algorithm is unknown
   * @throws SmimeException.NotTrusted if there is a signature, and it is not trusted. Do not
   *     confirm such a message
   */
  public Mic mic(String algorithm) throws IOException {
    if (!Mic.isKnown(algorithm)) {
      throw new As2Exception(
          "The requested MIC algorithm is unknown", Disposition.UNSUPPORTED_MIC_ALGORITHMS);
    }
    if (signature != null) {
      return Mic.of(algorithm, signature.requireTrusted());
    }
    return Mic.of(algorithm, layers.isEmpty() ? present().body() : present().raw());
  }

  @Override
  public String toString() {
    return "AS2 message " + layers + (signature == null ? "" : ", " + signature.worst().state());
  }
}
