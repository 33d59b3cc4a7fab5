package org.smime4j.world;

import java.util.Random;

/** One thing that somebody without the author's key does to a mail. */
@FunctionalInterface
interface Change {

  void apply(Draft draft, Random random);

  /** One of these. */
  @SafeVarargs
  static <T> T oneOf(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  /** That many of these in a row, each of them any number of times. */
  static String some(Random random, int least, int most, String... pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
      text.append(oneOf(random, pieces));
    }
    return text.toString();
  }
}
