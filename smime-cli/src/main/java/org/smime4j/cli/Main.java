package org.smime4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command's front door: reads the arguments and ends the JVM with the command's exit status.
 */
@Command(
    name = "smime",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Sign, encrypt, open and verify S/MIME mail.")
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs the command and exits.
   *
   * @param args as typed
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"smime " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
