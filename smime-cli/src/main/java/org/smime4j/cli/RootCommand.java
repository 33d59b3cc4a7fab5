package org.smime4j.cli;

import java.util.function.Consumer;
import org.smime4j.cli.archive.Step;
import picocli.CommandLine.Command;

/**
 * The command {@code smime}, as the commands below it know it.
 *
 * @param streams where the commands read and write
 * @param steps who hears of the steps of a job
 */
@Command(
    name = "smime",
    mixinStandardHelpOptions = true,
    description = "Sign, encrypt, open and verify S/MIME mail.")
record RootCommand(Streams streams, Consumer<Step> steps) {

  /** {@code smime keys}: what is held of a person's keys, and in which forms devices take them. */
  @Command(
      name = "keys",
      description =
          "List keys, recover them from an authority's archive, export them for devices, and find "
              + "keys that an Intune tenant lacks.")
  static final class Keys {}
}
