package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.ConnectorKey;
import org.smime4j.cli.devices.IntendedPurpose;
import org.smime4j.cli.devices.OaepHash;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.devices.TenantListing;
import org.smime4j.cli.devices.TenantListing.Listed;
import picocli.CommandLine.Option;

/** Records for Microsoft Intune, as options: one for each certificate. */
final class IntuneOptions {

  private static final int LONGEST_KEY = 1 << 16;

  @Option(
      names = "--intune",
      paramLabel = "PUBLICKEY",
      description =
          "Write records of Microsoft Graph (userPFXCertificate), one per line. Each "
              + "record contains a PFX and its password. The command encrypts the password to this "
              + "key (PEM or RSAPUBLICBLOB), the public key of Intune's certificate connector.")
  private @Nullable Path publicKey;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description =
          "With --intune: the provider that holds the connector's key. Default: Microsoft "
              + "Software Key Storage Provider.")
  private String provider = "Microsoft Software Key Storage Provider";

  @Option(
      names = "--key-name",
      paramLabel = "NAME",
      description = "With --intune: the name of the connector's key in that provider.")
  private @Nullable String keyName;

  @Option(
      names = "--padding",
      paramLabel = "SCHEME",
      converter = Padding.class,
      completionCandidates = Padding.class,
      description = "With --intune: oaepSha256, oaepSha384 or oaepSha512. Default: oaepSha512.")
  private @Nullable OaepHash padding;

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

  boolean isGiven() {
    return publicKey != null;
  }

  /** What of the options makes no sense, before any file of keys is read. */
  void check() {
    if (publicKey == null
        && Stream.of(keyName, padding, purpose, listing).anyMatch(Objects::nonNull)) {
      throw new UsageException("--key-name, --padding, --purpose and --only-missing need --intune");
    }
    if (publicKey != null && keyName == null) {
      throw new UsageException("--intune: give --key-name");
    }
  }

  /** The records of a key. */
  RecordForm form(Streams streams, NewPassword newPassword, PfxProtection protection)
      throws IOException {
    if (publicKey == null || keyName == null) {
      throw new IllegalStateException();
    }
    ConnectorKey connector = connector(publicKey);
    OaepHash hash = padding == null ? OaepHash.SHA_512 : padding;
    Supplier<char[]> password = newPassword.forEach();
    Arguments.valid("--new-password-file", () -> connector.encrypt(password.get(), hash));
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
        hash,
        provider,
        keyName,
        protection,
        password,
        Optional.ofNullable(purpose),
        IntuneForm.compared(listed),
        Instant.now());
  }

  private static ConnectorKey connector(Path file) throws IOException {
    byte[] octets = Arguments.octets("--intune", file, LONGEST_KEY);
    return Arguments.valid("--intune " + file, () -> ConnectorKey.read(octets));
  }
}
