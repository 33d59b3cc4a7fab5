package org.smime4j.internal.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/**
 * Keys and certificates paired by public key, found by any name that a message may use. Immutable:
 * a change copies the tables, but not what is in them, so that many keys are added at once.
 */
public final class KeyIndex {

  /** A removed key: its description, and the names that it had. */
  private record Removed(String description, Set<Lookup> names) {}

  private record Candidate(KeyWithCertificates held, KeyMatch match, int precision, int position) {}

  /** By the newest certificate; keys without one come last; then any fixed order. */
  static final Comparator<KeyWithCertificates> NEWEST_FIRST =
      Comparator.comparing(KeyIndex::notBefore)
          .reversed()
          .thenComparingLong(held -> held.publicKey().high())
          .thenComparingLong(held -> held.publicKey().low());

  /** The surest way first, then the message's order, then the newest key. */
  private static final Comparator<Candidate> SUREST_FIRST =
      Comparator.comparing((Candidate candidate) -> candidate.match.foundBy())
          .thenComparingInt(Candidate::precision)
          .thenComparingInt(Candidate::position)
          .thenComparing(Candidate::held, NEWEST_FIRST);

  public static final KeyIndex EMPTY = new KeyIndex();

  private final Map<Lookup, KeyWithCertificates> held = new HashMap<>();
  private final Map<Lookup, List<Lookup>> heldByName = new HashMap<>();
  private final Map<Lookup, Removed> removed = new HashMap<>();
  private final Map<Lookup, List<Lookup>> removedByName = new HashMap<>();
  private int privateKeys;

  private KeyIndex() {}

  private KeyIndex(KeyIndex other) {
    held.putAll(other.held);
    heldByName.putAll(other.heldByName);
    removed.putAll(other.removed);
    removedByName.putAll(other.removedByName);
    privateKeys = other.privateKeys;
  }

  /** How many private keys there are. */
  int size() {
    return privateKeys;
  }

  /** Those of the private keys. */
  Set<Lookup> publicKeys() {
    return held.values().stream()
        .filter(each -> each.key() != null)
        .map(KeyWithCertificates::publicKey)
        .collect(Collectors.toSet());
  }

  @Nullable KeyWithCertificates get(Lookup publicKey) {
    return held.get(publicKey);
  }

  public Collection<KeyWithCertificates> all() {
    return Collections.unmodifiableCollection(held.values());
  }

  public KeyIndex with(Collection<KeyWithCertificates> more) {
    KeyIndex both = new KeyIndex(this);
    more.forEach(both::add);
    return both;
  }

  public KeyIndex with(KeyIndex other) {
    KeyIndex both = with(other.held.values());
    other.removed.forEach(
        (publicKey, what) -> {
          if (count(both.held.get(publicKey)) == 0) {
            both.remember(publicKey, what);
          }
        });
    return both;
  }

  private void add(KeyWithCertificates more) {
    KeyWithCertificates before = held.get(more.publicKey());
    KeyWithCertificates now = before == null ? more : before.and(more);
    held.put(now.publicKey(), now);
    name(heldByName, now.names(), now.publicKey());
    privateKeys += count(now) - count(before);
    Removed again = now.key() == null ? null : removed.remove(now.publicKey());
    if (again != null) {
      forget(removedByName, again.names, now.publicKey());
    }
  }

  /** An index without a key and all its certificates. It remembers the removal with the day. */
  KeyIndex without(Lookup publicKey, LocalDate day) {
    KeyWithCertificates gone = held.get(publicKey);
    if (gone == null) {
      return this;
    }
    KeyIndex rest = new KeyIndex(this);
    rest.held.remove(publicKey);
    forget(rest.heldByName, gone.names(), publicKey);
    rest.privateKeys -= count(gone);
    if (gone.key() != null) {
      rest.remember(
          publicKey, new Removed(description(gone) + ", removed on " + day, gone.names()));
    }
    return rest;
  }

  private void remember(Lookup publicKey, Removed what) {
    removed.put(publicKey, what);
    name(removedByName, what.names, publicKey);
  }

  List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      for (Lookup publicKey : find(heldByName, wanted.get(i))) {
        KeyWithCertificates candidate = held.get(publicKey);
        if (candidate != null && candidate.key() != null) {
          KeyWithCertificates.Fit fit = candidate.fit(wanted.get(i));
          KeyMatch match = KeyMatch.of(candidate.key(), fit.foundBy(), wanted.get(i));
          candidates.add(new Candidate(candidate, match, fit.precision(), i));
        }
      }
    }
    return candidates.stream().sorted(SUREST_FIRST).map(Candidate::match).toList();
  }

  List<String> removedMatching(List<RecipientIdentifier> wanted) {
    Map<Lookup, String> descriptions = new LinkedHashMap<>();
    for (RecipientIdentifier identifier : wanted) {
      for (Lookup publicKey : find(removedByName, identifier)) {
        Removed what = removed.get(publicKey);
        if (what != null) {
          descriptions.put(publicKey, what.description);
        }
      }
    }
    return List.copyOf(descriptions.values());
  }

  private static Set<Lookup> find(Map<Lookup, List<Lookup>> names, RecipientIdentifier wanted) {
    Set<Lookup> found = new LinkedHashSet<>();
    for (Lookup name : names(wanted)) {
      found.addAll(names.getOrDefault(name, List.of()));
    }
    return found;
  }

  static List<Lookup> names(RecipientIdentifier wanted) {
    return wanted
        .subjectKeyIdentifier()
        .map(Lookup::keyIdentifiers)
        .orElseGet(
            () ->
                List.of(
                    Lookup.nameAndSerial(
                        wanted.issuer().orElseThrow(), wanted.serial().orElseThrow())));
  }

  /** Adds a key under all its names. */
  static void name(Map<Lookup, List<Lookup>> index, Collection<Lookup> names, Lookup publicKey) {
    for (Lookup name : names) {
      index.merge(
          name,
          List.of(publicKey),
          (keys, more) ->
              keys.contains(publicKey)
                  ? keys
                  : Stream.concat(keys.stream(), more.stream()).toList());
    }
  }

  private static void forget(Map<Lookup, List<Lookup>> index, Set<Lookup> names, Lookup publicKey) {
    for (Lookup name : names) {
      index.computeIfPresent(
          name,
          (same, keys) -> {
            List<Lookup> rest = keys.stream().filter(key -> !key.equals(publicKey)).toList();
            return rest.isEmpty() ? null : rest;
          });
    }
  }

  private static Instant notBefore(KeyWithCertificates held) {
    return held.certificates().isEmpty()
        ? Instant.MIN
        : Certificates.notBefore(held.certificates().get(0));
  }

  private static int count(@Nullable KeyWithCertificates held) {
    return held == null || held.key() == null ? 0 : 1;
  }

  private static String description(KeyWithCertificates gone) {
    return gone.certificates().stream()
        .findFirst()
        .map((X509Certificate newest) -> RecipientIdentifier.of(newest).toString())
        .orElseGet(() -> String.valueOf(gone.key()));
  }

  /** A source that can say which keys it has, so that a key of two sources is counted once. */
  interface EnumeratedKeys extends KeySource {

    /** The public keys of all private keys. */
    Set<Lookup> publicKeys();
  }
}
