package org.smime4j.cms;

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
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyKind;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/**
 * What a source of keys tells for one message. Where it fails, what it told before stays of use:
 * the failure waits until nothing has opened the message.
 */
final class KeysAtHand {

  private final KeySource source;
  private final Map<KeyKind, List<DecryptionKey>> listed = new HashMap<>();
  private @Nullable IOException failure;

  KeysAtHand(KeySource keys) throws IOException {
    source = keys.snapshot();
  }

  /** The keys that fit any of the identifiers. */
  List<KeyMatch> named(List<RecipientIdentifier> identifiers) throws InterruptedIOException {
    try {
      return source.matching(identifiers);
    } catch (IOException | RuntimeException e) {
      failed(e);
      return List.of();
    }
  }

  /** All keys of one kind, newest first; read once, whoever asks. */
  List<DecryptionKey> of(KeyKind kind, ParallelTrial trial) throws IOException {
    List<DecryptionKey> known = listed.get(kind);
    if (known != null) {
      return known;
    }
    List<DecryptionKey> all = new ArrayList<>();
    trial.check();
    Iterator<DecryptionKey> remaining = remaining(kind);
    for (DecryptionKey key = next(remaining); key != null; key = next(remaining)) {
      trial.check();
      all.add(key);
    }
    listed.put(kind, all);
    return all;
  }

  private Iterator<DecryptionKey> remaining(KeyKind kind) throws InterruptedIOException {
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

  /** Notes the first failure; an interrupt is none of the source's. */
  private void failed(Exception e) throws InterruptedIOException {
    Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    if (cause instanceof InterruptedIOException interrupted) {
      throw interrupted;
    }
    if (failure == null) {
      failure =
          cause instanceof IOException known
              ? known
              : new IOException("The source of the keys failed: " + source, cause);
    }
  }

  /** How many private keys are held. */
  int size() {
    return source.size();
  }

  /** Keys that would have fitted but were removed. */
  List<String> removed(List<RecipientIdentifier> identifiers) throws IOException {
    return source.removedMatching(identifiers);
  }

  /** Throws the failure, if there was one. */
  void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
