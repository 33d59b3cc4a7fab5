package org.smime4j.internal.keys;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.RecipientIdentifier;

/**
 * The certificates of one public key and, unless it belongs to someone else, the private key.
 *
 * @param publicKey the key's place in the index
 * @param key with all certificates; null for certificates alone
 * @param certificates newest first
 * @param beside those of them that came from the same source as the private key
 */
public record KeyWithCertificates(
    Lookup publicKey,
    @Nullable DecryptionKey key,
    List<X509Certificate> certificates,
    Set<Lookup> beside) {

  private static final int KEY_CERT_SIGN = 5;

  /** How well a key fits an identifier; the smaller precision is the better one. */
  record Fit(FoundBy foundBy, int precision) {}

  private static final Comparator<Fit> BEST_FIRST =
      Comparator.comparing(Fit::foundBy).thenComparingInt(Fit::precision);

  public static KeyWithCertificates of(DecryptionKey key) {
    return of(Lookup.publicKey(key.publicKey()), key);
  }

  /** The same for a key whose place is known. */
  public static KeyWithCertificates of(Lookup publicKey, DecryptionKey key) {
    return new KeyWithCertificates(
        publicKey,
        key,
        key.certificates(),
        key.certificates().stream()
            .map(Lookup::certificate)
            .collect(Collectors.toUnmodifiableSet()));
  }

  public static KeyWithCertificates of(X509Certificate certificate) {
    return of(List.of(certificate));
  }

  /** Certificates of one key, at least one. */
  public static KeyWithCertificates of(List<X509Certificate> certificates) {
    return new KeyWithCertificates(
        Lookup.publicKey(certificates.get(0)),
        null,
        PublicKeys.newestFirst(certificates),
        Set.of());
  }

  /** Both together. Of two private keys, which are the same, the first stays. */
  KeyWithCertificates and(KeyWithCertificates other) {
    List<X509Certificate> all = new ArrayList<>(certificates);
    all.addAll(other.certificates);
    Set<Lookup> both = new LinkedHashSet<>(beside);
    both.addAll(other.beside);
    DecryptionKey first = key != null ? key : other.key;
    if (first == null) {
      return new KeyWithCertificates(
          publicKey, null, PublicKeys.newestFirst(all), Set.copyOf(both));
    }
    List<String> sources = new ArrayList<>(first.sources());
    boolean aeadOnly = first.isAeadOnly();
    if (other.key != null) {
      sources.addAll(other.key.sources());
      aeadOnly |= other.key.isAeadOnly();
    }
    DecryptionKey joined =
        DecryptionKey.of(first.privateKey(), first.publicKey(), all, sources, aeadOnly);
    return new KeyWithCertificates(publicKey, joined, joined.certificates(), Set.copyOf(both));
  }

  /** Whether a certificate says explicitly that its subject does not issue certificates. */
  public boolean isEndEntity() {
    try {
      for (X509Certificate certificate : certificates) {
        boolean[] usage = certificate.getKeyUsage();
        if (certificate.getVersion() == 3
            && certificate.getBasicConstraints() < 0
            && (usage == null || !usage[KEY_CERT_SIGN])) {
          return true;
        }
      }
    } catch (RuntimeException damaged) {
      // Says nothing.
    }
    return false;
  }

  public KeyWithCertificates openingAeadOnly() {
    return new KeyWithCertificates(
        publicKey, key == null ? null : openingAeadOnly(key), certificates, beside);
  }

  public static DecryptionKey openingAeadOnly(DecryptionKey key) {
    return DecryptionKey.of(
        key.privateKey(), key.publicKey(), key.certificates(), key.sources(), true);
  }

  /** Everything by which a message may name this key. */
  Set<Lookup> names() {
    Set<Lookup> names = Lookup.names(certificates);
    if (key != null) {
      Lookup.addComputed(key.publicKey().getEncoded(), names);
    }
    return names;
  }

  /** How this key fits an identifier that led to it. */
  Fit fit(RecipientIdentifier wanted) {
    Optional<byte[]> keyIdentifier = wanted.subjectKeyIdentifier();
    if (keyIdentifier.isPresent()) {
      boolean extension =
          certificates.stream()
              .map(Certificates::subjectKeyIdentifier)
              .anyMatch(value -> Arrays.equals(value, keyIdentifier.get()));
      return new Fit(FoundBy.SKI, extension ? 0 : 1);
    }
    byte[] issuer = wanted.issuer().orElseThrow();
    BigInteger serial = wanted.serial().orElseThrow();
    Fit best = new Fit(FoundBy.SAME_KEY, Integer.MAX_VALUE);
    for (X509Certificate certificate : certificates) {
      int precision = precision(certificate, issuer, serial);
      boolean known = beside.isEmpty() || beside.contains(Lookup.certificate(certificate));
      Fit fit = new Fit(known ? FoundBy.RECIPIENT_ID : FoundBy.SAME_KEY, precision);
      if (precision != Integer.MAX_VALUE && BEST_FIRST.compare(fit, best) < 0) {
        best = fit;
      }
    }
    return best;
  }

  /** 0 octet by octet, 1 as RFC 5280 compares, 2 by the subject, else the largest number. */
  private static int precision(X509Certificate certificate, byte[] issuer, BigInteger serial) {
    if (certificate.getSerialNumber().equals(serial)
        && Arrays.equals(PublicKeys.issuer(certificate), issuer)) {
      return 0;
    }
    Lookup name = Lookup.nameAndSerial(issuer, serial);
    if (Lookup.issuerAndSerial(certificate).equals(name)) {
      return 1;
    }
    return Lookup.subjectAndSerial(certificate).equals(name) ? 2 : Integer.MAX_VALUE;
  }
}
