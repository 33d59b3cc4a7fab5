package org.smime4j.cli;

import java.util.function.Consumer;
import org.smime4j.cli.archive.Step;

/** The command {@code smime}, as the commands below it know it. */
abstract class RootCommand {

  /** Where the commands read and write. */
  final Streams streams;

  /** Who hears of the steps of a job. */
  final Consumer<Step> steps;

  RootCommand(Streams streams, Consumer<Step> steps) {
    this.streams = streams;
    this.steps = steps;
  }
}
