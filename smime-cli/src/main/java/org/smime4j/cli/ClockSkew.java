package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.smime4j.cli.json.JsonObject;

/**
 * One and the same difference between the signing time and Date, in several messages of a signer
 * who is not trusted for it alone. It shows a wrong clock and not an old message that somebody sent
 * again.
 *
 * @param signer the addresses of the signer's certificate
 * @param messages how many signatures have this difference
 * @param skew the signing time minus Date, to the minute
 */
record ClockSkew(String signer, long messages, Duration skew) {

  private static final long MINUTE = 60;

  /** Clocks drift: differences are the same within this time. */
  private static final long SAME_MINUTES = 10;

  private static final int FEWEST_MESSAGES = 3;

  /** Differences that are kept: an archive may have any number of signers. */
  private static final int MOST = 100_000;

  /** The differences that the report of an archive shows, by signer. */
  static List<ClockSkew> in(Path report) throws IOException {
    Map<String, NavigableMap<Long, Long>> bySigner = new TreeMap<>();
    int kept = 0;
    try (JsonParser from = new JsonFactory().createParser(report.toFile())) {
      for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
        if (token == JsonToken.FIELD_NAME && from.currentName().equals("signers")) {
          from.nextToken();
          while (from.nextToken() == JsonToken.START_OBJECT) {
            Signer signer = Signer.read(from);
            if (signer.isDatedWronglyAlone() && kept < MOST) {
              NavigableMap<Long, Long> minutes =
                  bySigner.computeIfAbsent(
                      String.join(", ", signer.addresses), any -> new TreeMap<>());
              long minute = Math.floorDiv(signer.seconds, MINUTE);
              kept += minutes.containsKey(minute) ? 0 : 1;
              minutes.merge(minute, 1L, Long::sum);
            }
          }
        }
      }
    }
    List<ClockSkew> skews = new ArrayList<>();
    bySigner.forEach((signer, minutes) -> addCommon(signer, minutes, skews));
    return skews;
  }

  /** Adds the difference that most messages of a signer have, if there is one. */
  private static void addCommon(
      String signer, NavigableMap<Long, Long> minutes, List<ClockSkew> skews) {
    long all = minutes.values().stream().mapToLong(Long::longValue).sum();
    for (long first : minutes.keySet()) {
      NavigableMap<Long, Long> near = minutes.subMap(first, true, first + SAME_MINUTES, true);
      long messages = near.values().stream().mapToLong(Long::longValue).sum();
      if (messages >= FEWEST_MESSAGES && 2 * messages > all) {
        long sum = near.entrySet().stream().mapToLong(e -> e.getKey() * e.getValue()).sum();
        skews.add(
            new ClockSkew(signer, messages, Duration.ofMinutes(Math.floorDiv(sum, messages))));
        return;
      }
    }
  }

  JsonObject json() {
    return new JsonObject()
        .with("signer", signer)
        .with("messages", messages)
        .with("skewSeconds", skew.toSeconds());
  }

  String sentence() {
    Duration size = skew.abs();
    return SafeText.line(signer)
        + ": the signing time of "
        + messages
        + " messages with DATE_MISMATCH is "
        + (size.toDays() > 0 ? size.toDays() + " d " : "")
        + (size.toHoursPart() > 0 ? size.toHoursPart() + " h " : "")
        + size.toMinutesPart()
        + " min "
        + (skew.isNegative() ? "before" : "after")
        + " Date, as if one clock were wrong; --allow-skew accepts such a difference";
  }

  /** What the report says of a signer, as far as it matters here. */
  private static final class Signer {
    private String integrity = "";
    private List<String> findings = List.of();
    private List<String> addresses = List.of();
    private long seconds;

    static Signer read(JsonParser from) throws IOException {
      Signer signer = new Signer();
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        String name = from.currentName();
        JsonToken value = from.nextToken();
        switch (name) {
          case "integrity" -> signer.integrity = from.getText();
          case "findings" -> signer.findings = strings(from);
          case "addresses" -> signer.addresses = strings(from);
          case "skewSeconds" -> signer.seconds = value.isNumeric() ? from.getLongValue() : 0;
          default -> from.skipChildren();
        }
      }
      return signer;
    }

    private static List<String> strings(JsonParser from) throws IOException {
      List<String> strings = new ArrayList<>();
      while (from.nextToken() == JsonToken.VALUE_STRING) {
        strings.add(from.getText());
      }
      return strings;
    }

    boolean isDatedWronglyAlone() {
      return integrity.equals("intact")
          && findings.equals(List.of("DATE_MISMATCH"))
          && seconds != 0
          && !addresses.isEmpty();
    }
  }
}
