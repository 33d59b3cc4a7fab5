package org.smime4j.keys;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * A source of private keys: a history in memory, a directory, a database, an escrow service.
 *
 * <p>It is asked once for all recipients of a message, and only offers candidates: the content
 * proves which key is right. An implementation must be safe for use by several threads. It must not
 * leave out a key because its certificate has expired, is not yet valid or was revoked. A source
 * that cannot answer throws {@link java.io.IOException}.
 *
 * <pre>{@code
 * KeySource source = KeySource.chain(history, escrow.keys());
 * Decryptor decryptor = Decryptor.with(source);
 * }</pre>
 */
public interface KeySource {

  /**
   * Several sources as one. Matching keys come in the order of {@link #matching}, then of the
   * sources; {@link #remaining} merges all sources, newest first. A key that several sources have
   * is tried once, and is {@linkplain DecryptionKey#aeadOnly marked} if it is in any of them that
   * answers: a mark in a source that fails is not known. A failing source does not hide the others;
   * its failure is reported only if no key opens the message.
   */
  static KeySource chain(KeySource... sources) {
    return new ChainedKeys(List.of(sources));
  }

  /**
   * A history that changes while it is used, as on a device to which keys are deployed and from
   * which they are taken away. The supplier is called once per message; that message uses the
   * returned history throughout, and later messages use newer ones.
   *
   * <p>A message for a key that was {@linkplain KeyHistory#without removed} before is refused with
   * {@code NoMatchingKey}, which says when. That is no revocation, and says nothing about the
   * certificate. The library keeps no encoding of a key; the key itself is left to the garbage
   * collector when the last message that uses it is done. Which keys have opened authenticated
   * content is remembered for as long as this source is there.
   *
   * <pre>{@code
   * AtomicReference<KeyHistory> keys = new AtomicReference<>(KeyHistory.read(passwords, files));
   * Decryptor decryptor = Decryptor.with(KeySource.changing(keys::get));
   * keys.updateAndGet(history -> history.without(certificate));
   * }</pre>
   *
   * @param current gives the history of this moment, to any thread, and at once
   */
  static KeySource changing(Supplier<KeyHistory> current) {
    return new ChangingHistory(current);
  }

  /**
   * The keys that fit any of the identifiers, in the order in which they shall be tried: exact
   * issuer and serial number, then subject key identifiers in every form, then keys known only by
   * another certificate. {@link KeyHistory#matching} returns them in this order. If this throws,
   * {@link #remaining} is still called; the failure is reported only if none of those keys opens
   * the message.
   */
  List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException;

  /**
   * All keys of one kind, for trial: newest first, read lazily. If reading fails, the iterator
   * throws {@link java.io.UncheckedIOException}; the failure is reported only if no key returned
   * before opens the message.
   *
   * @param kind as {@link DecryptionKey#kind()} gives it
   */
  Iterable<DecryptionKey> remaining(String kind) throws IOException;

  /** How many private keys are held. */
  int size();
}
