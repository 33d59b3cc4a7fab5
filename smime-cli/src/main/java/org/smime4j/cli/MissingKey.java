package org.smime4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.findings.Outcome;

/**
 * A key that messages of an archive wait for, because no other opened them. A message that names
 * several recipients needs one of their keys.
 *
 * @param recipient as the messages name it
 * @param messages how many wait
 * @param example the report's line on the first of them
 */
record MissingKey(JsonObject recipient, long messages, JsonObject example) {

  /** Keys that are counted: an archive may name any number. */
  private static final int MOST = 100_000;

  /** What a person finds a message by; anybody may have written it. */
  private static final List<String> HEADER = List.of("from", "to", "date");

  /** The keys that the report of an archive lacks, those of most messages first. */
  static List<MissingKey> in(Path report) throws IOException {
    Map<String, MissingKey> missing = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(report)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.contains(Outcome.NO_MATCHING_KEY.label())) {
          continue;
        }
        JsonObject message = JsonObject.read(line.getBytes(StandardCharsets.UTF_8));
        for (JsonObject each : message.list("recipients", JsonObject.class)) {
          if (missing.size() < MOST || missing.containsKey(name(each))) {
            missing.merge(
                name(each),
                new MissingKey(each, 1, message),
                (known, more) ->
                    new MissingKey(known.recipient, known.messages + 1, known.example));
          }
        }
      }
    }
    return missing.values().stream()
        .sorted(
            Comparator.comparingLong(MissingKey::messages)
                .reversed()
                .thenComparing(each -> name(each.recipient)))
        .toList();
  }

  private static String name(JsonObject recipient) {
    return recipient.names().stream()
        .map(field -> (field.equals("issuer") ? "" : field + " ") + recipient.text(field))
        .reduce((one, other) -> other + " of " + one)
        .orElse("");
  }

  JsonObject json() {
    JsonObject of = new JsonObject().with("recipient", recipient).with("messages", messages);
    of.with("file", example.text("file"));
    HEADER.forEach(field -> of.with(field, example.list(field, String.class)));
    return of;
  }

  String sentence() {
    StringBuilder header = new StringBuilder();
    for (String field : HEADER) {
      for (String value : example.list(field, String.class)) {
        header.append(header.isEmpty() ? "" : "; ").append(field).append(' ').append(value);
      }
    }
    return String.format(
        Locale.ROOT,
        "%,d %s for the key of %s, such as %s (%s)",
        messages,
        messages == 1 ? "message waits" : "messages wait",
        SafeText.line(name(recipient)),
        SafeText.line(example.text("file")),
        SafeText.line(header.toString()));
  }
}
