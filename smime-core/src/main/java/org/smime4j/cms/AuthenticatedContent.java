package org.smime4j.cms;

import java.util.function.Function;
import org.smime4j.Octets;

/**
 * Content of AuthEnvelopedData whose tag is right: these are the octets that somebody encrypted who
 * held the content-encryption key (RFC 5083). Who that was, only a signature tells: every other
 * recipient of the message held the key too.
 */
public final class AuthenticatedContent implements Decryption {

  private final Octets content;
  private final EncryptedLayer layer;

  AuthenticatedContent(Octets content, EncryptedLayer layer) {
    this.content = content;
    this.layer = layer;
  }

  /** The content. */
  public Octets content() {
    return content;
  }

  @Override
  public EncryptedLayer layer() {
    return layer;
  }

  @Override
  public <R> R fold(
      Function<? super AuthenticatedContent, ? extends R> authenticated,
      Function<? super UnauthenticatedContent, ? extends R> unauthenticated) {
    return authenticated.apply(this);
  }

  @Override
  public String toString() {
    return "Authenticated content, " + layer;
  }
}
