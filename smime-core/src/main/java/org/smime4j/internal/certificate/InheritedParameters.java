package org.smime4j.internal.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.DSAParams;
import java.security.interfaces.DSAPublicKey;
import java.security.spec.DSAPublicKeySpec;
import java.util.List;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.KeySize;

/**
 * The parameters of DSA keys whose certificates leave them out: they are those of the issuer's key
 * (RFC 3279 section 2.3.2), or of its issuer's. A certificate alone does not say them, so a key is
 * completed along a path alone.
 */
public final class InheritedParameters {

  private InheritedParameters() {}

  /** Whether a key has none of its own. */
  public static boolean areMissing(PublicKey key) {
    return key instanceof DSAPublicKey dsa && dsa.getParams() == null;
  }

  /** The same of the key of a certificate, which is not decoded for it. */
  public static boolean areMissing(PathCertificate certificate) {
    KeySize size = certificate.size();
    return size.kind() == KeySize.Kind.DSA && size.exponent() == 0;
  }

  /** The key with the parameters of its issuer's; itself where it needs none, or gets none. */
  public static PublicKey complete(PublicKey key, PublicKey issuer) {
    if (key instanceof DSAPublicKey dsa
        && dsa.getParams() == null
        && issuer instanceof DSAPublicKey above
        && above.getParams() != null) {
      try {
        DSAParams of = above.getParams();
        return KeyFactory.getInstance("DSA", Providers.bouncyCastle())
            .generatePublic(new DSAPublicKeySpec(dsa.getY(), of.getP(), of.getQ(), of.getG()));
      } catch (GeneralSecurityException | RuntimeException e) {
        return key;
      }
    }
    return key;
  }

  /**
   * The size of the key that {@link #along} gives, or about as much: the key of the first
   * certificate above that has parameters, if it needs them.
   */
  static KeySize sizeAlong(List<PathCertificate> path) {
    return areMissing(path.get(0)) && path.size() > 1
        ? sizeAlong(path.subList(1, path.size()))
        : path.get(0).size();
  }

  /**
   * The key of the first certificate of a path, which ends with the anchor. Only keys are decoded
   * that may be needed for it.
   */
  public static PublicKey along(List<PathCertificate> path) {
    PublicKey key = path.get(0).publicKey();
    return areMissing(key) && path.size() > 1
        ? complete(key, along(path.subList(1, path.size())))
        : key;
  }
}
