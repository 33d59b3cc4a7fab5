package org.smime4j.internal.keys;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** One state of a {@code KeyDirectory}. Only the files that were used last are in memory. */
public final class DirectoryKeys implements KeyIndex.EnumeratedKeys {

  private final Path directory;
  private final DirectoryIndex index;
  private final PasswordSource passwords;
  private final Limits limits;

  private final Map<String, HeldKeys> opened;
  private final Map<String, String> skipped;
  private final Map<String, String> unopened;

  /** Files that failed for this message; they are not tried again for each of its recipients. */
  private final Map<String, KeyFile> failures = new ConcurrentHashMap<>();

  public DirectoryKeys(
      Path directory, DirectoryIndex index, PasswordSource passwords, Limits limits) {
    this(
        directory,
        index,
        passwords,
        limits,
        Collections.synchronizedMap(new LastOpened(held(limits))),
        skipped(directory, index, entry -> true),
        skipped(directory, index, DirectoryIndex.Entry::isUnopened));
  }

  private DirectoryKeys(
      Path directory,
      DirectoryIndex index,
      PasswordSource passwords,
      Limits limits,
      Map<String, HeldKeys> opened,
      Map<String, String> skipped,
      Map<String, String> unopened) {
    this.directory = directory;
    this.index = index;
    this.passwords = passwords;
    this.limits = limits;
    this.opened = opened;
    this.skipped = skipped;
    this.unopened = unopened;
  }

  private static Map<String, String> skipped(
      Path directory, DirectoryIndex index, Predicate<DirectoryIndex.Entry> wanted) {
    Map<String, String> skipped = new LinkedHashMap<>();
    for (DirectoryIndex.Entry entry : index.entries()) {
      if (entry.skipped() != null && wanted.test(entry)) {
        skipped.put(shown(directory, entry.name()), entry.skipped());
      }
    }
    return Collections.unmodifiableMap(skipped);
  }

  private static String shown(Path directory, String name) {
    return KeyFolder.shown(KeyFolder.file(directory, name));
  }

  /** Ten for each millisecond, since the fastest keys cost less than a tenth of one. */
  private static long held(Limits limits) {
    return 10 * Math.min(limits.get(Limit.PRIVATE_KEY_MILLIS), Integer.MAX_VALUE);
  }

  @Override
  public DirectoryKeys snapshot() {
    return this;
  }

  /** The same state, which remembers what happens while one message is opened. */
  public DirectoryKeys forOneMessage() {
    return new DirectoryKeys(directory, index, passwords, limits, opened, skipped, unopened);
  }

  private static final class LastOpened extends LinkedHashMap<String, HeldKeys> {
    private static final long serialVersionUID = 1L;
    private final long most;

    LastOpened(long most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, HeldKeys> eldest) {
      return size() > most;
    }
  }

  private HeldKeys history(DirectoryIndex.Entry entry) throws IOException {
    KeyFile failure = failures.get(entry.name());
    if (failure != null) {
      throw failure;
    }
    HeldKeys known = opened.get(entry.name());
    if (known != null) {
      return known;
    }
    Path file = KeyFolder.file(directory, entry.name());
    try {
      HeldKeys read = HeldKeys.read(limits, passwords, file);
      opened.put(entry.name(), read);
      return read;
    } catch (IOException | RuntimeException e) {
      KeyFile why = KeyFileReader.failure(file, e);
      failures.put(entry.name(), why);
      throw why;
    }
  }

  /** Skips a file that cannot be opened: other sources and trials come first. */
  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    HeldKeys all = HeldKeys.NONE;
    for (DirectoryIndex.Entry entry : index.naming(wanted)) {
      try {
        all = all.with(history(entry));
      } catch (KeyFile passedOver) {
        // removedMatching reports it if nothing else opens the message.
      }
    }
    return all.matching(wanted);
  }

  /** Each key once. This method skips a file that can no longer be opened. */
  @Override
  public Iterable<DecryptionKey> remaining(String kind) {
    return () -> Spliterators.iterator(new Remaining(kind));
  }

  /** Of each file only the keys for which the index names it, each once. */
  private final class Remaining extends Spliterators.AbstractSpliterator<DecryptionKey> {
    private final String kind;
    private final Iterator<DirectoryIndex.Place> places;
    private final Set<Lookup> seen = new HashSet<>();

    /**
     * The failure of the first file that could not be opened. It is reported after all other keys.
     */
    private @Nullable IOException failure;

    Remaining(String kind) {
      super(Long.MAX_VALUE, ORDERED);
      this.kind = kind;
      this.places = index.having(kind).iterator();
    }

    @Override
    public boolean tryAdvance(Consumer<? super DecryptionKey> action) {
      while (places.hasNext()) {
        DirectoryIndex.Place place = places.next();
        Lookup wanted = place.key().publicKey();
        Optional<DecryptionKey> key =
            seen.contains(wanted) ? Optional.empty() : key(place.entry(), wanted);
        if (key.isPresent()) {
          seen.add(wanted);
          action.accept(key.get());
          return true;
        }
      }
      if (failure != null) {
        throw new UncheckedIOException(failure);
      }
      return false;
    }

    private Optional<DecryptionKey> key(DirectoryIndex.Entry entry, Lookup wanted) {
      try {
        return history(entry).remaining(kind).stream()
            .filter(key -> Lookup.publicKey(key.publicKey()).equals(wanted))
            .findFirst();
      } catch (NoSuchFileException gone) {
        return Optional.empty();
      } catch (InterruptedIOException | ClosedByInterruptException e) {
        throw new UncheckedIOException(e);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        return Optional.empty();
      }
    }
  }

  @Override
  public int size() {
    return index.held().size();
  }

  @Override
  public Set<Lookup> publicKeys() {
    return index.held();
  }

  /**
   * @throws KeyFile if a file that should have a key cannot be opened, and no other has one
   */
  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
    if (matching(wanted).isEmpty()) {
      for (DirectoryIndex.Entry entry : index.naming(wanted)) {
        history(entry);
      }
    }
    return List.of();
  }

  /** Whether this is the state of these files. */
  public boolean has(List<DirectoryIndex.Entry> entries) {
    return index.entries().equals(entries);
  }

  public Map<String, String> skipped() {
    return skipped;
  }

  @Override
  public Map<String, String> unopened() {
    if (failures.isEmpty()) {
      return unopened;
    }
    Map<String, String> all = new LinkedHashMap<>(unopened);
    failures.forEach((name, why) -> all.put(shown(directory, name), why.what()));
    return all;
  }
}
