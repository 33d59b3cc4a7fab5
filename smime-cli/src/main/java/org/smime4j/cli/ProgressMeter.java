package org.smime4j.cli;

import java.io.IOException;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How many of many messages are done, on a terminal; nothing anywhere else. */
record ProgressMeter(Streams streams, @Nullable ProgressBar bar) implements AutoCloseable {

  /** Fewer are done before anybody could read the bar. */
  private static final int MANY = 20;

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final int WIDTH = 78;

  /** Nothing anywhere. */
  static ProgressMeter none(Streams streams) {
    return new ProgressMeter(streams, null);
  }

  static ProgressMeter of(Streams streams, int messages) {
    return messages < MANY ? none(streams) : of(streams, "Messages", messages, 0);
  }

  /**
   * @param most how many there are
   * @param from how many were done before; they make no rate
   */
  static ProgressMeter of(Streams streams, String what, long most, long from) {
    return of(streams, new ProgressBarBuilder().setTaskName(what), most, from);
  }

  /** Of octets, which are shown in KiB. */
  static ProgressMeter ofOctets(Streams streams, String what) {
    return of(streams, new ProgressBarBuilder().setTaskName(what).setUnit(" KiB", 1 << 10), 1, 0);
  }

  private static ProgressMeter of(
      Streams streams, ProgressBarBuilder builder, long most, long from) {
    if (!streams.errIsTerminal()) {
      return none(streams);
    }
    return new ProgressMeter(
        streams,
        builder
            .setInitialMax(most)
            .startsFrom(from, Duration.ZERO)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis((int) EVERY.toMillis())
            .setConsumer(new ConsoleProgressBarConsumer(streams.err(), WIDTH))
            .build());
  }

  /** One more is done. */
  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  /** So much of so much is done. */
  void at(long done, long most) {
    if (bar != null) {
      bar.maxHint(most);
      bar.stepTo(done);
    }
  }

  /** Takes the bar off the line where a report is about to be written; it comes back by itself. */
  void makeRoom() throws IOException {
    if (bar != null && streams.outIsTerminal()) {
      streams.err().print("\r" + " ".repeat(WIDTH) + "\r");
      streams.err().flush();
    }
  }

  /** Ends the line of the bar, before a sentence while it is there. */
  void endLine() {
    if (bar != null) {
      bar.pause();
      streams.err().println();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
