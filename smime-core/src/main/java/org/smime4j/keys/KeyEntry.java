package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@link KeyHistory} holds of one public key.
 *
 * @param key the private key; empty where there are certificates alone
 * @param certificates all of this public key, newest first; none for a private key that came alone
 * @param issuers the certificates above the newest one, issuer first, as far as they are at hand
 */
public record KeyEntry(
    Optional<DecryptionKey> key,
    List<X509Certificate> certificates,
    List<X509Certificate> issuers) {

  /** Copies the lists. */
  public KeyEntry {
    certificates = List.copyOf(certificates);
    issuers = List.copyOf(issuers);
  }

  /** The newest certificate. */
  public Optional<X509Certificate> certificate() {
    return certificates.stream().findFirst();
  }

  /** For what the newest certificate allows the key ({@link KeyRole#allowedBy}). */
  public Set<KeyRole> roles() {
    return certificate().map(KeyRole::allowedBy).orElse(Set.of());
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
}
