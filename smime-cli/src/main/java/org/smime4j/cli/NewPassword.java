package org.smime4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.TargetFile;
import picocli.CommandLine.Option;

/** The password of key files that are written, as options: given, or made up. */
final class NewPassword {

  /** Without letters and digits that people take for others when they type them. */
  private static final String CHARACTERS =
      "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  /** More than 128 bits. */
  private static final int LENGTH = 24;

  private static final SecureRandom RANDOM = new SecureRandom();

  @Option(
      names = "--new-password-file",
      paramLabel = "FILE",
      description = "A file with the new password on one line.")
  @Nullable Path given;

  @Option(
      names = "--make-password",
      paramLabel = "FILE",
      description =
          "Make a new password and write it to this new file. Only you can read the file.")
  @Nullable Path made;

  /** Whether this run made the file. */
  private boolean isNew;

  /**
   * @throws UsageException unless one of the two is given
   */
  void check() {
    if ((given == null) == (made == null)) {
      throw new UsageException(
          "give either --new-password-file, with the password of what is written, or"
              + " --make-password");
    }
  }

  /** Refuses a file with a password that is made if it is there: it may open earlier keys. */
  void refuseExisting() throws IOException {
    if (made != null && Files.exists(made)) {
      throw new IOException(
          made
              + ": it exists already; to use the password in it, give it to --new-password-file;"
              + " else give another --make-password");
    }
  }

  /** Removes a password that was made: nothing was written with it. */
  void remove() throws IOException {
    if (isNew) {
      isNew = false;
      Files.deleteIfExists(Objects.requireNonNull(made));
    }
  }

  /** The password; one that is made up is in its file before anything is written with it. */
  char[] get() throws IOException {
    check();
    if (given != null) {
      return PasswordOptions.onlyLine("--new-password-file", given);
    }
    Path file = Objects.requireNonNull(made);
    refuseExisting();
    char[] password = makeUp();
    TargetFile.write(
        file, out -> out.write((new String(password) + "\n").getBytes(StandardCharsets.US_ASCII)));
    isNew = true;
    return password;
  }

  /** A password for each of many files: the one that was given, or else a new one for each. */
  Supplier<char[]> forEach() throws IOException {
    if (given == null) {
      return NewPassword::makeUp;
    }
    char[] password = PasswordOptions.onlyLine("--new-password-file", given);
    return () -> password;
  }

  /** A password that nobody can guess. */
  private static char[] makeUp() {
    char[] password = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      password[i] = CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length()));
    }
    return password;
  }
}
