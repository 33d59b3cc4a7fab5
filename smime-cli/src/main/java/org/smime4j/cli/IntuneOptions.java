package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.ConnectorKey;
import org.smime4j.cli.devices.Device;
import org.smime4j.cli.devices.IntendedPurpose;
import org.smime4j.cli.devices.IntuneRecord;
import org.smime4j.cli.devices.OaepHash;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.keys.KeyEntry;
import picocli.CommandLine.Option;

/** Records for Microsoft Intune, as options: one line of JSON for each certificate. */
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
      names = "--upn",
      paramLabel = "USER",
      description = "With --intune: the user principal name of the keys' owner.")
  private @Nullable String upn;

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description =
          "With --intune: a file with one user per line. Commas separate the entries of a "
              + "line: first the user principal name, then the mail addresses in the user's "
              + "certificates. If "
              + "a line has no addresses, the user principal name is also the address.")
  private @Nullable Path users;

  @Option(
      names = "--out",
      paramLabel = "FILE|DIR",
      description =
          "With --intune: the file to write, or with --users a directory for one file per user.")
  private @Nullable Path out;

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
          "With --intune: smimeEncryption, smimeSigning or unassigned, for all records. "
              + "Default: the purpose of each certificate. If a certificate allows "
              + "encryption and signing, its record gets smimeEncryption.")
  private @Nullable IntendedPurpose purpose;

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

  /** Whether all keys are to be one user's. */
  boolean isForOne() {
    return upn != null;
  }

  /** What of the options makes no sense, before any file of keys is read. */
  void check(List<String> addresses) throws UsageException {
    if (publicKey == null) {
      if (Stream.of(upn, users, out, keyName, padding, purpose).anyMatch(Objects::nonNull)) {
        throw new UsageException(
            "--upn, --users, --out, --key-name, --padding and --purpose need --intune");
      }
      return;
    }
    if ((upn == null) == (users == null)) {
      throw new UsageException("--intune: give either --upn, for one user, or --users");
    }
    if (users != null && !addresses.isEmpty()) {
      throw new UsageException("--users: that file has the addresses; leave out --address");
    }
    if (out == null || keyName == null) {
      throw new UsageException("--intune: give --out and --key-name");
    }
    if (upn != null) {
      IntuneUser.check(upn);
    }
  }

  /** Writes the records. */
  int write(
      Streams streams, List<KeyEntry> entries, NewPassword newPassword, PfxProtection protection)
      throws IOException, UsageException {
    if (publicKey == null || out == null || keyName == null) {
      throw new IllegalStateException();
    }
    IntuneRecord form =
        new IntuneRecord(
            connector(publicKey),
            padding == null ? OaepHash.SHA_512 : padding,
            provider,
            keyName,
            protection);
    if (newPassword.isMade()) {
      throw new UsageException(
          "--make-password: with --intune each record has a password of its own, which the"
              + " connector alone can read");
    }
    Supplier<char[]> password = password(newPassword, form);
    List<KeyEntry> usable = usable(streams, entries);
    String user = upn;
    if (user != null) {
      TargetFile.write(out, to -> lines(to, form, user, usable, password));
      return Main.DONE;
    }
    return many(streams, form, usable, password, out);
  }

  private static ConnectorKey connector(Path file) throws IOException, UsageException {
    try {
      return ConnectorKey.read(Arguments.octets("--intune", file, LONGEST_KEY));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--intune " + file + ": " + e.getMessage());
    }
  }

  private static Supplier<char[]> password(NewPassword options, IntuneRecord form)
      throws IOException, UsageException {
    char[] given = options.given();
    if (given == null) {
      return NewPassword::makeUp;
    }
    try {
      form.connector().encrypt(given, form.padding());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--new-password-file: " + e.getMessage());
    }
    return () -> given;
  }

  private static List<KeyEntry> usable(Streams streams, List<KeyEntry> entries) {
    List<KeyEntry> usable =
        entries.stream().filter(entry -> !entry.certificates().isEmpty()).toList();
    if (usable.size() < entries.size()) {
      streams.say(
          entries.size()
              - usable.size()
              + " private keys have no certificate and are left out; Intune takes none without");
    }
    usable.stream()
        .flatMap(entry -> Device.doubt(entry.certificates().get(0).getPublicKey()).stream())
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
        .forEach((doubt, keys) -> streams.say(keys + " of the keys: " + doubt));
    return usable;
  }

  private int many(
      Streams streams,
      IntuneRecord form,
      List<KeyEntry> entries,
      Supplier<char[]> password,
      Path directory)
      throws IOException, UsageException {
    List<IntuneUser> all = users == null ? List.of() : IntuneUser.read(users);
    Map<String, List<KeyEntry>> byAddress = IntuneUser.byAddress(entries);
    OwnerOnly.createDirectories(directory);
    TargetFile.removeAbandoned(directory);
    Set<KeyEntry> taken = new HashSet<>();
    boolean complete = true;
    Map<IntuneUser, List<KeyEntry>> own = new LinkedHashMap<>();
    for (IntuneUser user : all) {
      Map<Boolean, List<KeyEntry>> named = user.keys(byAddress);
      named.values().forEach(taken::addAll);
      List<KeyEntry> alone = named.getOrDefault(true, List.of());
      List<KeyEntry> withOthers = named.getOrDefault(false, List.of());
      if (!alone.isEmpty()) {
        own.put(user, alone);
      } else if (withOthers.isEmpty()) {
        complete = false;
        streams.say("no key names an address of " + user.name());
      }
      for (KeyEntry shared : withOthers) {
        complete = false;
        streams.say(user.name() + ": " + Person.leftOut(shared, user.addresses()));
      }
    }
    try (ProgressMeter meter = ProgressMeter.of(streams, "Users", all.size(), 0)) {
      InOrder.run(
          List.copyOf(own.entrySet()),
          user ->
              TargetFile.writeOneOfMany(
                  directory.resolve(user.getKey().fileName()),
                  to -> lines(to, form, user.getKey().name(), user.getValue(), password)),
          written -> meter.step());
    }
    if (taken.size() < entries.size()) {
      streams.say(
          (entries.size() - taken.size()) + " keys name no address of these users, and stay out");
    }
    return complete ? Main.DONE : Main.FAILED;
  }

  private int lines(
      OutputStream to,
      IntuneRecord form,
      String user,
      List<KeyEntry> entries,
      Supplier<char[]> password)
      throws IOException {
    int lines = 0;
    for (KeyEntry entry : entries) {
      for (KeyHistory part : KeyHistory.split(entry)) {
        X509Certificate certificate = part.certificates().get(0);
        to.write(
            form.of(
                    user,
                    certificate,
                    purpose == null ? IntendedPurpose.of(certificate) : purpose,
                    part,
                    password.get())
                .line());
        lines++;
      }
    }
    return lines;
  }
}
