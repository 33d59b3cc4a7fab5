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
 * @param floor finds the same figure of JDK_FLOOR: where that is short of the goal, the machine is
 */
record Goal(
    String work,
    double bound,
    boolean atLeast,
    String unit,
    Function<Figures, Optional<Measured>> measure,
    Function<Figures, Optional<Measured>> floor) {

  /** How a goal fared. */
  enum Outcome {
    MET,
    SHORT,
    /** Short, and JDK_FLOOR is short as well. */
    SHORT_AS_FLOOR,
    /** Not measured, or nothing to meet. */
    NONE
  }

  static Goal atLeast(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, true, unit, measure, figures -> Optional.empty());
  }

  static Goal atMost(
      double bound, String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return new Goal(work, bound, false, unit, measure, figures -> Optional.empty());
  }

  /** A figure that others are compared with. */
  static Goal none(String unit, String work, Function<Figures, Optional<Measured>> measure) {
    return atLeast(Double.NaN, unit, work, measure);
  }

  /** The same goal beside what JDK_FLOOR reaches. */
  Goal beside(Function<Figures, Optional<Measured>> ofFloor) {
    return new Goal(work, bound, atLeast, unit, measure, ofFloor);
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
    return floor.apply(figures).filter(f -> !met(f.value())).isPresent()
        ? Outcome.SHORT_AS_FLOOR
        : Outcome.SHORT;
  }

  /** The figure, and whether the goal is met. */
  String verdict(Figures figures) {
    String suffix =
        switch (outcome(figures)) {
          case MET -> " met";
          case SHORT -> " **short**";
          case SHORT_AS_FLOOR -> " short, as the floor";
          case NONE -> "";
        };
    return measure.apply(figures).map(found -> text(found) + suffix).orElse("not measured");
  }

  /** What JDK_FLOOR reaches. */
  String floor(Figures figures) {
    return floor.apply(figures).map(this::text).orElse("–");
  }

  private String text(Measured found) {
    return found.text(format(found.value())) + unit;
  }

  /** A figure is held against the goal as it is printed. */
  private boolean met(double found) {
    double value = Double.parseDouble(number(found).replace(",", ""));
    return atLeast ? value >= bound : value <= bound;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, format(value), value);
  }

  private static String format(double value) {
    return value >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
  }
}
