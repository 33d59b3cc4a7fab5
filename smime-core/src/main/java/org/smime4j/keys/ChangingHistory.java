package org.smime4j.keys;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The current history of a caller; see {@link KeySource#changing}. */
final class ChangingHistory implements OwnKeys {

  private final Supplier<KeyHistory> current;

  /** Keys that have opened authenticated content during the lifetime of this object. */
  private final Set<Lookup> authenticated = ConcurrentHashMap.newKeySet();

  ChangingHistory(Supplier<KeyHistory> current) {
    this.current = Objects.requireNonNull(current, "no history was given");
  }

  @Override
  public Another snapshot() {
    return new Another(
        Objects.requireNonNull(current.get(), "the supplier of the history returned null"));
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    return snapshot().matching(wanted);
  }

  @Override
  public Iterable<DecryptionKey> remaining(String kind) throws IOException {
    return snapshot().remaining(kind);
  }

  @Override
  public int size() {
    return snapshot().size();
  }

  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) {
    return snapshot().removedMatching(wanted);
  }

  @Override
  public void openedAuthenticated(DecryptionKey key) {
    authenticated.add(Lookup.publicKey(key.publicKey()));
  }

  @Override
  public boolean hasOpenedAuthenticated(DecryptionKey key) {
    return authenticated.contains(Lookup.publicKey(key.publicKey()));
  }

  @Override
  public String toString() {
    return "Changing: " + snapshot();
  }
}
