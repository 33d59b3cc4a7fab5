package org.smime4j.internal.keys;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;
import org.smime4j.keys.RecipientIdentifier;

/** What a history holds for one public key. */
record HeldEntry(
    Optional<DecryptionKey> key, List<X509Certificate> certificates, List<X509Certificate> issuers)
    implements KeyEntry {

  static HeldEntry of(KeyWithCertificates held, Chains chains) {
    List<X509Certificate> certificates = held.certificates();
    return new HeldEntry(
        Optional.ofNullable(held.key()),
        certificates,
        certificates.isEmpty() ? List.of() : chains.issuersOf(certificates.get(0)));
  }

  @Override
  public String kind() {
    return key.map(DecryptionKey::kind)
        .orElseGet(() -> KeyKind.of(certificates.get(0).getPublicKey()).toString());
  }

  private Optional<X509Certificate> newest() {
    return certificates.stream().findFirst();
  }

  @Override
  public boolean hasWholeChain() {
    return newest()
        .map(own -> issuers.isEmpty() ? own : issuers.get(issuers.size() - 1))
        .filter(Certificates::isSelfIssued)
        .isPresent();
  }

  @Override
  public String toString() {
    return key.map(DecryptionKey::toString)
        .orElseGet(
            () -> "certificate alone, " + newest().map(RecipientIdentifier::of).orElseThrow());
  }
}
