package org.smime4j.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;

/** One state of a {@link KeyDirectory}; of the files only those that were used last are held. */
final class DirectoryKeys implements KeySource {

  /** Enough for the people of whom one sees mail at a time. */
  private static final int FILES_HELD = 1024;

  private final Path directory;
  private final DirectoryIndex index;
  private final PasswordSource passwords;
  private final Limits limits;

  private final Map<String, KeyHistory> opened =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KeyHistory> eldest) {
          return size() > FILES_HELD;
        }
      };

  DirectoryKeys(Path directory, DirectoryIndex index, PasswordSource passwords, Limits limits) {
    this.directory = directory;
    this.index = index;
    this.passwords = passwords;
    this.limits = limits;
  }

  private KeyHistory history(DirectoryIndex.Entry entry) throws IOException {
    synchronized (opened) {
      KeyHistory known = opened.get(entry.name());
      if (known != null) {
        return known;
      }
    }
    KeyHistory read = KeyHistory.read(directory.resolve(entry.name()), passwords, limits);
    synchronized (opened) {
      opened.put(entry.name(), read);
    }
    return read;
  }

  /**
   * @throws IOException if a file that should have a key cannot be opened, and no other has one
   */
  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    KeyHistory all = KeyHistory.empty();
    IOException failure = null;
    for (DirectoryIndex.Entry entry : index.naming(wanted)) {
      try {
        all = all.with(history(entry));
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    List<KeyMatch> matches = all.matching(wanted);
    if (matches.isEmpty() && failure != null) {
      throw failure;
    }
    return matches;
  }

  /** Each key once; a file that can no longer be opened is passed over. */
  @Override
  public Iterable<DecryptionKey> remaining(KeyKind kind) {
    return () -> new Remaining(kind);
  }

  private final class Remaining implements Iterator<DecryptionKey> {
    private final KeyKind kind;
    private final Iterator<DirectoryIndex.Place> places;
    private final Set<Lookup> seen = new HashSet<>();
    private Iterator<DecryptionKey> ofFile = List.<DecryptionKey>of().iterator();
    private @Nullable DecryptionKey next;

    Remaining(KeyKind kind) {
      this.kind = kind;
      this.places = index.having(kind).iterator();
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        if (ofFile.hasNext()) {
          DecryptionKey key = ofFile.next();
          next = seen.add(Lookup.publicKey(key.publicKey())) ? key : null;
        } else if (places.hasNext()) {
          ofFile = keys(places.next()).iterator();
        } else {
          return false;
        }
      }
      return true;
    }

    private List<DecryptionKey> keys(DirectoryIndex.Place place) {
      Lookup wanted = place.key().publicKey();
      if (seen.contains(wanted)) {
        return List.of();
      }
      try {
        return history(place.entry()).remaining(kind).stream()
            .filter(key -> Lookup.publicKey(key.publicKey()).equals(wanted))
            .toList();
      } catch (IOException gone) {
        return List.of();
      }
    }

    @Override
    public DecryptionKey next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      DecryptionKey key = next;
      next = null;
      return key;
    }
  }

  @Override
  public int size() {
    return index.privateKeys();
  }

  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) {
    return List.of();
  }

  List<Skipped> skipped() {
    return index.entries().stream()
        .filter(entry -> entry.skipped() != null)
        .map(
            entry ->
                new Skipped(
                    directory.resolve(entry.name()).toString(), String.valueOf(entry.skipped())))
        .toList();
  }
}
