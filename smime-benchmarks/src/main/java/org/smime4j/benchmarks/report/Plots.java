package org.smime4j.benchmarks.report;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.smime4j.benchmarks.contestants.Contestant;

/** The figures of one JDK as SVG. */
final class Plots {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 480;

  private final Figures figures;
  private final Path folder;
  private final List<String> written = new ArrayList<>();

  private Plots(Figures figures, Path folder) {
    this.figures = figures;
    this.folder = folder;
  }

  /** Writes all plots for which there are figures; returns the names of their files. */
  static List<String> write(Figures figures, Path folder) throws IOException {
    Plots plots = new Plots(figures, folder);
    plots.bySize(
        "throughput-encrypt", "Encryption, AES-256-GCM", "MB/s", "Encrypt.encrypt", Plots::rate);
    plots.bySize(
        "throughput-decrypt", "Decryption, AES-256-GCM", "MB/s", "Decrypt.decrypt", Plots::rate);
    plots.bySize(
        "memory-decrypt",
        "Decryption, AES-256-GCM",
        "octets of heap for each octet",
        "Decrypt.decrypt",
        Plots::heap);
    plots.byOperation("RSA_2048");
    plots.byOperation("P_256");
    plots.warmUp();
    plots.history();
    return plots.written;
  }

  private static double rate(Figure figure) {
    return size(figure) / figure.seconds().value() / 1e6;
  }

  private static double heap(Figure figure) {
    return figure.allocated().map(Measured::value).orElse(Double.NaN) / size(figure);
  }

  private static double size(Figure figure) {
    return Double.parseDouble(figure.params().get("size"));
  }

  private void bySize(
      String name, String title, String y, String benchmark, ToDoubleFunction<Figure> value)
      throws IOException {
    XYChart chart = xy(title, "octets of the content", y);
    chart.getStyler().setXAxisLogarithmic(true);
    for (Contestant contestant : Contestant.values()) {
      boolean outside = contestant == Contestant.OPENSSL && name.startsWith("memory");
      List<Figure> line =
          figures.all().stream()
              .filter(
                  f ->
                      f.benchmark().equals(benchmark)
                          && f.threads() == 1
                          && !f.cold()
                          && contestant.name().equals(f.params().get("contestant"))
                          && f.params().get("cipher").equals("GCM")
                          && f.params().get("form").equals("TEXT")
                          && f.params().get("keys").equals("RSA_2048"))
              .filter(f -> Double.isFinite(value.applyAsDouble(f)))
              .sorted(Comparator.comparingDouble(Plots::size))
              .toList();
      if (line.size() > 1 && !outside) {
        chart.addSeries(
            contestant.name(),
            line.stream().mapToDouble(Plots::size).toArray(),
            line.stream().mapToDouble(value).toArray());
      }
    }
    save(name, chart);
  }

  private void byOperation(String keys) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("10 KiB, " + Goals.name(keys) + title())
            .yAxisTitle("µs")
            .build();
    style(chart.getStyler());
    List<String> benchmarks =
        List.of("Sign.sign", "Verify.verify", "Encrypt.encrypt", "Decrypt.decrypt");
    for (Contestant contestant : Contestant.values()) {
      List<Double> bars = new ArrayList<>();
      List<Double> errors = new ArrayList<>();
      for (String benchmark : benchmarks) {
        Measured time =
            figures
                .find(
                    benchmark, "size", Sizes.KIB_10, "keys", keys, "contestant", contestant.name())
                .map(f -> f.seconds().times(1e6))
                .orElse(null);
        // XChart takes no gaps in a series with error bars.
        bars.add(time == null ? 0 : time.value());
        errors.add(time == null ? 0 : time.error());
      }
      if (bars.stream().anyMatch(bar -> bar > 0)) {
        chart.addSeries(
            contestant.name(), List.of("sign", "verify", "encrypt", "decrypt"), bars, errors);
      }
    }
    save("microseconds-" + Goals.name(keys).toLowerCase(java.util.Locale.ROOT), chart);
  }

  private void warmUp() throws IOException {
    XYChart chart = xy("A fresh JVM, 1 MiB at a time, AES-256-GCM", "seconds", "MB/s");
    for (String benchmark : List.of("Encrypt.encrypt", "Decrypt.decrypt")) {
      for (String contestant : List.of("SMIME4J", "JDK_FLOOR")) {
        figures
            .find(1, true, benchmark, "contestant", contestant)
            .ifPresent(
                figure -> {
                  double[] curve = figure.curve();
                  chart.addSeries(
                      contestant + " " + benchmark.split("\\.")[1],
                      figure.ends(),
                      IntStream.range(0, curve.length)
                          .mapToDouble(i -> curve[i] * size(figure) / 1e6)
                          .toArray());
                });
      }
    }
    save("warm-up", chart);
  }

  private void history() throws IOException {
    XYChart chart = xy("10 KiB decrypted, P-256, recipient known", "keys in the history", "µs");
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0);
    List<Figure> line =
        figures.all().stream()
            .filter(f -> f.benchmark().equals("KeyLookup.known"))
            .sorted(Comparator.comparingDouble(f -> Double.parseDouble(f.params().get("held"))))
            .toList();
    if (line.size() > 1) {
      chart.addSeries(
          "SMIME4J",
          line.stream().mapToDouble(f -> Double.parseDouble(f.params().get("held"))).toArray(),
          line.stream().mapToDouble(f -> f.seconds().value() * 1e6).toArray(),
          line.stream().mapToDouble(f -> f.seconds().error() * 1e6).toArray());
    }
    save("history", chart);
  }

  private String title() {
    return ", Java " + figures.feature();
  }

  private XYChart xy(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title + title())
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    return chart;
  }

  private static void style(Styler styler) {
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setChartBackgroundColor(java.awt.Color.WHITE);
    styler.setAntiAlias(true);
  }

  private void save(String name, Chart<?, ?> chart) throws IOException {
    if (chart.getSeriesMap().isEmpty()) {
      return;
    }
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.paint(graphics, WIDTH, HEIGHT);
    String file = name + "-" + figures.feature() + ".svg";
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    Processors.get("svg")
        .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
        .writeTo(svg);
    Files.writeString(folder.resolve(file), brief(svg.toString(StandardCharsets.UTF_8)));
    written.add(file);
  }

  /** Text is drawn as outlines, with far more decimals than anybody sees. */
  private static String brief(String svg) {
    return Pattern.compile("-?\\d+\\.\\d{2,}")
        .matcher(svg)
        .replaceAll(
            number -> {
              double rounded = Math.round(Double.parseDouble(number.group()) * 10) / 10.0;
              return rounded == Math.rint(rounded)
                  ? String.valueOf((long) rounded)
                  : String.valueOf(rounded);
            });
  }
}
