package org.smime4j.benchmarks.report;

import static org.smime4j.benchmarks.report.Contests.over;
import static org.smime4j.benchmarks.report.Contests.ratio;
import static org.smime4j.benchmarks.report.Contests.seconds;
import static org.smime4j.benchmarks.report.Goal.atLeast;
import static org.smime4j.benchmarks.report.Goal.atMost;
import static org.smime4j.benchmarks.report.Sizes.KIB_10;
import static org.smime4j.benchmarks.report.Sizes.MIB_32;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The goals of the first table of RESULTS.md, by the names that reasons.properties uses. */
final class PageGoals {

  private static final String TIMES = "×";

  private PageGoals() {}

  static Map<String, Goal> all() {
    Map<String, Goal> goals = new LinkedHashMap<>();
    commandStart(goals);
    small(goals);
    bulk(goals);
    commandWork(goals);
    return goals;
  }

  /** The start archive of Java 25 can do more than that of Java 17. */
  private static void commandStart(Map<String, Goal> goals) {
    String work =
        "`smime open` of a 7 KB mail with three PFX: the time of the installed command, divided by"
            + " that of the jar of 4340d414, ";
    Function<Figures, Optional<Measured>> ratio = f -> command(f, "open", "installed", "old");
    goals.put(
        "open-before-25",
        atMost(
            0.45, TIMES, work + "before Java 25", f -> f.isBefore(25) ? ratio.apply(f) : none()));
    goals.put(
        "open-25",
        atMost(0.35, TIMES, work + "from Java 25", f -> f.isBefore(25) ? none() : ratio.apply(f)));
  }

  private static void small(Map<String, Goal> goals) {
    goals.put(
        "verify-10k",
        atLeast(0.75, "", "10 KiB verify RSA-2048, share of JDK_FLOOR", share("verify", KIB_10)));
    goals.put(
        "verify-10k-heap",
        atMost(
            40,
            " KiB",
            "10 KiB verify RSA-2048, heap",
            f -> Contests.kibibytes(Contests.figure(f, "verify", "SMIME4J", "size", KIB_10))));
    goals.put(
        "encrypt-10k",
        atLeast(0.85, "", "10 KiB encrypt RSA-2048, share of JDK_FLOOR", share("encrypt", KIB_10)));
    goals.put(
        "encrypt-10k-waits",
        atMost(
            1,
            "",
            "10 KiB encrypt, two threads, waits in 1,000 messages",
            f -> Contests.waits(f, "encrypt", "SMIME4J", KIB_10)));
    goals.put(
        "decrypt-10k-p-256",
        atMost(
            1.1,
            TIMES,
            "10 KiB decrypt P-256, time divided by JDK_FLOOR's",
            ratio(
                contestant ->
                    f -> seconds(f, "decrypt", contestant, "size", KIB_10, "keys", "P_256"),
                "SMIME4J",
                "JDK_FLOOR")));
  }

  /** What is fast on one class of processors may be slow on the other. */
  private static void bulk(Map<String, Goal> goals) {
    for (Processor processor : List.of(Processor.AVX512_VBMI, Processor.AVX2)) {
      for (String verb : List.of("encrypt", "decrypt", "sign", "verify", "open then verify")) {
        goals.put(
            verb.replace(' ', '-') + "-32m-" + processor.name().toLowerCase(Locale.ROOT),
            atLeast(
                0.85,
                "",
                "32 MiB " + verb + ", " + processor.title() + ", share of JDK_FLOOR",
                share(verb, MIB_32, "processor", processor.name())));
      }
    }
  }

  private static void commandWork(Map<String, Goal> goals) {
    String archive = "`smime archive` of 10 KiB mails with 1,000 RSA keys, one thread: ";
    goals.put(
        "archive",
        atLeast(
            0.9,
            "",
            archive + "messages a second, share of bare RSA operations",
            f -> command(f, "archive", "bare", "one")));
    goals.put(
        "archive-native",
        atLeast(
            2,
            TIMES,
            archive + "speed with a native provider, divided by that without",
            f -> command(f, "archive", "one", "provider")));
    String content = "`smime open --content` of a 256 MiB message: ";
    goals.put(
        "content-memory",
        atMost(
            300,
            " MiB",
            content + "resident memory",
            f ->
                f.find("CommandLine.content", "way", "smime")
                    .map(run -> run.extras().get("resident"))
                    .map(octets -> Measured.exactly(octets / (1 << 20)))));
    goals.put(
        "content-time",
        atMost(
            0.7,
            TIMES,
            content + "time divided by that of `openssl cms`",
            f -> command(f, "content", "smime", "openssl")));
  }

  /** The time of one way of running the command, divided by that of another. */
  private static Optional<Measured> command(
      Figures figures, String what, String above, String below) {
    return over(
        figures.find("CommandLine." + what, "way", above),
        figures.find("CommandLine." + what, "way", below));
  }

  private static Function<Figures, Optional<Measured>> share(
      String verb, String size, String... params) {
    return ratio(
        contestant -> f -> seconds(f, verb, contestant, Contests.with(params, "size", size)),
        "JDK_FLOOR",
        "SMIME4J");
  }

  private static Optional<Measured> none() {
    return Optional.empty();
  }
}
