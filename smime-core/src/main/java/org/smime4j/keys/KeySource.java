package org.smime4j.keys;

import java.io.IOException;
import java.util.List;

/**
 * Where private keys come from: a history in memory, a directory, a database, an escrow. It is
 * asked once for a whole message, and only offers candidates; which key is right is for the content
 * to prove.
 *
 * <p>An implementation must be safe for use by several threads. Certificates that are expired, not
 * yet valid or revoked are never a reason to leave a key out.
 */
public interface KeySource {

  /**
   * Several sources as one. Keys are offered by the surest way in which any source found them, and
   * among equals in the order of the sources; the remaining ones newest first over all. A key that
   * several sources have is tried once, and is {@linkplain DecryptionKey#aeadOnly marked} if it is
   * in any of them that answers: a mark in a source that fails is not known. Such a source hides
   * none of the others, and is said where nothing opens the message.
   */
  static KeySource chain(KeySource... sources) {
    return new ChainedKeys(List.of(sources));
  }

  /**
   * What is held at this moment, for one message from its beginning to its end. A source that
   * changes gives something that does not; one that never changes is its own snapshot.
   */
  default KeySource snapshot() throws IOException {
    return this;
  }

  /**
   * The keys that fit any of the identifiers, in the order in which they shall be tried: exact
   * issuer and serial number, then subject key identifiers in every form, then keys known only by
   * another certificate. Where this fails the message is not yet lost: the remaining keys are asked
   * for too, and the failure is said where none of them opens it.
   */
  List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException;

  /**
   * All keys of one kind, for trial: newest first, read lazily. An iterator that can go no further
   * throws {@link java.io.UncheckedIOException}: the keys before are tried, and the failure is said
   * where none of them opens the message.
   */
  Iterable<DecryptionKey> remaining(KeyKind kind) throws IOException;

  /** How many private keys are held. */
  int size();

  /** Keys that would have fitted but were removed, each in words for a person, with the day. */
  List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException;

  /**
   * Hears that a key has opened AuthEnvelopedData whose tag was right. A source that lives longer
   * than a message may remember it, so that {@link #hasOpenedAuthenticated} tells; this one forgets
   * it. It never fails an opening: what is thrown is passed over.
   *
   * @param key one of those that this source, or its {@link #snapshot}, offered
   */
  default void openedAuthenticated(DecryptionKey key) {}

  /**
   * Whether it is known that a key has opened AuthEnvelopedData whose tag was right: then its
   * senders can write that, and EnvelopedData for it may be such a message with another name
   * (DOWNGRADE_POSSIBLE). It forbids nothing, unlike {@link KeyHistory#aeadOnly}.
   */
  default boolean hasOpenedAuthenticated(DecryptionKey key) {
    return false;
  }
}
