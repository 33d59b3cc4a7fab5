package org.smime4j.cli.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.Durable;
import org.smime4j.cli.files.OwnerOnly;

/**
 * A Maildir. The file of a message is written to {@code tmp}, under a name that tells which file it
 * comes from. Once the journal knows of it, it is linked to its place, and in place of another the
 * other one is removed. Only then it leaves {@code tmp}: what is still there after a kill is what
 * is still to be done.
 */
public final class MaildirFolder extends OutputFolder {

  private static final Pattern WAITING =
      Pattern.compile("smime4j\\.(\\d{8,10})\\.(cur|new)\\.(.+)");

  /**
   * In octets, while it waits: of the 255 of a file system, some are for the mark and the flags.
   */
  private static final int LONGEST_NAME = 240;

  /** What mail servers keep beside the messages, and what says that a folder is one. */
  private static final Set<String> KEPT =
      Set.of("subscriptions", "dovecot-keywords", "maildirfolder");

  private final @Nullable Path source;
  private final boolean isInPlace;

  private MaildirFolder(Path root, @Nullable Path source, boolean isInPlace, Consumer<Step> steps) {
    super(root, steps);
    this.source = source == null ? null : source.toAbsolutePath();
    this.isInPlace = isInPlace;
  }

  /**
   * A Maildir of its own. For its owner only.
   *
   * @param source the Maildir whose folders, names, flags and times it has; null if there is none:
   *     then the names are numbers
   */
  public static MaildirFolder apart(Path root, @Nullable Path source, Consumer<Step> steps) {
    return new MaildirFolder(root, source, false, steps);
  }

  /** The Maildir from which the messages are. Files keep their owners and permissions. */
  public static MaildirFolder inPlace(Path source, Consumer<Step> steps) {
    return new MaildirFolder(source.toAbsolutePath(), source, true, steps);
  }

  @Override
  public boolean isMirror() {
    return source != null && !isInPlace;
  }

  @Override
  public boolean isMailbox() {
    return source != null;
  }

  @Override
  public Path place(Entry entry) throws IOException {
    if (source == null) {
      return waiting(root, entry.number(), "new", NumberedFolder.name(entry.number()));
    }
    Path file = entry.file();
    if (!MaildirName.isInMaildir(file)) {
      throw new IOException("It is not in a Maildir");
    }
    if (isInPlace && Files.isSymbolicLink(file)) {
      throw new IOException("It is a link, and stays one");
    }
    Path box = Objects.requireNonNull(file.getParent());
    return waiting(
        root.resolve(source.relativize(box.getParent())),
        entry.number(),
        String.valueOf(box.getFileName()),
        MaildirName.text(file));
  }

  private Path waiting(Path folder, int number, String box, String name) throws IOException {
    String waiting = waiting(number, box, name);
    if (isTooLong(waiting) && !isInPlace) {
      String flags = MaildirName.of(name).flags();
      waiting = waiting(number, box, NumberedFolder.name(number) + flags);
    }
    if (isTooLong(waiting)) {
      throw new IOException("Its name is too long for the mark that a changed file gets");
    }
    return MaildirName.file(folder.resolve("tmp"), waiting);
  }

  private static String waiting(int number, String box, String name) {
    return String.format(Locale.ROOT, "smime4j.%08d.%s.%s", number, box, name);
  }

  private static boolean isTooLong(String name) {
    return name.replaceAll("%..", "x").length() > LONGEST_NAME;
  }

  @Override
  void written(Entry entry, Path place) throws IOException {
    if (entry.isInMbox()) {
      return;
    }
    Path from = entry.file();
    if (isInPlace) {
      keepOwner(from, place);
    }
    Files.setLastModifiedTime(place, Files.getLastModifiedTime(from));
  }

  /** A server that may read the one file may read the other. */
  private static void keepOwner(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    PosixFileAttributes had = Files.readAttributes(from, PosixFileAttributes.class);
    view.setOwner(had.owner());
    view.setGroup(had.group());
    view.setPermissions(had.permissions());
  }

  @Override
  void begin() throws IOException {
    if (!isInPlace) {
      super.begin();
    }
  }

  /** Empty directories of a Maildir make no difference. */
  @Override
  boolean isOwn(Path file) throws IOException {
    return super.isOwn(file)
        || (Set.of("cur", "new", "tmp").contains(String.valueOf(file.getFileName()))
            && Files.isDirectory(file)
            && MailFolder.children(file).isEmpty());
  }

  @Override
  void resume(IntPredicate done) throws IOException {
    make();
    List<Path> toSettle = new ArrayList<>();
    for (Path folder : MailFolder.maildirs(root)) {
      Path unfinished = folder.resolve("tmp");
      OwnerOnly.createDirectories(unfinished);
      for (Path file : MailFolder.children(unfinished)) {
        Matcher waiting = WAITING.matcher(MaildirName.text(file));
        if (waiting.matches()
            && (isDone(Long.parseLong(waiting.group(1)), done) || isLinked(file, waiting))) {
          toSettle.add(file);
        } else if (waiting.matches() || isUnfinished(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
    settle(toSettle, true);
  }

  /** Makes all folders of the source, also those without messages. */
  private void make() throws IOException {
    if (isInPlace) {
      return;
    }
    for (Path folder : source == null ? List.of(root) : MailFolder.maildirs(source)) {
      Path to = source == null ? root : root.resolve(source.relativize(folder));
      for (String each : List.of("cur", "new", "tmp")) {
        OwnerOnly.createDirectories(to.resolve(each));
      }
      for (Path file : MailFolder.children(folder)) {
        Path copy = to.resolve(Objects.requireNonNull(file.getFileName()));
        if (KEPT.contains(String.valueOf(file.getFileName())) && !Files.exists(copy)) {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  /** Whether an earlier job was killed when the new file was there and the old one not yet gone. */
  private boolean isLinked(Path waiting, Matcher name) throws IOException {
    Path place = MaildirName.find(place(waiting, name));
    return place != null && Files.isSameFile(place, waiting);
  }

  @Override
  public String name(Path written) throws IOException {
    Matcher name = WAITING.matcher(MaildirName.text(written));
    if (!name.matches()) {
      return super.name(written);
    }
    // As the report has the names of messages.
    String uri = root.relativize(place(written, name)).toUri().toString();
    return Listing.decoded(uri.substring(Source.folder(Path.of("").toAbsolutePath()).length()));
  }

  /** Where a file goes that waits in {@code tmp}, as long as nobody changes the flags. */
  private Path place(Path waiting, Matcher name) throws IOException {
    return renamed(MaildirName.of(name.group(3)), waiting).beside(listed(waiting, name));
  }

  /** The file that it comes from, or in another Maildir would have come from. */
  private static Path listed(Path waiting, Matcher name) {
    return MaildirName.file(
        waiting.resolveSibling("..").resolve(name.group(2)).normalize(), name.group(3));
  }

  private MaildirName renamed(MaildirName old, Path file) throws IOException {
    if (!isInPlace && !old.tellsSizes()) {
      return old;
    }
    CRC32C checksum = new CRC32C();
    long size = 0;
    long bareLineEnds = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int last = -1;
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        checksum.update(octet);
        size++;
        bareLineEnds += octet == '\n' && last != '\r' ? 1 : 0;
        last = octet;
      }
    }
    MaildirName sized = old.sized(size, size + bareLineEnds);
    return isInPlace
        ? sized.tagged(String.format(Locale.ROOT, "%08x", checksum.getValue()))
        : sized;
  }

  /** A file that waits, the one in whose place it comes, and its own place. */
  private record Change(Path waiting, Path listed, Path place) {}

  @Override
  void settle(List<Path> files) throws IOException {
    settle(files, false);
  }

  /**
   * @param isAgain whether a run that was killed may have begun it
   */
  private void settle(List<Path> files, boolean isAgain) throws IOException {
    List<Change> changes = new ArrayList<>();
    Set<Path> directories = new LinkedHashSet<>();
    for (Path file : files) {
      Matcher name = WAITING.matcher(MaildirName.text(file));
      if (file.startsWith(root) && name.matches()) {
        Path place = linked(file, name, isAgain);
        changes.add(new Change(file, listed(file, name), place));
        directories.add(place.getParent());
      }
    }
    if (changes.isEmpty()) {
      return;
    }
    force(directories);
    steps.accept(Step.LINKED);
    for (Change change : changes) {
      if (isInPlace) {
        remove(change);
      }
      Files.deleteIfExists(change.waiting());
      directories.add(change.waiting().getParent());
    }
    force(directories);
    steps.accept(Step.REPLACED);
  }

  private static void force(Set<Path> directories) throws IOException {
    for (Path directory : directories) {
      Durable.forceDirectory(directory);
    }
  }

  /** Links a file to its place; not if the one that it is to replace was deleted meanwhile. */
  private Path linked(Path waiting, Matcher name, boolean isAgain) throws IOException {
    Path place = place(waiting, name);
    Path there = isAgain ? MaildirName.find(place) : null;
    if (there != null && Files.isSameFile(there, waiting)) {
      return there;
    }
    Path listed = listed(waiting, name);
    Path old = isInPlace ? MaildirName.find(listed) : listed;
    if (old == null) {
      return place;
    }
    place = MaildirName.of(place).besideFlagged(old);
    try {
      Files.createLink(place, waiting);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isSameFile(place, waiting)) {
        throw e;
      }
    } catch (UnsupportedOperationException e) {
      throw new IOException(place + ": this file system has no links, which a Maildir needs", e);
    }
    return place;
  }

  /** Removes the old file, even if a reading program gives it other flags meanwhile. */
  private static void remove(Change change) throws IOException {
    Path place = change.place();
    for (Path old = MaildirName.find(change.listed());
        old != null;
        old = MaildirName.find(change.listed())) {
      Path now = MaildirName.of(place).besideFlagged(old);
      if (!now.equals(place) && Files.exists(place)) {
        Files.move(place, now);
        place = now;
      }
      if (Files.deleteIfExists(old)) {
        return;
      }
    }
  }
}
