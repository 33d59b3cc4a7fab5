package org.smime4j.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * What tests need and the build does not bring: foreign programs and foreign messages. Where
 * something is missing the test is skipped and says so; with the profile peers it fails.
 */
public final class Outside {

  private Outside() {}

  /** The folder of the whole build. */
  public static Path root() {
    String root = System.getProperty("smime4j.root");
    return Path.of(root != null ? root : "..").toAbsolutePath().normalize();
  }

  /** The folder of foreign messages, given by {@code -Dvectors} relative to {@link #root()}. */
  public static Path vectors() {
    Path vectors = root().resolve(System.getProperty("vectors", "../shared/vectors")).normalize();
    if (!Files.isDirectory(vectors)) {
      missing("the folder of foreign messages (-Dvectors) is not there");
    }
    return vectors;
  }

  /** A folder that lies beside the one of foreign messages. */
  public static Path beside(String name) {
    Path folder = vectors().resolveSibling(name);
    if (!Files.isDirectory(folder)) {
      missing("the folder " + name + " beside that of foreign messages is not there");
    }
    return folder;
  }

  /** NIST's PKITS, which Debian has in its package python3-cryptography-vectors. */
  public static Path pkits() {
    Path pkits = Path.of("/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/");
    if (!Files.isDirectory(pkits)) {
      missing("PKITS is not there (Debian: python3-cryptography-vectors)");
    }
    return pkits;
  }

  /** Returns only where the command, such as {@code openssl version}, runs and ends well. */
  public static void needs(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        missing(String.join(" ", command) + " does not end");
      }
      if (process.exitValue() != 0) {
        missing(String.join(" ", command) + " ends with " + process.exitValue());
      }
    } catch (IOException e) {
      missing(List.of(command).get(0) + " is not installed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns only where a program is on the path, for those that have no option to ask them by. */
  public static void needsProgram(String name) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder).resolve(name))) {
        return;
      }
    }
    missing(name + " is not installed");
  }

  /** Returns only where something is there that is neither a program nor a folder. */
  public static void needs(boolean there, String what) {
    if (!there) {
      missing(what + " is not there");
    }
  }

  /** Whether a test that compares its results with a file writes that file ({@code -Dwrite}). */
  public static boolean writes() {
    return System.getProperty("write") != null;
  }

  private static void missing(String what) {
    if (System.getProperty("peers", "optional").equals("required")) {
      throw new AssertionError("required, but " + what);
    }
    System.err.println("SKIPPED: " + what);
    throw new TestAbortedException(what);
  }
}
