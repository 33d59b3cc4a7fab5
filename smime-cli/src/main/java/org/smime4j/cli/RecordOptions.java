package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Records for a service that gives keys to devices, as options: each is one line of JSON. */
final class RecordOptions {

  @ArgGroup private @Nullable UserOptions owners;

  @ArgGroup(exclusive = false)
  private @Nullable IntuneOptions intune;

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
    return google || intune != null;
  }

  /** Takes --out away from the other options; null if it was not given. */
  @Nullable Path takeOut() {
    Path taken = out;
    out = null;
    return taken;
  }

  /** Whether all keys are to be one user's. */
  boolean areForOne() {
    return owners != null && owners.areOne();
  }

  /** What of the options makes no sense, before any file of keys is read. */
  void check(List<String> addresses, NewPassword newPassword) throws IOException {
    if (!areGiven()) {
      if (owners != null || out != null) {
        throw new UsageException("--upn, --users and --out need --intune or --google");
      }
      return;
    }
    if (google && intune != null) {
      throw new UsageException("give either --intune or --google");
    }
    if (owners == null || out == null) {
      throw new UsageException(
          "records need --out, and either --upn, for one user, or --users for several");
    }
    owners.check();
    if (!owners.areOne() && !addresses.isEmpty()) {
      throw new UsageException("--users: that file has the addresses; leave out --address");
    }
    if (newPassword.made != null) {
      throw new UsageException("--make-password: each record has a password of its own");
    }
    if (owners.areOne()) {
      Arguments.absent("--out", out);
    }
  }

  /** Writes the records. */
  int write(
      Streams streams,
      List<KeyEntry> entries,
      List<String> addresses,
      NewPassword newPassword,
      PfxProtection protection)
      throws IOException {
    List<KeyEntry> usable = Person.certified(streams, entries);
    UserOptions named = Objects.requireNonNull(owners);
    List<TenantUser> users = named.read(addresses.isEmpty() ? addressesOf(usable) : addresses);
    RecordForm form =
        intune == null
            ? new GmailForm(newPassword.forEach(), protection, Instant.now())
            : intune.form(streams, newPassword, protection);
    Path target = Objects.requireNonNull(out);
    Map<TenantUser, List<KeyEntry>> own = new LinkedHashMap<>();
    boolean complete = true;
    if (named.areOne()) {
      own.put(users.get(0), usable);
    } else {
      complete = share(streams, users, usable, own);
    }
    Set<X509Certificate> written = new HashSet<>();
    boolean isAnyThere = false;
    for (Map.Entry<TenantUser, List<KeyEntry>> each : List.copyOf(own.entrySet())) {
      TenantUser user = each.getKey();
      List<X509Certificate> taken =
          each.getValue().stream().flatMap(key -> form.taken(user, key).stream()).toList();
      List<X509Certificate> lacking =
          taken.stream().filter(certificate -> !form.isThere(user, certificate)).toList();
      isAnyThere |= lacking.size() < taken.size();
      written.addAll(lacking);
      if (lacking.isEmpty()) {
        own.remove(user);
      }
    }
    form.remarks(usable, written).forEach(streams::say);
    if (own.isEmpty()) {
      streams.say(
          isAnyThere
              ? "nothing is lacking: the tenant has all of these records, so no file is written"
              : "there is no record to write, so no file is written");
      return isAnyThere && complete ? ExitStatus.DONE : ExitStatus.FAILED;
    }
    AtomicInteger counter = new AtomicInteger();
    if (named.areOne()) {
      TargetFile.write(target, lines(form, own.entrySet().iterator().next(), counter));
    } else {
      many(streams, form, own, target, counter);
    }
    int records = counter.get();
    streams.say(
        "%s for %s %s in %s"
            .formatted(
                Sentences.count(records, "record", "records"),
                Sentences.count(own.size(), "user", "users"),
                records == 1 ? "is" : "are",
                target));
    return complete ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private static List<String> addressesOf(List<KeyEntry> entries) {
    return entries.stream()
        .flatMap(entry -> Person.addresses(entry.certificates()).stream())
        .distinct()
        .toList();
  }

  /**
   * Gives each user the keys that are the user's alone, and says which stay out.
   *
   * @return whether each user has all keys with an address of the user
   */
  private static boolean share(
      Streams streams,
      List<TenantUser> all,
      List<KeyEntry> entries,
      Map<TenantUser, List<KeyEntry>> own) {
    KeyOwners owners = new KeyOwners(all);
    boolean complete = true;
    for (KeyEntry entry : entries) {
      for (TenantUser user : owners.of(entry)) {
        if (Person.others(entry, user.addresses()).isEmpty()) {
          own.computeIfAbsent(user, any -> new ArrayList<>()).add(entry);
        } else {
          complete = false;
          streams.say(user.name() + ": " + Person.leftOut(entry, user.addresses()));
        }
      }
    }
    owners.remarks().forEach(streams::say);
    return complete && owners.allHaveKeys();
  }

  private static void many(
      Streams streams,
      RecordForm form,
      Map<TenantUser, List<KeyEntry>> own,
      Path directory,
      AtomicInteger records)
      throws IOException {
    for (TenantUser user : own.keySet()) {
      Arguments.absent("--out", directory.resolve(user.fileName()));
    }
    OwnerOnly.createDirectories(directory);
    TargetFile.removeAbandoned(directory);
    try (ProgressMeter meter = ProgressMeter.of(streams, "Users", own.size(), 0)) {
      InOrder.run(
          List.copyOf(own.entrySet()),
          user -> {
            TargetFile.writeOneOfMany(
                directory.resolve(user.getKey().fileName()), lines(form, user, records));
            return user;
          },
          written -> meter.step());
    }
  }

  /** The records of one user's keys, which are counted as they are written. */
  private static TargetFile.Content lines(
      RecordForm form, Map.Entry<TenantUser, List<KeyEntry>> user, AtomicInteger records) {
    return to -> {
      for (KeyEntry entry : user.getValue()) {
        for (JsonObject each : form.of(user.getKey(), entry)) {
          to.write(each.line());
          records.incrementAndGet();
        }
      }
    };
  }
}
