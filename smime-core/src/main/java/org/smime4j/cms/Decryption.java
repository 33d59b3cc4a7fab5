package org.smime4j.cms;

import java.util.function.Function;

/**
 * The outcome of Decryptor: content whose octets are those that were encrypted, or content of which
 * nobody knows that.
 *
 * <pre>{@code
 * Octets content = decryption.fold(
 *     AuthenticatedContent::content,
 *     unauthenticated -> { throw new IOException("this may have been changed on its way"); });
 * }</pre>
 */
public sealed interface Decryption permits AuthenticatedContent, UnauthenticatedContent {

  /** How the content was encrypted, and the key that opened it. */
  EncryptedLayer layer();

  /** Applies the function that fits the outcome. */
  <R> R fold(
      Function<? super AuthenticatedContent, ? extends R> authenticated,
      Function<? super UnauthenticatedContent, ? extends R> unauthenticated);
}
