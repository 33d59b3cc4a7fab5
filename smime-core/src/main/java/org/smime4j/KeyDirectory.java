package org.smime4j;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.io.Transfer;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keys.ChangingHistory;
import org.smime4j.internal.keys.DirectoryIndex;
import org.smime4j.internal.keys.DirectoryIndexFile;
import org.smime4j.internal.keys.DirectoryKeys;
import org.smime4j.internal.keys.KeyFileReader;
import org.smime4j.internal.keys.KeyFolder;
import org.smime4j.internal.keys.KeyIndex;
import org.smime4j.internal.keys.KeyMaterial;
import org.smime4j.internal.keys.KeyWithCertificates;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;

/**
 * A directory of any number of key files. An index records which file has which keys. The library
 * decrypts a private key when a message first needs it. The files may be at any depth, and in any
 * format that {@link KeyHistory#read} reads.
 *
 * <p>The index is a file that only its owner can read. By default it is beside the key files. It
 * holds public data: names, sizes and times of files, digests of recipient identifiers, kinds of
 * keys, and ages of certificates. It also records which keys have opened authenticated mail. To
 * create it, the library opens each file once with its password and reads its certificates. If the
 * certificates do not identify the keys, the library decrypts the keys too. When the library
 * updates the index, it does not open unchanged files again. It recreates a missing or damaged
 * index.
 *
 * <p>Call {@link #rescan()} after you add, change or remove files. Opening a message uses one state
 * of the directory from beginning to end. Safe for use by several threads.
 *
 * <pre>{@code
 * KeyDirectory escrow = KeyDirectory.open(Path.of("escrow"), PasswordSource.ofLines(file));
 * Decryptor decryptor = Decryptor.with(escrow.keys());
 * escrow.rescan();
 * }</pre>
 */
public sealed interface KeyDirectory permits KeyDirectoryDoor {

  /**
   * Opens a directory and keeps the index in it.
   *
   * @param passwords the source of passwords, which gets the path of a file as the subject. The
   *     directory asks it now for each file that is not in the index, and again when a message
   *     needs the file's keys
   * @throws IOException if the directory cannot be read, or the index cannot be written
   */
  static KeyDirectory open(Path directory, PasswordSource passwords) throws IOException {
    return open(
        directory,
        directory.resolve(KeyDirectoryDoor.INDEX),
        passwords,
        Limits.standard(),
        (done, total) -> {});
  }

  /**
   * Opens a directory with an index in another place.
   *
   * @param indexFile the file of the index; each directory needs its own
   * @param limits the limits of key derivation and size for each file. {@code
   *     Limit.PRIVATE_KEY_MILLIS} also sets how many recently used files stay in memory, ten for
   *     each millisecond: to open each file only once, set it to a tenth of the number of files
   * @param progress receives the number of bytes of key files that are indexed so far; interrupting
   *     the thread stops the work
   */
  static KeyDirectory open(
      Path directory,
      Path indexFile,
      PasswordSource passwords,
      Limits limits,
      ProgressListener progress)
      throws IOException {
    KeyDirectoryDoor opened =
        new KeyDirectoryDoor(
            directory,
            indexFile,
            Objects.requireNonNull(passwords, "no source of passwords was given"),
            limits,
            Objects.requireNonNull(progress, "no listener was given"));
    opened.rescan();
    return opened;
  }

  /**
   * Looks for added, changed and removed files. Later messages use the new state.
   *
   * @throws IOException if the directory cannot be read, or the index cannot be written; the old
   *     state then stays
   */
  void rescan() throws IOException;

  /** Returns the files and entries that the directory does not use, each with the reason. */
  Map<String, String> skipped();

  /**
   * Returns the keys as a source. Each message uses the state that the directory had when the
   * reading of that message began. The index records each key that has opened authenticated
   * content. If the index cannot be written, the {@code KeyDirectory} remembers the key as long as
   * the object exists, and the next {@link #rescan} records it.
   */
  KeySource keys();
}

final class KeyDirectoryDoor implements KeyDirectory {

  /** The name of the index if the caller gives none. */
  static final String INDEX = KeyFolder.OURS + "index";

  /** A file that changed so shortly before it was read may have changed again unnoticed. */
  private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

  /** So many entries of one file are named. */
  private static final int MOST_NAMED = 20;

  private final Path directory;
  private final Path indexFile;
  private final PasswordSource passwords;
  private final Limits limits;
  private final ProgressListener progress;
  private volatile DirectoryKeys keys;

  /** Keys that have opened authenticated content, including those that the index records. */
  private final Set<Lookup> authenticated = ConcurrentHashMap.newKeySet();

  private final KeySource source =
      new ChangingHistory(() -> keys.forOneMessage(), authenticated, this::remember) {
        @Override
        public String toString() {
          return KeyDirectoryDoor.this.toString();
        }
      };

  /** Held while the index is written, not while files are read: mail waits for it. */
  private final Object writing = new Object();

  KeyDirectoryDoor(
      Path directory,
      Path indexFile,
      PasswordSource passwords,
      Limits limits,
      ProgressListener progress) {
    this.directory = directory;
    this.indexFile = indexFile;
    this.passwords = passwords;
    this.limits = limits;
    this.progress = progress;
    this.keys = new DirectoryKeys(directory, new DirectoryIndex(List.of()), passwords, limits);
  }

  @Override
  public synchronized void rescan() throws IOException {
    long now = SystemTime.now().toEpochMilli();
    KeyFolder folder = KeyFolder.of(directory);
    Map<String, BasicFileAttributes> files = new TreeMap<>();
    Path ownIndex = indexFile.toAbsolutePath().normalize();
    folder
        .files()
        .forEach(
            (file, attributes) -> {
              if (!file.toAbsolutePath().normalize().equals(ownIndex)) {
                files.put(KeyFolder.name(directory, file), attributes);
              }
            });
    DirectoryIndexFile.Known known = DirectoryIndexFile.read(indexFile);
    long total = files.values().stream().mapToLong(BasicFileAttributes::size).sum();
    long done = 0;
    boolean changed =
        !known.isWhole()
            || !known.authenticated().containsAll(authenticated)
            || !files.keySet().equals(known.entries().keySet());
    List<DirectoryIndex.Entry> entries = new ArrayList<>();
    KeyFileReader reader = new KeyFileReader(passwords, limits);
    for (Map.Entry<String, BasicFileAttributes> file : files.entrySet()) {
      BasicFileAttributes attributes = file.getValue();
      DirectoryIndex.Entry entry = known.entries().get(file.getKey());
      if (entry == null || !unchanged(entry, attributes, known.readAt())) {
        if (Thread.interrupted()) {
          throw new InterruptedIOException("the reading of " + directory + " was interrupted");
        }
        entry = read(reader, file.getKey(), attributes);
        changed = true;
      }
      entries.add(entry);
      done += attributes.size();
      Transfer.report(progress, done, total);
    }
    for (Map.Entry<Path, IOException> unread : folder.unread().entrySet()) {
      String name = KeyFolder.name(directory, unread.getKey());
      String why = KeyFileReader.failure(unread.getKey(), unread.getValue()).what();
      // The file may be readable the next time.
      entries.add(
          new DirectoryIndex.Entry(name, 0, DirectoryIndex.Entry.UNOPENED, 0, why, List.of()));
    }
    authenticated.addAll(known.authenticated());
    DirectoryIndex index = new DirectoryIndex(entries);
    if (changed) {
      synchronized (writing) {
        DirectoryIndexFile.write(indexFile, index, now, authenticated);
      }
    }
    if (!keys.has(entries)) {
      keys = new DirectoryKeys(directory, index, passwords, limits);
    }
  }

  private static boolean unchanged(
      DirectoryIndex.Entry entry, BasicFileAttributes attributes, long readAt) {
    return entry.size() == attributes.size()
        && entry.modified() == attributes.lastModifiedTime().toMillis()
        && entry.modified() < readAt - CLOCK_GRAIN.toMillis();
  }

  private DirectoryIndex.Entry read(
      KeyFileReader reader, String name, BasicFileAttributes attributes) throws IOException {
    Path file = KeyFolder.file(directory, name);
    int privateKeys = 0;
    String skipped = null;
    List<DirectoryIndex.Certified> certified = new ArrayList<>();
    long modified = attributes.lastModifiedTime().toMillis();
    try {
      KeyMaterial material = reader.readPublic(file);
      if (!tellsWhoseKeysAreEncrypted(material)) {
        try {
          material = reader.read(file);
        } catch (IOException | RuntimeException e) {
          skipped = KeyFileReader.failure(file, e).what();
          modified = DirectoryIndex.Entry.UNOPENED;
        }
      }
      for (KeyWithCertificates held : held(material)) {
        boolean own = held.key() != null || (material.locked() > 0 && held.isEndEntity());
        certified.add(DirectoryIndex.Certified.of(held, own));
      }
      privateKeys = material.privateKeys();
      if (skipped == null && !material.skipped().isEmpty()) {
        skipped = inPart(file, material.skipped());
      }
    } catch (IOException | RuntimeException e) {
      KeyFile failure = KeyFileReader.failure(file, e);
      certified.clear();
      skipped = failure.what();
      if (failure.reason() != KeyFile.Reason.NOT_A_KEY_FILE) {
        // Another password or another limit may open the file the next time.
        modified = DirectoryIndex.Entry.UNOPENED;
      }
    }
    return new DirectoryIndex.Entry(
        name, attributes.size(), modified, privateKeys, skipped, List.copyOf(certified));
  }

  /** What of a file is left out, which is of use otherwise. */
  private static String inPart(Path file, Map<String, String> skipped) {
    String names = file + ", ";
    return "read in part; left out "
        + skipped.entrySet().stream()
            .limit(MOST_NAMED)
            .map(each -> each.getKey().replace(names, "") + ": " + each.getValue())
            .collect(Collectors.joining("; "))
        + (skipped.size() > MOST_NAMED ? "; and " + (skipped.size() - MOST_NAMED) + " more" : "");
  }

  private static Collection<KeyWithCertificates> held(KeyMaterial material) {
    return KeyIndex.EMPTY.with(material.paired()).all();
  }

  /**
   * Whether the owners of all encrypted keys are known. A file may have one encrypted key if it
   * assigns the key to its only certificate that is not an authority's.
   */
  private static boolean tellsWhoseKeysAreEncrypted(KeyMaterial material) {
    if (material.locked() == 0) {
      return true;
    }
    List<KeyWithCertificates> owners =
        held(material).stream().filter(held -> held.key() == null && held.isEndEntity()).toList();
    return material.locked() == 1
        && owners.size() == 1
        && material.saysLocked(owners.get(0).publicKey());
  }

  @Override
  public Map<String, String> skipped() {
    return keys.skipped();
  }

  @Override
  public KeySource keys() {
    return source;
  }

  private void remember(Lookup publicKey) {
    synchronized (writing) {
      try {
        DirectoryIndexFile.add(indexFile, publicKey);
      } catch (IOException e) {
        // Opening the mail matters more. The next scan writes the key.
      }
    }
  }

  @Override
  public String toString() {
    return "Directory " + directory + " of " + keys.size() + " keys";
  }
}
