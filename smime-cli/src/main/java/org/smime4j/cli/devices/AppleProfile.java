package org.smime4j.cli.devices;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration profile for iOS, iPadOS and macOS: keys, certificates of authorities and a mail
 * account. Its identifiers are made of fingerprints, so that a device which has the profile knows
 * each payload again.
 */
public final class AppleProfile {

  private final String identifier;
  private final String displayName;
  private final List<Map<String, Object>> payloads = new ArrayList<>();

  /**
   * @param identifier of the profile: one that a device has is replaced by one of the same
   */
  public AppleProfile(String identifier, String displayName) {
    this.identifier = identifier;
    this.displayName = displayName;
  }

  /**
   * Adds a key.
   *
   * @param pfx with this certificate alone, which is all that a payload may hold
   * @param password to be written beside it; null if the device is to ask for it
   */
  public void addKey(
      X509Certificate certificate, String name, byte[] pfx, @Nullable String password) {
    Map<String, Object> keys = file(certificate, ".p12", pfx);
    if (password != null) {
      keys.put("Password", password);
    }
    add("com.apple.security.pkcs12", Fingerprint.sha256(certificate), name, keys);
  }

  /** Adds a certificate that the device is to trust. */
  public void addAnchor(X509Certificate certificate, String name) {
    addCertificate("com.apple.security.root", certificate, name);
  }

  /** Adds a certificate that stands between others and an anchor. */
  public void addIntermediate(X509Certificate certificate, String name) {
    addCertificate("com.apple.security.pkcs1", certificate, name);
  }

  private void addCertificate(String type, X509Certificate certificate, String name) {
    Map<String, Object> keys = file(certificate, ".cer", Fingerprint.encoded(certificate));
    add(type, Fingerprint.sha256(certificate), name, keys);
  }

  private static Map<String, Object> file(
      X509Certificate certificate, String extension, byte[] content) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("PayloadCertificateFileName", Fingerprint.sha1(certificate) + extension);
    keys.put("PayloadContent", content);
    return keys;
  }

  /**
   * Adds the account that these keys are for; both have been added before.
   *
   * @param signing the certificate that signs; null if there is none
   * @param encryption the certificate that is encrypted to; null if there is none
   */
  public void addAccount(
      MailAccount account,
      @Nullable X509Certificate signing,
      @Nullable X509Certificate encryption) {
    add(
        account.type(),
        account.address(),
        account.address(),
        account.payload(keyUuid(signing), keyUuid(encryption)));
  }

  private @Nullable String keyUuid(@Nullable X509Certificate certificate) {
    return certificate == null
        ? null
        : uuid("com.apple.security.pkcs12", Fingerprint.sha256(certificate));
  }

  private String uuid(String type, String fact) {
    return Fingerprint.uuid(identifier + "\n" + type + "\n" + fact);
  }

  private void add(String type, String fact, String name, Map<String, Object> keys) {
    String uuid = uuid(type, fact);
    Map<String, Object> payload = payload(type, uuid, identifier + "." + uuid, name);
    payload.putAll(keys);
    payloads.add(payload);
  }

  private static Map<String, Object> payload(
      String type, String uuid, String identifier, String name) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("PayloadType", type);
    payload.put("PayloadVersion", 1);
    payload.put("PayloadUUID", uuid);
    payload.put("PayloadIdentifier", identifier);
    payload.put("PayloadDisplayName", name);
    return payload;
  }

  /** The profile as a property list. */
  public byte[] encoded() {
    Map<String, Object> profile =
        payload("Configuration", Fingerprint.uuid(identifier), identifier, displayName);
    profile.put("PayloadContent", payloads);
    return PropertyList.of(profile);
  }
}
