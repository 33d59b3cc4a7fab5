package org.smime4j.internal.keys;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/** The current state of keys; see {@code KeyHistory.changing}, {@code KeyDirectory.keys}. */
public class ChangingHistory implements KeySource {

  private final Supplier<? extends KeySource> current;

  private final Set<Lookup> authenticated;
  private final Consumer<Lookup> remembered;

  public ChangingHistory(Supplier<? extends KeySource> current) {
    this(current, ConcurrentHashMap.newKeySet(), key -> {});
  }

  /**
   * @param authenticated keys that have opened authenticated content
   * @param remembered is told when there is one more of them
   */
  public ChangingHistory(
      Supplier<? extends KeySource> current,
      Set<Lookup> authenticated,
      Consumer<Lookup> remembered) {
    this.current = current;
    this.authenticated = authenticated;
    this.remembered = remembered;
  }

  @Override
  public KeySource snapshot() {
    return current.get();
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
  public List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
    return snapshot().removedMatching(wanted);
  }

  @Override
  public Map<String, String> unopened() {
    return snapshot().unopened();
  }

  @Override
  public void openedAuthenticated(DecryptionKey key) {
    Lookup publicKey = Lookup.publicKey(key.publicKey());
    if (authenticated.add(publicKey)) {
      remembered.accept(publicKey);
    }
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
