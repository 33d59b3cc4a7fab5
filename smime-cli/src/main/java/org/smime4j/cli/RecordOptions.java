package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Records for a service that gives keys to devices, as options: each is one line of JSON. */
final class RecordOptions {

  @Mixin private UserOptions owners = new UserOptions();
  @Mixin private IntuneOptions intune = new IntuneOptions();

  @Option(
      names = "--google",
      description =
          "Write records for Gmail (smimeInfo.insert), one per line. Each record contains a PFX "
              + "and its password in cleartext. Google refuses expired certificates, so they are "
              + "left out.")
  private boolean google;

  @Option(
      names = "--out",
      paramLabel = "FILE|DIR",
      description =
          "With --intune or --google: the file to write, or with --users a directory for one file "
              + "per user. With recover, and no other form: the directory for the PFX files.")
  private @Nullable Path out;

  boolean areGiven() {
    return google || intune.isGiven();
  }

  /** Takes --out away from the other options; null if it was not given. */
  @Nullable Path takeOut() {
    Path taken = out;
    out = null;
    return taken;
  }

  /** Whether all keys are to be one user's. */
  boolean areForOne() {
    return owners.areOne();
  }

  /** What of the options makes no sense, before any file of keys is read. */
  void check(List<String> addresses, NewPassword newPassword) throws UsageException {
    intune.check();
    if (!areGiven()) {
      if (owners.areGiven() || out != null) {
        throw new UsageException("--upn, --users and --out need --intune or --google");
      }
      return;
    }
    owners.check();
    if (google && intune.isGiven()) {
      throw new UsageException("give either --intune or --google");
    }
    if (!owners.areGiven() || out == null) {
      throw new UsageException(
          "records need --out, and either --upn, for one user, or --users for several");
    }
    if (!owners.areOne() && !addresses.isEmpty()) {
      throw new UsageException("--users: that file has the addresses; leave out --address");
    }
    if (newPassword.isMade()) {
      throw new UsageException("--make-password: each record has a password of its own");
    }
  }

  /** Writes the records. */
  int write(
      Streams streams,
      List<KeyEntry> entries,
      List<String> addresses,
      NewPassword newPassword,
      PfxProtection protection)
      throws IOException, UsageException {
    List<KeyEntry> usable =
        entries.stream().filter(entry -> !entry.certificates().isEmpty()).toList();
    if (usable.size() < entries.size()) {
      streams.say(
          entries.size()
              - usable.size()
              + " private keys have no certificate and are left out; no service takes them");
    }
    List<TenantUser> users = owners.read(addresses.isEmpty() ? addressesOf(usable) : addresses);
    RecordForm form =
        google
            ? GmailForm.of(streams, usable, newPassword, protection)
            : intune.form(streams, usable, newPassword, protection);
    Path target = out;
    if (target == null) {
      throw new IllegalStateException();
    }
    if (owners.areOne()) {
      TargetFile.write(target, to -> lines(to, form, users.get(0), usable));
      return Main.DONE;
    }
    return many(streams, form, users, usable, target);
  }

  private static List<String> addressesOf(List<KeyEntry> entries) {
    return entries.stream()
        .flatMap(entry -> Person.addresses(entry.certificates()).stream())
        .distinct()
        .toList();
  }

  private static int many(
      Streams streams,
      RecordForm form,
      List<TenantUser> all,
      List<KeyEntry> entries,
      Path directory)
      throws IOException {
    TenantUser.sharing(all).forEach(streams::say);
    Map<String, List<KeyEntry>> byAddress = TenantUser.byAddress(entries);
    OwnerOnly.createDirectories(directory);
    TargetFile.removeAbandoned(directory);
    Set<KeyEntry> taken = new HashSet<>();
    boolean complete = true;
    Map<TenantUser, List<KeyEntry>> own = new LinkedHashMap<>();
    for (TenantUser user : all) {
      Map<Boolean, List<KeyEntry>> named = user.keys(byAddress);
      named.values().forEach(taken::addAll);
      List<KeyEntry> alone = named.getOrDefault(true, List.of());
      List<KeyEntry> withOthers = named.getOrDefault(false, List.of());
      if (!alone.isEmpty()) {
        own.put(user, alone);
      } else if (withOthers.isEmpty()) {
        complete = false;
        streams.say(user.withoutKey());
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
                  to -> lines(to, form, user.getKey(), user.getValue())),
          written -> meter.step());
    }
    List<KeyEntry> nobodys = entries.stream().filter(each -> !taken.contains(each)).toList();
    if (!nobodys.isEmpty()) {
      streams.say(TenantUser.nobodys(nobodys));
    }
    return complete ? Main.DONE : Main.FAILED;
  }

  private static int lines(
      OutputStream to, RecordForm form, TenantUser user, List<KeyEntry> entries)
      throws IOException {
    int lines = 0;
    for (KeyEntry entry : entries) {
      for (JsonObject each : form.of(user, entry)) {
        to.write(each.line());
        lines++;
      }
    }
    return lines;
  }
}
