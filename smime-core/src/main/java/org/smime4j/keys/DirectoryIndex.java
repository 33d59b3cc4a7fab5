package org.smime4j.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Which file of a directory has which keys, by public facts alone: the names that a message may use
 * (as {@link Lookup}), the kinds of the keys and the ages of their certificates. Immutable.
 */
final class DirectoryIndex {

  /**
   * A file as it was when it was read.
   *
   * @param name relative to the directory
   * @param size in octets
   * @param modified milliseconds since 1970
   * @param privateKeys how many there are in it
   * @param skipped why nothing in it is of use; null where something is
   */
  record Entry(
      String name,
      long size,
      long modified,
      int privateKeys,
      @Nullable String skipped,
      List<Certified> keys) {

    /** Whether there may be private keys of which no certificate in the file tells anything. */
    boolean hasUnknownKeys() {
      return privateKeys > keys.size();
    }
  }

  /**
   * A public key with a certificate, or one whose private key is not encrypted.
   *
   * @param notBefore of its newest certificate, milliseconds since 1970
   * @param names everything by which a message may name it
   */
  record Certified(Lookup publicKey, KeyKind kind, long notBefore, List<Lookup> names) {

    static Certified of(Held held) {
      KeyKind kind;
      try {
        kind =
            held.key() != null
                ? held.key().kind()
                : KeyKind.of(
                    SubjectPublicKeyInfo.getInstance(
                        PublicKeys.encodedInfo(held.certificates().get(0))));
      } catch (RuntimeException damaged) {
        kind = new KeyKind("", "");
      }
      long notBefore =
          held.certificates().isEmpty()
              ? Long.MIN_VALUE
              : held.certificates().get(0).getNotBefore().toInstant().toEpochMilli();
      return new Certified(held.publicKey(), kind, notBefore, List.copyOf(held.names()));
    }
  }

  /**
   * Where there may be a private key.
   *
   * @param publicKey of the one that is meant; null for all in the file of which nothing is known
   */
  record Place(Entry entry, @Nullable Lookup publicKey, long notBefore) {}

  private static final Comparator<Place> NEWEST_FIRST =
      Comparator.comparingLong(Place::notBefore)
          .reversed()
          .thenComparing(place -> place.entry.name);

  private final List<Entry> entries;

  /** The files of each public key. */
  private final Map<Lookup, int[]> filesByKey = new HashMap<>();

  private final Map<Lookup, Lookup[]> keysByName = new HashMap<>();
  private final int privateKeys;

  DirectoryIndex(Collection<Entry> entries) {
    this.entries = List.copyOf(entries);
    int count = 0;
    for (int file = 0; file < this.entries.size(); file++) {
      Entry entry = this.entries.get(file);
      count += entry.privateKeys;
      for (Certified key : entry.keys) {
        filesByKey.merge(key.publicKey, new int[] {file}, DirectoryIndex::joined);
        for (Lookup name : key.names) {
          keysByName.merge(name, new Lookup[] {key.publicKey}, DirectoryIndex::joined);
        }
      }
    }
    privateKeys = count;
  }

  private static int[] joined(int[] some, int[] one) {
    int[] both = java.util.Arrays.copyOf(some, some.length + 1);
    both[some.length] = one[0];
    return both;
  }

  private static Lookup[] joined(Lookup[] some, Lookup[] one) {
    if (List.of(some).contains(one[0])) {
      return some;
    }
    Lookup[] both = java.util.Arrays.copyOf(some, some.length + 1);
    both[some.length] = one[0];
    return both;
  }

  List<Entry> entries() {
    return entries;
  }

  int privateKeys() {
    return privateKeys;
  }

  /** The files with keys that a message names, and with other certificates of these keys. */
  List<Entry> naming(List<RecipientIdentifier> wanted) {
    Set<Integer> files = new TreeSet<>();
    for (RecipientIdentifier identifier : wanted) {
      for (Lookup name : KeyIndex.names(identifier)) {
        for (Lookup key : keysByName.getOrDefault(name, new Lookup[0])) {
          for (int file : filesByKey.getOrDefault(key, new int[0])) {
            files.add(file);
          }
        }
      }
    }
    return files.stream().map(entries::get).toList();
  }

  /** Where there may be private keys of a kind, those with the newest certificates first. */
  List<Place> having(KeyKind kind) {
    List<Place> places = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.privateKeys > 0) {
        for (Certified key : entry.keys) {
          if (key.kind.equals(kind)) {
            places.add(new Place(entry, key.publicKey, key.notBefore));
          }
        }
        if (entry.hasUnknownKeys()) {
          places.add(new Place(entry, null, Long.MIN_VALUE));
        }
      }
    }
    places.sort(NEWEST_FIRST);
    return places;
  }
}
