package org.smime4j.cli;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.smime4j.cli.archive.Step;

/**
 * The command in a process that is gone at a step: no buffer is written, no file closed, no hook
 * run. Arguments: the step or {@code -}, the how manieth time, and those of the command.
 */
final class HaltedArchive {

  static final int HALTED = 99;

  private HaltedArchive() {}

  public static void main(String[] args) {
    AtomicInteger left = new AtomicInteger(Integer.parseInt(args[1]));
    int status =
        Main.run(
            Streams.ofProcess(),
            step -> {
              if (!args[0].equals("-")
                  && step == Step.valueOf(args[0])
                  && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(HALTED);
              }
            },
            Arrays.copyOfRange(args, 2, args.length));
    System.exit(status);
  }
}
