package org.smime4j.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.keys.PasswordSource;
import picocli.CommandLine.Option;

/**
 * Where passwords of key files come from, as options: from files with one a line, or else from the
 * person at the terminal. They are never arguments, which every user of the machine can see.
 */
final class PasswordOptions {

  private static final int QUESTIONS = 3;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "A file with one password per line. Each is tried on each key file. A blank line "
              + "is the empty password. Without this "
              + "option the empty password is tried, and then the command asks on the terminal.")
  private List<Path> files = new ArrayList<>();

  PasswordSource source(Streams streams) throws IOException {
    return of("--password-file", files, streams.console());
  }

  /**
   * All lines of all files, each tried on each key file; without a file the empty password, and
   * then the user at the terminal is asked.
   */
  static PasswordSource of(String option, List<Path> files, @Nullable Console console)
      throws IOException {
    if (files.isEmpty()) {
      // The empty password needs no answer.
      return console == null
          ? PasswordSource.of(new char[0])
          : new Prompt(console, new ArrayList<>(List.of(new char[0])));
    }
    List<PasswordSource> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(lines(option, file));
    }
    return subject -> {
      List<char[]> all = new ArrayList<>();
      sources.forEach(source -> source.candidates(subject).forEach(all::add));
      return all;
    };
  }

  /** The passwords in a file. */
  static PasswordSource lines(String option, Path file) throws IOException {
    try {
      return PasswordSource.ofLines(Arguments.existing(option, file));
    } catch (CharacterCodingException e) {
      throw new UsageException(option + " " + file + ": this is not text in UTF-8");
    }
  }

  /** The one password in a file. */
  static char[] onlyLine(String option, Path file) throws IOException {
    List<char[]> lines = new ArrayList<>();
    lines(option, file).candidates("").forEach(lines::add);
    if (lines.size() != 1 || lines.get(0).length == 0) {
      throw new UsageException(option + " " + file + ": it needs one line, which is the password");
    }
    return lines.get(0);
  }

  /**
   * Asks a person, who may answer some times; an empty answer gives up.
   *
   * @param answers what was answered for one file often opens the next
   */
  private record Prompt(Console console, List<char[]> answers) implements PasswordSource {

    @Override
    public Iterable<char[]> candidates(String subject) {
      return () -> {
        int known;
        synchronized (answers) {
          known = answers.size();
        }
        return IntStream.range(0, known + QUESTIONS)
            .mapToObj(number -> answer(subject, number, number > known))
            .takeWhile(Optional::isPresent)
            .map(answer -> answer.get().clone())
            .iterator();
      };
    }

    /**
     * What was answered before, or what a person says, who is asked one thing at a time.
     *
     * @param again whether the answer before was tried, and was wrong
     */
    private Optional<char[]> answer(String subject, int number, boolean again) {
      synchronized (answers) {
        if (number == answers.size()) {
          char[] answer =
              console.readPassword(
                  "%sPassword of %s: ", again ? "This is wrong. " : "", SafeText.line(subject));
          if (answer == null || answer.length == 0) {
            return Optional.empty();
          }
          answers.add(answer);
        }
        return Optional.of(answers.get(number));
      }
    }
  }
}
