package org.smime4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * A JVM without the optimising compiler, in which the package's command reads a few small files. A
 * long key derivation takes three times as long there, so the command then starts a second JVM.
 */
final class QuickStart {

  /** The path of the package's command, which sets it. */
  private static final @Nullable String COMMAND = System.getProperty("smime.quick");

  private static final long ITERATIONS = 20_000;

  private QuickStart() {}

  /** Limits under which no key file takes long to read. */
  static Limits limits(Limits given) {
    return COMMAND == null
        ? given
        : given.allowing(
            Limit.KDF_ITERATIONS, Math.min(ITERATIONS, given.get(Limit.KDF_ITERATIONS)));
  }

  /** Ends this run, before it says anything, if a key file was not read whole. */
  static void requireAll(boolean isRead) {
    if (COMMAND != null && !isRead) {
      throw new NotRead();
    }
  }

  /** Runs the command with the optimising compiler, and returns its exit status. */
  static int again(List<String> args) throws IOException {
    List<String> command = new ArrayList<>(args);
    command.add(0, COMMAND);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("SMIME_QUICK", "no");
    return builder.start().onExit().join().exitValue();
  }

  /** A key file was not read whole within these limits. */
  static final class NotRead extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
