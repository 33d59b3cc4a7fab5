package org.smime4j.internal.certificate;

import static java.util.stream.Collectors.toSet;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Keys that the caller distrusts, whatever certificate holds them. RSA, DSA and elliptic-curve keys
 * are compared by their numbers, since one key has several encodings; others by their bits.
 */
public record DistrustedKeys(Set<List<BigInteger>> keys) {

  public static final DistrustedKeys NONE = new DistrustedKeys(Set.of());

  public DistrustedKeys {
    keys = Set.copyOf(keys);
  }

  public static DistrustedKeys of(Collection<? extends PublicKey> keys) {
    return new DistrustedKeys(keys.stream().map(DistrustedKeys::numbers).collect(toSet()));
  }

  /** These keys and those of others. */
  public DistrustedKeys and(DistrustedKeys others) {
    Set<List<BigInteger>> all = new HashSet<>(keys);
    all.addAll(others.keys);
    return new DistrustedKeys(all);
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether the key of a certificate is among them. A key that cannot be decoded is of no use. */
  public boolean hold(PathCertificate certificate) {
    return !keys.isEmpty()
        && certificate.hasPublicKey()
        && keys.contains(numbers(certificate.publicKey()));
  }

  private static List<BigInteger> numbers(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return List.of(rsa.getModulus());
    }
    if (key instanceof ECPublicKey ec) {
      return List.of(ec.getW().getAffineX(), ec.getW().getAffineY());
    }
    if (key instanceof DSAPublicKey dsa) {
      return List.of(dsa.getY());
    }
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new IllegalArgumentException("A distrusted key has no encoding: " + key.getAlgorithm());
    }
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(encoded);
    return List.of(new BigInteger(1, info.getPublicKeyData().getOctets()));
  }

  @Override
  public String toString() {
    return keys.size() + " distrusted keys";
  }
}
