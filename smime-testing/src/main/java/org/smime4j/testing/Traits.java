package org.smime4j.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The traits of one certificate, and what follows from them. */
record Traits(Set<Trait> all) {

  static final Duration DAY = Duration.ofDays(1);
  static final Duration YEAR = Duration.ofDays(365);

  /** How long a certificate is valid, unless its times are given. */
  static final Duration VALIDITY = YEAR.multipliedBy(2);

  private static final List<Set<Trait>> ALTERNATIVES =
      List.of(
          Set.of(Trait.EXPIRED, Trait.NOT_YET_VALID),
          Set.of(Trait.REVOKED, Trait.SELF_SIGNED),
          Set.of(Trait.RSA, Trait.ML_DSA, Trait.ML_KEM),
          Set.of(Trait.SIGNING_ONLY, Trait.ENCRYPTION_ONLY));

  static Traits of(Trait... traits) {
    Set<Trait> all = Set.of(Stream.of(traits).distinct().toArray(Trait[]::new));
    for (Set<Trait> alternatives : ALTERNATIVES) {
      List<Trait> both = all.stream().filter(alternatives::contains).sorted().toList();
      if (both.size() > 1) {
        throw new IllegalArgumentException(
            both.get(0) + " and " + both.get(1) + " contradict each other");
      }
    }
    return new Traits(all);
  }

  boolean has(Trait trait) {
    return all.contains(trait);
  }

  /** Refuses traits that something else has already decided. */
  void without(String decided, Trait... traits) {
    for (Trait trait : traits) {
      if (has(trait)) {
        throw new IllegalArgumentException(trait + " is not possible: " + decided);
      }
    }
  }

  /** When the certificate begins to be valid. */
  Instant begin(Instant now, Instant usual) {
    return has(Trait.EXPIRED)
        ? now.minus(VALIDITY).minus(DAY)
        : has(Trait.NOT_YET_VALID) ? now.plus(DAY) : usual;
  }

  KeyPair newKeys() throws GeneralSecurityException {
    if (has(Trait.ML_DSA) || has(Trait.ML_KEM)) {
      String kind = has(Trait.ML_DSA) ? "ML-DSA-65" : "ML-KEM-768";
      return KeyPairGenerator.getInstance(kind, new BouncyCastleProvider()).generateKeyPair();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance(has(Trait.RSA) ? "RSA" : "EC");
    if (has(Trait.RSA)) {
      generator.initialize(2048);
    } else {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  /** The bits of {@link KeyUsage} that the key and the traits allow (RFC 8550, section 4.4.2). */
  int keyUsage(PublicKey key) {
    String algorithm = key.getAlgorithm().toUpperCase(Locale.ROOT);
    int encryption =
        algorithm.matches("EC|ECDSA|ECDH|XDH|X25519|X448")
            ? KeyUsage.keyAgreement
            : algorithm.matches("RSA|ML-KEM.*") ? KeyUsage.keyEncipherment : 0;
    int signing = algorithm.matches("XDH|X25519|X448|ML-KEM.*") ? 0 : KeyUsage.digitalSignature;
    int usage =
        (has(Trait.SIGNING_ONLY) ? 0 : encryption) | (has(Trait.ENCRYPTION_ONLY) ? 0 : signing);
    if (usage == 0 || (has(Trait.SELF_SIGNED) && signing == 0)) {
      throw new IllegalArgumentException(
          "A key of "
              + key.getAlgorithm()
              + (signing == 0 ? " cannot sign" : " cannot be encrypted to"));
    }
    return usage;
  }
}
