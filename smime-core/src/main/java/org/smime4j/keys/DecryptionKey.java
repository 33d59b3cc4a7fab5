package org.smime4j.keys;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.smime4j.PrivateKeyOperations;
import org.smime4j.internal.crypto.ExternalKey;
import org.smime4j.internal.crypto.KeyKind;

/**
 * A private key with all certificates that are known for it, possibly none: renewed, cross-issued
 * or replaced certificates with the same public key belong to one key.
 */
public final class DecryptionKey {

  private static final Comparator<X509Certificate> NEWEST_FIRST =
      Comparator.comparing(X509Certificate::getNotBefore)
          .thenComparing(X509Certificate::getNotAfter)
          .reversed()
          // Any order will do, but the same for the same certificates.
          .thenComparing(PublicKeys::encoded, Arrays::compareUnsigned);

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final List<X509Certificate> certificates;
  private final List<String> sources;
  private final boolean aeadOnly;

  DecryptionKey(
      PrivateKey privateKey,
      PublicKey publicKey,
      List<X509Certificate> certificates,
      List<String> sources,
      boolean aeadOnly) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.certificates = certificates;
    this.sources = sources;
    this.aeadOnly = aeadOnly;
  }

  /**
   * A key for a {@link KeySource} of one's own.
   *
   * @param certificates all of this key, in any order
   * @param source where the key came from, for a person
   */
  public static DecryptionKey of(
      PrivateKey privateKey,
      PublicKey publicKey,
      Collection<X509Certificate> certificates,
      String source) {
    return new DecryptionKey(
        Objects.requireNonNull(privateKey, "no private key was given"),
        Objects.requireNonNull(publicKey, "no public key was given"),
        newestFirst(certificates),
        List.of(source),
        false);
  }

  /** The same, for a key that its keeper does not part with, such as a service or an HSM. */
  public static DecryptionKey of(
      PrivateKeyOperations operations,
      PublicKey publicKey,
      Collection<X509Certificate> certificates,
      String source) {
    return of(
        ExternalKey.of(publicKey, Objects.requireNonNull(operations, "no operations were given")),
        publicKey,
        certificates,
        source);
  }

  /** Without repetitions; the classes of several providers may hold one certificate. */
  static List<X509Certificate> newestFirst(Collection<X509Certificate> certificates) {
    if (certificates.size() < 2) {
      return List.copyOf(certificates);
    }
    Map<Lookup, X509Certificate> distinct = new LinkedHashMap<>();
    for (X509Certificate certificate : certificates) {
      distinct.putIfAbsent(Lookup.certificate(certificate), certificate);
    }
    return distinct.values().stream().sorted(NEWEST_FIRST).toList();
  }

  /**
   * The private key. Where a token or a service keeps it, this only stands for it, and has no
   * octets.
   */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /** The public key, from a certificate or computed from the private key. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * What the key is, as far as a message shows it: a key of another kind cannot open it. {@code RSA
   * 256} with the octets of the modulus, {@code EC 1.2.840.10045.3.1.7} with the object identifier
   * of the curve, else the object identifier of the algorithm.
   */
  public String kind() {
    return KeyKind.of(publicKey).toString();
  }

  /** All certificates with this public key, the one with the latest notBefore first. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** The certificate with the latest notBefore; empty for a key that came alone. */
  public Optional<X509Certificate> certificate() {
    return certificates.stream().findFirst();
  }

  /** All places where the key was found, for a person: a key of several files has as many. */
  public List<String> sources() {
    return sources;
  }

  /** Whether the key opens authenticated encryption only ({@link KeyHistory#aeadOnly}). */
  public boolean aeadOnly() {
    return aeadOnly;
  }

  /** The same key with other certificates, which are sorted already. */
  DecryptionKey with(List<X509Certificate> sorted, boolean opensAeadOnly) {
    return new DecryptionKey(privateKey, publicKey, sorted, sources, opensAeadOnly);
  }

  /** The same key, found in the places of the other too. */
  DecryptionKey alsoIn(DecryptionKey other) {
    List<String> all = Stream.concat(sources.stream(), other.sources.stream()).distinct().toList();
    return new DecryptionKey(privateKey, publicKey, certificates, all, aeadOnly);
  }

  @Override
  public String toString() {
    String what =
        publicKey instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() + "-bit RSA" : kind();
    return what
        + " key "
        + certificate()
            .map(certificate -> "(" + RecipientIdentifier.of(certificate) + ")")
            .orElse("without certificate")
        + " from "
        + sources.get(0);
  }
}
