package org.smime4j.cli;

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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.cli.devices.IntendedPurpose;
import org.smime4j.cli.devices.TenantListing;
import org.smime4j.cli.devices.TenantListing.Listed;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;

/**
 * The keys that are held beside the certificates that a tenant has.
 *
 * @param results one or more for each certificate
 */
record TenantCheck(List<Result> results) {

  /** What there is to say of a certificate. */
  enum State {
    /** The tenant does not have it: mail to its key stays shut on devices. */
    LACKING("the tenant lacks it"),
    /** The tenant has it more than once, or for several users. */
    TWICE("the tenant has it more than once"),
    /** It is deployed for what it does not allow, or for nothing of mail. */
    WRONG_PURPOSE("the tenant has it for a purpose that it does not allow"),
    /** It has expired, and opens old mail. */
    EXPIRED("it has expired; it still opens old mail"),
    /** The tenant has it, and its key is not held here. */
    UNKNOWN("the tenant has it, but the key files have no key for it"),
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
   * @param listed what the tenant has of it
   * @param held null where the certificate is not held
   */
  record Result(
      State state, String thumbprint, List<Listed> listed, @Nullable X509Certificate held) {

    private List<String> each(Function<Listed, String> what) {
      return listed.stream().map(what).distinct().toList();
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
          .with("users", each(Listed::user))
          .with("intendedPurposes", each(Listed::purpose))
          .with("subject", subject())
          .with("expires", expires());
    }

    String sentence() {
      String users = String.join(", ", each(Listed::user));
      String purposes =
          each(Listed::purpose).stream()
              .map(listed -> listed.isEmpty() ? "no purpose" : listed)
              .collect(Collectors.joining(", "));
      return String.format(
          Locale.ROOT,
          "%-13s  %s  %s",
          LayerText.word(state),
          thumbprint,
          state.sentence
              + (listed.isEmpty() ? "" : ", for " + users + " as " + purposes)
              + (subject().isEmpty() ? "" : "; " + subject() + ", until " + expires()));
    }
  }

  /**
   * @param user the only one whose certificates count; null for all
   */
  static TenantCheck of(List<KeyEntry> entries, TenantListing listing, @Nullable String user) {
    Map<String, List<Listed>> byThumbprint = new LinkedHashMap<>();
    for (Listed listed : listing.certificates()) {
      if (user == null || listed.user().equalsIgnoreCase(user)) {
        byThumbprint.computeIfAbsent(listed.thumbprint(), t -> new ArrayList<>()).add(listed);
      }
    }
    Instant now = Instant.now();
    Set<String> held = new HashSet<>();
    List<Result> results = new ArrayList<>();
    for (KeyEntry entry : entries) {
      if (entry.key().isEmpty()) {
        continue;
      }
      for (X509Certificate certificate : entry.certificates()) {
        String thumbprint = Fingerprint.sha1(certificate);
        held.add(thumbprint);
        List<Listed> listed = byThumbprint.getOrDefault(thumbprint, List.of());
        for (State state : states(certificate, listed, now)) {
          results.add(new Result(state, thumbprint, listed, certificate));
        }
      }
    }
    byThumbprint.forEach(
        (thumbprint, listed) -> {
          if (!held.contains(thumbprint)) {
            results.add(new Result(State.UNKNOWN, thumbprint, listed, null));
          }
        });
    return new TenantCheck(List.copyOf(results));
  }

  private static List<State> states(X509Certificate certificate, List<Listed> listed, Instant now) {
    List<State> states = new ArrayList<>();
    if (listed.isEmpty()) {
      states.add(State.LACKING);
    }
    if (listed.size() > 1) {
      states.add(State.TWICE);
    }
    if (listed.stream().anyMatch(each -> !IntendedPurpose.allows(certificate, each.purpose()))) {
      states.add(State.WRONG_PURPOSE);
    }
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      states.add(State.EXPIRED);
    }
    return states.isEmpty() ? List.of(State.PRESENT) : states;
  }

  /** Whether the tenant has each certificate once, for what it allows. */
  boolean isAsItShouldBe() {
    return results.stream()
        .map(Result::state)
        .noneMatch(EnumSet.of(State.LACKING, State.TWICE, State.WRONG_PURPOSE)::contains);
  }
}
