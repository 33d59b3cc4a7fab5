package org.smime4j.internal.decrypt;

import java.util.function.Function;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;

/** Content that was completely checked, as the layer says how. */
record OpenedContent(ByteSource content, EncryptedLayer layer) implements Decryption {

  @Override
  public <R> R fold(
      Function<? super ByteSource, ? extends R> whole,
      Function<? super UnauthenticatedContent, ? extends R> unknown) {
    return layer.isAuthenticated()
        ? whole.apply(content)
        : unknown.apply(new UnauthenticatedContent(content));
  }

  @Override
  public String toString() {
    return (layer.isAuthenticated() ? "Authenticated content, " : "Unauthenticated content, ")
        + layer;
  }
}
