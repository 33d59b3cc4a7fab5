package org.smime4j.keys;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.WorkBudget;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.internal.crypto.KeySize;
import org.smime4j.internal.crypto.SignedObject;
import org.smime4j.internal.crypto.Work;

/**
 * The certificates above a certificate, among those at hand: to be sent along, not to be trusted.
 */
final class Chains {

  /** What each certificate brings: a signature is checked to find its issuer. */
  private static final int UNITS = 150;

  private final Map<ByteBuffer, List<X509Certificate>> bySubject = new HashMap<>();
  private final Map<X509Certificate, Optional<X509Certificate>> issuers = new HashMap<>();
  private final Set<X509Certificate> decoded = new HashSet<>();
  private final WorkBudget work;

  /** Whether a signature was too much to check: then no further issuer is looked for. */
  private boolean spent;

  Chains(List<X509Certificate> certificates) {
    long brought = (long) UNITS * certificates.size();
    work = WorkBudget.of(Limits.standard().with(Limit.WORK, Limit.WORK.standard() + brought), 0);
    for (X509Certificate certificate : certificates) {
      bySubject
          .computeIfAbsent(name(PublicKeys.subject(certificate)), s -> new ArrayList<>())
          .add(certificate);
    }
  }

  List<X509Certificate> issuersOf(X509Certificate certificate) {
    List<X509Certificate> issuers = new ArrayList<>();
    X509Certificate top = certificate;
    while (issuers.size() <= Limit.PATH_LENGTH.standard()) {
      X509Certificate issuer = issuerOf(top);
      if (issuer == null || issuer.equals(certificate) || issuers.contains(issuer)) {
        break;
      }
      issuers.add(issuer);
      top = issuer;
    }
    return issuers;
  }

  private @Nullable X509Certificate issuerOf(X509Certificate certificate) {
    return issuers.computeIfAbsent(certificate, this::find).orElse(null);
  }

  private Optional<X509Certificate> find(X509Certificate certificate) {
    if (spent) {
      return Optional.empty();
    }
    return bySubject.getOrDefault(name(PublicKeys.issuer(certificate)), List.of()).stream()
        .takeWhile(candidate -> !spent)
        .filter(candidate -> signed(candidate, certificate))
        .findFirst();
  }

  private boolean signed(X509Certificate issuer, X509Certificate certificate) {
    KeySize size = Certificates.size(issuer);
    long decoding = decoded.add(issuer) ? Work.decoding(size) : 0;
    if (!size.isAffordable()) {
      return false;
    }
    if (!work.draw(decoding + Work.verifying(size))) {
      spent = true;
      return false;
    }
    PublicKey key = Certificates.publicKey(issuer);
    try {
      return key != null
          && SignedObject.namedTwice(certificate.getEncoded(), "Certificate").isSignedBy(key);
    } catch (GeneralSecurityException | SmimeException | RuntimeException unreadable) {
      return false;
    }
  }

  private static ByteBuffer name(byte[] der) {
    return ByteBuffer.wrap(CanonicalName.of(der));
  }
}
