package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.ConnectorKey;
import org.smime4j.cli.devices.IntendedPurpose;
import org.smime4j.cli.devices.OaepHash;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.devices.TenantListing;
import org.smime4j.cli.devices.TenantListing.Listed;
import picocli.CommandLine.Option;

/** Records for Microsoft Intune, as a group of options: one for each certificate. */
final class IntuneOptions {

  private static final int LONGEST_KEY = 1 << 16;

  @Option(
      names = "--intune",
      required = true,
      paramLabel = "PUBLICKEY",
      description =
          "Write records of Microsoft Graph (userPFXCertificate), one per line. Each "
              + "record contains a PFX and its password. The command encrypts the password to this "
              + "key (PEM or RSAPUBLICBLOB), the public key of Intune's certificate connector.")
  private Path publicKey = Path.of("");

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description =
          "With --intune: the provider that holds the connector's key. Default: Microsoft "
              + "Software Key Storage Provider.")
  private String provider = "Microsoft Software Key Storage Provider";

  @Option(
      names = "--key-name",
      required = true,
      paramLabel = "NAME",
      description = "With --intune: the name of the connector's key in that provider.")
  private String keyName = "";

  @Option(
      names = "--padding",
      paramLabel = "SCHEME",
      converter = Padding.class,
      completionCandidates = Padding.class,
      description = "With --intune: oaepSha256, oaepSha384 or oaepSha512. Default: oaepSha512.")
  private OaepHash padding = OaepHash.SHA_512;

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      converter = Purpose.class,
      completionCandidates = Purpose.class,
      description =
          "With --intune: write only certificates that serve smimeEncryption or smimeSigning now,"
              + " with this purpose; unassigned writes all. Default: the purpose of each"
              + " certificate. If a certificate allows encryption and signing, its record gets"
              + " smimeEncryption.")
  private @Nullable IntendedPurpose purpose;

  @Option(
      names = "--only-missing",
      paramLabel = "GRAPH.json",
      description =
          "With --intune: write only records that are not in this list of imported keys from "
              + "Microsoft Graph.")
  private @Nullable Path listing;

  /** The paddings. */
  static final class Padding extends Choice<OaepHash> {
    Padding() {
      super(
          "Intune takes oaepSha256, oaepSha384 and oaepSha512, not %s",
          OaepHash::label, OaepHash.values());
    }
  }

  /** The purposes. */
  static final class Purpose extends Choice<IntendedPurpose> {
    Purpose() {
      super(
          "a purpose is smimeEncryption, smimeSigning or unassigned, not %s",
          IntendedPurpose::label, IntendedPurpose.values());
    }
  }

  /** The records of a key. */
  RecordForm form(Streams streams, NewPassword newPassword, PfxProtection protection)
      throws IOException {
    byte[] octets = Arguments.octets("--intune", publicKey, LONGEST_KEY);
    ConnectorKey connector =
        Arguments.valid("--intune " + publicKey, () -> ConnectorKey.read(octets));
    Supplier<char[]> password = newPassword.forEach();
    Arguments.valid("--new-password-file", () -> connector.encrypt(password.get(), padding));
    List<Listed> listed =
        listing == null
            ? List.of()
            : TenantListing.read(Arguments.existing("--only-missing", listing));
    for (Listed each : listed) {
      if (!each.isReadable()) {
        streams.say(
            "--only-missing: unreadable record number %d has no thumbprint or no user"
                .formatted(each.number()));
      }
    }
    return new IntuneForm(
        connector,
        padding,
        provider,
        keyName,
        protection,
        password,
        Optional.ofNullable(purpose),
        IntuneForm.compared(listed),
        Instant.now());
  }
}
