package org.smime4j.benchmarks.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.smime4j.benchmarks.contestants.Contestant;

/** The figures as Markdown. */
final class Tables {

  private Tables() {}

  /** How many goals each JDK meets. */
  static List<String> outcomes(List<Figures> jdks) {
    List<String> lines = new ArrayList<>();
    for (Figures figures : jdks) {
      Map<Goal.Outcome, Long> count =
          Goals.all().stream().collect(groupingBy(goal -> goal.outcome(figures), counting()));
      lines.add(
          String.format(
              Locale.ROOT,
              "- Java %s: %d goals are met, and %d are **short**. %d further goals are short for the bare"
                  + " calls too. %d of all results are within the error.",
              figures.feature(),
              count.getOrDefault(Goal.Outcome.MET, 0L),
              count.getOrDefault(Goal.Outcome.SHORT, 0L),
              count.getOrDefault(Goal.Outcome.SHORT_AS_BARE, 0L),
              Goals.all().stream().filter(goal -> goal.isOpen(figures)).count()));
    }
    return lines;
  }

  /** Every goal beside what was measured and what bare calls reach, for each JDK. */
  static List<String> goals(List<Figures> jdks) {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| work | goal |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Figures figures : jdks) {
      head.append(" Java ").append(figures.feature()).append(" | bare calls |");
      rule.append("---|---|");
    }
    lines.add(head.toString());
    lines.add(rule.toString());
    for (Goal goal : Goals.all()) {
      StringBuilder row =
          new StringBuilder("| ")
              .append(goal.work())
              .append(" | ")
              .append(goal.goal())
              .append(" |");
      for (Figures figures : jdks) {
        row.append(' ').append(goal.verdict(figures)).append(" | ");
        row.append(goal.bare(figures)).append(" |");
      }
      lines.add(row.toString());
    }
    return lines;
  }

  /** All contests: microseconds up to 100 KiB, megabytes a second above. */
  static List<String> contests(Figures figures) {
    Map<String, Map<String, Figure>> rows = new LinkedHashMap<>();
    figures.all().stream()
        .filter(figure -> figure.params().containsKey("contestant") && !figure.cold())
        .sorted(
            Comparator.comparing((Figure f) -> f.params().get("form"))
                .reversed()
                .thenComparing(f -> Long.parseLong(f.params().get("size")))
                .thenComparing(f -> f.params().get("keys"), Comparator.reverseOrder())
                .thenComparing(Figure::threads)
                .thenComparing(Tables::title))
        .forEach(
            figure ->
                rows.computeIfAbsent(title(figure), t -> new TreeMap<>())
                    .put(figure.params().get("contestant"), figure));
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| work |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Contestant contestant : Contestant.values()) {
      head.append(' ').append(contestant).append(" |");
      rule.append("---|");
    }
    lines.add(head + " × BCJMAIL | × OPENSSL | of JDK_FLOOR | heap, KiB |");
    lines.add(rule + "---|---|---|---|");
    rows.forEach((title, row) -> lines.add(contest(title, row)));
    return lines;
  }

  private static String contest(String title, Map<String, Figure> row) {
    StringBuilder line = new StringBuilder("| ").append(title).append(" |");
    for (Contestant contestant : Contestant.values()) {
      Figure figure = row.get(contestant.name());
      line.append(' ').append(figure == null ? "–" : speed(figure)).append(" |");
    }
    Optional<Figure> ours = Optional.ofNullable(row.get("SMIME4J"));
    for (String rival : List.of("BCJMAIL", "OPENSSL", "JDK_FLOOR")) {
      Optional<Measured> ratio =
          ours.flatMap(
              o -> Optional.ofNullable(row.get(rival)).map(r -> r.seconds().over(o.seconds())));
      line.append(' ').append(ratio.map(r -> r.text("%.2f")).orElse("–")).append(" |");
    }
    line.append(' ')
        .append(
            ours.flatMap(Figure::allocated)
                .map(heap -> String.format(Locale.ROOT, "%,.0f", heap.value() / 1024))
                .orElse("–"));
    return line.append(" |").toString();
  }

  private static String speed(Figure figure) {
    long size = Long.parseLong(figure.params().get("size"));
    // With several threads JMH adds up their operations; the time is then one over the sum.
    return isSmall(figure)
        ? figure.seconds().times(1e6).text("%,.0f")
        : figure.rate(size / 1e6).text("%,.0f");
  }

  private static boolean isSmall(Figure figure) {
    return Long.parseLong(figure.params().get("size")) < 1 << 20;
  }

  private static String title(Figure figure) {
    Map<String, String> params = figure.params();
    String method = figure.benchmark().split("\\.")[0];
    StringBuilder title =
        new StringBuilder(Sizes.name(params.get("size")))
            .append(' ')
            .append(method.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT));
    if (params.containsKey("cipher")) {
      title.append(' ').append(params.get("cipher"));
    }
    if (!params.get("keys").equals("RSA_2048") || isSmall(figure)) {
      title.append(' ').append(Goals.name(params.get("keys")));
    }
    if (params.get("form").equals("DER")) {
      title.append(" DER");
    }
    if (!params.getOrDefault("senders", "1").equals("1")) {
      title.append(", ").append(params.get("senders")).append(" senders");
    }
    if (figure.threads() > 1) {
      title.append(", ").append(figure.threads()).append(" threads");
    }
    return title.append(isSmall(figure) ? ", µs" : ", MB/s").toString();
  }

  /** Everything else, in milliseconds. */
  static List<String> others(Figures figures) {
    List<String> lines = new ArrayList<>();
    lines.add("| work | ms |");
    lines.add("|---|---|");
    for (Figure figure : figures.all()) {
      if (!figure.params().containsKey("contestant")) {
        StringBuilder title = new StringBuilder(figure.benchmark());
        figure
            .params()
            .forEach((name, value) -> title.append(' ').append(name).append('=').append(value));
        lines.add("| " + title + " | " + figure.seconds().times(1e3).text("%,.2f") + " |");
      }
    }
    return lines;
  }
}
