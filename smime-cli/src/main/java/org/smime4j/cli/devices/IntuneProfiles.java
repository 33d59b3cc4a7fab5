package org.smime4j.cli.devices;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.smime4j.cli.json.JsonObject;

/**
 * Profiles of Microsoft Intune, as Graph takes them at {@code
 * deviceManagement/deviceConfigurations}: each device has to trust the authorities, to take the
 * imported keys, and to use them for mail.
 */
public final class IntuneProfiles {

  /** What a device's kind is called in the names of Graph's types. */
  private enum Platform {
    IOS("iOS and iPadOS", "iosTrustedRootCertificate", "iosImportedPFXCertificateProfile"),
    MACOS("macOS", "macOSTrustedRootCertificate", "macOSImportedPFXCertificateProfile"),
    ANDROID(
        "Android, work profile",
        "androidWorkProfileTrustedRootCertificate",
        "androidForWorkImportedPFXCertificateProfile"),
    ANDROID_OWNED(
        "Android, owned by the company",
        "androidDeviceOwnerTrustedRootCertificate",
        "androidDeviceOwnerImportedPFXCertificateProfile"),
    WINDOWS("Windows", "windows81TrustedRootCertificate", "windows10ImportedPFXCertificateProfile");

    private final String label;
    private final String trusted;
    private final String imported;

    Platform(String label, String trusted, String imported) {
      this.label = label;
      this.trusted = trusted;
      this.imported = imported;
    }

    /** The start of a file's name. */
    String file() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + "-";
    }
  }

  private final Map<String, JsonObject> profiles = new LinkedHashMap<>();

  private IntuneProfiles() {}

  /** The profiles for all kinds of devices, by the name of the file for each. */
  public static Map<String, JsonObject> of(
      Set<X509Certificate> roots, Set<X509Certificate> intermediates) {
    IntuneProfiles all = new IntuneProfiles();
    for (Platform platform : Platform.values()) {
      roots.forEach(each -> all.trust(platform, each, true));
      intermediates.forEach(each -> all.trust(platform, each, false));
      all.take(platform, IntendedPurpose.ENCRYPTION);
      all.take(platform, IntendedPurpose.SIGNING);
    }
    all.profiles.put("mail-ios", mail());
    return all.profiles;
  }

  private static JsonObject profile(String type, String name) {
    return new JsonObject()
        .with("@odata.type", "#microsoft.graph." + type)
        .with("displayName", name);
  }

  private void trust(Platform platform, X509Certificate certificate, boolean isRoot) {
    String hash = Fingerprint.sha1(certificate);
    String name = hash.substring(0, 16).toLowerCase(Locale.ROOT);
    JsonObject profile =
        profile(
                platform.trusted,
                "S/MIME %s %s, %s"
                    .formatted(isRoot ? "root" : "intermediate", hash, platform.label))
            .with("description", certificate.getSubjectX500Principal().getName())
            .with("certFileName", name + ".cer")
            .with("trustedRootCertificate", Fingerprint.encoded(certificate));
    if (platform == Platform.MACOS) {
      profile.with("deploymentChannel", "deviceChannel");
    } else if (platform == Platform.WINDOWS) {
      profile.with(
          "destinationStore", isRoot ? "computerCertStoreRoot" : "computerCertStoreIntermediate");
    }
    profiles.put(platform.file() + (isRoot ? "root-" : "intermediate-") + name, profile);
  }

  private void take(Platform platform, IntendedPurpose purpose) {
    boolean isEncryption = purpose == IntendedPurpose.ENCRYPTION;
    JsonObject profile =
        profile(
                platform.imported,
                "S/MIME %s keys, %s"
                    .formatted(isEncryption ? "encryption" : "signing", platform.label))
            .with("intendedPurpose", purpose.label());
    if (platform == Platform.MACOS) {
      profile.with("deploymentChannel", "userChannel");
    } else if (platform == Platform.WINDOWS) {
      profile.with("keyStorageProvider", "useTpmKspOtherwiseUseSoftwareKsp");
    }
    profiles.put(platform.file() + (isEncryption ? "encryption" : "signing"), profile);
  }

  /** The mail account, which names the profiles of its keys: Graph makes their identifiers. */
  private static JsonObject mail() {
    JsonObject mail =
        profile("iosEasEmailProfileConfiguration", "S/MIME in Mail, iOS and iPadOS")
            .with("accountName", "Exchange")
            .with("hostName", "outlook.office365.com")
            .with("usernameSource", "userPrincipalName")
            .with("emailAddressSource", "primarySmtpAddress")
            .with("authenticationMethod", "usernameAndPassword")
            .with("useOAuth", true)
            .with("requireSsl", true)
            .with("durationOfEmailToSync", "unlimited")
            .with("easServices", "calendars,contacts,email,notes,reminders")
            .with("requireSmime", true);
    for (String setting :
        List.of(
            "smimeSigningEnabled",
            "smimeSigningUserOverrideEnabled",
            "smimeEncryptByDefaultUserOverrideEnabled",
            "smimeEnablePerMessageSwitch")) {
      mail.with(setting, true);
    }
    for (String setting :
        List.of(
            "smimeEncryptByDefaultEnabled",
            "smimeSigningCertificateUserOverrideEnabled",
            "smimeEncryptionCertificateUserOverrideEnabled")) {
      mail.with(setting, false);
    }
    for (String key : List.of("signing", "encryption")) {
      String name = key.equals("signing") ? "Signing" : "Encryption";
      mail.with(key + "CertificateType", "certificate")
          .with(
              "smime" + name + "Certificate@odata.bind",
              "https://graph.microsoft.com/beta/deviceManagement/deviceConfigurations('ios-"
                  + key
                  + "')");
    }
    return mail;
  }
}
