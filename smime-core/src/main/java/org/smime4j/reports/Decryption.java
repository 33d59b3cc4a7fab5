package org.smime4j.reports;

import java.util.function.Function;
import org.smime4j.sources.ByteSource;

/**
 * The result of decrypting: content that is proven to be unchanged, or content without this proof.
 *
 * <p>Unchanged content comes from AuthEnvelopedData with a valid tag: a holder of the
 * content-encryption key encrypted exactly these octets (RFC 5083). All recipients of the message
 * hold this key. Only a signature proves who wrote the content.
 *
 * <pre>{@code
 * ByteSource content = decryption.fold(
 *     authenticated -> authenticated,
 *     unauthenticated -> { throw new IllegalStateException("it may have been changed in transit"); });
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface Decryption {

  /** Returns how the content was encrypted, and the key that opened it. */
  EncryptedLayer layer();

  /**
   * Applies the function that fits the result, and returns its value.
   *
   * @param whole receives content that is proven to be the content that was encrypted
   * @param unknown receives content that may have been changed
   */
  <R> R fold(
      Function<? super ByteSource, ? extends R> whole,
      Function<? super UnauthenticatedContent, ? extends R> unknown);
}
