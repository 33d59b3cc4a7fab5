package org.smime4j.cli.devices;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import org.smime4j.keys.KeyHistory;

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
   * Writes the record of one certificate.
   *
   * @param part a key with that certificate alone
   */
  public void write(
      JsonGenerator to,
      String userPrincipalName,
      X509Certificate certificate,
      IntendedPurpose purpose,
      KeyHistory part,
      char[] password)
      throws IOException {
    byte[] encryptedPassword = connector.encrypt(password, padding);
    ByteArrayOutputStream pfx = new ByteArrayOutputStream();
    protection.write(part, pfx, password);
    to.writeStartObject();
    to.writeStringField("@odata.type", "#microsoft.graph.userPFXCertificate");
    to.writeStringField("thumbprint", Fingerprint.sha1(certificate));
    to.writeStringField("intendedPurpose", purpose.label());
    to.writeStringField("userPrincipalName", userPrincipalName);
    to.writeStringField("startDateTime", certificate.getNotBefore().toInstant().toString());
    to.writeStringField("expirationDateTime", certificate.getNotAfter().toInstant().toString());
    to.writeStringField("providerName", providerName);
    to.writeStringField("keyName", keyName);
    to.writeStringField("paddingScheme", padding.label());
    to.writeBinaryField("encryptedPfxBlob", pfx.toByteArray());
    to.writeBinaryField("encryptedPfxPassword", encryptedPassword);
    to.writeEndObject();
  }
}
