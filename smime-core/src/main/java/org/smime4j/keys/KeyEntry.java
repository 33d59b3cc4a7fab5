package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.smime4j.Purpose;
import org.smime4j.internal.crypto.KeyKind;

/** What a {@link KeyHistory} holds of one public key. Immutable. */
public final class KeyEntry {

  private final Optional<DecryptionKey> key;
  private final List<X509Certificate> certificates;
  private final List<X509Certificate> issuers;

  KeyEntry(
      Optional<DecryptionKey> key,
      List<X509Certificate> certificates,
      List<X509Certificate> issuers) {
    this.key = key;
    this.certificates = List.copyOf(certificates);
    this.issuers = List.copyOf(issuers);
  }

  /**
   * The times within the life of a person's certificates for encryption in which none was valid
   * whose private key is held: mail of that time may be encrypted to a key that is lost.
   * Certificates for signing alone count for nothing.
   *
   * @param entries those of one person
   * @return the beginning of each with its end, oldest first
   */
  public static SortedMap<Instant, Instant> gaps(Collection<KeyEntry> entries) {
    return KeyGaps.among(entries);
  }

  /** The private key; empty where there are certificates alone. */
  public Optional<DecryptionKey> key() {
    return key;
  }

  /** What the key is, as {@link DecryptionKey#kind()} says it. */
  public String kind() {
    return key.map(DecryptionKey::kind)
        .orElseGet(() -> KeyKind.of(certificates.get(0).getPublicKey()).toString());
  }

  /** All certificates of this public key, newest first; none for a private key that came alone. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** The certificates above the newest one, issuer first, as far as they are at hand. */
  public List<X509Certificate> issuers() {
    return issuers;
  }

  /** The newest certificate. */
  public Optional<X509Certificate> certificate() {
    return certificates.stream().findFirst();
  }

  /** For what the newest certificate allows the key ({@link Purpose#allowedBy}). */
  public Set<Purpose> roles() {
    return certificate().map(Purpose::allowedBy).orElse(Set.of());
  }

  /**
   * Whether the certificates at hand lead from the newest one to one that names itself as its
   * issuer. That says what is there, not whom to believe.
   */
  public boolean hasWholeChain() {
    return certificate()
        .map(own -> issuers.isEmpty() ? own : issuers.get(issuers.size() - 1))
        .filter(top -> top.getSubjectX500Principal().equals(top.getIssuerX500Principal()))
        .isPresent();
  }

  /**
   * The private key as devices take keys: one history for each certificate, with the key and that
   * certificate alone; for a key without a certificate one with the key. None without a private
   * key. Each is written by {@link KeyHistory#writePkcs12}.
   */
  public List<KeyHistory> split() {
    if (key.isEmpty()) {
      return List.of();
    }
    DecryptionKey whole = key.get();
    return certificates.isEmpty()
        ? List.of(KeyHistory.of(whole))
        : certificates.stream()
            .map(one -> KeyHistory.of(whole.with(List.of(one), whole.aeadOnly())))
            .toList();
  }

  @Override
  public String toString() {
    return key.map(DecryptionKey::toString)
        .orElseGet(
            () -> "certificate alone, " + certificate().map(RecipientIdentifier::of).orElseThrow());
  }
}
