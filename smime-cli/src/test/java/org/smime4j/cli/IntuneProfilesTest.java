package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --profiles} writes what Graph takes as a {@code deviceConfiguration}. */
class IntuneProfilesTest {

  /**
   * What Graph's metadata says of the properties: text, a truth value, or one of these values. It
   * is that of {@code @microsoft/microsoft-graph-types-beta}, 0.44.0-preview.
   */
  private static final String METADATA =
      """
      deviceConfiguration displayName text
      deviceConfiguration description text
      iosTrustedRootCertificate certFileName text
      iosTrustedRootCertificate trustedRootCertificate text
      iosImportedPFXCertificateProfile intendedPurpose unassigned,smimeEncryption,smimeSigning,vpn,wifi
      macOSTrustedRootCertificate certFileName text
      macOSTrustedRootCertificate deploymentChannel deviceChannel,userChannel
      macOSTrustedRootCertificate trustedRootCertificate text
      macOSImportedPFXCertificateProfile deploymentChannel deviceChannel,userChannel
      macOSImportedPFXCertificateProfile intendedPurpose unassigned,smimeEncryption,smimeSigning,vpn,wifi
      androidWorkProfileTrustedRootCertificate certFileName text
      androidWorkProfileTrustedRootCertificate trustedRootCertificate text
      androidForWorkImportedPFXCertificateProfile intendedPurpose unassigned,smimeEncryption,smimeSigning,vpn,wifi
      androidDeviceOwnerTrustedRootCertificate certFileName text
      androidDeviceOwnerTrustedRootCertificate trustedRootCertificate text
      androidDeviceOwnerImportedPFXCertificateProfile intendedPurpose unassigned,smimeEncryption,smimeSigning,vpn,wifi
      windows81TrustedRootCertificate certFileName text
      windows81TrustedRootCertificate destinationStore computerCertStoreRoot,computerCertStoreIntermediate,userCertStoreIntermediate
      windows81TrustedRootCertificate trustedRootCertificate text
      windows10ImportedPFXCertificateProfile intendedPurpose unassigned,smimeEncryption,smimeSigning,vpn,wifi
      windows10ImportedPFXCertificateProfile keyStorageProvider useTpmKspOtherwiseUseSoftwareKsp,useTpmKspOtherwiseFail,usePassportForWorkKspOtherwiseFail,useSoftwareKsp
      iosEasEmailProfileConfiguration accountName text
      iosEasEmailProfileConfiguration authenticationMethod usernameAndPassword,certificate,derivedCredential
      iosEasEmailProfileConfiguration durationOfEmailToSync userDefined,oneDay,threeDays,oneWeek,twoWeeks,oneMonth,unlimited
      iosEasEmailProfileConfiguration easServices none,calendars,contacts,email,notes,reminders
      iosEasEmailProfileConfiguration emailAddressSource userPrincipalName,primarySmtpAddress
      iosEasEmailProfileConfiguration encryptionCertificateType none,certificate,derivedCredential
      iosEasEmailProfileConfiguration hostName text
      iosEasEmailProfileConfiguration requireSmime boolean
      iosEasEmailProfileConfiguration requireSsl boolean
      iosEasEmailProfileConfiguration signingCertificateType none,certificate,derivedCredential
      iosEasEmailProfileConfiguration smimeEnablePerMessageSwitch boolean
      iosEasEmailProfileConfiguration smimeEncryptByDefaultEnabled boolean
      iosEasEmailProfileConfiguration smimeEncryptByDefaultUserOverrideEnabled boolean
      iosEasEmailProfileConfiguration smimeEncryptionCertificateUserOverrideEnabled boolean
      iosEasEmailProfileConfiguration smimeSigningCertificateUserOverrideEnabled boolean
      iosEasEmailProfileConfiguration smimeSigningEnabled boolean
      iosEasEmailProfileConfiguration smimeSigningUserOverrideEnabled boolean
      iosEasEmailProfileConfiguration useOAuth boolean
      iosEasEmailProfileConfiguration usernameSource userPrincipalName,primarySmtpAddress
      iosEasEmailProfileConfiguration smimeSigningCertificate@odata.bind text
      iosEasEmailProfileConfiguration smimeEncryptionCertificate@odata.bind text
      """;

  @TempDir private Path folder;
  private Company company;
  private Path keys;
  private Path root;
  private Path profiles;

  @BeforeEach
  void company() throws Exception {
    company = new Company();
    keys = company.folder(folder.resolve("keys"));
    root = Files.writeString(folder.resolve("r.pem"), Company.certificate(company.root()));
    profiles = folder.resolve("profiles");
  }

  private Map<String, Json> written() throws Exception {
    Map<String, Json> written = new HashMap<>();
    try (Stream<Path> files = Files.list(profiles)) {
      for (Path file : files.toList()) {
        written.put(file.getFileName().toString(), Json.parse(Files.readString(file)));
      }
    }
    return written;
  }

  @Test
  void eachProfileHasTheProperties_andValues_ofGraphsMetadata() throws Exception {
    Company.Issued between = company.issue("CN=Between", 2020, 2030, Company.BOTH);
    Path pem =
        Files.writeString(
            folder.resolve("between.pem"), Company.certificate(between.certificate()));
    Run run =
        Run.of(
            List.of("keys", "export", keys, "--profiles", profiles),
            List.of("--trust", root, "--intermediates", pem));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    Map<String, Json> written = written();
    assertThat(run.err()).contains(written.size() + " profiles are in " + profiles);
    assertThat(written).hasSize(5 * (2 + 2) + 1);
    Map<String, String> metadata = new HashMap<>();
    METADATA
        .lines()
        .map(line -> line.split(" "))
        .forEach(each -> metadata.put(each[0] + " " + each[1], each[2]));
    Set<String> names = new HashSet<>();
    Set<String> types = new HashSet<>();
    written.forEach(
        (file, profile) -> {
          String type = profile.get("@odata.type").text().replace("#microsoft.graph.", "");
          types.add(type);
          names.add(profile.get("displayName").text());
          for (String name : profile.names()) {
            if (!name.equals("@odata.type")) {
              String allowed =
                  metadata.getOrDefault(
                      type + " " + name, metadata.get("deviceConfiguration " + name));
              assertThat(allowed).as("%s: %s of %s", file, name, type).isNotNull();
              if (allowed.equals("boolean")) {
                profile.get(name).bool();
              } else if (allowed.equals("text")) {
                assertThat(profile.get(name).text()).isNotEmpty();
              } else {
                assertThat(List.of(allowed.split(",")))
                    .containsAll(Arrays.asList(profile.get(name).text().split(",")));
              }
            }
          }
        });
    assertThat(names).as("an administrator tells them apart").hasSameSizeAs(written.keySet());
    assertThat(types).hasSize(11);
  }

  @Test
  void eachKindOfDevice_trustsTheRoot_andTakesKeysForBothPurposes() throws Exception {
    Company.Issued planted = new Company().issue("CN=Planted", 2020, 2030, Company.BOTH);
    Path pem =
        Files.writeString(folder.resolve("p.pem"), Company.certificate(planted.certificate()));
    Run run =
        Run.of(
            List.of("keys", "export", keys, "--profiles", profiles),
            List.of("--trust", root, "--intermediates", pem));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("1 intermediate leads to no root of --trust");
    Map<String, Json> written = written();
    for (String device : List.of("ios", "macos", "android", "android-owned", "windows")) {
      List<String> roots =
          written.keySet().stream().filter(each -> each.startsWith(device + "-root-")).toList();
      assertThat(roots).hasSize(1);
      assertThat(written.get(roots.get(0)).get("trustedRootCertificate").text())
          .isEqualTo(Base64.getEncoder().encodeToString(company.root().getEncoded()));
      assertThat(written.get(device + "-signing.json").get("intendedPurpose").text())
          .isEqualTo("smimeSigning");
      assertThat(written.get(device + "-encryption.json").get("intendedPurpose").text())
          .isEqualTo("smimeEncryption");
    }
    Json mail = written.get("mail-ios.json");
    assertThat(mail.get("requireSmime").bool()).isTrue();
    Run again = Run.of("keys", "export", keys, "--profiles", profiles, "--trust", root);
    assertThat(again.status()).isNotEqualTo(ExitStatus.DONE);
    BadInputTest.noTrace(again);
  }

  @Test
  void withoutARoot_nothingIsWritten() throws Exception {
    Run run = Run.of("keys", "export", keys, "--profiles", profiles);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains("--profiles: name the roots with --trust");
    assertThat(profiles).doesNotExist();
  }
}
