package org.smime4j.keys;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A source of private keys, such as a {@code KeyHistory} in memory, a directory, a database or an
 * escrow service.
 *
 * <p>For each encrypted layer, the library passes the identifiers of all recipients to {@link
 * #matching} in one call. In a chain it also asks for single keys. A source only offers candidates;
 * the decrypted content proves which key is right. An implementation must be safe for use by
 * several threads. It must not leave out a key because its certificate has expired, is not yet
 * valid or was revoked. A source that cannot answer throws {@link java.io.IOException}.
 *
 * <pre>{@code
 * KeySource source = KeyHistory.chain(history, escrow.keys());
 * Decryptor decryptor = Decryptor.with(source);
 * }</pre>
 */
@FunctionalInterface
public interface KeySource {

  /**
   * Returns the keys that match any of the identifiers, in the order in which to try them: first
   * keys that match the issuer and serial number, then keys that match a key identifier. Last come
   * keys for which the message names another certificate with the same public key. {@code
   * KeyHistory} returns them in this order. If this method throws, the library still calls {@link
   * #remaining}. It reports the failure only if no key of {@code remaining} opens the message.
   */
  List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException;

  /**
   * Returns all keys of one kind for trial decryption, newest first. The iterable may read them
   * lazily. If reading fails, its iterator throws {@link java.io.UncheckedIOException}. The library
   * reports the failure only if none of the keys that it received earlier opens the message. By
   * default there are none: the source then opens only messages that name its keys.
   *
   * @param kind a kind as returned by {@link DecryptionKey#kind()}
   */
  default Iterable<DecryptionKey> remaining(String kind) throws IOException {
    return List.of();
  }

  /**
   * Returns the number of private keys, each counted once, for texts. By default it is 0, for a
   * source that cannot count them.
   */
  default int size() {
    return 0;
  }

  /**
   * Returns the keys that are held at this moment. The library asks once for each message, and uses
   * the answer for that message from beginning to end. A source whose keys change while it is in
   * use overrides this method; others return themselves.
   */
  default KeySource snapshot() throws IOException {
    return this;
  }

  /**
   * Returns descriptions for people of removed keys that would have matched, each with the day of
   * its removal. The library reports them if no key opens the message. By default a source
   * remembers no removed keys.
   */
  default List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
    return List.of();
  }

  /**
   * Returns the files and entries that may have private keys but could not be opened, each with the
   * reason, for people. A diagnosis names them if the message does not open. By default there are
   * none.
   */
  default Map<String, String> unopened() {
    return Map.of();
  }

  /**
   * Called when a key has opened authenticated content. Senders can write that for the key, so that
   * content without authentication may be the same message in a changed form. What this method
   * throws does not fail the opening. By default a source remembers nothing.
   */
  default void openedAuthenticated(DecryptionKey key) {}

  /**
   * Returns whether the key is known to have opened authenticated content. The library then notes
   * {@code DOWNGRADE_POSSIBLE} on content without authentication. It forbids nothing.
   */
  default boolean hasOpenedAuthenticated(DecryptionKey key) {
    return false;
  }
}
