package org.smime4j.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** RESULTS.md: the goals, rivals, what growth costs, and how all was measured. */
final class Page {

  private static final String NO_REASON = "no reason is in results/reasons.properties";

  private final JsonNode run;
  private final List<Figures> jdks;
  private final Properties reasons;

  /**
   * @param run where and when it was measured
   * @param reasons why goals are short, by their names in {@link PageGoals}
   */
  Page(JsonNode run, List<Figures> jdks, Properties reasons) {
    for (String name : reasons.stringPropertyNames()) {
      if (!PageGoals.all().containsKey(name)) {
        throw new IllegalArgumentException("reasons.properties names no goal: " + name);
      }
    }
    this.run = run;
    this.jdks = jdks;
    this.reasons = reasons;
  }

  /** The page. The plots are drawn into a folder. */
  List<String> lines(Path results) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Results");
    lines.add("");
    lines.add(
        "The program `report` of smime-benchmarks wrote this page on "
            + run.path("date").asText()
            + ", from one run on each JDK, on "
            + run.path("machine").asText()
            + ". JDK_FLOOR is the bare calls: the same cryptography and Base64, without a message"
            + " format. [All goals](results/goals.tsv) and [all figures](results/figures.tsv) are"
            + " in tables of their own.");
    lines.add("");
    lines.addAll(goals());
    lines.add("");
    lines.addAll(Summary.lines(jdks.get(0)));
    lines.add("");
    lines.addAll(growth(results));
    lines.addAll(method());
    return lines;
  }

  private List<String> goals() {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| work | goal |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Figures figures : jdks) {
      head.append(" Java ").append(figures.feature()).append(" |");
      rule.append("---|");
    }
    lines.add(head + " |");
    lines.add(rule + "---|");
    PageGoals.all().forEach((name, goal) -> lines.add(row(name, goal)));
    return lines;
  }

  private String row(String name, Goal goal) {
    StringBuilder row = new StringBuilder("| " + goal.work() + " | " + goal.goal() + " |");
    List<String> met = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (Figures figures : jdks) {
      row.append(' ').append(goal.figure(figures).orElse("–")).append(" |");
      switch (goal.outcome(figures)) {
        case MET -> met.add(figures.feature());
        case SHORT -> missed.add(figures.feature());
        case NONE -> {}
      }
    }
    String outcome =
        missed.isEmpty()
            ? met.isEmpty() ? "not measured" : "met"
            : (met.isEmpty() ? "" : "met on Java " + String.join(" and ", met) + "; ")
                + "**short**: "
                + reasons.getProperty(name, NO_REASON);
    return row.append(' ').append(outcome).append(" |").toString();
  }

  private List<String> growth(Path results) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("## What growth costs");
    lines.add("");
    lines.add(
        "The words are computed from the points. *Straight* is a fixed cost and the same cost for"
            + " each one more, with each point within 15 % of it; *flat* changes by no more than"
            + " 15 %; what *bends* lies on two such lines, which meet there; what is *curved* fits"
            + " none of these. Solid lines are of the first JDK, dashed ones of the second; axes are"
            + " logarithmic, except for threads. A point is the median of up to nine runs in one"
            + " JVM, or one run if it takes two seconds.");
    lines.add("");
    for (Plot plot : Plot.all()) {
      List<Growing> drawn = plot.lines(jdks);
      if (!drawn.isEmpty()) {
        lines.add("![" + plot.title() + "](results/" + plot.draw(drawn, results) + ")");
        lines.add("");
        lines.add(plot.about() + " " + plot.verdict(drawn));
        lines.add("");
      }
    }
    return lines;
  }

  private List<String> method() {
    List<String> lines = new ArrayList<>();
    lines.add("## How it was measured");
    lines.add("");
    jdks.forEach(figures -> lines.add("- Java " + figures.feature() + ": " + figures.jvm()));
    lines.add("- commit " + run.path("commit").asText());
    lines.add("- `" + run.path("command").asText() + "`");
    for (Map.Entry<String, JsonNode> absent : run.path("absent").properties()) {
      lines.add("- " + absent.getKey() + " did not run: " + absent.getValue().asText());
    }
    run.path("failed").forEach(failed -> lines.add("- failed: " + failed.asText()));
    lines.add("");
    lines.add(
        "JMH measured the tables except `smime` and the million keys: the median over the"
            + " forks of the medians of their iterations. The value after ± is the largest distance"
            + " of any iteration from it. Ratios compare figures of the same run; their errors add"
            + " up. Goals are compared as printed. Unless a row says otherwise, one thread works on"
            + " S/MIME text with random content in Base64 and RSA-2048 keys, from memory to memory."
            + " `verify` checks no certificate path. Heap is what one operation allocates.");
    lines.add("");
    lines.add(
        "JDK_FLOOR calls the JDK directly, and for P-256 Bouncy Castle, which is faster. Like"
            + " SMIME4J it keeps the certificate of its one sender, and returns verified content"
            + " without a copy, unlike BCJMAIL and OPENSSL. OPENSSL is called through JNA, which"
            + " makes it 13 to 28 % slower than the same calls from C. In a large history only one"
            + " key has its private key in the process. The pages of the heap were touched before,"
            + " except in new JVMs, streams and histories: a virtualised host supplies new memory"
            + " at a few hundred MB/s.");
    lines.add("");
    lines.add(
        "`command-line.py` measured the rows of `smime` as whole processes, by wall clock. A"
            + " process alternates with its rival; figures are medians.");
    return lines;
  }
}
