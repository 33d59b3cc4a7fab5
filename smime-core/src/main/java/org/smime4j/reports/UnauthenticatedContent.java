package org.smime4j.reports;

import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/**
 * Content of EnvelopedData, which no tag protects against changes. An attacker can insert blocks
 * before, into and after it without knowing the key (the EFAIL attacks, USENIX Security 2018). Do
 * not act on it, render it with remote content, or answer it automatically. It is safe only if a
 * trusted signature inside covers all of it.
 *
 * @param unauthenticated the content, which may differ from the content that was encrypted
 */
public record UnauthenticatedContent(ByteSource unauthenticated) {

  @Override
  public String toString() {
    OptionalLong size = unauthenticated.sizeIfKnown();
    return "Unauthenticated content"
        + (size.isPresent() ? " of " + size.getAsLong() + " octets" : "");
  }
}
