package org.smime4j.internal.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files in a folder and in those below it.
 *
 * @param files those that are files, or links to one
 * @param unread what cannot be looked at or into, and why: there may be keys in it
 */
public record KeyFolder(
    SortedMap<Path, BasicFileAttributes> files, SortedMap<Path, IOException> unread) {

  /** Deeper than any tree of key files that a person keeps. */
  private static final int DEPTH = 16;

  /** Names that every locale spells alike, and that a URI has as they are. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/-]+");

  /** Names of files that this library writes beside the keys begin so. */
  public static final String OURS = ".smime4j-";

  /**
   * Looks for them.
   *
   * @throws IOException if the folder itself cannot be read
   */
  public static KeyFolder of(Path directory) throws IOException {
    KeyFolder folder = new KeyFolder(new TreeMap<>(), new TreeMap<>());
    Files.walkFileTree(
        directory,
        Set.<FileVisitOption>of(),
        DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            BasicFileAttributes attributes = found.isSymbolicLink() ? target(file, found) : found;
            if (attributes.isRegularFile() && file.equals(directory)) {
              throw new NotDirectoryException(file + " is a file: KeyHistory.read reads it");
            }
            if (attributes.isRegularFile() && !file.getFileName().toString().startsWith(OURS)) {
              folder.files.put(file, attributes);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (file.equals(directory)) {
              throw why;
            }
            if (!(why instanceof NoSuchFileException)) {
              folder.unread.put(file, why);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return folder;
  }

  /**
   * A file's name below a folder, as its URI has it: Java turns the octets of a name into text and
   * back by the locale, which loses what that cannot spell.
   */
  public static String name(Path directory, Path file) {
    String text = directory.relativize(file).toString();
    // To make a URI, Java looks at the file.
    return PLAIN.matcher(text).matches()
        ? text
        : file.toUri().toString().substring(base(directory).length());
  }

  /** With its slash, which the URI of a folder that is gone lacks. */
  private static String base(Path directory) {
    String uri = directory.toUri().toString();
    return uri.endsWith("/") ? uri : uri + "/";
  }

  /** The file that has such a name. */
  public static Path file(Path directory, String name) {
    Path file = Paths.get(URI.create(base(directory) + name));
    return directory.resolve(directory.toAbsolutePath().relativize(file));
  }

  /**
   * The file for people: one whose name the locale cannot spell as a URI, since two may look alike.
   */
  static String shown(Path file) {
    String text = file.toString();
    return text.indexOf('\uFFFD') < 0 ? text : file.toUri().toString();
  }

  /** The attributes of a link's target, or those of the link if the target cannot be read. */
  private static BasicFileAttributes target(Path link, BasicFileAttributes its) {
    try {
      return Files.readAttributes(link, BasicFileAttributes.class);
    } catch (IOException e) {
      return its;
    }
  }
}
