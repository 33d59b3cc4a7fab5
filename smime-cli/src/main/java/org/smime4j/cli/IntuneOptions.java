package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.ConnectorKey;
import org.smime4j.cli.devices.Device;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.cli.devices.IntendedPurpose;
import org.smime4j.cli.devices.OaepHash;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.devices.TenantListing;
import org.smime4j.cli.devices.TenantListing.Listed;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;
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
  RecordOptions.Form form(Streams streams, NewPassword newPassword, PfxProtection protection)
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
    return new Form(
        this,
        connector,
        protection,
        password,
        Optional.ofNullable(purpose),
        Form.compared(listed),
        Instant.now());
  }

  /**
   * The records: one for each certificate of a key.
   *
   * @param connector the key to which the passwords are encrypted
   * @param protection how a PFX is encrypted
   * @param password of the next PFX
   * @param purpose of all records; empty for the one of each certificate
   * @param present the records that the tenant has, as {@link #compared} gives them
   * @param now when a certificate must be valid to sign
   */
  private record Form(
      IntuneOptions options,
      ConnectorKey connector,
      PfxProtection protection,
      Supplier<char[]> password,
      Optional<IntendedPurpose> purpose,
      Set<Listed> present,
      Instant now)
      implements RecordOptions.Form {

    /** What records of a tenant have in common with those that are written. */
    static Set<Listed> compared(List<Listed> listing) {
      Set<Listed> present = new HashSet<>();
      listing.forEach(
          each -> present.add(compared(each.thumbprint(), each.user(), each.purpose())));
      return present;
    }

    private static Listed compared(String thumbprint, String user, String purpose) {
      return new Listed(
          0, "", thumbprint, user.toLowerCase(Locale.ROOT), purpose.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<JsonObject> of(TenantUser user, KeyEntry entry) throws IOException {
      List<JsonObject> records = new ArrayList<>();
      for (KeyHistory part : KeyHistory.split(entry)) {
        X509Certificate certificate = part.certificates().get(0);
        if (isServing(certificate) && !isThere(user, certificate)) {
          records.add(record(user.name(), certificate, part));
        }
      }
      return records;
    }

    @Override
    public List<X509Certificate> taken(TenantUser user, KeyEntry entry) {
      return entry.certificates().stream().filter(this::isServing).toList();
    }

    @Override
    public boolean isThere(TenantUser user, X509Certificate certificate) {
      return present.contains(
          compared(Fingerprint.sha1(certificate), user.name(), own(certificate).label()));
    }

    /** The purpose of its record. */
    private IntendedPurpose own(X509Certificate certificate) {
      return purpose.orElseGet(() -> IntendedPurpose.of(certificate));
    }

    /**
     * One certificate with its key as Microsoft Graph takes it: a {@code userPFXCertificate}. Its
     * {@code id} is left out: the service makes it of the user's own identifier and the thumbprint.
     *
     * @param part a key with that certificate alone
     */
    private JsonObject record(String user, X509Certificate certificate, KeyHistory part)
        throws IOException {
      char[] next = password.get();
      byte[] encryptedPassword = connector.encrypt(next, options.padding);
      ByteArrayOutputStream pfx = new ByteArrayOutputStream();
      protection.write(part, pfx, next);
      return new JsonObject()
          .with("@odata.type", "#microsoft.graph.userPFXCertificate")
          .with("thumbprint", Fingerprint.sha1(certificate))
          .with("intendedPurpose", own(certificate).label())
          .with("userPrincipalName", user)
          .with("startDateTime", certificate.getNotBefore().toInstant().toString())
          .with("expirationDateTime", certificate.getNotAfter().toInstant().toString())
          .with("providerName", options.provider)
          .with("keyName", options.keyName)
          .with("paddingScheme", options.padding.label())
          .with("encryptedPfxBlob", pfx.toByteArray())
          .with("encryptedPfxPassword", encryptedPassword);
    }

    /** Whether a certificate serves the purpose that was given: an expired one does not sign. */
    private boolean isServing(X509Certificate certificate) {
      return isAllowing(certificate)
          && (purpose.isEmpty()
              || purpose.get() != IntendedPurpose.SIGNING
              || isValid(certificate));
    }

    private boolean isAllowing(X509Certificate certificate) {
      return purpose.isEmpty()
          || purpose.get() == IntendedPurpose.UNASSIGNED
          || IntendedPurpose.allows(certificate, purpose.get().label());
    }

    private boolean isValid(X509Certificate certificate) {
      return now.isBefore(certificate.getNotAfter().toInstant());
    }

    @Override
    public List<String> remarks(List<KeyEntry> entries, Set<X509Certificate> written) {
      List<String> remarks = new ArrayList<>();
      for (Person person : Person.of(entries)) {
        person
            .parallelRemark(now)
            .ifPresent(each -> remarks.add(String.join(", ", person.names()) + ": " + each));
      }
      entries.stream()
          .filter(entry -> entry.certificates().stream().anyMatch(written::contains))
          .flatMap(entry -> Device.doubt(entry.certificates().get(0).getPublicKey()).stream())
          .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
          .forEach((doubt, keys) -> remarks.add(keys + " of the keys: " + doubt));
      List<X509Certificate> certificates =
          entries.stream().flatMap(entry -> entry.certificates().stream()).toList();
      String wanted = purpose.map(IntendedPurpose::label).orElse("");
      remarks.addAll(
          Sentences.any(
              certificates.stream().filter(each -> !isAllowing(each)).count(),
              "certificate is left out: it does not allow " + wanted,
              "certificates are left out: they do not allow " + wanted));
      remarks.addAll(
          Sentences.any(
              certificates.stream().filter(each -> isAllowing(each) && !isServing(each)).count(),
              "certificate is left out: it has expired, and must not sign",
              "certificates are left out: they have expired, and must not sign"));
      long alsoSigning =
          written.stream()
              .filter(each -> IntendedPurpose.of(each) == IntendedPurpose.ENCRYPTION)
              .filter(each -> IntendedPurpose.allows(each, IntendedPurpose.SIGNING.label()))
              .filter(this::isValid)
              .count();
      if (purpose.isEmpty() && alsoSigning > 0) {
        remarks.add(
            Sentences.count(
                    alsoSigning,
                    "certificate allows signing too, and its record is for encryption alone:"
                        + " devices do not sign with it.",
                    "certificates allow signing too, and their records are for encryption alone:"
                        + " devices do not sign with them.")
                + " Export again with --purpose smimeSigning and another --out, and send both");
      }
      return remarks;
    }
  }
}
