package org.smime4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * A program of other people, which looks at what was written. Where it is not installed the test is
 * skipped and says so; with the profile peers it fails.
 *
 * @param status its exit status
 * @param out all that it wrote to the standard output
 * @param err all that it wrote to the standard error
 */
record Program(int status, byte[] out, String err) {

  private static final long MINUTES = 2;

  static Program run(Path folder, String... command) throws Exception {
    Path out = Files.createTempFile(folder, "program", ".out");
    Path err = Files.createTempFile(folder, "program", ".err");
    try {
      Process process = start(command, out, err);
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(command[0] + " does not end");
      }
      return new Program(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The output of a program that must end well. */
  static String text(Path folder, String... command) throws Exception {
    Program program = run(folder, command);
    if (program.status != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + program.err);
    }
    return new String(program.out, StandardCharsets.UTF_8);
  }

  private static Process start(String[] command, Path out, Path err) {
    try {
      return new ProcessBuilder(command)
          .redirectOutput(out.toFile())
          .redirectError(err.toFile())
          .start();
    } catch (IOException e) {
      if ("required".equals(System.getProperty("peers"))) {
        throw new AssertionError("required, but " + command[0] + " is not installed", e);
      }
      System.err.println("SKIPPED: " + command[0] + " is not installed");
      throw new TestAbortedException(command[0] + " is not installed");
    }
  }
}
