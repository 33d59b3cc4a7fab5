package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Reads all keys into memory; with a directory for indexes, directories of keys through an index,
   * and their private keys as messages need them.
   *
   * @param indexes the directory for the indexes; null to read all
   * @param meter shows how much of a directory the index has heard of
   */
  Loaded load(Streams streams, Limits limits, @Nullable Path indexes, ProgressListener meter)
      throws IOException {
    PasswordSource source = passwords.source(streams);
    KeyHistory history = KeyHistory.of();
    List<KeySource> sources = new ArrayList<>();
    List<SmimeException.KeyFile> failures = new ArrayList<>();
    for (Path place : keys) {
      boolean isDirectory = Files.isDirectory(Arguments.existing("--keys", place));
      try {
        if (isDirectory && indexes != null) {
          Path index = indexes.resolve("keys-" + (keys.indexOf(place) + 1) + ".index");
          KeyDirectory read = KeyDirectory.open(place, index, source, limits, meter);
          streams.skipped(place, read.skipped());
          sources.add(read.keys());
        } else {
          KeyHistory read = KeyFiles.read(place, source, QuickStart.limits(limits));
          QuickStart.requireAll(read.skipped().isEmpty());
          streams.skipped(place, read.skipped());
          history = history.and(read);
        }
      } catch (SmimeException.KeyFile e) {
        QuickStart.requireAll(false);
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
}
