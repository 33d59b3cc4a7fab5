package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.smime4j.cli.archive.Job;
import org.smime4j.cli.archive.Totals;

/** What came of an archive as a whole, in JSON or in sentences. */
final class ArchiveSummary {

  private static final double MILLIS = 1000;

  private ArchiveSummary() {}

  static boolean allOpened(Totals totals) {
    return totals.messages() > 0
        && totals.outcomes().getOrDefault(MessageOutcome.Kind.OPENED.label(), 0L)
            == totals.messages();
  }

  static byte[] json(Job job, List<ClockSkew> skews) throws IOException {
    Totals totals = job.totals();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator to = new JsonFactory().createGenerator(line)) {
      to.writeStartObject();
      to.writeStringField("begun", job.begun().toString());
      to.writeNumberField("messages", totals.messages());
      to.writeObjectFieldStart("outcomes");
      for (Map.Entry<String, Long> outcome : totals.outcomes().entrySet()) {
        to.writeNumberField(outcome.getKey(), outcome.getValue());
      }
      to.writeEndObject();
      to.writeNumberField("octets", totals.octets());
      to.writeNumberField("millis", totals.millis());
      to.writeNumberField("messagesPerSecond", Math.round(rate(totals) * 10) / 10.0);
      to.writeArrayFieldStart("clockSkews");
      for (ClockSkew each : skews) {
        to.writeStartObject();
        to.writeStringField("signer", each.signer());
        to.writeNumberField("messages", each.messages());
        to.writeNumberField("skewSeconds", each.skew().toSeconds());
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  static String sentences(Job job, List<ClockSkew> skews) {
    Totals totals = job.totals();
    StringBuilder sentences = new StringBuilder();
    for (ClockSkew each : skews) {
      sentences.append(each.sentence()).append(System.lineSeparator());
    }
    return sentences
        + String.format(
            Locale.ROOT,
            "%,d messages in %,.1f s, %,.0f a second: %s. Report: %s",
            totals.messages(),
            totals.millis() / MILLIS,
            rate(totals),
            totals.outcomes().entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey()))
                .collect(Collectors.joining(", ")),
            SafeText.line(job.report().toString()));
  }

  private static double rate(Totals totals) {
    return totals.messages() * MILLIS / Math.max(1, totals.millis());
  }
}
