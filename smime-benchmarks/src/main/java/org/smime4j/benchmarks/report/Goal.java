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
 * @param bare finds what bare calls reach, if there is such a thing
 * @param ofTheMachine whether bare calls that are short of the goal say that the machine is: so it
 *     is with rates and processors, and not with ratios
 */
record Goal(
    String work,
    double bound,
    boolean atLeast,
    String unit,
    Function<Figures, Optional<Measured>> measure,
    Function<Figures, Optional<Measured>> bare,
    boolean ofTheMachine) {

  /** So much of the bare calls' figure excuses what is short as they are. */
  private static final double NEAR = 0.9;

  /** How a goal fared. */
  enum Outcome {
    MET,
    SHORT,
    /** Short, as the bare calls are, and within a tenth of them. */
    SHORT_AS_BARE,
    /** Not measured, or nothing to meet. */
    NONE
  }

  static Goal atLeast(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, true, unit, measure, figures -> Optional.empty(), false);
  }

  static Goal atMost(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, false, unit, measure, figures -> Optional.empty(), false);
  }

  /** A figure that others are compared with. */
  static Goal none(String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return atLeast(Double.NaN, unit, work, measure);
  }

  /** The same goal beside what bare calls reach. */
  Goal beside(Function<Figures, Optional<Measured>> ofBareCalls) {
    return new Goal(work, bound, atLeast, unit, measure, ofBareCalls, false);
  }

  /** The same goal beside what bare calls reach, which the machine may keep short of it. */
  Goal within(Function<Figures, Optional<Measured>> ofBareCalls) {
    return new Goal(work, bound, atLeast, unit, measure, ofBareCalls, true);
  }

  String goal() {
    return Double.isNaN(bound) ? "–" : (atLeast ? "≥ " : "≤ ") + number(bound) + unit;
  }

  Outcome outcome(Figures figures) {
    Optional<Measured> found = measure.apply(figures);
    if (found.isEmpty() || Double.isNaN(bound)) {
      return Outcome.NONE;
    }
    if (met(found.get().value())) {
      return Outcome.MET;
    }
    return ofTheMachine
            && bare.apply(figures)
                .filter(b -> !met(b.value()) && isNear(found.get().value(), b.value()))
                .isPresent()
        ? Outcome.SHORT_AS_BARE
        : Outcome.SHORT;
  }

  private boolean isNear(double found, double ofBareCalls) {
    double ours = printed(found);
    double bareCalls = printed(ofBareCalls);
    return atLeast ? ours >= NEAR * bareCalls : NEAR * ours <= bareCalls;
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

  /** The figure, and whether the goal is met. */
  String verdict(Figures figures) {
    String suffix =
        switch (outcome(figures)) {
              case MET -> " met";
              case SHORT -> " **short**";
              case SHORT_AS_BARE -> " short, as bare calls";
              case NONE -> "";
            }
            + (isOpen(figures) ? ", within the error" : "");
    return measure.apply(figures).map(found -> text(found) + suffix).orElse("not measured");
  }

  /** What bare calls reach. */
  String bare(Figures figures) {
    return bare.apply(figures).map(this::text).orElse("–");
  }

  private String text(Measured found) {
    return found.text(format(found.value())) + unit;
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
