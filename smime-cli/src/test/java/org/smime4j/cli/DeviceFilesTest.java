package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.devices.Device;

/** PFX files for devices: which protection they have, and what is said of it. */
class DeviceFilesTest {

  private static final Pattern PFX =
      Pattern.compile("(?:\"encryptedPfxBlob\":\"|<data>)\\s*(MII[^\"<]*)[\"<]");

  @TempDir private Path folder;
  private Path keys;
  private Path connector;
  private Path given;

  @BeforeEach
  void company() throws Exception {
    keys = new Company().folder(folder.resolve("keys"));
    given = Files.writeString(folder.resolve("given.txt"), "Pass-word-1\n");
    connector =
        Files.writeString(
            folder.resolve("connector.pem"),
            Company.pem("PUBLIC KEY", IntuneExportTest.CONNECTOR.getPublic().getEncoded()));
  }

  private Run export(Object... arguments) {
    Run run = Run.of("keys", "export", keys, "--address", "bob@corp.example", List.of(arguments));
    BadInputTest.noTrace(run);
    return run;
  }

  private List<Object> intune(Path out) {
    return List.of(
        "--intune", connector, "--key-name", "k", "--upn", "bob@corp.example", "--out", out);
  }

  /** What OpenSSL says of the first PFX in a file; it needs no password for the MAC's name. */
  private String described(Path file, Path password) throws Exception {
    Matcher pfx = PFX.matcher(Files.readString(file));
    assertThat(pfx.find()).isTrue();
    byte[] octets = Base64.getMimeDecoder().decode(pfx.group(1));
    Path blob = Files.write(folder.resolve("blob.pfx"), octets);
    String source = password == null ? "pass:unknown" : "file:" + password;
    Program openssl =
        Program.run(
            folder,
            "openssl",
            "pkcs12",
            "-info",
            "-nodes",
            "-legacy",
            "-passin",
            source,
            "-in",
            blob.toString());
    return openssl.err();
  }

  @Test
  void withAPasswordThatIsMade_aFileForDevicesIsWhatAllOfThemOpen() throws Exception {
    Path records = folder.resolve("bob.ndjson");
    assertThat(export(intune(records)).status()).isEqualTo(ExitStatus.DONE);
    assertThat(described(records, null)).contains("MAC: sha1").doesNotContain("sha256");
    Path profile = folder.resolve("bob.mobileconfig");
    Path made = folder.resolve("made.txt");
    Run run = export("--mobileconfig", profile, "--make-password", made);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(Files.readString(made).strip()).hasSizeGreaterThanOrEqualTo(24);
    assertThat(described(profile, made))
        .contains("MAC: sha1", "pbeWithSHA1And3-KeyTripleDES-CBC")
        .doesNotContain("PBES2");
  }

  @Test
  void withAPasswordOfOnesOwn_theProtectionIsNamedToo() throws Exception {
    Path out = folder.resolve("bob.out");
    for (List<Object> form : List.of(intune(out), List.<Object>of("--mobileconfig", out))) {
      Run refused = export(form, "--new-password-file", given);
      assertThat(refused.status()).as(refused.err()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(refused.err()).contains("--protection", "iOS, iPadOS 18").doesNotContain("Pass-");
      assertThat(out).doesNotExist();
      for (String protection : List.of("aes256", "legacy-3des")) {
        Run run = export(form, "--new-password-file", given, "--protection", protection);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(described(out, given))
            .contains(protection.equals("aes256") ? "MAC: sha256" : "MAC: sha1");
        Files.delete(out);
      }
    }
  }

  @Test
  void thePageHasTheTableOfDevices() throws Exception {
    String page = Files.readString(Path.of("../docs/moving-keys.md"));
    List<String> readingAes =
        Pattern.compile("(?m)^\\| (.*) \\| yes \\| from (.*?) \\|")
            .matcher(page)
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    assertThat(String.join("; ", readingAes)).isEqualTo(Device.READING_AES);
  }

  /** Microsoft, "Deploying Outlook for iOS and Android app configuration settings", S/MIME. */
  @Test
  void theConfigurationOfOutlook_hasTheKeysOfThePage() throws Exception {
    String prefix = "com.microsoft.outlook.Mail.";
    String page = Files.readString(Path.of("../docs/moving-keys.md"));
    assertThat(page).contains("| key, after `" + prefix + "` |");
    Json file = Json.parse(Files.readString(Path.of("../examples/intune-upload/outlook.json")));
    Map<String, String> settings = new LinkedHashMap<>();
    for (Json each : file.get("customSettings").list()) {
      settings.put(each.get("name").text(), each.get("value").text());
    }
    Map<String, String> expected = new LinkedHashMap<>();
    for (String key :
        List.of("SMIMEEnabled", "SMIMEEnabled.EncryptAllMail", "SMIMEEnabled.SignAllMail")) {
      assertThat(page).contains("| `" + key + "` |");
      boolean isMain = key.equals("SMIMEEnabled");
      expected.put(prefix + key, String.valueOf(isMain));
      expected.put(prefix + key + ".UserChangeAllowed", String.valueOf(!isMain));
    }
    assertThat(settings).isEqualTo(expected);
  }

  @Test
  void aKeyThatAndroidMayRefuseIsNamed() throws Exception {
    assertThat(Device.doubt(IntuneExportTest.CONNECTOR.getPublic())).isEmpty();
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    assertThat(Device.doubt(ec.generateKeyPair().getPublic()).orElseThrow()).startsWith("EC,");
    KeyPairGenerator x25519 = KeyPairGenerator.getInstance("X25519");
    assertThat(Device.doubt(x25519.generateKeyPair().getPublic()).orElseThrow())
        .contains("no device");
    Run run = export(intune(folder.resolve("bob.ndjson")));
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("1 of the keys: EC");
  }
}
