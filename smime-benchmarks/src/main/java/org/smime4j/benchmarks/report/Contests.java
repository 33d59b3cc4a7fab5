package org.smime4j.benchmarks.report;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds the figures of contests, and what they are of each other. */
final class Contests {

  private static final Map<String, String> METHODS =
      Map.of(
          "sign", "Sign.sign",
          "verify", "Verify.verify",
          "encrypt", "Encrypt.encrypt",
          "decrypt", "Decrypt.decrypt",
          "sign then encrypt", "SignThenEncrypt.signThenEncrypt",
          "open then verify", "OpenSigned.openSigned");

  private Contests() {}

  static Function<Figures, Optional<Measured>> ratio(
      Function<String, Function<Figures, Optional<Measured>>> time, String above, String below) {
    return f -> {
      Optional<Measured> a = time.apply(above).apply(f);
      Optional<Measured> b = time.apply(below).apply(f);
      return a.isEmpty() || b.isEmpty() ? Optional.empty() : Optional.of(a.get().over(b.get()));
    };
  }

  static Optional<Measured> over(Optional<Figure> above, Optional<Figure> below) {
    return above.isEmpty() || below.isEmpty()
        ? Optional.empty()
        : Optional.of(above.get().seconds().over(below.get().seconds()));
  }

  static Optional<Measured> seconds(
      Figures figures, String verb, String contestant, String... params) {
    return figure(figures, verb, contestant, params).map(Figure::seconds);
  }

  static Optional<Figure> figure(
      Figures figures, String verb, String contestant, String... params) {
    return figure(figures, 1, verb, contestant, params);
  }

  static Optional<Figure> figure(
      Figures figures, int threads, String verb, String contestant, String... params) {
    return figures.find(threads, METHODS.get(verb), with(params, "contestant", contestant));
  }

  static Optional<Measured> kibibytes(Optional<Figure> figure) {
    return figure.flatMap(Figure::allocated).map(heap -> heap.times(1 / 1024d));
  }

  /**
   * How often two threads waited in a thousand messages, without the ends of iterations, where all
   * threads but one wait for the last.
   */
  static Optional<Measured> waits(Figures figures, String verb, String contestant, String size) {
    return figure(figures, 2, verb, contestant, "size", size)
        .filter(figure -> figure.extras().containsKey("waits"))
        .map(
            figure -> {
              double own =
                  figure.extras().get("waits") - (figure.threads() - 1) * figure.iterations();
              return Measured.exactly(1000 * Math.max(0, own) / figure.extras().get("messages"));
            });
  }

  static String[] with(String[] params, String name, String value) {
    String[] all = Arrays.copyOf(params, params.length + 2);
    all[params.length] = name;
    all[params.length + 1] = value;
    return all;
  }
}
