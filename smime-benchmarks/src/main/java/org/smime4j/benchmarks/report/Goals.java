package org.smime4j.benchmarks.report;

import static org.smime4j.benchmarks.report.Contests.figure;
import static org.smime4j.benchmarks.report.Contests.over;
import static org.smime4j.benchmarks.report.Contests.ratio;
import static org.smime4j.benchmarks.report.Contests.seconds;
import static org.smime4j.benchmarks.report.Contests.with;
import static org.smime4j.benchmarks.report.Goal.atLeast;
import static org.smime4j.benchmarks.report.Goal.atMost;
import static org.smime4j.benchmarks.report.Goal.none;
import static org.smime4j.benchmarks.report.Sizes.KIB_10;
import static org.smime4j.benchmarks.report.Sizes.MIB_1;
import static org.smime4j.benchmarks.report.Sizes.MIB_32;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.smime4j.benchmarks.contestants.SchemeEngine;

/** The goals of this library's speed beside {@link PageGoals}, row by row. */
final class Goals {

  private static final String TIMES = "×";

  private static final List<String> VERBS = List.of("sign", "verify", "encrypt", "decrypt");

  private Goals() {}

  static List<Goal> all() {
    List<Goal> goals = new ArrayList<>();
    bulk(goals, "encrypt", "GCM", 0.7);
    bulk(goals, "decrypt", "GCM", 0.85);
    bulk(goals, "encrypt", "CBC", 0.7);
    bulk(goals, "decrypt", "CBC", 0.85);
    bulk(goals, "sign", "", 0.7);
    rivals(goals, "verify", "");
    der(goals);
    bulk(goals, "sign then encrypt", "GCM", 0.7);
    bulk(goals, "sign then encrypt", "CBC", 0.7);
    bulk(goals, "open then verify", "CBC", 0.85);
    small(goals);
    history(goals);
    cores(goals);
    fresh(goals);
    allocation(goals);
    return goals;
  }

  private static void bulk(List<Goal> goals, String verb, String cipher, double ofFloor) {
    goals.add(
        atLeast(
            ofFloor,
            "",
            bulk(verb, cipher) + ", share of JDK_FLOOR",
            ratio(time(verb, cipher), "JDK_FLOOR", "SMIME4J")));
    rivals(goals, verb, cipher);
  }

  /** Rivals are for comparison: how far they are behind says more of them than of this library. */
  private static void rivals(List<Goal> goals, String verb, String cipher) {
    for (String rival : List.of("OPENSSL", "BCJMAIL")) {
      if (isMeasured(rival, verb, cipher)) {
        goals.add(
            none(
                TIMES,
                bulk(verb, cipher) + ", times " + rival,
                ratio(time(verb, cipher), rival, "SMIME4J")));
      }
    }
  }

  private static String bulk(String verb, String cipher) {
    return "32 MiB " + verb + (cipher.isEmpty() ? "" : " " + cipher);
  }

  private static Function<String, Function<Figures, Optional<Measured>>> time(
      String verb, String cipher) {
    String[] params =
        cipher.isEmpty()
            ? new String[] {"size", MIB_32}
            : new String[] {"size", MIB_32, "cipher", cipher};
    return contestant -> f -> seconds(f, verb, contestant, params);
  }

  /** Of two steps in one, and of CBC in Bouncy Castle, the plan has no rival. */
  private static boolean isMeasured(String rival, String verb, String cipher) {
    return !verb.contains(" then ") && !(rival.equals("BCJMAIL") && cipher.equals("CBC"));
  }

  private static void der(List<Goal> goals) {
    for (String verb : VERBS) {
      Function<String, Function<Figures, Optional<Measured>>> time =
          form -> f -> seconds(f, verb, "SMIME4J", "size", MIB_32, "form", form);
      goals.add(
          atLeast(
              1,
              TIMES,
              "32 MiB " + verb + " as DER, times S/MIME text",
              ratio(time, "TEXT", "DER")));
    }
  }

  private static void small(List<Goal> goals) {
    Map<String, Double> overFloor =
        Map.of(
            "sign RSA-2048", 1.1,
            "decrypt RSA-2048", 1.1,
            "sign P-256", 1.1,
            "verify P-256", 3.0,
            "encrypt P-256", 2.0);
    for (String keys : List.of("RSA_2048", "P_256")) {
      for (String verb : VERBS) {
        String work = "10 KiB " + verb + " " + name(keys);
        Function<String, Function<Figures, Optional<Measured>>> time =
            contestant -> f -> seconds(f, verb, contestant, "size", KIB_10, "keys", keys);
        Double most = overFloor.get(verb + " " + name(keys));
        if (most != null) {
          goals.add(
              atMost(
                  most,
                  TIMES,
                  work + ", time divided by JDK_FLOOR's",
                  ratio(time, "SMIME4J", "JDK_FLOOR")));
        }
        if (verb.equals("verify")) {
          goals.add(
              atMost(
                  0.6,
                  TIMES,
                  work + ", time divided by OPENSSL's",
                  ratio(time, "SMIME4J", "OPENSSL")));
        }
        if (verb.equals("verify") && keys.equals("RSA_2048")) {
          goals.add(
              atMost(
                  0.6,
                  TIMES,
                  work + ", 10,000 senders, time divided by OPENSSL's",
                  ratio(
                      contestant ->
                          f -> seconds(f, verb, contestant, "size", KIB_10, "senders", "10000"),
                      "SMIME4J",
                      "OPENSSL")));
        }
        goals.add(
            atMost(
                1.25,
                TIMES,
                work + " with a native provider, time divided by OPENSSL's",
                ratio(time, "SMIME4J_NATIVE", "OPENSSL")));
      }
    }
  }

  private static void history(List<Goal> goals) {
    for (String held : List.of("100", "10000", "1000000")) {
      goals.add(
          atMost(
              1.05,
              TIMES,
              String.format(
                  Locale.ROOT,
                  "decrypt with %,d keys, time divided by 1 key's",
                  Integer.parseInt(held)),
              f ->
                  over(f.find("Keys.known", "amount", held), f.find("Keys.known", "amount", "1"))));
    }
    goals.add(
        atMost(
            2048,
            " octets",
            "heap for each of many keys beside the key and its certificate",
            f ->
                f.find("Keys.known", "amount", "1000000")
                    .map(k -> Measured.exactly(k.extras().get("heap") / 1e6))));
    goals.add(
        atMost(
            1.15,
            TIMES,
            "unknown recipient, 1,000 RSA-2048 keys, time divided by that of as many"
                + " bare operations on all processors",
            f ->
                over(
                    f.find("UnknownKey.open"),
                    f.find("UnknownKey.bareOperationsOnAllProcessors"))));
    goals.add(
        none(
            TIMES,
            "as many bare operations: rate on all processors, divided by the rate on one",
            f ->
                over(
                    f.find("UnknownKey.bareOperations"),
                    f.find("UnknownKey.bareOperationsOnAllProcessors"))));
  }

  private static void cores(List<Goal> goals) {
    for (String size : List.of(KIB_10, MIB_1)) {
      for (String verb : VERBS) {
        goals.add(
            atLeast(
                1.9,
                TIMES,
                Sizes.name(size) + " " + verb + ": rate on two threads, divided by the rate on one",
                f ->
                    over(
                        figure(f, 1, verb, "SMIME4J", "size", size),
                        figure(f, 2, verb, "SMIME4J", "size", size))));
        if (!(size.equals(KIB_10) && verb.equals("encrypt"))) {
          goals.add(
              atMost(
                  1,
                  "",
                  Sizes.name(size) + " " + verb + ", two threads, waits in 1,000 messages",
                  f -> Contests.waits(f, verb, "SMIME4J", size)));
        }
      }
    }
  }

  private static void fresh(List<Goal> goals) {
    goals.add(
        atMost(
            1.5,
            TIMES,
            "fresh JVM, first 10 KiB message opened, time divided by that of the bare calls",
            f -> cold(f, "openSmall", "SMIME4J", "BARE")));
    for (String method : List.of("encryptLarge", "openLarge")) {
      String work = "fresh JVM, first 32 MiB " + (method.startsWith("e") ? "encrypted" : "opened");
      goals.add(
          atLeast(
              2.5,
              TIMES,
              work + ": speed divided by that of the floor's code with 64 KiB pieces",
              f -> cold(f, method, "BARE", "SMIME4J")));
    }
  }

  private static Optional<Measured> cold(Figures f, String method, String above, String below) {
    return over(
        f.find("ColdStart." + method, "way", above), f.find("ColdStart." + method, "way", below));
  }

  private static void allocation(List<Goal> goals) {
    for (String verb : VERBS) {
      growth(goals, verb, "");
    }
    for (String verb : List.of("encrypt", "decrypt")) {
      growth(goals, verb, "CBC", "cipher", "CBC");
    }
    for (String verb : List.of("sign then encrypt", "open then verify")) {
      growth(goals, verb, "GCM");
      growth(goals, verb, "CBC", "cipher", "CBC");
    }
    for (String verb : VERBS) {
      growth(goals, verb, "as DER", "form", "DER");
    }
    for (SchemeEngine.Scheme scheme : SchemeEngine.Scheme.values()) {
      goals.add(
          atMost(
              40,
              " KiB",
              "10 KiB verify " + name(scheme.name()) + ", heap beside the bare call's own",
              f ->
                  Contests.kibibytes(f.find("VerifySchemes.message", "scheme", scheme.name()))
                      .flatMap(
                          all ->
                              Contests.kibibytes(
                                      f.find("VerifySchemes.bare", "scheme", scheme.name()))
                                  .map(all::minus))));
    }
  }

  private static void growth(List<Goal> goals, String verb, String how, String... params) {
    goals.add(
        atMost(
            64,
            " KiB",
            (verb + " " + how).strip()
                + ": growth of the heap beyond the result, from 1 MiB to 32 MiB",
            f ->
                beyondResult(f, verb, MIB_32, params)
                    .flatMap(
                        large ->
                            beyondResult(f, verb, MIB_1, params)
                                .map(small -> large.minus(small).times(1 / 1024d)))));
  }

  private static Optional<Measured> beyondResult(
      Figures f, String verb, String size, String... params) {
    Optional<Figure> figure = figure(f, verb, "SMIME4J", with(params, "size", size));
    Optional<Measured> allocated = figure.flatMap(Figure::allocated);
    if (allocated.isEmpty() || figure.get().result().isEmpty()) {
      return Optional.empty();
    }
    // What was verified is handed out as a part of the message, and was not allocated.
    return Optional.of(
        verb.equals("verify")
            ? allocated.get()
            : allocated.get().minus(Measured.exactly(figure.get().result().getAsDouble())));
  }

  static String name(String keys) {
    return keys.replace("_", "-");
  }
}
