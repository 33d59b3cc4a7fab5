package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A {@link KeyHistory} that changes while it is used, as on a device to which keys are deployed and
 * from which they are taken away. Each message is opened with the history of the moment at which
 * its opening began; whoever comes later gets the next one. Safe for use by several threads; nobody
 * waits for anybody.
 *
 * <p>A key that was removed opens nothing that begins later: such a message is refused with {@code
 * NoMatchingKey}, which says when the key was removed. That is no revocation, and says nothing
 * about the certificate. The library keeps no encoding of a key; the key itself is left to the
 * garbage collector when the last message that uses it is done.
 *
 * <pre>{@code
 * KeyRing ring = KeyRing.of(KeyHistory.read(passwords, files));
 * Decryptor decryptor = Decryptor.with(ring);
 * ring.remove(certificate);
 * }</pre>
 */
public final class KeyRing implements KeySource {

  private final AtomicReference<KeyHistory> current;

  /** Keys that have opened authenticated content. */
  private final Set<Lookup> authenticated = ConcurrentHashMap.newKeySet();

  private KeyRing(KeyHistory history) {
    this.current = new AtomicReference<>(Objects.requireNonNull(history));
  }

  /** A ring that begins with these keys. */
  public static KeyRing of(KeyHistory history) {
    return new KeyRing(history);
  }

  /** Adds keys and certificates. */
  public void add(KeyHistory more) {
    current.updateAndGet(history -> history.with(more));
  }

  /** Adds the key of an identity. */
  public void add(Identity identity) {
    current.updateAndGet(history -> history.with(identity));
  }

  /** Removes the key of this certificate; see {@link KeyHistory#without(X509Certificate)}. */
  public void remove(X509Certificate certificate) {
    current.updateAndGet(history -> history.without(certificate));
  }

  /** The keys of this moment. */
  @Override
  public KeyHistory snapshot() {
    return current.get();
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
    return snapshot().matching(wanted);
  }

  @Override
  public List<DecryptionKey> remaining(KeyKind kind) {
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

  /** Remembered for as long as the ring is there. */
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
    return "Ring: " + snapshot();
  }
}
