package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.internal.crypto.KeyKind;
import org.smime4j.settings.Purpose;

/**
 * The private key and certificates that a {@link KeyHistory} holds for one public key. Immutable.
 */
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
   * Returns the gaps in a person's encryption keys. A gap is a time in which no encryption
   * certificate with a known private key is valid. It lies between the start of the first
   * encryption certificate and the end of the last one. Mail from that time may be encrypted to a
   * lost key. Certificates that only allow signing do not count.
   *
   * @param entries the entries of one person
   * @return the beginning of each gap with its end, oldest first
   */
  public static SortedMap<Instant, Instant> gaps(Collection<KeyEntry> entries) {
    return KeyGaps.among(entries);
  }

  /** Returns the private key. Empty if the entry has only certificates. */
  public Optional<DecryptionKey> key() {
    return key;
  }

  /** Returns the kind of the key, in the form of {@link DecryptionKey#kind()}. */
  public String kind() {
    return key.map(DecryptionKey::kind)
        .orElseGet(() -> KeyKind.of(certificates.get(0).getPublicKey()).toString());
  }

  /**
   * Returns all certificates of this public key, newest first. Empty for a private key without a
   * certificate.
   */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /**
   * Returns the certificates above the newest one, issuer first, as far as the history holds them.
   */
  public List<X509Certificate> issuers() {
    return issuers;
  }

  /** Returns the newest certificate. */
  public Optional<X509Certificate> certificate() {
    return certificates.stream().findFirst();
  }

  /**
   * Returns the purposes for which the newest certificate allows the key ({@link
   * Purpose#allowedBy}).
   */
  public Set<Purpose> roles() {
    return certificate().map(Purpose::allowedBy).orElse(Set.of());
  }

  /**
   * Returns true if the history has a chain from the newest certificate of this entry to a
   * certificate that names itself as its issuer. The result does not mean that the chain is
   * trusted.
   */
  public boolean hasWholeChain() {
    return certificate()
        .map(own -> issuers.isEmpty() ? own : issuers.get(issuers.size() - 1))
        .filter(Certificates::isSelfIssued)
        .isPresent();
  }

  /**
   * Splits the entry for devices that accept one certificate per file. Returns one history for each
   * certificate, with the private key and that certificate only. A key without a certificate gives
   * one history with the key. The list is empty if there is no private key. Write each history with
   * {@link KeyHistory#writePkcs12}.
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
