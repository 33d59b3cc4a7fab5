package org.smime4j.keys;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * A source of private keys, such as a {@link KeyHistory} in memory, a directory, a database or an
 * escrow service.
 *
 * <p>For each encrypted layer, the library passes the identifiers of all recipients to {@link
 * #matching} in one call. In a chain it also asks for single keys. A source only offers candidates;
 * the decrypted content proves which key is right. An implementation must be safe for use by
 * several threads. It must not leave out a key because its certificate has expired, is not yet
 * valid or was revoked. A source that cannot answer throws {@link java.io.IOException}.
 *
 * <pre>{@code
 * KeySource source = KeySource.chain(history, escrow.keys());
 * Decryptor decryptor = Decryptor.with(source);
 * }</pre>
 */
public interface KeySource {

  /**
   * Combines several sources into one. The combined source returns matching keys in the order that
   * {@link #matching} prescribes. Keys of equal rank keep the order of the sources. {@link
   * #remaining} returns the keys of all sources together, newest key first. The library tries a key
   * once even if several sources have it. If a source that answers marks a key as {@linkplain
   * DecryptionKey#aeadOnly authenticated only}, the key opens only authenticated encryption. A
   * source that fails marks nothing. A failing source does not hide the others. The library reports
   * the failure of a source only if no key opens the message.
   */
  static KeySource chain(KeySource... sources) {
    return new ChainedKeys(List.of(sources));
  }

  /**
   * Returns a source for a program that replaces its history while the source is in use, for
   * example on a device on which keys are installed and removed. The source calls the supplier once
   * for each message. That message uses the returned history throughout; later messages use newer
   * histories.
   *
   * <p>A message for a {@linkplain KeyHistory#without removed} key fails with {@code
   * NoMatchingKey}: its {@code removed()} names the key and the day of the removal. A removal is
   * not a revocation, and says nothing about the certificate. The library keeps no encoded copy of
   * a key in memory. The garbage collector can free a removed key after the last message that uses
   * it. The source remembers for its lifetime which keys have opened authenticated content.
   *
   * <pre>{@code
   * AtomicReference<KeyHistory> keys = new AtomicReference<>(KeyHistory.read(passwords, files));
   * Decryptor decryptor = Decryptor.with(KeySource.changing(keys::get));
   * keys.updateAndGet(history -> history.without(certificate));
   * }</pre>
   *
   * @param current returns the current history, to any thread and without blocking
   */
  static KeySource changing(Supplier<KeyHistory> current) {
    return new ChangingHistory(current);
  }

  /**
   * Returns the keys that match any of the identifiers, in the order in which to try them: first
   * keys that match the issuer and serial number, then keys that match a key identifier. Last come
   * keys for which the message names another certificate with the same public key. {@link
   * KeyHistory#matching} returns them in this order. If this method throws, the library still calls
   * {@link #remaining}. It reports the failure only if no key of {@code remaining} opens the
   * message.
   */
  List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException;

  /**
   * Returns all keys of one kind for trial decryption, newest first. The iterable may read them
   * lazily. If reading fails, its iterator throws {@link java.io.UncheckedIOException}. The library
   * reports the failure only if none of the keys that it received earlier opens the message.
   *
   * @param kind a kind as returned by {@link DecryptionKey#kind()}
   */
  Iterable<DecryptionKey> remaining(String kind) throws IOException;

  /** Returns the number of private keys. */
  int size();
}
