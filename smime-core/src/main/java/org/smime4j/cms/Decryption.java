package org.smime4j.cms;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;

/**
 * The outcome of Decryptor: content whose octets are those that were encrypted, or content of which
 * nobody knows that.
 *
 * <p>The former is content of AuthEnvelopedData whose tag is right: these are the octets that
 * somebody encrypted who held the content-encryption key (RFC 5083). Who that was, only a signature
 * tells: every other recipient of the message held the key too.
 *
 * <pre>{@code
 * Octets content = decryption.fold(
 *     authenticated -> authenticated,
 *     unauthenticated -> { throw new IllegalStateException("it may have been changed on its way"); });
 * }</pre>
 */
public final class Decryption {

  private final EncryptedLayer layer;
  private final @Nullable Octets authenticated;
  private final UnauthenticatedContent unauthenticated;

  Decryption(Octets content, EncryptedLayer layer) {
    this.layer = layer;
    this.authenticated = layer.authenticated() ? content : null;
    this.unauthenticated = new UnauthenticatedContent(content);
  }

  /** How the content was encrypted, and the key that opened it. */
  public EncryptedLayer layer() {
    return layer;
  }

  /**
   * Applies the function that fits the outcome.
   *
   * @param whole takes content that is known to be what was encrypted
   * @param unknown takes content that may have been changed
   */
  public <R> R fold(
      Function<? super Octets, ? extends R> whole,
      Function<? super UnauthenticatedContent, ? extends R> unknown) {
    return authenticated != null ? whole.apply(authenticated) : unknown.apply(unauthenticated);
  }

  @Override
  public String toString() {
    return (authenticated != null ? "Authenticated content, " : "Unauthenticated content, ")
        + layer;
  }
}
