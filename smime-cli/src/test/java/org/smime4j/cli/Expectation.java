package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The expected outcome beside a test message: see src-test-vectors/README.md. */
final class Expectation {

  private static final Set<String> KNOWN =
      Set.of(
          "expect",
          "kind",
          "layers",
          "errant",
          "signers",
          "countersigners",
          "receipt-request",
          "receipt",
          "receipt-of",
          "certificates",
          "binding",
          "integrity",
          "released",
          "deviations",
          "sha256",
          "subject",
          "notes",
          "withheld",
          "keys",
          "password",
          "policy",
          "trust",
          "crls",
          "at",
          "from",
          "threat",
          "comment",
          "made-by");

  private final Path sidecar;
  private final Map<String, String> values;

  private Expectation(Path sidecar, Map<String, String> values) {
    this.sidecar = sidecar;
    this.values = values;
  }

  /** Fails on a key that it does not know. */
  static Expectation read(Path sidecar) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(sidecar)) {
      int colon = line.indexOf(": ");
      String key = colon < 0 ? line : line.substring(0, colon);
      if (!KNOWN.contains(key)) {
        throw new AssertionError(sidecar + ": the key " + key + " is not known");
      }
      if (values.put(key, line.substring(colon + 2)) != null) {
        throw new AssertionError(sidecar + ": the key " + key + " stands there twice");
      }
    }
    return new Expectation(sidecar, values);
  }

  static List<Path> all() throws IOException {
    return Run.messages().values().stream()
        .filter(file -> file.toString().endsWith(".expect"))
        .toList();
  }

  /** The message: whatever stands beside under the same name. */
  Path message() throws IOException {
    String name = sidecar.getFileName().toString().replaceFirst("\\.expect$", "");
    try (var files = Files.list(sidecar.getParent())) {
      List<Path> messages =
          files
              .filter(file -> !file.equals(sidecar))
              .filter(
                  file -> file.getFileName().toString().replaceFirst("\\.[^.]*$", "").equals(name))
              .toList();
      if (messages.size() != 1) {
        throw new AssertionError(sidecar + ": not one message beside it but " + messages);
      }
      return messages.get(0);
    }
  }

  /** The options that open the message as it is to be opened. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    path(options, "--keys", "keys");
    if (values.containsKey("keys")) {
      options.addAll(List.of("--password-file", Run.vector("pki/passwords.txt").toString()));
    }
    path(options, "--trust", "trust");
    path(options, "--crl", "crls");
    plain(options, "--at", "at");
    plain(options, "--from", "from");
    plain(options, "--policy", "policy");
    return options;
  }

  private void path(List<String> options, String option, String key) {
    String value = values.get(key);
    if (value != null) {
      options.addAll(List.of(option, Run.vector(value).toString()));
    }
  }

  private void plain(List<String> options, String option, String key) {
    String value = values.get(key);
    if (value != null) {
      options.addAll(List.of(option, value));
    }
  }

  /** The value of {@code expect} up to a blank where it names a verdict. */
  String expect() {
    String value = values.get("expect");
    if (value == null) {
      throw new AssertionError(sidecar + ": nothing is expected");
    }
    return value;
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The words of a value; none where the key is absent. */
  List<String> words(String key) {
    return value(key).map(words -> List.of(words.split(" "))).orElse(List.of());
  }
}
