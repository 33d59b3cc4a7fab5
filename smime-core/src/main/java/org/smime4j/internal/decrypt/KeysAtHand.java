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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/**
 * The keys that a source provides for one message. If the source fails, the keys provided before
 * are still used. The failure is thrown only if no key opens the message.
 */
final class KeysAtHand {

  private final KeySource source;
  private final Map<String, Listing> listings = new HashMap<>();
  private @Nullable List<KeyMatch> named;
  private @Nullable IOException failure;

  /** The keys of one kind that were requested so far. */
  private static final class Listing {
    final List<DecryptionKey> read = new ArrayList<>();
    final Iterator<DecryptionKey> rest;

    Listing(Iterator<DecryptionKey> rest) {
      this.rest = rest;
    }
  }

  KeysAtHand(KeySource keys) throws IOException {
    source = asked(keys::snapshot);
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  /** Returns what a source gives, or throws its failure. */
  private static <T> T asked(Question<T> question) throws IOException {
    try {
      return given(question.ask());
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Returns the keys that fit any identifier of the message. It queries the source once. */
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
      List<KeyMatch> matches = given(source.matching(identifiers));
      for (KeyMatch match : matches) {
        given(given(match).key());
        given(match.wanted());
      }
      return matches;
    } catch (IOException | RuntimeException e) {
      failed(e);
      return List.of();
    }
  }

  /**
   * Returns a key of a kind by its index, newest first; null after the last. Each key is read once,
   * when it is first requested, because the source may have to open a file for it.
   *
   * @param check the check before the source is queried
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
      return given(given(source.remaining(kind)).iterator());
    } catch (IOException | RuntimeException e) {
      failed(e);
      return Collections.emptyIterator();
    }
  }

  private @Nullable DecryptionKey next(Iterator<DecryptionKey> remaining)
      throws InterruptedIOException {
    try {
      return remaining.hasNext() ? given(remaining.next()) : null;
    } catch (RuntimeException e) {
      failed(e);
      return null;
    }
  }

  /** Returns what a source gave. A source of the caller may give nothing. */
  private static <T> T given(@Nullable T what) {
    return Objects.requireNonNull(what, "it returned null");
  }

  /** Records the first failure. */
  private void failed(Exception e) throws InterruptedIOException {
    IOException its = failure(e);
    failure = failure == null ? its : failure;
  }

  /**
   * Returns the failure of a source as an exception to throw. An interrupt is not a failure of the
   * source.
   */
  private static IOException failure(Exception e) throws InterruptedIOException {
    Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    if (cause instanceof InterruptedIOException interrupted) {
      throw interrupted;
    }
    return cause instanceof IOException known
        ? known
        : new IOException("The source of the keys failed: " + cause, cause);
  }

  /** Returns the number of available private keys. */
  int size() throws IOException {
    return asked(source::size);
  }

  /** Returns the keys that would fit, but were removed. */
  List<String> removed(List<RecipientIdentifier> identifiers) throws IOException {
    return asked(() -> source.removedMatching(identifiers));
  }

  /** Returns what may have keys and could not be opened, each with the reason. */
  Map<String, String> unopened() throws IOException {
    return asked(source::unopened);
  }

  /** Throws the failure, if there was one. */
  void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
