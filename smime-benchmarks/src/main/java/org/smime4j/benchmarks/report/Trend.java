package org.smime4j.benchmarks.report;

import java.util.stream.IntStream;

/**
 * What a line of points does as the amount grows, computed from the points. A straight line is a
 * fixed cost and the same cost for each one more; the fit minimises the relative deviations, so
 * that ten octets weigh as much as ten gigabytes.
 *
 * @param kind the judgement
 * @param fixed the cost of none, of the line or of the first part
 * @param each the cost of one more, of the line or of the first part
 * @param bend the amount at which the second part begins; NaN without one
 * @param eachAfter the cost of one more in the second part; NaN without one
 * @param off the largest relative deviation of a point from what was fitted
 */
record Trend(Kind kind, double fixed, double each, double bend, double eachAfter, double off) {

  /** A point may be so far from a line. */
  static final double TOLERANCE = 0.15;

  private static final int FEWEST = 3;

  /** How a line of points looks. */
  enum Kind {
    /** From the smallest amount to the largest the line changes by no more than the tolerance. */
    FLAT,
    /** All points lie on one straight line. */
    STRAIGHT,
    /** They lie on two, which share a point. */
    BENDS,
    /** They lie on no two straight lines. */
    CURVED,
    /** There are too few to tell. */
    UNKNOWN
  }

  private record Line(double fixed, double each) {
    double at(double x) {
      return fixed + each * x;
    }
  }

  /** The points by ascending amount. */
  static Trend of(double[] x, double[] y) {
    if (x.length < FEWEST) {
      return new Trend(Kind.UNKNOWN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    int last = x.length - 1;
    Line whole = fit(x, y, 0, last);
    double off = off(whole, x, y, 0, last);
    if (off <= TOLERANCE) {
      double first = whole.at(x[0]);
      boolean flat = Math.abs(whole.at(x[last]) - first) <= TOLERANCE * first;
      return new Trend(
          flat ? Kind.FLAT : Kind.STRAIGHT, whole.fixed, whole.each, Double.NaN, Double.NaN, off);
    }
    int bend = 1;
    for (int i = 2; i < last; i++) {
      if (squares(x, y, i) < squares(x, y, bend)) {
        bend = i;
      }
    }
    Line before = fit(x, y, 0, bend);
    Line after = fit(x, y, bend, last);
    off = Math.max(off(before, x, y, 0, bend), off(after, x, y, bend, last));
    return new Trend(
        off <= TOLERANCE ? Kind.BENDS : Kind.CURVED,
        before.fixed,
        before.each,
        x[bend],
        after.each,
        off);
  }

  /** The sum of the squares that two lines leave. */
  private static double squares(double[] x, double[] y, int bend) {
    Line before = fit(x, y, 0, bend);
    Line after = fit(x, y, bend, x.length - 1);
    return IntStream.range(0, x.length)
        .mapToDouble(i -> (i <= bend ? before : after).at(x[i]) / y[i] - 1)
        .map(deviation -> deviation * deviation)
        .sum();
  }

  /** Least squares of the relative deviations, both ends included. */
  private static Line fit(double[] x, double[] y, int from, int to) {
    double uu = 0;
    double uv = 0;
    double vv = 0;
    double u1 = 0;
    double v1 = 0;
    for (int i = from; i <= to; i++) {
      double u = 1 / y[i];
      double v = x[i] / y[i];
      uu += u * u;
      uv += u * v;
      vv += v * v;
      u1 += u;
      v1 += v;
    }
    double determinant = uu * vv - uv * uv;
    return new Line((u1 * vv - v1 * uv) / determinant, (v1 * uu - u1 * uv) / determinant);
  }

  private static double off(Line line, double[] x, double[] y, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToDouble(i -> Math.abs(line.at(x[i]) / y[i] - 1))
        .max()
        .orElse(Double.NaN);
  }
}
