package org.smime4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the standard set in one go and writes its table beside the raw figures.
 *
 * <pre>{@code
 * java -cp smime-benchmarks/target/benchmarks.jar org.smime4j.benchmarks.Report smime-benchmarks [JMH options]
 * }</pre>
 */
public final class Report {

  private static final List<String> VERBS = List.of("sign", "verify", "encrypt", "decrypt");

  private final Collection<RunResult> results;

  private Report(Collection<RunResult> results) {
    this.results = results;
  }

  /**
   * Runs and writes {@code results-<Java version>.json} and the section of that version in {@code
   * RESULTS.md}.
   *
   * @param args the folder to write to, then options of JMH
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      System.err.println("usage: Report FOLDER [JMH options]");
      System.exit(2);
    }
    Path folder = Path.of(args[0]);
    String version = String.valueOf(Runtime.version().feature());
    String[] jmh = Arrays.copyOfRange(args, 1, args.length);
    OptionsBuilder options = new OptionsBuilder();
    options.parent(new CommandLineOptions(jmh));
    options.include("Smime\\.");
    options.resultFormat(ResultFormatType.JSON);
    options.result(folder.resolve("results-" + version + ".json").toString());
    Collection<RunResult> results = new Runner(options.build()).run();
    new Report(results).writeTo(folder.resolve("RESULTS.md"), version, String.join(" ", jmh));
  }

  private void writeTo(Path file, String version, String options) throws IOException {
    String heading = "## Java " + version;
    List<String> kept = new ArrayList<>();
    if (Files.exists(file)) {
      boolean mine = false;
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("## ")) {
          mine = line.equals(heading);
        }
        if (!mine) {
          kept.add(line);
        }
      }
    } else {
      kept.addAll(
          List.of(
              "# Results",
              "",
              "Written by `org.smime4j.benchmarks.Report`; the raw figures of JMH are beside this file.",
              "S/MIME text from array to array, one thread, RSA-2048 keys; nobody judges a certificate path.",
              "Every figure is the mean of one run with its 99.9 % confidence interval; a ratio compares",
              "figures of the same run. Machines are noisy: trust the ratios.",
              ""));
    }
    kept.add(heading);
    kept.add("");
    kept.add(machine());
    kept.add("");
    kept.add(
        "`java -cp smime-benchmarks/target/benchmarks.jar org.smime4j.benchmarks.Report smime-benchmarks"
            + (options.isEmpty() ? "" : " " + options)
            + "`");
    kept.add("");
    kept.addAll(table());
    Files.writeString(file, String.join("\n", kept).stripTrailing() + "\n", StandardCharsets.UTF_8);
  }

  private static String machine() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    String cpu = "";
    if (Files.exists(cpuinfo)) {
      cpu =
          Files.readAllLines(cpuinfo).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse("");
    }
    return String.join(
        ", ",
        LocalDate.now(ZoneOffset.UTC).toString(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors() + " cores " + cpu,
        Libcrypto.load().map(library -> library.OpenSSL_version(0)).orElse("no OpenSSL"));
  }

  private List<String> table() {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| work | ");
    StringBuilder rule = new StringBuilder("|---|");
    for (Contestant contestant : Contestant.values()) {
      head.append(contestant).append(" | ");
      rule.append("---|");
    }
    lines.add(head + "against BCJMAIL | against OPENSSL | of JDK_FLOOR |");
    lines.add(rule + "---|---|---|");
    for (String size : parameter("size")) {
      for (String cipher : parameter("cipher")) {
        for (String keys : parameter("keys")) {
          for (String verb : VERBS) {
            row(verb, size, cipher, keys).ifPresent(lines::add);
          }
        }
      }
    }
    return lines;
  }

  private Optional<String> row(String verb, String size, String cipher, String keys) {
    boolean signature = verb.equals("sign") || verb.equals("verify");
    boolean small = Integer.parseInt(size) < 1 << 20;
    StringBuilder row =
        new StringBuilder("| ")
            .append(size(Integer.parseInt(size)))
            .append(' ')
            .append(verb)
            .append(signature ? "" : " " + cipher)
            .append(keys.equals("RSA_2048") ? "" : " " + keys)
            .append(small ? ", µs |" : ", MB/s |");
    if (signature && !cipher.equals(parameter("cipher").get(0))) {
      return Optional.empty();
    }
    double[] rate = new double[Contestant.values().length];
    for (Contestant contestant : Contestant.values()) {
      Result<?> result = result(verb, size, cipher, keys, contestant);
      rate[contestant.ordinal()] = result == null ? Double.NaN : result.getScore();
      row.append(' ').append(result == null ? "–" : figure(result, size, small)).append(" |");
    }
    double ours = rate[Contestant.SMIME4J.ordinal()];
    if (Double.isNaN(ours)) {
      return Optional.empty();
    }
    row.append(ratio(ours / rate[Contestant.BCJMAIL.ordinal()], "%.1f×"))
        .append(ratio(ours / rate[Contestant.OPENSSL.ordinal()], "%.1f×"))
        .append(ratio(ours / rate[Contestant.JDK_FLOOR.ordinal()], "%.2f"));
    return Optional.of(row.toString());
  }

  private static String figure(Result<?> result, String size, boolean small) {
    double rate = result.getScore();
    double relative = result.getScoreError() / rate;
    double value = small ? 1e6 / rate : rate * Integer.parseInt(size) / 1e6;
    return String.format(
        Locale.ROOT,
        "%,.0f ± %s",
        value,
        Double.isNaN(relative) ? "?" : String.format(Locale.ROOT, "%,.0f", value * relative));
  }

  private static String ratio(double ratio, String format) {
    return Double.isNaN(ratio) ? " – |" : " " + String.format(Locale.ROOT, format, ratio) + " |";
  }

  private static String size(int octets) {
    return octets >= 1 << 20 ? (octets >> 20) + " MiB" : (octets >> 10) + " KiB";
  }

  private List<String> parameter(String name) {
    return results.stream()
        .map(result -> result.getParams().getParam(name))
        .filter(Objects::nonNull)
        .distinct()
        .sorted(Comparator.comparingInt(String::length))
        .toList();
  }

  private Result<?> result(
      String verb, String size, String cipher, String keys, Contestant contestant) {
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      if (params.getBenchmark().endsWith("." + verb)
          && params.getParam("size").equals(size)
          && params.getParam("cipher").equals(cipher)
          && params.getParam("keys").equals(keys)
          && params.getParam("contestant").equals(contestant.name())) {
        return result.getPrimaryResult();
      }
    }
    return null;
  }
}
