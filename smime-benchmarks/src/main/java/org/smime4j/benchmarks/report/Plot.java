package org.smime4j.benchmarks.report;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot of what growth costs.
 *
 * @param name of the file
 * @param title above it
 * @param what grows, as the scenarios of growth call it
 * @param heap whether it shows octets of the heap, and not seconds
 * @param about what was measured, in a sentence
 */
record Plot(String name, String title, List<String> what, boolean heap, String about) {

  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 480;

  /** So far the model of threads is drawn. */
  private static final int MOST_THREADS = 16;

  /** The plots of RESULTS.md, in its order. */
  static List<Plot> all() {
    return List.of(
        new Plot(
            "size",
            "Time by octets of the content",
            List.of("Size"),
            false,
            "Zeros from a file, as CMS with AES-256-GCM and RSA-2048, in a heap of 64 MiB."),
        new Plot(
            "size-heap",
            "Octets allocated by octets of the content",
            List.of("Size"),
            true,
            "What one operation allocates in all."),
        new Plot(
            "keys",
            "Time to open a message of 10 KiB by keys in the history",
            List.of("Keys"),
            false,
            "P-256 keys in a heap of 2 GiB. With *unknown*, the message names no certificate of the"
                + " history, and its key is tried last."),
        new Plot(
            "keys-heap",
            "Octets in use by keys in the history",
            List.of("Keys"),
            true,
            "What the history needs beside its keys and certificates."),
        new Plot(
            "recipients",
            "Time by recipients of a message of 10 KiB",
            List.of("Recipients"),
            false,
            "RSA-2048; the last recipient decrypts."),
        new Plot(
            "signers",
            "Time by signers of a message of 10 KiB",
            List.of("Signers"),
            false,
            "RSA-2048; no certificate path is checked."),
        new Plot(
            "people-heap",
            "Octets allocated by recipients or signers",
            List.of("Recipients", "Signers"),
            true,
            "What one operation allocates in all."),
        new Plot(
            "archive",
            "Time to open an archive by messages in it",
            List.of("Archive"),
            false,
            "Simulated: messages of 10 KiB from a pool of 10,000, for 1,000 P-256 keys, by one"
                + " decryptor on all processors."),
        new Plot(
            "archive-heap",
            "Octets in use by messages opened so far",
            List.of("Archive"),
            true,
            "After a collection; the pool of messages is included."),
        new Plot(
            "threads",
            "Speed, in times one thread's, by threads",
            List.of("Threads"),
            false,
            "Messages of 10 KiB with RSA-2048. Beyond 2 threads the line is Amdahl's law, with the"
                + " share of work in turn that 2 threads show."));
  }

  List<Growing> lines(List<Figures> jdks) {
    return Growing.of(jdks, what, heap).stream()
        .filter(line -> !ofThreads() || line.x().length > 1)
        .toList();
  }

  private boolean ofThreads() {
    return what.contains("Threads");
  }

  /** What each line does; the same for all JDKs is said once. */
  String verdict(List<Growing> lines) {
    Map<String, Map<String, Set<String>>> works = new LinkedHashMap<>();
    for (Growing line : lines) {
      works
          .computeIfAbsent(label(line), name -> new LinkedHashMap<>())
          .computeIfAbsent(words(line), words -> new TreeSet<>())
          .add(line.java());
    }
    return works.entrySet().stream()
        .map(work -> "*" + work.getKey() + "* " + ofEachJdk(work.getValue()))
        .collect(Collectors.joining("; ", "", "."));
  }

  private static String ofEachJdk(Map<String, Set<String>> words) {
    return words.size() == 1
        ? words.keySet().iterator().next()
        : words.entrySet().stream()
            .map(each -> each.getKey() + " on Java " + String.join(" and ", each.getValue()))
            .collect(Collectors.joining(", "));
  }

  private String label(Growing line) {
    String[] name = line.work().split("\\.");
    return what.size() == 1 ? name[1] : name[1] + ", " + name[0].toLowerCase(Locale.ROOT);
  }

  /** What a line does. */
  private String words(Growing line) {
    if (ofThreads()) {
      return line.scaling().words();
    }
    Trend trend = line.trend();
    return switch (trend.kind()) {
      case FLAT -> "flat";
      case STRAIGHT -> "straight";
      case BENDS -> "bends at " + amount(trend.bend());
      case CURVED -> "curved";
      case UNKNOWN -> "has too few points";
    };
  }

  /** What one more costs. */
  private String each(Growing line) {
    Trend trend = line.trend();
    String each = ", " + Growing.text(trend.each(), heap);
    return switch (trend.kind()) {
      case STRAIGHT -> each + " each";
      case BENDS -> each + " each, then " + Growing.text(trend.eachAfter(), heap);
      default -> "";
    };
  }

  private String amount(double amount) {
    return what.contains("Size")
        ? Sizes.name(String.valueOf((long) amount))
        : String.format(Locale.ROOT, "%,.0f", amount);
  }

  /** Draws it; returns the file's name. */
  String draw(List<Growing> lines, Path folder) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(title.substring(title.indexOf(" by ") + 4))
            .yAxisTitle(ofThreads() ? "times" : heap ? "octets" : "seconds")
            .build();
    XYStyler styler = chart.getStyler();
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setAntiAlias(true);
    // A dashed line of the grid is as many outlines as it has dashes.
    styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
    styler.setXAxisLogarithmic(!ofThreads());
    styler.setYAxisLogarithmic(!ofThreads());
    List<String> works = new ArrayList<>();
    for (Growing line : lines) {
      if (!works.contains(line.work())) {
        works.add(line.work());
      }
      double[] x = line.x();
      double[] y = line.y();
      if (ofThreads()) {
        x = IntStream.rangeClosed(1, MOST_THREADS).asDoubleStream().toArray();
        y = IntStream.rangeClosed(1, MOST_THREADS).mapToDouble(line.scaling()::speed).toArray();
      }
      XYSeries series = chart.addSeries(legend(line), x, y);
      Color[] colours = styler.getSeriesColors();
      series.setLineColor(colours[works.indexOf(line.work()) % colours.length]);
      series.setMarkerColor(series.getLineColor());
      boolean isFirst = line.java().equals(lines.get(0).java());
      series.setLineStyle(isFirst ? SeriesLines.SOLID : SeriesLines.DASH_DASH);
      series.setMarker(isFirst ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
    }
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.paint(graphics, WIDTH, HEIGHT);
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    Processors.get("svg")
        .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
        .writeTo(svg);
    String file = name + ".svg";
    Files.writeString(folder.resolve(file), brief(svg.toString(StandardCharsets.UTF_8)));
    return file;
  }

  /** The work, the JDK, what the line does and what one more costs. */
  private String legend(Growing line) {
    String does = words(line) + (ofThreads() ? "" : each(line));
    return label(line) + ", Java " + line.java() + ": " + does;
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
