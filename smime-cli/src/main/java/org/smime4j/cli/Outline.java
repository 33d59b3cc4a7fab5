package org.smime4j.cli;

import java.io.IOException;

/**
 * The lines that tell how a message is built, and the effort that may go into them: what a stranger
 * sent decides neither how many there are nor how long one is.
 */
final class Outline {

  /** A whole file is read into memory; of a longer one the beginning. */
  static final int MOST_OCTETS = 32 * 1024 * 1024;

  private static final int MOST_LINES = 5_000;
  private static final int MOST_STEPS = 2_000_000;
  private static final int MOST_DEPTH = 32;
  private static final int MOST_COLUMNS = 200;

  private final StringBuilder text = new StringBuilder();
  private int lines;
  private int steps;
  private int depth;
  private boolean isFaulty;

  /** There is more than is shown. */
  static final class Exhausted extends IOException {
    private static final long serialVersionUID = 1L;

    Exhausted(String sentence) {
      super(sentence);
    }
  }

  /** Writes what is one level further in. */
  @FunctionalInterface
  interface Body {
    void write() throws IOException;
  }

  /** One line. */
  void line(String line) throws Exhausted {
    if (++lines > MOST_LINES) {
      throw new Exhausted("there is more than the " + MOST_LINES + " lines that are shown");
    }
    append(line);
  }

  /** What is wrong, or was left out. The rest goes on. */
  void fault(String sentence) throws Exhausted {
    isFaulty = true;
    line("! " + sentence);
  }

  /** The last line of all, for which there is always room. */
  void end(String sentence) {
    isFaulty = true;
    depth = 0;
    append("! " + sentence);
  }

  private void append(String line) {
    String safe = SafeText.line(line);
    text.append("  ".repeat(depth))
        .append(safe.length() > MOST_COLUMNS ? safe.substring(0, MOST_COLUMNS) + "..." : safe)
        .append(System.lineSeparator());
  }

  /** A line, and beneath it what belongs to it. */
  void within(String line, Body body) throws IOException {
    line(line);
    if (depth == MOST_DEPTH) {
      fault("this is nested too deeply to be shown");
      return;
    }
    depth++;
    try {
      body.write();
    } finally {
      depth--;
    }
  }

  /** Counts a step that the input asked for. */
  void step() throws Exhausted {
    if (++steps > MOST_STEPS) {
      throw new Exhausted("there is more than can be looked at");
    }
  }

  /** Whether something was wrong, or left out. */
  boolean isFaulty() {
    return isFaulty;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
