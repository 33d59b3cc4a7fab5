package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;

/**
 * Content that was completely checked, as the layer says how.
 *
 * @param mayBeMessage whether it may be read as a message. Where padding alone may have chosen the
 *     key, it may not: the time of reading what another key made would tell the padding (threat
 *     A13)
 * @param isOpen whether it opened. Otherwise its octets are no content
 * @param failure why it did not open. It is made whether it opened or not; null if it has a tag
 */
public record OpenedContent(
    ByteSource content,
    EncryptedLayer layer,
    boolean mayBeMessage,
    boolean isOpen,
    @Nullable IOException failure)
    implements Decryption {

  OpenedContent with(boolean opened, IOException its) {
    return new OpenedContent(content, layer, mayBeMessage, opened, its);
  }

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
