package org.smime4j.internal.certificate;

import org.smime4j.internal.signature.SignatureCheck;

/** Whether one certificate was signed with the key of another, as far as that can be checked. */
public final class IssuerSignature {

  private IssuerSignature() {}

  /** Whether the issuer's key can be used. Its size is asked first: only then is it decoded. */
  public static boolean isUsable(PathCertificate issuer) {
    return issuer.size().isAffordable()
        && issuer.hasPublicKey()
        && SignatureCheck.isAffordable(issuer.publicKey());
  }

  /** True as well where the signature is not even checked: the path is judged by that. */
  public static boolean mayHold(PathCertificate child, PathCertificate issuer) {
    if (!isUsable(issuer)) {
      return false;
    }
    return child.signed().unsupported(issuer.publicKey()).isPresent()
        // The parameters are inherited (RFC 3279, section 2.3.2): seen only from above.
        || InheritedParameters.areMissing(issuer.publicKey())
        || child.signed().isSignedBy(issuer.publicKey());
  }
}
