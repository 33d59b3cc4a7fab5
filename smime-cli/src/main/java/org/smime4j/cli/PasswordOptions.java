package org.smime4j.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** What was read of each of the files. */
  private List<PasswordSource> read = List.of();

  PasswordSource source(Streams streams) throws IOException {
    read = read("--password-file", files);
    return of(read, streams.console());
  }

  /** Where the password of this number stands, from 1: never the password itself. */
  String place(int number) {
    int line = number;
    for (int i = 0; i < read.size(); i++) {
      int before = line;
      for (char[] each : read.get(i).candidates("")) {
        Arrays.fill(each, '\0');
        if (--line == 0) {
          return files.get(i) + ", line " + before;
        }
      }
    }
    return "password number " + number;
  }

  /**
   * All lines of all files, each tried on each key file; without a file the empty password, and
   * then the user at the terminal is asked.
   */
  static PasswordSource of(String option, List<Path> files, @Nullable Console console)
      throws IOException {
    return of(read(option, files), console);
  }

  private static List<PasswordSource> read(String option, List<Path> files) throws IOException {
    List<PasswordSource> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(lines(option, file));
    }
    return sources;
  }

  /** The passwords in a file. */
  static PasswordSource lines(String option, Path file) throws IOException {
    try {
      return PasswordSource.ofLines(Arguments.existing(option, file));
    } catch (CharacterCodingException e) {
      throw new UsageException(option + " " + file + ": this is not text in UTF-8");
    }
  }

  private static PasswordSource of(List<PasswordSource> sources, @Nullable Console console) {
    if (sources.isEmpty()) {
      return console == null ? PasswordSource.of(new char[0]) : new Prompt(console);
    }
    return subject -> {
      List<char[]> all = new ArrayList<>();
      sources.forEach(source -> source.candidates(subject).forEach(all::add));
      return all;
    };
  }

  /**
   * Asks a person, who may answer some times; an empty answer gives up.
   *
   * @param answers what was answered for one file often opens the next
   */
  private record Prompt(Console console, List<char[]> answers) implements PasswordSource {

    Prompt(Console console) {
      // The empty password needs no answer.
      this(console, new ArrayList<>(List.of(new char[0])));
    }

    @Override
    public Iterable<char[]> candidates(String subject) {
      return () -> {
        Asking asking = new Asking(subject);
        return Stream.generate(asking::next)
            .takeWhile(Optional::isPresent)
            .map(answer -> answer.get().clone())
            .iterator();
      };
    }

    /** For one file: what was answered before, and then what a person says. */
    private final class Asking {
      private final String subject;
      private int given;
      private int asked;

      Asking(String subject) {
        this.subject = subject;
      }

      /** A person is asked one thing at a time. */
      Optional<char[]> next() {
        synchronized (answers) {
          if (given < answers.size()) {
            return Optional.of(answers.get(given++));
          }
          if (asked++ == QUESTIONS) {
            return Optional.empty();
          }
          char[] answer = console.readPassword("Password of %s: ", SafeText.line(subject));
          if (answer == null || answer.length == 0) {
            return Optional.empty();
          }
          answers.add(answer);
          given = answers.size();
          return Optional.of(answer);
        }
      }
    }
  }
}
