package org.smime4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    try (BufferedReader lines = Files.newBufferedReader(report)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject message = JsonObject.read(line.getBytes(StandardCharsets.UTF_8));
        for (JsonObject layer : message.list("layers", JsonObject.class)) {
          for (JsonObject signer : layer.list("signers", JsonObject.class)) {
            if (isDatedWronglyAlone(signer) && kept < MOST) {
              String addresses = String.join(", ", signer.list("addresses", String.class));
              NavigableMap<Long, Long> minutes =
                  bySigner.computeIfAbsent(addresses, any -> new TreeMap<>());
              long minute = Math.floorDiv(signer.number("skewSeconds"), MINUTE);
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

  private static boolean isDatedWronglyAlone(JsonObject signer) {
    return signer.text("integrity").equals("intact")
        && signer.list("findings", String.class).equals(List.of("DATE_MISMATCH"))
        && signer.number("skewSeconds") != 0
        && !signer.list("addresses", String.class).isEmpty();
  }
}
