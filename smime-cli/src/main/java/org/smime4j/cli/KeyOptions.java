package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.SmimeException;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.Skipped;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The keys to open with, as options. */
final class KeyOptions {

  /** So many files that were passed over are named; the others are counted. */
  private static final int NAMED = 3;

  @Option(
      names = "--keys",
      paramLabel = "FILE|DIR",
      description = "A key file (PFX, PEM, JKS), or a directory: all key files in it.")
  private List<Path> keys = new ArrayList<>();

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  /**
   * Keys that were read, and named files that could not be.
   *
   * @param history the keys
   * @param failures one for each file that was named and cannot be opened
   */
  record Loaded(KeyHistory history, List<SmimeException.KeyFile> failures) {}

  Loaded load(Streams streams) throws IOException, UsageException {
    PasswordSource source = passwords.source(streams);
    KeyHistory history = KeyHistory.empty();
    List<SmimeException.KeyFile> failures = new ArrayList<>();
    for (Path place : keys) {
      Arguments.existing("--keys", place);
      if (Files.isDirectory(place)) {
        KeyHistory read = KeyHistory.readDirectory(place, source);
        tell(streams, place, read.skipped());
        history = history.with(read);
      } else {
        try {
          KeyHistory read = KeyHistory.read(place, source);
          tell(streams, place, read.skipped());
          history = history.with(read);
        } catch (SmimeException.KeyFile e) {
          streams.say(Sentences.of(e));
          failures.add(e);
        }
      }
    }
    return new Loaded(history, List.copyOf(failures));
  }

  private static void tell(Streams streams, Path place, List<Skipped> skipped) {
    if (skipped.isEmpty()) {
      return;
    }
    streams.say(
        place
            + ": "
            + (skipped.size() == 1 ? "1 file or entry" : skipped.size() + " files or entries")
            + " skipped, being no key file or opening with no password");
    skipped.stream().limit(NAMED).forEach(each -> streams.say("  skipped " + each));
    if (skipped.size() > NAMED) {
      streams.say("  and " + (skipped.size() - NAMED) + " more");
    }
  }
}
