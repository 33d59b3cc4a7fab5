package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.Device;
import org.smime4j.cli.devices.IntuneProfiles;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.devices.SerializedStore;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smime keys export}: keys in the forms that people and devices take. */
@Command(
    name = "export",
    description =
        "Export keys for a person (--merged, --split), for Microsoft Intune (--intune), for Gmail "
            + "(--google) or for Apple devices (--mobileconfig), profiles for Intune "
            + "(--profiles), and authorities for Exchange (--sst). Only you can read the files.")
class KeysExportCommand extends SmimeCommand {

  @Mixin KeyPlaces places = new KeyPlaces();

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Export only keys with a certificate for this mail address. May be repeated.")
  List<String> addresses = new ArrayList<>();

  @Option(
      names = "--merged",
      paramLabel = "FILE",
      description =
          "Write all keys and certificates to one new PFX file, or to the standard output with -.")
  private @Nullable Path merged;

  @Option(
      names = "--split",
      paramLabel = "DIR",
      description =
          "Write PFX files to this directory, one for each certificate. Each file has the "
              + "certificate and its key.")
  private @Nullable Path split;

  @Option(
      names = "--sst",
      paramLabel = "FILE",
      description =
          "Write the roots of --trust, and the intermediates that lead to them, to a serialised "
              + "certificate store, with which Exchange validates certificates (Set-SmimeConfig).")
  private @Nullable Path store;

  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description =
          "Write profiles for Microsoft Intune, a file for each: for each kind of device the"
              + " authorities of --trust and those that lead to them, its imported keys for"
              + " encryption and for signing; and the mail account of iOS. They hold no key.")
  private @Nullable Path profiles;

  @Mixin private AuthorityOptions authorities = new AuthorityOptions();
  @Mixin RecordOptions records = new RecordOptions();

  @ArgGroup(exclusive = false)
  private @Nullable ProfileOptions profile;

  @Mixin NewPassword newPassword = new NewPassword();

  @Option(
      names = "--protection",
      paramLabel = "WHICH",
      converter = Protection.class,
      completionCandidates = Protection.class,
      description =
          "How to encrypt PFX files: aes256, or legacy-3des (Triple DES and SHA-1), which is weak"
              + " but which all devices open. Default: aes256; for --intune, --google and"
              + " --mobileconfig with a password that the command makes, legacy-3des.")
  private @Nullable PfxProtection protection;

  private boolean leftOut;

  /** Whether a key was written. */
  private boolean hasWritten;

  /** The directory that this run made. */
  private @Nullable Path directory;

  /** How a PFX may be encrypted. */
  static final class Protection extends Choice<PfxProtection> {
    Protection() {
      super(
          "unknown protection %s; use aes256 or legacy-3des",
          List.of("aes256", "legacy-3des"),
          List.of(PfxProtection.AES_256, PfxProtection.LEGACY_3DES));
    }
  }

  /** How many forms were asked for. */
  final long forms() {
    return Stream.of(
            merged != null,
            split != null,
            store != null,
            profiles != null,
            records.areGiven(),
            profile != null)
        .filter(given -> given)
        .count();
  }

  /** What there is to export. */
  KeyHistory read() throws IOException {
    return places.read(streams()).history();
  }

  /** What of the options makes no sense, before any file of keys is read. */
  final void check() throws IOException {
    records.check(addresses, newPassword);
    if (profile != null) {
      profile.check();
    }
    if (authorities.areGiven() && store == null && profiles == null && profile == null) {
      throw new UsageException(
          "--trust and --intermediates go with --mobileconfig, --profiles or --sst");
    }
    if (merged != null && !Arguments.isStandardOutput(merged)) {
      Arguments.absent("--merged", merged);
    }
    if (store != null) {
      Arguments.absent("--sst", store);
    }
    newPassword.refuseExisting();
  }

  /** Makes the directory for key files, before any is written. */
  final void makeDirectory(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      OwnerOnly.createDirectories(target);
      directory = target;
    }
  }

  /** Removes what this run made for keys of which it wrote none: the next run refuses it. */
  final void removeUnused() throws IOException {
    newPassword.remove();
    if (directory != null) {
      try {
        Files.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException e) {
        // It is somebody else's by now.
      }
    }
  }

  @Override
  public Integer call() throws Exception {
    if (forms() != 1) {
      throw new UsageException(
          "give one of --merged, --split, --intune, --google, --mobileconfig, --profiles and --sst");
    }
    check();
    if (store != null) {
      writeStore(store);
      return ExitStatus.DONE;
    }
    if (profiles != null) {
      writeProfiles(profiles);
      return ExitStatus.DONE;
    }
    PfxProtection chosen = protection();
    KeyHistory history = read();
    List<KeyEntry> entries = selected(history);
    if (addresses.isEmpty() && (records.areForOne() || profile != null)) {
      Person.onlyOne(entries, records.areGiven() ? "--upn" : "--mobileconfig");
    }
    try {
      int status = write(history, entries, chosen);
      return leftOut ? ExitStatus.FAILED : status;
    } finally {
      if (!hasWritten) {
        removeUnused();
      }
    }
  }

  /** Triple DES is no choice of ours for a password that somebody may guess. */
  final PfxProtection protection() {
    boolean forDevices = records.areGiven() || profile != null;
    if (protection != null) {
      return protection;
    }
    if (forDevices && newPassword.given != null) {
      throw new UsageException(
          "--new-password-file: devices need --protection too. All of them open legacy-3des, which"
              + " protects a key only with a password that nobody can guess. "
              + Device.READING_AES
              + " open aes256. Without --new-password-file the command makes a password (for"
              + " --mobileconfig, --make-password writes it to a file)");
    }
    return forDevices ? PfxProtection.LEGACY_3DES : PfxProtection.AES_256;
  }

  /** A server or device may trust all that it gets: what leads to no root stays out. */
  private AuthorityOptions.Authorities underRoots(String option) throws IOException {
    if (authorities.roots.isEmpty()) {
      throw new UsageException(option + ": name the roots with --trust");
    }
    if (!addresses.isEmpty()
        || protection != null
        || newPassword.given != null
        || newPassword.made != null) {
      throw new UsageException(option + ": it writes no key: leave out the password and --address");
    }
    AuthorityOptions.Authorities found = authorities.read(streams(), read().entries());
    AuthorityOptions.Authorities under = found.underRoots();
    Sentences.any(
            found.intermediates().size() - under.intermediates().size(),
            "intermediate leads to no root of --trust, and is left out",
            "intermediates lead to no root of --trust, and are left out")
        .forEach(this::say);
    return under;
  }

  private void writeStore(Path target) throws IOException {
    AuthorityOptions.Authorities under = underRoots("--sst");
    Set<X509Certificate> all = new LinkedHashSet<>(under.roots());
    all.addAll(under.intermediates());
    byte[] encoded = SerializedStore.of(all);
    TargetFile.write(target, out -> out.write(encoded));
    say(Sentences.count(all.size(), "certificate is", "certificates are") + " in " + target);
  }

  private void writeProfiles(Path folder) throws IOException {
    AuthorityOptions.Authorities under = underRoots("--profiles");
    Map<Path, JsonObject> files = new LinkedHashMap<>();
    IntuneProfiles.of(under.roots(), under.intermediates())
        .forEach((name, each) -> files.put(folder.resolve(name + ".json"), each));
    for (Path file : files.keySet()) {
      Arguments.absent("--profiles", file);
    }
    makeDirectory(folder);
    for (Map.Entry<Path, JsonObject> each : files.entrySet()) {
      TargetFile.writeOneOfMany(each.getKey(), out -> out.write(each.getValue().line()));
    }
    say(Sentences.count(files.size(), "profile is", "profiles are") + " in " + folder);
  }

  private int write(KeyHistory history, List<KeyEntry> entries, PfxProtection chosen)
      throws IOException {
    if (records.areGiven()) {
      return records.write(streams(), entries, addresses, newPassword, chosen);
    }
    if (profile != null) {
      profile.write(
          streams(),
          entries,
          newPassword,
          places.passwords,
          chosen,
          authorities.read(streams(), entries));
      hasWritten = true;
    } else if (split != null) {
      split(entries, split, chosen);
    } else {
      merge(history, entries, chosen);
    }
    return ExitStatus.DONE;
  }

  /** The keys of the addresses that were given, and of nobody else; all if none was. */
  private List<KeyEntry> selected(KeyHistory history) throws IOException {
    Set<String> wanted = new HashSet<>();
    addresses.forEach(address -> wanted.add(Person.comparable(address)));
    List<KeyEntry> entries = new ArrayList<>();
    for (KeyEntry entry : history.entries()) {
      if (entry.key().isPresent() && (wanted.isEmpty() || Person.isNamed(entry, wanted))) {
        if (wanted.isEmpty() || Person.others(entry, wanted).isEmpty()) {
          entries.add(entry);
        } else {
          leftOut = true;
          say(Person.leftOut(entry, wanted));
        }
      }
    }
    if (entries.isEmpty()) {
      throw new IOException(
          wanted.isEmpty()
              ? KeyFiles.without(history, "The files have no private key")
              : "There is no private key with a certificate for "
                  + String.join(", ", addresses)
                  + (history.unopened().isEmpty() ? "" : " in the key files that opened"));
    }
    return entries;
  }

  private void merge(KeyHistory history, List<KeyEntry> entries, PfxProtection chosen)
      throws IOException {
    KeyHistory whole = addresses.isEmpty() ? history : only(history, entries);
    char[] password = newPassword.get();
    if (merged == null || Arguments.isStandardOutput(merged)) {
      hasWritten = true;
      chosen.write(whole, streams().out(), password);
      streams().out().flush();
    } else {
      TargetFile.write(merged, out -> chosen.write(whole, out, password));
      hasWritten = true;
      say(Sentences.count(entries.size(), "key is", "keys are") + " in " + merged);
    }
  }

  /** These keys, with the certificates above them. */
  static KeyHistory only(KeyHistory history, Collection<KeyEntry> entries) {
    Set<Object> wanted = new HashSet<>();
    entries.forEach(entry -> wanted.addAll(entry.certificates()));
    return KeyHistory.of(
        history.identities().stream()
            .filter(each -> wanted.contains(each.certificate()))
            .toArray(Credential[]::new));
  }

  private void split(List<KeyEntry> entries, Path folder, PfxProtection chosen) throws IOException {
    List<KeyHistory> parts =
        entries.stream().flatMap(entry -> KeyHistory.split(entry).stream()).toList();
    List<Path> targets =
        parts.stream().map(part -> folder.resolve(KeyFacts.pfxName(part))).toList();
    makeDirectory(folder);
    TargetFile.removeAbandoned(folder);
    char[] password = newPassword.get();
    for (Path target : targets) { // the password may be one of them
      Arguments.absent("--split", target);
    }
    for (int i = 0; i < parts.size(); i++) {
      KeyHistory part = parts.get(i);
      TargetFile.writeOneOfMany(targets.get(i), out -> chosen.write(part, out, password));
      hasWritten = true;
      streams().print(SafeText.line(targets.get(i).toString()) + "\n");
    }
    streams().out().flush();
  }
}
