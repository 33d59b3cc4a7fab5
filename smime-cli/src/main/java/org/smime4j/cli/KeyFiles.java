package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.smime4j.KeyHistory;
import org.smime4j.keys.KeyEntry;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;

/**
 * Key files that were read, and for each the number of the password that opened it: never the
 * password itself.
 *
 * @param history all that they hold
 * @param files those that hold something, in the order in which they were read
 */
record KeyFiles(KeyHistory history, List<Opened> files) {

  /** So many files that did not open are named. */
  private static final int NAMED = 3;

  private static final int LONGEST_PIPE = 16 * 1024 * 1024;

  /**
   * A file that was read.
   *
   * @param file its name
   * @param password the number of the password in the password files, from 1; 0 where it needed
   *     none, or the empty one; null where its entries have several
   */
  record Opened(String file, @Nullable Integer password) {}

  /** Those of the keys and certificates of which this is true. */
  List<KeyEntry> only(Predicate<KeyEntry> which) {
    return history.entries().stream().filter(which).toList();
  }

  /** Whether all opened, except the private key of a recovery blob: that takes an agent's key. */
  boolean areOpen() {
    return history.unopened().values().stream()
        .allMatch(why -> why.startsWith("it is a key recovery blob; "));
  }

  /**
   * Why there is none of what was wanted: perhaps because files did not open.
   *
   * @param none the sentence if all opened
   */
  static String without(KeyHistory history, String none) {
    Set<String> shut = history.unopened().keySet();
    return shut.isEmpty()
        ? none
        : "none of these key files opened: " + Sentences.first(NAMED, shut);
  }

  /**
   * Reads files and directories. A file that is named must be a key file; what in a directory is
   * none is said.
   */
  static KeyFiles read(
      Streams streams, String option, List<Path> places, PasswordOptions passwords, Limits limits)
      throws IOException {
    PasswordSource source = passwords.source(streams);
    Map<String, Candidates> taken = new LinkedHashMap<>();
    PasswordSource counted =
        subject ->
            () -> {
              Candidates candidates = new Candidates(source.candidates(subject).iterator());
              taken.put(subject, candidates);
              return candidates;
            };
    KeyHistory history = KeyHistory.of();
    for (Path place : places) {
      Arguments.existing(option, place);
      KeyHistory read = read(place, counted, limits);
      streams.skipped(place, read.skipped());
      history = history.and(read);
    }
    return new KeyFiles(history, opened(taken, history.skipped().keySet()));
  }

  /** What a file or a directory holds, or what is written into a pipe, within standard limits. */
  static KeyHistory read(Path file, PasswordSource passwords, Limits limits) throws IOException {
    if (!Arguments.isPipe(file)) {
      return KeyHistory.read(limits, passwords, KeyHistory.of(), file);
    }
    byte[] octets = Arguments.octets("key file", file, LONGEST_PIPE);
    try {
      return KeyHistory.read(octets, file.toString(), passwords);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static List<Opened> opened(Map<String, Candidates> taken, Set<String> sources) {
    List<Opened> opened = new ArrayList<>();
    taken.forEach(
        (file, candidates) -> {
          if (!sources.contains(file)) {
            boolean partly = sources.stream().anyMatch(each -> each.startsWith(file + ", "));
            opened.add(
                new Opened(
                    file,
                    !candidates.exhausted
                        ? Integer.valueOf(candidates.number)
                        : partly ? null : Integer.valueOf(0)));
          }
        });
    return opened;
  }

  /** Passwords, counted as they are taken for a file: the one that was taken last opened it. */
  private static final class Candidates implements Iterator<char[]> {

    private final Iterator<char[]> candidates;
    private int number;
    private boolean exhausted;

    Candidates(Iterator<char[]> candidates) {
      this.candidates = candidates;
    }

    @Override
    public boolean hasNext() {
      exhausted = !candidates.hasNext();
      return !exhausted;
    }

    @Override
    public char[] next() {
      number++;
      return candidates.next();
    }
  }
}
