package org.smime4j.internal.crypto;

import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jcajce.CompositePublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Composite ML-DSA: a signature of ML-DSA and one of RSA, ECDSA or EdDSA, which must both be right.
 * Drafts define it (draft-ietf-lamps-pq-composite-sigs, draft-ietf-lamps-cms-composite-sigs), and
 * what an identifier means may change until they are RFCs: callers must ask for it.
 */
public final class CompositeMlDsa {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("1.3.6.1.5.5.7.6.37", "MLDSA44-RSA2048-PSS-SHA256"),
          Map.entry("1.3.6.1.5.5.7.6.38", "MLDSA44-RSA2048-PKCS15-SHA256"),
          Map.entry("1.3.6.1.5.5.7.6.39", "MLDSA44-Ed25519-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.40", "MLDSA44-ECDSA-P256-SHA256"),
          Map.entry("1.3.6.1.5.5.7.6.41", "MLDSA65-RSA3072-PSS-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.42", "MLDSA65-RSA3072-PKCS15-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.43", "MLDSA65-RSA4096-PSS-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.44", "MLDSA65-RSA4096-PKCS15-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.45", "MLDSA65-ECDSA-P256-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.46", "MLDSA65-ECDSA-P384-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.47", "MLDSA65-ECDSA-brainpoolP256r1-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.48", "MLDSA65-Ed25519-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.49", "MLDSA87-ECDSA-P384-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.50", "MLDSA87-ECDSA-brainpoolP384r1-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.51", "MLDSA87-Ed448-SHAKE256"),
          Map.entry("1.3.6.1.5.5.7.6.52", "MLDSA87-RSA3072-PSS-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.53", "MLDSA87-RSA4096-PSS-SHA512"),
          Map.entry("1.3.6.1.5.5.7.6.54", "MLDSA87-ECDSA-P521-SHA512"));

  private CompositeMlDsa() {}

  /** The name by its object identifier; null if it is another algorithm's. */
  public static @Nullable String nameOf(String oid) {
    return NAMES.get(oid);
  }

  /** The digest of the message, which is the last part of the name and no other. */
  static DigestAlgorithm digestOf(String name) {
    return switch (name.substring(name.lastIndexOf('-') + 1)) {
      case "SHA256" -> DigestAlgorithm.SHA256;
      case "SHA512" -> DigestAlgorithm.SHA512;
      case "SHAKE256" -> DigestAlgorithm.SHAKE256;
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Whether a key has several halves, by these drafts or by any other. */
  public static boolean isComposite(PublicKey key) {
    return key instanceof CompositePublicKey;
  }

  /**
   * The two keys that a key of one of these algorithms is made of; none if it is another key. There
   * are composites of any number of keys of any kind, which nobody needs to judge.
   */
  public static List<PublicKey> halves(PublicKey key) {
    return key instanceof CompositePublicKey composite
            && NAMES.containsKey(composite.getAlgorithmIdentifier().getAlgorithm().getId())
            && composite.getPublicKeys().size() == 2
        ? composite.getPublicKeys()
        : List.of();
  }
}
