package org.smime4j.benchmarks.report;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One benchmark with one value for each of its parameters, as a block runs it.
 *
 * @param benchmark class and method with the package
 * @param mode of the benchmark, as JMH writes it
 */
record Combination(String benchmark, String mode, Map<String, String> params) {

  /** All that a block runs. */
  static List<Combination> of(Block block) {
    OutputFormat silent =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            VerboseMode.SILENT);
    Pattern include = Pattern.compile(block.pattern());
    List<Combination> all = new ArrayList<>();
    for (BenchmarkListEntry entry : BenchmarkList.defaultList().getAll(silent, List.of())) {
      if (include.matcher(entry.getUsername()).find()) {
        List<Map<String, String>> rows = List.of(Map.of());
        for (Map.Entry<String, String[]> param :
            entry.getParams().orElse(Map.<String, String[]>of()).entrySet()) {
          rows =
              times(
                  rows,
                  param.getKey(),
                  block.params().getOrDefault(param.getKey(), List.of(param.getValue())));
        }
        rows.forEach(
            row ->
                all.add(new Combination(entry.getUsername(), entry.getMode().shortLabel(), row)));
      }
    }
    return all;
  }

  private static List<Map<String, String>> times(
      List<Map<String, String>> rows, String name, List<String> values) {
    List<Map<String, String>> more = new ArrayList<>();
    for (Map<String, String> row : rows) {
      for (String value : values) {
        Map<String, String> longer = new TreeMap<>(row);
        longer.put(name, value);
        more.add(longer);
      }
    }
    return more;
  }

  /**
   * About how many seconds it takes on the machine that the goals were set for, forks and setting
   * up included.
   */
  double seconds(Block block) {
    double size = number("size", 0);
    // About one second of it to touch the pages of the heap.
    double setUp = 3 + size / 40e6;
    double once =
        params.getOrDefault("contestant", "").equals("BCJMAIL") ? size / 60e6 : size / 5e8;
    if (benchmark.contains("UnknownKey")) {
      setUp = 3 + number("held", 0) / 100;
      once = number("held", 0) / 1_200;
    } else if (benchmark.contains("ColdStart")) {
      setUp = 1.5;
    }
    if (number("senders", 1) > 1) {
      setUp += number("senders", 1) / 2_000;
    }
    double iteration = mode.equals("thrpt") ? Math.max(block.millis() / 1e3, once) : once;
    return block.forks() * (setUp + (block.warmups() + block.iterations()) * iteration);
  }

  private double number(String param, double otherwise) {
    String value = params.get(param);
    return value == null ? otherwise : Double.parseDouble(value);
  }
}
