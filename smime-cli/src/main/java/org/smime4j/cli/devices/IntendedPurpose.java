package org.smime4j.cli.devices;

import java.security.cert.X509Certificate;
import org.smime4j.settings.Purpose;

/** For what Intune deploys an imported certificate: a profile takes those of one purpose. */
public enum IntendedPurpose {
  /** No profile for mail takes it. */
  UNASSIGNED("unassigned"),
  /** It is encrypted to, and opens mail. */
  ENCRYPTION("smimeEncryption"),
  /** It signs. */
  SIGNING("smimeSigning");

  private final String label;

  IntendedPurpose(String label) {
    this.label = label;
  }

  /** As Microsoft Graph writes it. */
  public String label() {
    return label;
  }

  /** What a certificate is for: encryption if it can, since old mail opens with it alone. */
  public static IntendedPurpose of(X509Certificate certificate) {
    return Purpose.ENCRYPTION.isAllowedBy(certificate)
        ? ENCRYPTION
        : Purpose.SIGNING.isAllowedBy(certificate) ? SIGNING : UNASSIGNED;
  }

  /** Whether a certificate that is deployed for this purpose, as Graph writes it, allows it. */
  public static boolean allows(X509Certificate certificate, String label) {
    return (ENCRYPTION.label.equalsIgnoreCase(label) && Purpose.ENCRYPTION.isAllowedBy(certificate))
        || (SIGNING.label.equalsIgnoreCase(label) && Purpose.SIGNING.isAllowedBy(certificate));
  }
}
