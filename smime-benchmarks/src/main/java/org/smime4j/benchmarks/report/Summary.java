package org.smime4j.benchmarks.report;

import static org.smime4j.benchmarks.report.Contests.over;
import static org.smime4j.benchmarks.report.Contests.seconds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smime4j.benchmarks.contestants.Contestant;

/** How this library stands beside others: ten rows, of one JDK. */
final class Summary {

  private Summary() {}

  static List<String> lines(Figures figures) {
    List<String> lines = new ArrayList<>();
    lines.add("## Beside other programs");
    lines.add("");
    lines.add(
        "One thread on Java "
            + figures.feature()
            + ", beside Bouncy Castle's mail module (BCJMAIL), OpenSSL in the same process and the"
            + " bare calls. Above 1 ×, smime4j is faster.");
    lines.add("");
    lines.add("| work | smime4j | × Bouncy Castle | × OpenSSL | share of the bare calls' speed |");
    lines.add("|---|---|---|---|---|");
    for (String verb : List.of("encrypt", "decrypt", "sign", "verify")) {
      lines.add(row(figures, verb, "32 MiB", Sizes.MIB_32));
    }
    for (String verb : List.of("encrypt", "decrypt", "sign", "verify")) {
      lines.add(row(figures, verb, "10 KiB", Sizes.KIB_10));
    }
    lines.add(
        wide(
            "decrypt with 1,000,000 keys in the history",
            over(
                    figures.find("Keys.known", "amount", "1000000"),
                    figures.find("Keys.known", "amount", "1"))
                .map(ratio -> number("%.2f", ratio) + " × the time with one key")));
    lines.add(
        wide(
            "the first message in a fresh JVM, without the JVM's own start",
            figures
                .find("ColdStart.openSmall", "way", "SMIME4J")
                .map(figure -> number("%,.0f", figure.seconds().times(1e3)) + " ms")));
    return lines;
  }

  private static String row(Figures figures, String verb, String name, String size) {
    Optional<Measured> ours = time(figures, verb, size, Contestant.SMIME4J);
    boolean isSmall = size.equals(Sizes.KIB_10);
    String speed =
        ours.map(
                time ->
                    isSmall
                        ? number("%,.0f", time.times(1e6)) + " µs"
                        : number("%,.0f", time.rate(Double.parseDouble(size) / 1e6)) + " MB/s")
            .orElse("–");
    StringBuilder line = new StringBuilder("| " + name + " " + verb + " | " + speed + " |");
    for (Contestant rival : List.of(Contestant.BCJMAIL, Contestant.OPENSSL, Contestant.JDK_FLOOR)) {
      Optional<Measured> theirs = time(figures, verb, size, rival);
      line.append(' ')
          .append(
              ours.isEmpty() || theirs.isEmpty()
                  ? "–"
                  : ratio(theirs.get().value() / ours.get().value()))
          .append(" |");
    }
    return line.toString();
  }

  /** RSA-2048, S/MIME text, and AES-256-GCM where it encrypts. */
  private static Optional<Measured> time(
      Figures figures, String verb, String size, Contestant contestant) {
    return verb.endsWith("crypt")
        ? seconds(figures, verb, contestant.name(), "size", size, "cipher", "GCM")
        : seconds(figures, verb, contestant.name(), "size", size);
  }

  private static String wide(String work, Optional<String> figure) {
    return "| " + work + " | " + figure.orElse("–") + " | | | |";
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }

  private static String number(String format, Measured figure) {
    return String.format(Locale.ROOT, format, figure.value());
  }
}
