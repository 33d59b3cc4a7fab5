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
 * @param message what may be read as a message; null if nothing may. It follows from how the
 *     content begins. Where padding alone may have chosen the key, nothing may, and whether an
 *     OCTET STRING around content ends with it does not count: the time of reading would tell the
 *     padding (threat A13)
 * @param isOpen whether it opened. Otherwise its octets are no content
 * @param failure why it did not open. It is made whether it opened or not; null if it has a tag
 */
public record OpenedContent(
    ByteSource content,
    EncryptedLayer layer,
    @Nullable ByteSource message,
    boolean isOpen,
    @Nullable IOException failure)
    implements Decryption {

  OpenedContent with(boolean opened, IOException its) {
    return new OpenedContent(content, layer, message, opened, its);
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
