package org.smime4j.benchmarks;

import java.util.Arrays;
import org.smime4j.benchmarks.report.Ratios;
import org.smime4j.benchmarks.report.Report;

/**
 * The harness of JMH with its own options, and two words before them.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar Encrypt -p size=10240 -prof gc
 * java -jar smime-benchmarks/target/benchmarks.jar report --jdk /usr/lib/jvm/java-17 --jdk /usr/lib/jvm/java-25
 * java -jar smime-benchmarks/target/benchmarks.jar ratios smime-benchmarks/ratios.properties
 * }</pre>
 */
public final class Main {

  private Main() {}

  /** Runs {@link Report}, {@link Ratios} or JMH. */
  public static void main(String[] args) throws Exception {
    String word = args.length == 0 ? "" : args[0];
    switch (word) {
      case "report" -> Report.main(Arrays.copyOfRange(args, 1, args.length));
      case "ratios" -> Ratios.main(Arrays.copyOfRange(args, 1, args.length));
      default -> org.openjdk.jmh.Main.main(args);
    }
  }
}
