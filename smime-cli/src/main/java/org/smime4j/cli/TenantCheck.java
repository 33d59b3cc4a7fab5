package org.smime4j.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.cli.devices.IntendedPurpose;
import org.smime4j.cli.devices.TenantListing.Listed;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;

/** The keys that are held beside the records that a tenant has. */
final class TenantCheck {

  /** What there is to say of a certificate. */
  enum State {
    /** Its owner does not have it: mail to its key stays shut on devices. */
    LACKING("the tenant lacks it"),
    /** Somebody has it who is not its owner, and opens the owner's mail. */
    WRONG_USER("the tenant has it for a user who does not own all certificates of its key"),
    /** A user has it more than once for the same purpose. */
    TWICE("the tenant has it more than once"),
    /** It is deployed for what it does not allow, or not for the mail that it opens. */
    WRONG_PURPOSE("the tenant has it for another purpose than it serves"),
    /** It has expired, and opens old mail. */
    EXPIRED("it has expired; it still opens old mail"),
    /** The tenant has it, and its key is not held here. */
    UNKNOWN("the tenant has it, but the key files have no key for it"),
    /** A record does not say which certificate is whose. */
    UNREADABLE("this record of the tenant has no thumbprint or no user"),
    /** All is as it should be. */
    PRESENT("the tenant has it");

    private final String sentence;

    State(String sentence) {
      this.sentence = sentence;
    }
  }

  /**
   * One thing that is to be said of one certificate.
   *
   * @param users of whom it is said
   * @param listed the records of the tenant of which it is said
   * @param held null where the certificate is not held
   */
  record Result(
      State state,
      String thumbprint,
      List<String> users,
      List<Listed> listed,
      @Nullable X509Certificate held) {

    private List<String> each(Function<Listed, String> what) {
      return listed.stream().map(what).filter(each -> !each.isEmpty()).distinct().toList();
    }

    private String subject() {
      return held == null ? "" : held.getSubjectX500Principal().getName();
    }

    private String expires() {
      return held == null ? "" : held.getNotAfter().toInstant().toString();
    }

    JsonObject json() {
      return new JsonObject()
          .with("state", LayerText.word(state))
          .with("thumbprint", thumbprint)
          .with("users", users)
          .with("ids", each(Listed::id))
          .with("intendedPurposes", each(Listed::purpose))
          .with("subject", subject())
          .with("expires", expires())
          .with("record", state == State.UNREADABLE ? listed.get(0).number() : null);
    }

    String sentence() {
      String records =
          listed.stream()
              .map(
                  each ->
                      ", for "
                          + (each.user().isEmpty() ? "no user" : each.user())
                          + " as "
                          + (each.purpose().isEmpty() ? "no purpose" : each.purpose())
                          + (each.id().isEmpty() ? "" : " (id " + each.id() + ")"))
              .collect(joining());
      return String.format(
          Locale.ROOT,
          "%-13s  %s  %s",
          LayerText.word(state),
          state == State.UNREADABLE ? "record number " + listed.get(0).number() : thumbprint,
          state.sentence
              + (listed.isEmpty() && !users.isEmpty() ? ", for " + String.join(", ", users) : "")
              + records
              + (subject().isEmpty() ? "" : "; " + subject() + ", until " + expires()));
    }
  }

  private static final Set<State> GOOD = EnumSet.of(State.EXPIRED, State.PRESENT);

  /** One or more for each certificate. */
  final List<Result> results = new ArrayList<>();

  /** What is said of users and of keys that have no result. */
  final List<String> remarks = new ArrayList<>();

  private int ofOthers;

  private final Map<String, TenantUser> asked = new LinkedHashMap<>();
  private final KeyOwners owners;
  private final Instant now = Instant.now();

  private TenantCheck(List<TenantUser> users) {
    owners = new KeyOwners(users);
    users.forEach(user -> asked.put(Person.comparable(user.name()), user));
  }

  /**
   * @param entries keys with certificates
   * @param users those whose keys and records count; all if there are none
   */
  static TenantCheck of(List<KeyEntry> entries, List<Listed> listing, List<TenantUser> users) {
    TenantCheck check = new TenantCheck(users);
    Map<String, List<Listed>> byThumbprint = new LinkedHashMap<>();
    for (Listed each : listing) {
      if (each.isReadable()) {
        byThumbprint.computeIfAbsent(each.thumbprint(), t -> new ArrayList<>()).add(each);
      } else {
        check.add(State.UNREADABLE, each.thumbprint(), List.of(each), null);
      }
    }
    Set<String> held = new HashSet<>();
    for (KeyEntry entry : entries) {
      Set<TenantUser> named = check.owners.of(entry);
      for (X509Certificate certificate : entry.certificates()) {
        String thumbprint = Fingerprint.sha1(certificate);
        held.add(thumbprint);
        List<Listed> listed = byThumbprint.getOrDefault(thumbprint, List.of());
        check.compare(entry, certificate, named, listed);
      }
    }
    byThumbprint.forEach(
        (thumbprint, all) -> {
          List<Listed> listed = held.contains(thumbprint) ? List.of() : check.ofThoseAsked(all);
          if (!listed.isEmpty()) {
            check.add(State.UNKNOWN, thumbprint, listed, null);
          }
        });
    check.remarks.addAll(check.owners.remarks());
    check.remarks.addAll(
        Sentences.any(
            check.ofOthers,
            "record is of another user, and was not compared",
            "records are of other users, and were not compared"));
    return check;
  }

  /** Those records that are compared; the others are counted. */
  private List<Listed> ofThoseAsked(List<Listed> listed) {
    if (asked.isEmpty()) {
      return listed;
    }
    List<Listed> compared =
        listed.stream().filter(each -> asked.containsKey(Person.comparable(each.user()))).toList();
    ofOthers += listed.size() - compared.size();
    return compared;
  }

  /** As {@code keys export} decides: a key goes to a user whom each of its certificates names. */
  private boolean isOwner(Listed listed, KeyEntry entry) {
    String name = Person.comparable(listed.user());
    TenantUser user = asked.get(name);
    Set<String> addresses = user == null ? Set.of(name) : user.addresses();
    return Person.isNamed(entry, addresses) && Person.others(entry, addresses).isEmpty();
  }

  private void compare(
      KeyEntry entry, X509Certificate certificate, Set<TenantUser> named, List<Listed> all) {
    String thumbprint = Fingerprint.sha1(certificate);
    List<Listed> listed = named.isEmpty() ? ofThoseAsked(all) : all;
    if (listed.isEmpty() && named.isEmpty() && !asked.isEmpty()) {
      return;
    }
    Map<Boolean, List<Listed>> byRight =
        listed.stream().collect(groupingBy(each -> isOwner(each, entry)));
    List<Listed> wrong = byRight.getOrDefault(false, List.of());
    Map<String, List<Listed>> right =
        byRight.getOrDefault(true, List.of()).stream()
            .collect(
                groupingBy(each -> Person.comparable(each.user()), LinkedHashMap::new, toList()));
    int before = results.size();
    List<String> lacking =
        asked.isEmpty()
            ? right.isEmpty() ? List.copyOf(Person.addresses(List.of(certificate))) : List.of()
            : named.stream()
                .map(TenantUser::name)
                .filter(name -> !right.containsKey(Person.comparable(name)))
                .toList();
    if (asked.isEmpty() ? right.isEmpty() : !lacking.isEmpty()) {
      results.add(new Result(State.LACKING, thumbprint, lacking, List.of(), certificate));
    }
    if (!wrong.isEmpty()) {
      add(State.WRONG_USER, thumbprint, wrong, certificate);
    }
    right.values().forEach(of -> compare(certificate, thumbprint, of));
    if (!right.isEmpty() && now.isAfter(certificate.getNotAfter().toInstant())) {
      add(State.EXPIRED, thumbprint, byRight.getOrDefault(true, List.of()), certificate);
    }
    if (results.size() == before) {
      add(State.PRESENT, thumbprint, listed, certificate);
    }
  }

  /** The records of one user who owns the certificate. */
  private void compare(X509Certificate certificate, String thumbprint, List<Listed> listed) {
    String serves = IntendedPurpose.of(certificate).label();
    boolean isServing = listed.stream().anyMatch(each -> serves.equalsIgnoreCase(each.purpose()));
    if (!isServing
        || listed.stream()
            .map(Listed::purpose)
            .anyMatch(
                each ->
                    !serves.equalsIgnoreCase(each) && !IntendedPurpose.allows(certificate, each))) {
      add(State.WRONG_PURPOSE, thumbprint, listed, certificate);
    }
    if (listed.stream().map(each -> each.purpose().toLowerCase(Locale.ROOT)).distinct().count()
        < listed.size()) {
      add(State.TWICE, thumbprint, listed, certificate);
    }
  }

  private void add(
      State state, String thumbprint, List<Listed> listed, @Nullable X509Certificate held) {
    results.add(
        new Result(
            state,
            thumbprint,
            listed.stream().map(Listed::user).filter(each -> !each.isEmpty()).distinct().toList(),
            List.copyOf(listed),
            held));
  }

  /** Whether each owner has each certificate once, for what it serves, and nobody anything else. */
  boolean isAsItShouldBe() {
    return owners.allHaveKeys() && results.stream().map(Result::state).allMatch(GOOD::contains);
  }
}
