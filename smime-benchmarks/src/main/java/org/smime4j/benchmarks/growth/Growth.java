package org.smime4j.benchmarks.growth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What grows, and the JVM in which it is measured: one for all points of one JDK, in ascending
 * order, so that the large points need no warm-up of their own.
 */
public enum Growth {
  /** Octets of the content, as a stream. */
  SIZE(
      BySize::measure,
      3,
      110,
      List.of("-Xmx64m"),
      1 << 10,
      10 << 10,
      100 << 10,
      1 << 20,
      10 << 20,
      100 << 20,
      1 << 30,
      10L << 30),
  /** Private keys in a history. */
  KEYS(
      ByKeys::measure,
      3,
      95,
      List.of("-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-Xmn256m"),
      1,
      10,
      100,
      1_000,
      10_000,
      100_000,
      1_000_000),
  /** Recipients of one message. */
  RECIPIENTS(ByRecipients::measure, 3, 20, List.of("-Xmx512m"), 1, 10, 100, 1_000, 10_000),
  /** Signers of one message. */
  SIGNERS(BySigners::measure, 3, 20, List.of("-Xmx512m"), 1, 2, 4, 8, 16, 32, 64),
  /** Messages of an archive. */
  ARCHIVE(ByArchive::measure, 0, 125, List.of("-Xmx512m"), 1_000, 10_000, 100_000, 1_000_000),
  /** Threads at work. */
  THREADS(ByThreads::measure, 0, 35, List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"), 1, 2);

  /** Measures all points of one kind of growth. */
  private interface Measurement {
    void measure(long[] amounts, Points points) throws Exception;
  }

  private final Measurement measurement;
  private final int rehearsed;
  private final int seconds;
  private final List<String> jvmArgs;
  private final long[] amounts;

  /** Of the amounts the first ones are measured once before, without being written. */
  Growth(
      Measurement measurement, int rehearsed, int seconds, List<String> jvmArgs, long... amounts) {
    this.measurement = measurement;
    this.rehearsed = rehearsed;
    this.seconds = seconds;
    this.jvmArgs = jvmArgs;
    this.amounts = amounts;
  }

  /** About how many seconds it takes on the machine that the goals were set for. */
  public int seconds() {
    return seconds;
  }

  /**
   * The command that measures it and appends each figure to a file, as a line of JSON in the form
   * of JMH's results.
   *
   * @param few whether the two smallest amounts do
   */
  public List<String> command(Path java, Path file, boolean few) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(jvmArgs);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Growth.class.getName()));
    command.addAll(List.of(name(), file.toString()));
    Arrays.stream(amounts)
        .limit(few ? 2 : amounts.length)
        .mapToObj(String::valueOf)
        .forEach(command::add);
    return command;
  }

  /**
   * Measures.
   *
   * @param args what grows, the file, and the amounts
   */
  public static void main(String[] args) throws Exception {
    long[] amounts = Arrays.stream(args).skip(2).mapToLong(Long::parseLong).toArray();
    Growth growth = valueOf(args[0]);
    if (growth.rehearsed > 0 && growth.rehearsed < amounts.length) {
      growth.measurement.measure(Arrays.copyOf(amounts, growth.rehearsed), Points.unwritten());
    }
    growth.measurement.measure(amounts, Points.in(Path.of(args[1])));
  }
}
