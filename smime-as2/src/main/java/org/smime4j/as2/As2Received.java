package org.smime4j.as2;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.SignatureReport;
import org.smime4j.mail.Layer;

/**
 * A message of AS2 that was opened. Its entity is handed out with a signature that is trusted, or
 * where the caller says why none is needed.
 */
public final class As2Received {

  private final Set<Layer.Kind> layers;
  private final @Nullable EncryptedLayer encryption;
  private final @Nullable SignatureReport signature;
  private final @Nullable Entity entity;

  As2Received(
      Set<Layer.Kind> layers,
      @Nullable EncryptedLayer encryption,
      @Nullable SignatureReport signature,
      @Nullable Entity entity) {
    this.layers = EnumSet.copyOf(layers.isEmpty() ? EnumSet.noneOf(Layer.Kind.class) : layers);
    this.encryption = encryption;
    this.signature = signature;
    this.entity = entity;
  }

  /** What was done to the entity. */
  public Set<Layer.Kind> layers() {
    return Set.copyOf(layers);
  }

  /** How it was encrypted, and what opened it; empty if it was not. */
  public Optional<EncryptedLayer> encryption() {
    return Optional.ofNullable(encryption);
  }

  /** The verdicts on its signature, whatever they are; empty if there is none. */
  public Optional<SignatureReport> signature() {
    return Optional.ofNullable(signature);
  }

  /**
   * The entity inside all layers, with its header, if the message is signed and the signature is
   * trusted.
   *
   * @throws SmimeException.NotTrusted if it is not
   * @throws As2Exception if the message is not signed
   */
  public Octets requireSigned() throws IOException {
    if (signature == null) {
      throw new As2Exception("The message is not signed");
    }
    signature.requireTrusted();
    return present().raw();
  }

  /**
   * The entity of a message without a signature: anybody may have written it, and may have changed
   * it on its way where the encryption does not authenticate.
   *
   * @param reason why no signature is needed here; for the reader of the code
   * @throws SmimeException.NotTrusted if there is a signature, and it is not trusted
   */
  public Octets unsignedContent(String reason) throws IOException {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("say why no signature is needed");
    }
    if (signature != null) {
      signature.requireTrusted();
    }
    return present().raw();
  }

  private Entity present() {
    if (entity == null) {
      throw new IllegalStateException("trusted without content");
    }
    return entity;
  }

  /** Whether a trusted signature, or the encryption, shows that the entity was not changed. */
  public boolean isAuthenticated() {
    return signature != null ? entity != null : encryption != null && encryption.authenticated();
  }

  /**
   * The MIC for the receipt (RFC 4130, section 7.3.1; RFC 5402, section 4): over the octets that
   * are signed; without a signature over the entity inside all layers; and over the body of a
   * message to which nothing was done.
   *
   * @param algorithm such as {@code sha-256}: that of the signature (RFC 4130, section 7.4.3), or
   *     what the sender asked for, see {@link Mic#requested}
   * @throws As2Exception if there is no such algorithm
   * @throws SmimeException.NotTrusted if there is a signature, and it is not trusted: nothing is to
   *     be confirmed then
   */
  public Mic mic(String algorithm) throws IOException {
    if (!Mic.isKnown(algorithm)) {
      throw new As2Exception("The MIC algorithm that is asked for is not known");
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
