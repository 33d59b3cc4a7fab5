package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.crypto.ChangingKeys;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/**
 * What a source of keys tells for one message. Where it fails, what it told before stays of use:
 * the failure waits until nothing has opened the message.
 */
final class KeysAtHand {

  private final KeySource source;
  private final @Nullable ChangingKeys<KeySource, RecipientIdentifier, DecryptionKey> changing;
  private final Map<String, Listing> listings = new HashMap<>();
  private @Nullable List<KeyMatch> named;
  private @Nullable IOException failure;

  /** The keys of one kind, as far as anybody has asked for them. */
  private static final class Listing {
    final List<DecryptionKey> read = new ArrayList<>();
    final Iterator<DecryptionKey> rest;

    Listing(Iterator<DecryptionKey> rest) {
      this.rest = rest;
    }
  }

  KeysAtHand(KeySource keys) throws IOException {
    ChangingKeys<KeySource, RecipientIdentifier, DecryptionKey> all = changing(keys);
    try {
      source = all == null ? keys : all.snapshot();
    } catch (RuntimeException e) {
      throw failure(e, keys);
    }
    changing = changing(source);
  }

  /** A source as one that changes; null where it does not. */
  @SuppressWarnings("unchecked") // those that change are sources, of keys, by recipients
  static @Nullable ChangingKeys<KeySource, RecipientIdentifier, DecryptionKey> changing(
      KeySource keys) {
    KeySource asked = keys instanceof KeyHistory history ? KeySource.changing(() -> history) : keys;
    return asked instanceof ChangingKeys<?, ?, ?> changing
        ? (ChangingKeys<KeySource, RecipientIdentifier, DecryptionKey>) changing
        : null;
  }

  /** The keys that fit any of the message's identifiers; the source is asked once. */
  List<KeyMatch> named(List<RecipientIdentifier> identifiers) throws InterruptedIOException {
    List<KeyMatch> known = named;
    if (known == null) {
      known = matching(identifiers);
      named = known;
    }
    return known;
  }

  private List<KeyMatch> matching(List<RecipientIdentifier> identifiers)
      throws InterruptedIOException {
    try {
      return source.matching(identifiers);
    } catch (IOException | RuntimeException e) {
      failed(e);
      return List.of();
    }
  }

  /**
   * One of the keys of a kind, the newest first; null behind the last. Each is read when it is
   * first asked for, and once: a source may have to open a file for it.
   *
   * @param check made before the source is asked
   */
  @Nullable DecryptionKey at(int index, String kind, LookCheck check) throws IOException {
    Listing listing = listings.get(kind);
    if (listing == null) {
      check.check();
      listing = new Listing(remaining(kind));
      listings.put(kind, listing);
    }
    if (index == listing.read.size()) {
      check.check();
      DecryptionKey key = next(listing.rest);
      if (key == null) {
        return null;
      }
      listing.read.add(key);
    }
    return listing.read.get(index);
  }

  private Iterator<DecryptionKey> remaining(String kind) throws InterruptedIOException {
    try {
      return source.remaining(kind).iterator();
    } catch (IOException | RuntimeException e) {
      failed(e);
      return Collections.emptyIterator();
    }
  }

  private @Nullable DecryptionKey next(Iterator<DecryptionKey> remaining)
      throws InterruptedIOException {
    try {
      return remaining.hasNext() ? remaining.next() : null;
    } catch (RuntimeException e) {
      failed(e);
      return null;
    }
  }

  /** Notes the first failure. */
  private void failed(Exception e) throws InterruptedIOException {
    IOException its = failure(e, source);
    failure = failure == null ? its : failure;
  }

  /** What a source failed with, to be thrown; an interrupt is none of the source's. */
  private static IOException failure(Exception e, KeySource source) throws InterruptedIOException {
    Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    if (cause instanceof InterruptedIOException interrupted) {
      throw interrupted;
    }
    return cause instanceof IOException known
        ? known
        : new IOException("The source of the keys failed: " + source, cause);
  }

  /** How many private keys are held. */
  int size() throws IOException {
    try {
      return source.size();
    } catch (RuntimeException e) {
      throw failure(e, source);
    }
  }

  /** Keys that would have fitted but were removed. */
  List<String> removed(List<RecipientIdentifier> identifiers) throws IOException {
    try {
      return changing == null ? List.of() : changing.removedMatching(identifiers);
    } catch (RuntimeException e) {
      throw failure(e, source);
    }
  }

  /** Throws the failure, if there was one. */
  void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
