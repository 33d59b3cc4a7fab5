package org.smime4j.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * A value with its error bar.
 *
 * @param value a median
 * @param error how far the farthest single run is from it
 */
record Measured(double value, double error) {

  static Measured exactly(double value) {
    return new Measured(value, 0);
  }

  /** The median, and the distance of the farthest value. */
  static Measured of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Measured(median, Math.max(median - sorted[0], sorted[sorted.length - 1] - median));
  }

  Measured times(double factor) {
    return new Measured(value * factor, error * factor);
  }

  /** The errors add up. */
  Measured minus(Measured other) {
    return new Measured(value - other.value, error + other.error);
  }

  /** The relative errors add up. */
  Measured over(Measured other) {
    double ratio = value / other.value;
    return new Measured(ratio, ratio * (error / value + other.error / other.value));
  }

  /** How much of something in one unit of this: a rate of a time. */
  Measured rate(double amount) {
    return exactly(amount).over(this);
  }

  String text(String format) {
    String number = String.format(Locale.ROOT, format, value);
    return error == 0 ? number : number + " ± " + String.format(Locale.ROOT, format, error);
  }
}
