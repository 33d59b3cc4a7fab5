package org.smime4j.cli.archive;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file in a Maildir. Delivering programs never change the first part, in which some
 * write the size ({@code S=}) and the size with CRLF line ends ({@code W=}). Reading programs
 * change the flags. It is as a URI has it: Java turns the octets of a name into text and back by
 * the locale, which loses what that cannot spell.
 *
 * @param unique distinct in the folder
 * @param flags with the colon before them; empty if there are none
 */
record MaildirName(String unique, String flags) {

  /** Where messages are. */
  static final List<String> BOXES = List.of("cur", "new");

  private static final Pattern SIZE = Pattern.compile(",([SW])=\\d+");
  private static final Pattern TAG = Pattern.compile("_smime[0-9a-f]{8}(?=,|$)");

  /** Names that a URI has as they are. To make a URI, Java looks at the file. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._,:=-]+");

  /** The name of a file as its URI has it. */
  static String text(Path file) {
    String name = String.valueOf(file.getFileName());
    return PLAIN.matcher(name).matches()
        ? name
        : file.toUri().getRawPath().replaceFirst("/$", "").replaceFirst(".*/", "");
  }

  /** The file of such a name in a directory. */
  static Path file(Path directory, String text) {
    return directory.resolve(
        PLAIN.matcher(text).matches()
            ? Path.of(text)
            : Objects.requireNonNull(Path.of(URI.create("file:///" + text)).getFileName()));
  }

  static MaildirName of(Path file) {
    return of(text(file));
  }

  static MaildirName of(String name) {
    int colon = name.indexOf(':');
    return colon < 0
        ? new MaildirName(name, "")
        : new MaildirName(name.substring(0, colon), name.substring(colon));
  }

  /** Whether it tells the size with CRLF line ends. */
  boolean tellsSizes() {
    return SIZE.matcher(unique).find();
  }

  /** The same name for another size. What is not told is not added. */
  MaildirName sized(long size, long sizeWithCrLf) {
    return new MaildirName(
        SIZE.matcher(unique)
            .replaceAll(told -> told.group(1).equals("S") ? ",S=" + size : ",W=" + sizeWithCrLf),
        flags);
  }

  /** Another name: programs take a file of the same name for the same octets. */
  MaildirName tagged(String hex) {
    String without = TAG.matcher(unique).replaceFirst("");
    int comma = without.indexOf(',');
    int end = comma < 0 ? without.length() : comma;
    return new MaildirName(
        without.substring(0, end) + "_smime" + hex + without.substring(end), flags);
  }

  /** The file of this name beside another, with the flags of that one. */
  Path besideFlagged(Path other) {
    return new MaildirName(unique, of(other).flags()).beside(other);
  }

  /** The file of this name in the directory of another. */
  Path beside(Path other) {
    return file(Objects.requireNonNull(other.getParent()), toString());
  }

  @Override
  public String toString() {
    return unique + flags;
  }

  /** Whether a file is in {@code cur} or {@code new} of a Maildir. */
  static boolean isInMaildir(Path file) {
    return BOXES.contains(String.valueOf(file.resolveSibling("").getFileName()))
        && MailFolder.isMaildir(file.resolveSibling("..").normalize());
  }

  /**
   * Where the file is now: a reading program gives it other flags, and moves it to {@code cur}.
   *
   * @return null if it is gone
   */
  static @Nullable Path find(Path listed) throws IOException {
    if (Files.exists(listed, LinkOption.NOFOLLOW_LINKS)) {
      return listed;
    }
    String unique = of(listed).unique();
    for (String box : BOXES) {
      Path folder = listed.resolveSibling("..").resolve(box).normalize();
      if (!Files.isDirectory(folder)) {
        continue;
      }
      for (Path file : MailFolder.children(folder)) {
        if (of(file).unique().equals(unique)) {
          return file;
        }
      }
    }
    return null;
  }
}
