package org.smime4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** All figures as tables beside RESULTS.md, with a tab between two cells. */
final class Sheets {

  private Sheets() {}

  static void write(List<Figures> jdks, Path folder) throws IOException {
    Files.write(folder.resolve("goals.tsv"), goals(jdks));
    Files.write(folder.resolve("figures.tsv"), figures(jdks));
  }

  /** Every goal that was measured, with the figure of each JDK. */
  private static List<String> goals(List<Figures> jdks) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "work\tgoal\t"
            + jdks.stream().map(f -> "Java " + f.feature()).collect(Collectors.joining("\t")));
    for (Collection<Goal> goals : List.of(PageGoals.all().values(), Goals.all())) {
      for (Goal goal : goals) {
        if (jdks.stream().anyMatch(figures -> goal.figure(figures).isPresent())) {
          lines.add(
              goal.work()
                  + "\t"
                  + goal.goal()
                  + "\t"
                  + jdks.stream().map(goal::verdict).collect(Collectors.joining("\t")));
        }
      }
    }
    return lines;
  }

  /** Every figure; microseconds and KiB allocated for one operation. */
  private static List<String> figures(List<Figures> jdks) {
    List<String> lines = new ArrayList<>();
    lines.add("Java\twork\tthreads\tparameters\tµs\t± µs\tKiB of heap");
    for (Figures figures : jdks) {
      for (Figure figure : figures.all()) {
        Measured time = figure.seconds().times(1e6);
        lines.add(
            String.join(
                "\t",
                figures.feature(),
                figure.benchmark(),
                String.valueOf(figure.threads()),
                figure.params().entrySet().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(" ")),
                number(time.value()),
                number(time.error()),
                Contests.kibibytes(Optional.of(figure))
                    .map(Measured::value)
                    .or(
                        () ->
                            Optional.ofNullable(figure.extras().get("heap"))
                                .map(octets -> octets / 1024))
                    .map(Sheets::number)
                    .orElse("")));
      }
    }
    return lines;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
