package org.smime4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of a plot: what one operation costs on one JDK as something grows.
 *
 * @param work the operation, as the scenarios of growth call it
 * @param java the feature version
 * @param x the amounts, ascending
 * @param y seconds, or octets of the heap
 */
record Growing(String work, String java, double[] x, double[] y) {

  /** All lines of the operations on one thing, of each JDK. */
  static List<Growing> of(List<Figures> jdks, List<String> what, boolean heap) {
    List<Growing> lines = new ArrayList<>();
    for (Figures figures : jdks) {
      Map<String, List<Figure>> works = new TreeMap<>(Comparator.comparing(Growing::order));
      for (Figure figure : figures.all()) {
        boolean seen = !heap || figure.extras().getOrDefault("heap", 0.0) > 0;
        if (what.contains(figure.benchmark().split("\\.")[0]) && seen) {
          works.computeIfAbsent(figure.benchmark(), name -> new ArrayList<>()).add(figure);
        }
      }
      works.forEach((name, points) -> lines.add(line(name, figures.feature(), points, heap)));
    }
    return lines;
  }

  /** Each sender's work before its recipient's. */
  private static String order(String benchmark) {
    return benchmark.replace(".sign", ".1").replace(".verify", ".2").replace(".encrypt", ".3");
  }

  private static Growing line(String name, String java, List<Figure> points, boolean heap) {
    List<Figure> sorted =
        points.stream().sorted(Comparator.comparingDouble(Growing::amount)).toList();
    return new Growing(
        name,
        java,
        sorted.stream().mapToDouble(Growing::amount).toArray(),
        sorted.stream()
            .mapToDouble(f -> heap ? f.extras().get("heap") : f.seconds().value())
            .toArray());
  }

  private static double amount(Figure figure) {
    return Double.parseDouble(figure.params().get("amount"));
  }

  Trend trend() {
    return Trend.of(x, y);
  }

  /** How the speed grows with the threads, where the amounts are threads. */
  Scaling scaling() {
    int most = y.length - 1;
    return Scaling.of((int) x[most], y[0] / y[most]);
  }

  /** Seconds or octets with a unit. */
  static String text(double value, boolean heap) {
    String[] units =
        heap ? new String[] {"octets", "KiB", "MiB", "GiB"} : new String[] {"ns", "µs", "ms", "s"};
    double step = heap ? 1024 : 1000;
    double shown = heap ? value : value * 1e9;
    int unit = 0;
    while (Math.abs(shown) >= step && unit < units.length - 1) {
      shown /= step;
      unit++;
    }
    double size = Math.abs(shown);
    return String.format(Locale.ROOT, size >= 10 ? "%.0f %s" : "%.2g %s", shown, units[unit]);
  }
}
