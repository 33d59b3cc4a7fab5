package org.smime4j.internal.provider;

import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.smime4j.internal.asn1.Oids;

/**
 * What a key is, as far as a message shows it: a key of another kind cannot open it. Its text is
 * what sources of keys are asked with.
 *
 * @param family {@code RSA}, {@code EC}, or the object identifier of the public key's algorithm
 * @param detail the length of an RSA modulus in octets, the object identifier of a curve, or empty
 */
public record KeyKind(String family, String detail) {

  private static final Set<String> RSA =
      Set.of(Oids.RSA_ENCRYPTION, Oids.RSASSA_PSS, Oids.RSAES_OAEP);

  /** Curve25519 key agreement (RFC 8410). */
  public static final KeyKind X25519 = new KeyKind("1.3.101.110", "");

  /** Curve448 key agreement (RFC 8410). */
  public static final KeyKind X448 = new KeyKind("1.3.101.111", "");

  /**
   * RSA with a modulus of so many bits. Moduli that fill the same number of octets are one kind: an
   * encrypted key is that many octets long.
   */
  public static KeyKind rsa(int modulusBits) {
    return new KeyKind("RSA", Integer.toString((modulusBits + 7) / 8));
  }

  /** A named elliptic curve, by its object identifier in dotted form. */
  public static KeyKind ec(String curve) {
    return new KeyKind("EC", curve);
  }

  /** The kind of a public key. */
  public static KeyKind of(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return rsa(rsa.getModulus().bitLength());
    }
    return of(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
  }

  /**
   * As it stands in a certificate, whether or not a provider knows the algorithm.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  public static KeyKind of(SubjectPublicKeyInfo info) {
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    if (RSA.contains(algorithm.getId())) {
      try {
        return rsa(
            org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(info.parsePublicKey())
                .getModulus()
                .bitLength());
      } catch (IOException e) {
        throw new IllegalArgumentException(e);
      }
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
          ? ec(curve.getId())
          : ec("");
    }
    return new KeyKind(algorithm.getId(), "");
  }

  @Override
  public String toString() {
    return detail.isEmpty() ? family : family + " " + detail;
  }
}
