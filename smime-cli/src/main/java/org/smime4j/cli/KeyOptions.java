package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The keys to open with, as options. */
final class KeyOptions {

  @Option(
      names = "--keys",
      paramLabel = "FILE|DIR",
      description = "A key file (PFX, PEM, JKS), or a directory of key files.")
  private List<Path> keys = new ArrayList<>();

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  /**
   * Keys that were read, and named files that could not be.
   *
   * @param keys the keys
   * @param failures one for each file that was named and cannot be opened
   */
  record Loaded(KeySource keys, List<SmimeException.KeyFile> failures) {}

  /** Reads all keys into memory. */
  Loaded load(Streams streams, Limits limits) throws IOException, UsageException {
    return load(streams, limits, null);
  }

  /**
   * Reads directories through an index, and private keys as messages need them.
   *
   * @param indexes the directory for the indexes
   * @param meter shows how much of a directory the index has heard of
   */
  Loaded escrow(Streams streams, Path indexes, Limits limits, ProgressListener meter)
      throws IOException, UsageException {
    return load(
        streams,
        limits,
        (place, source) ->
            KeyDirectory.open(
                place,
                indexes.resolve("keys-" + (keys.indexOf(place) + 1) + ".index"),
                source,
                limits,
                meter));
  }

  /** Reads a directory of keys through an index. */
  @FunctionalInterface
  private interface Index {
    KeyDirectory open(Path place, PasswordSource passwords) throws IOException;
  }

  private Loaded load(Streams streams, Limits limits, @Nullable Index index)
      throws IOException, UsageException {
    PasswordSource source = passwords.source(streams);
    KeyHistory history = KeyHistory.of();
    List<KeySource> sources = new ArrayList<>();
    List<SmimeException.KeyFile> failures = new ArrayList<>();
    for (Path place : keys) {
      boolean isDirectory = Files.isDirectory(Arguments.existing("--keys", place));
      try {
        if (isDirectory && index != null) {
          KeyDirectory read = index.open(place, source);
          tell(streams, place, read.skipped());
          sources.add(read.keys());
        } else {
          KeyHistory read = KeyFiles.read(place, source, limits);
          tell(streams, place, read.skipped());
          history = history.with(read);
        }
      } catch (SmimeException.KeyFile e) {
        if (isDirectory) {
          throw e;
        }
        streams.say(Sentences.of(e));
        failures.add(e);
      }
    }
    sources.add(0, history);
    return new Loaded(
        sources.size() == 1 ? history : KeyHistory.chain(sources.toArray(KeySource[]::new)),
        List.copyOf(failures));
  }

  private static void tell(Streams streams, Path place, Map<String, String> skipped) {
    SkippedFiles.tell(streams, place, skipped, "not a key file, or no password opens it");
  }
}
