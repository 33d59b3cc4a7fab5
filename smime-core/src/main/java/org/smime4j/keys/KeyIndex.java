package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys and certificates paired by public key, found by any name that a message may use. Immutable:
 * a change gives a new index that shares nearly everything with the old one.
 */
final class KeyIndex {

  /** A removed key: its description, and the names that it had. */
  private record Removed(String description, Set<Lookup> names) {}

  private record Candidate(KeyWithCertificates held, KeyWithCertificates.Fit fit, int position)
      implements Comparable<Candidate> {

    /** The surest way first, then the message's order, then the newest key. */
    @Override
    public int compareTo(Candidate other) {
      int order = fit.foundBy().compareTo(other.fit.foundBy());
      if (order == 0) {
        order = Integer.compare(fit.precision(), other.fit.precision());
      }
      if (order == 0) {
        order = Integer.compare(position, other.position);
      }
      return order == 0 ? newestFirst(held, other.held) : order;
    }
  }

  static final KeyIndex EMPTY =
      new KeyIndex(HashTrie.empty(), HashTrie.empty(), HashTrie.empty(), HashTrie.empty(), 0);

  private final HashTrie<KeyWithCertificates> held;
  private final HashTrie<List<Lookup>> heldByName;
  private final HashTrie<Removed> removed;
  private final HashTrie<List<Lookup>> removedByName;
  private final int privateKeys;

  private KeyIndex(
      HashTrie<KeyWithCertificates> held,
      HashTrie<List<Lookup>> heldByName,
      HashTrie<Removed> removed,
      HashTrie<List<Lookup>> removedByName,
      int privateKeys) {
    this.held = held;
    this.heldByName = heldByName;
    this.removed = removed;
    this.removedByName = removedByName;
    this.privateKeys = privateKeys;
  }

  /** How many private keys there are. */
  int size() {
    return privateKeys;
  }

  @Nullable KeyWithCertificates get(Lookup publicKey) {
    return held.get(publicKey);
  }

  void forEach(Consumer<KeyWithCertificates> action) {
    held.forEach(action);
  }

  KeyIndex with(KeyWithCertificates more) {
    KeyWithCertificates before = held.get(more.publicKey());
    KeyWithCertificates now = before == null ? more : before.and(more);
    Removed again = now.key() == null ? null : removed.get(now.publicKey());
    return new KeyIndex(
        held.with(now.publicKey(), now),
        naming(heldByName, now.names(), now.publicKey()),
        again == null ? removed : removed.without(now.publicKey()),
        again == null ? removedByName : forgetting(removedByName, again.names, now.publicKey()),
        privateKeys + count(now) - count(before));
  }

  KeyIndex with(KeyIndex other) {
    List<KeyWithCertificates> more = new ArrayList<>();
    other.forEach(more::add);
    KeyIndex both = this;
    for (KeyWithCertificates held : more) {
      both = both.with(held);
    }
    List<Map.Entry<Lookup, Removed>> gone = new ArrayList<>();
    other.removed.forEach((publicKey, what) -> gone.add(Map.entry(publicKey, what)));
    for (Map.Entry<Lookup, Removed> what : gone) {
      if (count(both.held.get(what.getKey())) == 0) {
        both = both.remembering(what.getKey(), what.getValue());
      }
    }
    return both;
  }

  /** An index without a key and all its certificates. It remembers the removal with the day. */
  KeyIndex without(Lookup publicKey, LocalDate day) {
    KeyWithCertificates gone = held.get(publicKey);
    if (gone == null) {
      return this;
    }
    KeyIndex rest =
        new KeyIndex(
            held.without(publicKey),
            forgetting(heldByName, gone.names(), publicKey),
            removed,
            removedByName,
            privateKeys - count(gone));
    return gone.key() == null
        ? rest
        : rest.remembering(
            publicKey, new Removed(description(gone) + ", removed on " + day, gone.names()));
  }

  private KeyIndex remembering(Lookup publicKey, Removed what) {
    return new KeyIndex(
        held,
        heldByName,
        removed.with(publicKey, what),
        naming(removedByName, what.names, publicKey),
        privateKeys);
  }

  List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      for (Lookup publicKey : find(heldByName, wanted.get(i))) {
        KeyWithCertificates candidate = held.get(publicKey);
        if (candidate != null && candidate.key() != null) {
          candidates.add(new Candidate(candidate, candidate.fit(wanted.get(i)), i));
        }
      }
    }
    Collections.sort(candidates);
    List<KeyMatch> matches = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      if (candidate.held.key() != null) {
        matches.add(
            new KeyMatch(
                candidate.held.key(), candidate.fit.foundBy(), wanted.get(candidate.position)));
      }
    }
    return List.copyOf(matches);
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

  private static Set<Lookup> find(HashTrie<List<Lookup>> names, RecipientIdentifier wanted) {
    Set<Lookup> found = new LinkedHashSet<>();
    for (Lookup name : names(wanted)) {
      List<Lookup> keys = names.get(name);
      if (keys != null) {
        found.addAll(keys);
      }
    }
    return found;
  }

  static List<Lookup> names(RecipientIdentifier wanted) {
    if (wanted.subjectKeyIdentifier().isEmpty()) {
      return List.of(
          Lookup.nameAndSerial(wanted.issuer().orElseThrow(), wanted.serial().orElseThrow()));
    }
    byte[] value = wanted.subjectKeyIdentifier().get();
    Lookup plain = Lookup.keyIdentifier(value);
    // Some writers copy the extension's OCTET STRING with its tag and length.
    return value.length > 2 && value[0] == 4 && value[1] == value.length - 2
        ? List.of(plain, Lookup.keyIdentifier(Arrays.copyOfRange(value, 2, value.length)))
        : List.of(plain);
  }

  private static HashTrie<List<Lookup>> naming(
      HashTrie<List<Lookup>> index, Set<Lookup> names, Lookup publicKey) {
    HashTrie<List<Lookup>> more = index;
    for (Lookup name : names) {
      List<Lookup> keys = more.get(name);
      if (keys == null) {
        more = more.with(name, List.of(publicKey));
      } else if (!keys.contains(publicKey)) {
        List<Lookup> both = new ArrayList<>(keys);
        both.add(publicKey);
        more = more.with(name, List.copyOf(both));
      }
    }
    return more;
  }

  private static HashTrie<List<Lookup>> forgetting(
      HashTrie<List<Lookup>> index, Set<Lookup> names, Lookup publicKey) {
    HashTrie<List<Lookup>> fewer = index;
    for (Lookup name : names) {
      List<Lookup> keys = fewer.get(name);
      if (keys != null) {
        List<Lookup> rest = keys.stream().filter(key -> !key.equals(publicKey)).toList();
        fewer = rest.isEmpty() ? fewer.without(name) : fewer.with(name, rest);
      }
    }
    return fewer;
  }

  /** By the newest certificate; keys without one come last; then any fixed order. */
  static int newestFirst(KeyWithCertificates one, KeyWithCertificates other) {
    int byTime = Boolean.compare(one.certificates().isEmpty(), other.certificates().isEmpty());
    if (byTime == 0 && !one.certificates().isEmpty()) {
      byTime = notBefore(other).compareTo(notBefore(one));
    }
    if (byTime != 0) {
      return byTime;
    }
    int byHash = Long.compare(one.publicKey().high(), other.publicKey().high());
    return byHash != 0 ? byHash : Long.compare(one.publicKey().low(), other.publicKey().low());
  }

  private static Instant notBefore(KeyWithCertificates held) {
    return held.certificates().get(0).getNotBefore().toInstant();
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
}
