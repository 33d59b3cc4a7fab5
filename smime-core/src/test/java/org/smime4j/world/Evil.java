package org.smime4j.world;

import static org.smime4j.world.Change.oneOf;

import java.util.Random;

/** What a forger wants to have shown. */
final class Evil {

  static final String ADDRESS = "mallory@example.net";

  private Evil() {}

  /** A part with its header, and the end of its last line. */
  static String part(Random random) {
    return oneOf(
            random,
            "Content-Type: text/html\r\n",
            "Content-Type: text/plain\r\n",
            "Content-Type: text/html; charset=utf-8\r\nContent-Disposition: inline\r\n",
            "")
        + "\r\n"
        + oneOf(random, "<p>Pay 1,000,000 EUR to Mallory.</p>", "Pay 1,000,000 EUR to Mallory.")
        + "\r\n";
  }

  /** A whole multipart body between these delimiters. */
  static String body(String delimiter, Random random) {
    StringBuilder body = new StringBuilder();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      body.append("--").append(delimiter).append("\r\n").append(part(random));
    }
    if (random.nextInt(4) > 0) {
      body.append("--").append(delimiter).append("--\r\n");
    }
    return body.toString();
  }
}
