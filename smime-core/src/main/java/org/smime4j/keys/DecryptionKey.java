package org.smime4j.keys;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.provider.KeyKind;

/**
 * A private key with all its known certificates, possibly none. Renewed, cross-issued or replaced
 * certificates with the same public key belong to one key.
 */
public sealed interface DecryptionKey permits DecryptionKeyDoor {

  /**
   * Returns a key for your own {@link KeySource}.
   *
   * @param certificates all certificates of this key, in any order
   * @param source the origin of the key, for error texts and reports
   */
  static DecryptionKey of(
      PrivateKey privateKey,
      PublicKey publicKey,
      Collection<X509Certificate> certificates,
      String source) {
    return of(privateKey, publicKey, certificates, List.of(source), false);
  }

  /**
   * Returns a key for your own {@link KeySource} that knows more about it.
   *
   * @param certificates all certificates of this key, in any order
   * @param sources all places where the key was found, at least one
   * @param aeadOnly whether the key opens authenticated encryption only
   */
  static DecryptionKey of(
      PrivateKey privateKey,
      PublicKey publicKey,
      Collection<X509Certificate> certificates,
      Collection<String> sources,
      boolean aeadOnly) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a key was found in one place at least");
    }
    return new DecryptionKeyDoor(
        Objects.requireNonNull(privateKey, "no private key was given"),
        Objects.requireNonNull(publicKey, "no public key was given"),
        PublicKeys.newestFirst(certificates),
        sources.stream().distinct().toList(),
        aeadOnly);
  }

  /**
   * Returns the private key. If the key stays in a token or a service, the returned object only
   * represents it, and has no encoding.
   */
  PrivateKey privateKey();

  /** Returns the public key, from a certificate or computed from the private key. */
  PublicKey publicKey();

  /**
   * Returns the kind of the key. A message reveals the kind of its recipient's key, and a key of
   * another kind cannot open it. Examples are {@code RSA 256} with the length of the modulus in
   * bytes, and {@code EC 1.2.840.10045.3.1.7} with the object identifier of the curve. For other
   * keys it is the object identifier of the algorithm.
   */
  default String kind() {
    return KeyKind.of(publicKey()).toString();
  }

  /** Returns all certificates with this public key, the one with the latest notBefore first. */
  List<X509Certificate> certificates();

  /**
   * Returns all places where the key was found, for error texts and reports. A key that is in
   * several files has several.
   */
  List<String> sources();

  /** Returns whether the key opens authenticated encryption only ({@code KeyHistory.aeadOnly}). */
  boolean isAeadOnly();
}

record DecryptionKeyDoor(
    PrivateKey privateKey,
    PublicKey publicKey,
    List<X509Certificate> certificates,
    List<String> sources,
    boolean isAeadOnly)
    implements DecryptionKey {

  @Override
  public String toString() {
    String what =
        publicKey instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() + "-bit RSA" : kind();
    return what
        + " key "
        + certificates.stream()
            .findFirst()
            .map(certificate -> "(" + RecipientIdentifier.of(certificate) + ")")
            .orElse("without certificate")
        + " from "
        + sources.get(0);
  }
}
