package org.smime4j.cli.devices;

import java.security.cert.X509Certificate;
import java.util.Set;
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
    Set<Purpose> roles = Purpose.allowedBy(certificate);
    if (roles.contains(Purpose.ENCRYPTION)) {
      return ENCRYPTION;
    }
    return roles.contains(Purpose.SIGNING) ? SIGNING : UNASSIGNED;
  }

  /** Whether a certificate that is deployed for this purpose, as Graph writes it, allows it. */
  public static boolean allows(X509Certificate certificate, String label) {
    Set<Purpose> roles = Purpose.allowedBy(certificate);
    return (ENCRYPTION.label.equalsIgnoreCase(label) && roles.contains(Purpose.ENCRYPTION))
        || (SIGNING.label.equalsIgnoreCase(label) && roles.contains(Purpose.SIGNING));
  }
}
