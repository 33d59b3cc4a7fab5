package org.smime4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smime4j.cli.archive.Job;
import org.smime4j.cli.archive.Totals;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.findings.Outcome;

/** What came of an archive as a whole, in JSON or in sentences. */
final class ArchiveSummary {

  private static final double MILLIS = 1000;

  private ArchiveSummary() {}

  /**
   * @param isMailbox whether mail that is neither signed nor encrypted is expected
   */
  static boolean allOpened(Totals totals, boolean isMailbox) {
    Map<String, Long> outcomes = totals.outcomes();
    long plain = outcomes.getOrDefault(Outcome.NOT_SMIME.label(), 0L);
    return totals.messages() > 0
        && outcomes.getOrDefault(Outcome.OPENED.label(), 0L) + (isMailbox ? plain : 0)
            == totals.messages();
  }

  static byte[] json(Job job, List<ClockSkew> skews, List<MissingKey> missing, List<String> leftOut)
      throws IOException {
    Totals totals = job.totals();
    JsonObject outcomes = new JsonObject();
    totals.outcomes().forEach(outcomes::with);
    return new JsonObject()
        .with("begun", job.begun().toString())
        .with("messages", totals.messages())
        .with("outcomes", outcomes)
        .with("millis", totals.millis())
        .with("messagesPerSecond", Math.round(rate(totals) * 10) / 10.0)
        .with("clockSkews", skews.stream().map(ClockSkew::json).toList())
        .with("missingKeys", missing.stream().map(MissingKey::json).toList())
        .with("skipped", leftOut)
        .line();
  }

  static String sentences(Job job, List<ClockSkew> skews, List<MissingKey> missing) {
    Totals totals = job.totals();
    return Stream.concat(
                skews.stream().map(ClockSkew::sentence), missing.stream().map(MissingKey::sentence))
            .map(each -> each + System.lineSeparator())
            .collect(Collectors.joining())
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
