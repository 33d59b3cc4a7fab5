package org.smime4j.benchmarks.report;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that is promised, and how it is measured.
 *
 * @param work what is done
 * @param bound the goal
 * @param atLeast whether the goal is a lower bound
 * @param unit behind each number
 * @param measure finds the figure, if it was measured
 */
record Goal(
    String work,
    double bound,
    boolean atLeast,
    String unit,
    Function<Figures, Optional<Measured>> measure) {

  static Goal atLeast(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, true, unit, measure);
  }

  static Goal atMost(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, false, unit, measure);
  }

  String goal() {
    return (atLeast ? "≥ " : "≤ ") + number(bound) + unit;
  }

  /** The figure, and whether the goal is met. */
  String verdict(Figures figures) {
    return measure
        .apply(figures)
        .map(
            found ->
                found.text(format(found.value()))
                    + unit
                    + (met(found.value()) ? " met" : " **short**"))
        .orElse("not measured");
  }

  boolean met(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, format(value), value);
  }

  private static String format(double value) {
    return value >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
  }
}
