package org.smime4j.cms;

import java.util.function.Function;
import org.smime4j.Octets;

/**
 * Content of EnvelopedData. An attacker on the way may have put blocks of their own before, into
 * and behind it without knowing the key (the EFAIL attacks, USENIX Security 2018). Do not act on
 * it, render it with remote content, or answer it automatically, unless a signature inside it
 * covers all of it and is trusted.
 */
public final class UnauthenticatedContent implements Decryption {

  private final Octets content;
  private final EncryptedLayer layer;

  UnauthenticatedContent(Octets content, EncryptedLayer layer) {
    this.content = content;
    this.layer = layer;
  }

  /** The content, which may not be what was encrypted. */
  public Octets unauthenticated() {
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
    return unauthenticated.apply(this);
  }

  @Override
  public String toString() {
    return "Unauthenticated content, " + layer;
  }
}
