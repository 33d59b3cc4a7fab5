package org.smime4j.cli;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.smime4j.cli.archive.Step;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command below the {@link RootCommand}, whose streams it has. */
abstract class SmimeCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  /** Where it reads and writes. */
  final Streams streams() {
    return ((RootCommand) spec.root().userObject()).streams();
  }

  /** Says a sentence on the standard error. */
  final void say(String sentence) {
    streams().say(sentence);
  }

  /** Who hears of the steps of a job. */
  final Consumer<Step> steps() {
    return ((RootCommand) spec.root().userObject()).steps();
  }
}
