package org.smime4j.benchmarks.report;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that is promised, and how it is measured.
 *
 * @param work what is done
 * @param bound the goal; NaN where the figure is for comparison and nothing is promised
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

  /** How a goal fared. */
  enum Outcome {
    MET,
    SHORT,
    /** Not measured, or nothing to meet. */
    NONE
  }

  static Goal atLeast(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, true, unit, measure);
  }

  static Goal atMost(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, false, unit, measure);
  }

  /** A figure that others are compared with. */
  static Goal none(String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return atLeast(Double.NaN, unit, work, measure);
  }

  String goal() {
    return Double.isNaN(bound) ? "–" : (atLeast ? "≥ " : "≤ ") + number(bound) + unit;
  }

  Outcome outcome(Figures figures) {
    Optional<Measured> found = measure.apply(figures);
    if (found.isEmpty() || Double.isNaN(bound)) {
      return Outcome.NONE;
    }
    return met(found.get().value()) ? Outcome.MET : Outcome.SHORT;
  }

  /** Whether the outcome would be another one within the error of the figure. */
  boolean isOpen(Figures figures) {
    return outcome(figures) != Outcome.NONE
        && measure
            .apply(figures)
            .filter(
                found -> met(found.value() - found.error()) != met(found.value() + found.error()))
            .isPresent();
  }

  /** The figure; empty where nothing was measured. */
  Optional<String> figure(Figures figures) {
    return measure.apply(figures).map(found -> found.text(format(found.value())) + unit);
  }

  /** The figure, and whether the goal is met. */
  String verdict(Figures figures) {
    String suffix =
        switch (outcome(figures)) {
          case MET -> " met";
          case SHORT -> " short";
          case NONE -> "";
        };
    return figure(figures)
        .map(text -> text + suffix + (isOpen(figures) ? ", within the error" : ""))
        .orElse("not measured");
  }

  /** A figure is held against the goal as it is printed. */
  private boolean met(double found) {
    return atLeast ? printed(found) >= bound : printed(found) <= bound;
  }

  private static double printed(double value) {
    return Double.parseDouble(number(value).replace(",", ""));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, format(value), value);
  }

  private static String format(double value) {
    return value >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
  }
}
