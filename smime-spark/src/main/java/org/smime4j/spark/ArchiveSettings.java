package org.smime4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;

/**
 * What stands in the settings file. The driver and each executor read it from where it lies, so
 * that neither a plan nor an event log has the place of a key.
 *
 * @param said the settings, all of names that are known
 */
record ArchiveSettings(Properties said) {

  private static final int MOST = 100_000_000;

  private static final Set<String> NAMES =
      Set.of(
          ("messages form name-column octets-column table batch partitions keys index passwords"
                  + " trust at policy write reencrypt-to write-limit unverified")
              .split(" "));

  /**
   * Reads the settings.
   *
   * @throws IOException if the file cannot be read, or names what is no setting
   */
  static ArchiveSettings read(String file, Configuration hadoop) throws IOException {
    Properties said = new Properties();
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      said.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    TreeSet<String> unknown = new TreeSet<>(said.stringPropertyNames());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new IOException("the settings file has names that are no settings: " + unknown);
    }
    return new ArchiveSettings(said);
  }

  @Nullable String text(String name) {
    return said.getProperty(name);
  }

  String text(String name, String otherwise) {
    return said.getProperty(name, otherwise);
  }

  /** The setting of this name, without which there is nothing to do. */
  String given(String name) throws IOException {
    String value = text(name, "");
    if (value.isBlank()) {
      throw new IOException("the settings file has no " + name);
    }
    return value;
  }

  List<String> list(String name) {
    return Stream.of(text(name, "").split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  int number(String name, int otherwise) throws IOException {
    String value = text(name, Integer.toString(otherwise));
    if (!value.matches("[1-9]\\d{0,8}") || Integer.parseInt(value) > MOST) {
      throw new IOException(name + ": give a number from 1 to " + MOST);
    }
    return Integer.parseInt(value);
  }

  /** The time to judge at. */
  Instant at() throws IOException {
    try {
      String value = text("at");
      return value == null ? Instant.now() : Instant.parse(value);
    } catch (DateTimeException e) {
      throw new IOException("at: give a time such as 2026-06-01T00:00:00Z", e);
    }
  }

  AlgorithmPolicy policy() throws IOException {
    return switch (text("policy", "standard")) {
      case "standard" -> AlgorithmPolicy.standard();
      case "archive" -> AlgorithmPolicy.archive();
      case "authenticated-only" -> AlgorithmPolicy.authenticatedOnly();
      default -> throw new IOException("policy: give standard, archive or authenticated-only");
    };
  }

  /** One of these words, the first if none is said. */
  String choice(String name, String... words) throws IOException {
    String value = text(name, words[0]);
    if (!List.of(words).contains(value)) {
      throw new IOException(name + ": give one of " + List.of(words));
    }
    return value;
  }

  /** A constant as settings and rows write it. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
