package org.smime4j.cms;

import java.util.OptionalLong;
import org.smime4j.Octets;

/**
 * Content of EnvelopedData. An attacker on the way may have put blocks of their own before, into
 * and behind it without knowing the key (the EFAIL attacks, USENIX Security 2018). Do not act on
 * it, render it with remote content, or answer it automatically, unless a signature inside it
 * covers all of it and is trusted.
 */
public final class UnauthenticatedContent {

  private final Octets content;

  UnauthenticatedContent(Octets content) {
    this.content = content;
  }

  /** The content, which may not be what was encrypted. */
  public Octets unauthenticated() {
    return content;
  }

  @Override
  public String toString() {
    OptionalLong size = content.sizeIfKnown();
    return "Unauthenticated content"
        + (size.isPresent() ? " of " + size.getAsLong() + " octets" : "");
  }
}
