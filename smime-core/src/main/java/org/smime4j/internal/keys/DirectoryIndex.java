package org.smime4j.internal.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.RecipientIdentifier;

/**
 * Records which file of a directory has which keys, by public data only: the names that a message
 * may use (as {@link Lookup}), the kinds of the keys and the ages of their certificates. Immutable.
 */
public final class DirectoryIndex {

  /**
   * A file as it was when it was read.
   *
   * @param name of the file, see {@link KeyFolder#name}
   * @param size in octets
   * @param modified milliseconds since 1970, or {@link #UNOPENED}
   * @param privateKeys the number of private keys in it
   * @param skipped why the file is unusable, or what is left out of it; null if it is read whole
   */
  public record Entry(
      String name,
      long size,
      long modified,
      int privateKeys,
      @Nullable String skipped,
      List<Certified> keys) {

    /** Instead of the time of a file that another password, or another limit, may open. */
    public static final long UNOPENED = Long.MAX_VALUE;

    /** Whether the file may have keys that could not be read. */
    boolean isUnopened() {
      return skipped != null && modified == UNOPENED;
    }
  }

  /**
   * A public key in a file.
   *
   * @param isOpened whether its private key is in the file; the other keys are those of authorities
   *     and of other people
   * @param notBefore of its newest certificate, milliseconds since 1970
   * @param names everything by which a message may name it
   */
  public record Certified(
      Lookup publicKey, boolean isOpened, KeyKind kind, long notBefore, List<Lookup> names) {

    public static Certified of(KeyWithCertificates held, boolean isOpened) {
      KeyKind kind;
      try {
        kind =
            held.key() != null
                ? KeyKind.of(held.key().publicKey())
                : KeyKind.of(
                    SubjectPublicKeyInfo.getInstance(
                        PublicKeys.encodedInfo(held.certificates().get(0))));
      } catch (RuntimeException damaged) {
        kind = new KeyKind("", "");
      }
      long notBefore =
          held.certificates().isEmpty()
              ? Long.MIN_VALUE
              : Certificates.notBefore(held.certificates().get(0)).toEpochMilli();
      return new Certified(held.publicKey(), isOpened, kind, notBefore, List.copyOf(held.names()));
    }
  }

  /** A public key and a file that has it. */
  record Place(Entry entry, Certified key) {}

  private static final Comparator<Place> NEWEST_FIRST =
      Comparator.comparingLong((Place place) -> place.key.notBefore)
          .reversed()
          .thenComparing(place -> place.entry.name);

  private final List<Entry> entries;

  private final Map<Lookup, List<Place>> placesByKey = new HashMap<>();
  private final Map<Lookup, List<Lookup>> keysByName = new HashMap<>();

  /** Public keys of the private keys, each once, in however many files it is. */
  private final Set<Lookup> held = new HashSet<>();

  public DirectoryIndex(Collection<Entry> entries) {
    this.entries = List.copyOf(entries);
    for (Entry entry : this.entries) {
      for (Certified key : entry.keys) {
        if (key.isOpened && !entry.isUnopened()) {
          held.add(key.publicKey);
        }
        placesByKey
            .computeIfAbsent(key.publicKey, k -> new ArrayList<>(1))
            .add(new Place(entry, key));
        KeyIndex.name(keysByName, key.names, key.publicKey);
      }
    }
  }

  List<Entry> entries() {
    return entries;
  }

  Set<Lookup> held() {
    return Collections.unmodifiableSet(held);
  }

  /**
   * The files with private keys that a message names, and with other certificates of these keys. A
   * name never leads to a file with other private keys. Otherwise a sender could make the library
   * open every file by naming an authority that is in all of them.
   */
  Collection<Entry> naming(List<RecipientIdentifier> wanted) {
    Map<String, Entry> files = new TreeMap<>();
    for (RecipientIdentifier identifier : wanted) {
      for (Lookup name : KeyIndex.names(identifier)) {
        for (Lookup key : keysByName.getOrDefault(name, List.of())) {
          List<Place> places = placesByKey.getOrDefault(key, List.of());
          if (places.stream().anyMatch(place -> place.key.isOpened)) {
            add(places, name, files);
          }
        }
      }
    }
    return files.values();
  }

  private static void add(List<Place> places, Lookup name, Map<String, Entry> files) {
    boolean named = false;
    for (Place place : places) {
      if (place.key.isOpened || place.entry.privateKeys == 0) {
        files.put(place.entry.name, place.entry);
        named |= place.key.names.contains(name);
      }
    }
    if (!named) {
      // Only a certificate beside another key has this name; one such file is enough.
      places.stream()
          .filter(place -> place.key.names.contains(name))
          .findFirst()
          .ifPresent(place -> files.put(place.entry.name, place.entry));
    }
  }

  /** The files with private keys of a kind, those with the newest certificates first. */
  List<Place> having(String kind) {
    List<Place> places = new ArrayList<>();
    for (Entry entry : entries) {
      for (Certified key : entry.keys) {
        if (key.isOpened && key.kind.toString().equals(kind)) {
          places.add(new Place(entry, key));
        }
      }
    }
    places.sort(NEWEST_FIRST);
    return places;
  }
}
