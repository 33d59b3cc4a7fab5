package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.IntendedPurpose;
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

  /** What a service takes of a key. */
  interface Form {

    /** The certificates of a user's key that the service takes. */
    List<X509Certificate> taken(TenantUser user, KeyEntry entry);

    /** Whether the service has a record of it already. */
    default boolean isThere(TenantUser user, X509Certificate certificate) {
      return false;
    }

    /**
     * What is to be said.
     *
     * @param entries all keys
     * @param written those of their certificates of which there are records
     */
    List<String> remarks(List<KeyEntry> entries, Set<X509Certificate> written);

    /** The records of a user's key; none if there is nothing to send. */
    List<JsonObject> of(TenantUser user, KeyEntry entry) throws IOException;
  }

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
    Form form =
        intune == null
            ? new Gmail(newPassword.forEach(), protection, Instant.now())
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
      Form form,
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
      Form form, Map.Entry<TenantUser, List<KeyEntry>> user, AtomicInteger records) {
    return to -> {
      for (KeyEntry entry : user.getValue()) {
        for (JsonObject each : form.of(user.getKey(), entry)) {
          to.write(each.line());
          records.incrementAndGet();
        }
      }
    };
  }

  /**
   * Records for Gmail: the arguments of {@code users.settings.sendAs.smimeInfo.insert}, as Google's
   * client for Python names them, for each address of a user in a certificate that has not expired.
   *
   * @param password of the next PFX
   * @param protection how a PFX is encrypted
   * @param now what a certificate must be valid at
   */
  private record Gmail(Supplier<char[]> password, PfxProtection protection, Instant now)
      implements Form {

    @Override
    public List<X509Certificate> taken(TenantUser user, KeyEntry entry) {
      return entry.certificates().stream()
          .filter(this::isTaken)
          .filter(each -> !Collections.disjoint(Person.addresses(List.of(each)), user.addresses()))
          .toList();
    }

    @Override
    public List<String> remarks(List<KeyEntry> entries, Set<X509Certificate> written) {
      long refused =
          entries.stream()
              .flatMap(entry -> entry.certificates().stream())
              .filter(each -> !isTaken(each))
              .count();
      return Sentences.any(
          refused,
          "certificate has expired or is not for mail, and Google refuses it; Gmail opens no mail"
              + " to it",
          "certificates have expired or are not for mail, and Google refuses them; Gmail opens no"
              + " mail to them");
    }

    private boolean isTaken(X509Certificate certificate) {
      return now.isBefore(certificate.getNotAfter().toInstant())
          && IntendedPurpose.of(certificate) != IntendedPurpose.UNASSIGNED;
    }

    @Override
    public List<JsonObject> of(TenantUser user, KeyEntry entry) throws IOException {
      List<JsonObject> records = new ArrayList<>();
      for (X509Certificate certificate : taken(user, entry)) {
        for (String address : Person.addresses(List.of(certificate))) {
          if (user.addresses().contains(address)) {
            char[] own = password.get();
            records.add(
                new JsonObject()
                    .with("userId", user.name())
                    .with("sendAsEmail", address)
                    .with(
                        "body",
                        new JsonObject()
                            .with("pkcs12", pfx(entry, certificate, own))
                            .with("encryptedKeyPassword", new String(own))));
          }
        }
      }
      return records;
    }

    /** The key with the certificate and the issuers of it that are held, in Base64 of URLs. */
    private String pfx(KeyEntry entry, X509Certificate certificate, char[] own) throws IOException {
      List<X509Certificate> issuers = entry.issuers();
      X500Principal issuer = certificate.getIssuerX500Principal();
      boolean isIssued =
          !issuers.isEmpty() && issuers.get(0).getSubjectX500Principal().equals(issuer);
      Credential credential =
          Credential.of(
              entry.key().orElseThrow().privateKey(),
              certificate,
              isIssued ? issuers.toArray(X509Certificate[]::new) : new X509Certificate[0]);
      ByteArrayOutputStream pfx = new ByteArrayOutputStream();
      protection.write(KeyHistory.of(credential), pfx, own);
      return Base64.getUrlEncoder().encodeToString(pfx.toByteArray());
    }
  }
}
