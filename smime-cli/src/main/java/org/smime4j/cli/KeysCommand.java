package org.smime4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smime keys}: what is held of a person's keys, and in which forms devices take them. */
@Command(
    name = "keys",
    description =
        "List keys, recover them from an authority's archive, export them for devices, and find "
            + "keys that an Intune tenant lacks.")
final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: keys list, keys recover, keys export or keys missing");
  }
}
