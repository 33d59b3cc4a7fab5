package org.smime4j.cli.devices;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import org.smime4j.KeyHistory;
import org.smime4j.cli.json.JsonObject;

/**
 * One certificate with its key as Microsoft Graph takes it: a {@code userPFXCertificate}. Its
 * {@code id} is left out: the service makes it of the user's own identifier and the thumbprint.
 *
 * @param connector the key to which the password is encrypted
 * @param padding how
 * @param providerName the provider in which the connector finds its private key
 * @param keyName the name of that key
 * @param protection how the PFX is encrypted
 */
public record IntuneRecord(
    ConnectorKey connector,
    OaepHash padding,
    String providerName,
    String keyName,
    PfxProtection protection) {

  /**
   * The record of one certificate.
   *
   * @param part a key with that certificate alone
   */
  public JsonObject of(
      String userPrincipalName,
      X509Certificate certificate,
      IntendedPurpose purpose,
      KeyHistory part,
      char[] password)
      throws IOException {
    byte[] encryptedPassword = connector.encrypt(password, padding);
    ByteArrayOutputStream pfx = new ByteArrayOutputStream();
    protection.write(part, pfx, password);
    return new JsonObject()
        .with("@odata.type", "#microsoft.graph.userPFXCertificate")
        .with("thumbprint", Fingerprint.sha1(certificate))
        .with("intendedPurpose", purpose.label())
        .with("userPrincipalName", userPrincipalName)
        .with("startDateTime", certificate.getNotBefore().toInstant().toString())
        .with("expirationDateTime", certificate.getNotAfter().toInstant().toString())
        .with("providerName", providerName)
        .with("keyName", keyName)
        .with("paddingScheme", padding.label())
        .with("encryptedPfxBlob", pfx.toByteArray())
        .with("encryptedPfxPassword", encryptedPassword);
  }
}
