package org.smime4j.internal.crypto;

import java.io.IOException;
import java.util.List;

/**
 * What the opening of a message asks a source of private keys for that changes while it is used, or
 * that remembers what its keys have opened. All of these are sources of this library; a source of
 * the caller has nothing of it.
 *
 * @param <S> a source of keys
 * @param <W> how a message names a recipient
 * @param <K> a private key with its certificates
 */
public interface ChangingKeys<S, W, K> {

  /** What is held at this moment, for one message from its beginning to its end. */
  S snapshot() throws IOException;

  /** Keys that would have fitted but were removed, each in words for a person, with the day. */
  List<String> removedMatching(List<W> wanted) throws IOException;

  /**
   * Hears that a key has opened AuthEnvelopedData whose tag was right. It never fails an opening:
   * what is thrown is passed over.
   *
   * @param key one of those that this source, or its {@link #snapshot}, offered
   */
  default void openedAuthenticated(K key) {}

  /**
   * Whether it is known that a key has opened AuthEnvelopedData whose tag was right: then its
   * senders can write that, and EnvelopedData for it may be such a message with another name
   * (DOWNGRADE_POSSIBLE). It forbids nothing.
   */
  default boolean hasOpenedAuthenticated(K key) {
    return false;
  }
}
