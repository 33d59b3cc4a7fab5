package org.smime4j.cli;

import java.io.IOException;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How many of many messages are done, on a terminal; nothing anywhere else. */
final class ProgressMeter implements AutoCloseable {

  /** Fewer are done before anybody could read the bar. */
  private static final int MANY = 20;

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final int WIDTH = 78;

  private final Streams streams;
  private final @Nullable ProgressBar bar;

  private ProgressMeter(Streams streams, @Nullable ProgressBar bar) {
    this.streams = streams;
    this.bar = bar;
  }

  static ProgressMeter of(Streams streams, int messages) {
    if (!streams.errIsTerminal() || messages < MANY) {
      return new ProgressMeter(streams, null);
    }
    return new ProgressMeter(
        streams,
        new ProgressBarBuilder()
            .setTaskName("Messages")
            .setInitialMax(messages)
            .setStyle(
                streams.charset().newEncoder().canEncode('\u2588')
                    ? ProgressBarStyle.UNICODE_BLOCK
                    : ProgressBarStyle.ASCII)
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

  /** Takes the bar off the line where a report is about to be written; it comes back by itself. */
  void makeRoom() throws IOException {
    if (bar != null && streams.outIsTerminal()) {
      streams.err().print("\r" + " ".repeat(WIDTH) + "\r");
      streams.err().flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
