package org.smime4j.cli.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A directory of messages, one a file. A Maildir is one that has {@code cur} and {@code new}: all
 * that is in these is a message, whatever its name, but for names that begin with a dot; {@code
 * tmp} holds none; Maildirs in it are its folders. In another directory, and those below it, each
 * file whose name ends in {@code .eml} or {@code .msg} is a message, and Maildirs among them are
 * read as such. Links to files are followed, those to directories are not. A directory that cannot
 * be read takes the place of a message, so that it is not passed over.
 */
public final class MailFolder implements Source {

  private static final List<String> SUFFIXES = List.of(".eml", ".msg");

  private final Path directory;
  private final String base;
  private long leftOut;

  public MailFolder(Path directory) {
    this.directory = directory;
    this.base = Source.folder(directory);
  }

  @Override
  public String base() {
    return base;
  }

  /** Whether it is a Maildir, or there is one in it. */
  public boolean hasMaildirs() throws IOException {
    return !maildirs(directory).isEmpty();
  }

  /** How many files are no messages, by their names. */
  public long leftOut() {
    return leftOut;
  }

  @Override
  public void list(Sink sink) throws IOException {
    children(directory);
    list(directory, sink);
  }

  private void list(Path folder, Sink sink) throws IOException {
    if (isMaildir(folder)) {
      for (String name : MaildirName.BOXES) {
        for (Path child : readable(folder.resolve(name), sink)) {
          if (!name(child).startsWith(".")) {
            message(child, sink);
          }
        }
      }
      for (Path child : readable(folder, sink)) {
        if (isMaildir(child)) {
          list(child, sink);
        }
      }
      return;
    }
    for (Path child : readable(folder, sink)) {
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        list(child, sink);
      } else if (SUFFIXES.stream().anyMatch(name(child).toLowerCase(Locale.ROOT)::endsWith)) {
        message(child, sink);
      } else {
        leftOut++;
      }
    }
  }

  /** All Maildirs in a directory that messages are listed of, and itself if it is one. */
  static List<Path> maildirs(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    boolean isMaildir = isMaildir(folder);
    if (isMaildir) {
      found.add(folder);
    }
    for (Path child : children(folder)) {
      if (isMaildir ? isMaildir(child) : Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        found.addAll(maildirs(child));
      }
    }
    return found;
  }

  static boolean isMaildir(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.isDirectory(folder.resolve("cur"), LinkOption.NOFOLLOW_LINKS)
        && Files.isDirectory(folder.resolve("new"), LinkOption.NOFOLLOW_LINKS);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void message(Path file, Sink sink) throws IOException {
    String name = file.toUri().toString().substring(base.length());
    // A directory's URI ends with one.
    sink.file(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
  }

  private List<Path> readable(Path folder, Sink sink) throws IOException {
    try {
      return children(folder);
    } catch (IOException unreadable) {
      message(folder, sink);
      return List.of();
    }
  }

  /** In the order of their names, which a copy of the directory has too. */
  static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
