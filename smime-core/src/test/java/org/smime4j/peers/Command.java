package org.smime4j.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of somebody else's, run to its end. */
final class Command {

  /** What a run left behind. */
  record Outcome(int exit, byte[] out, String err) {
    boolean ok() {
      return exit == 0;
    }

    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  private Command() {}

  /** Runs it with the given standard input; nothing is said about how it ended. */
  static Outcome run(Map<String, String> environment, byte[] stdin, List<String> line) {
    try {
      Path out = Files.createTempFile("peer", ".out");
      Path err = Files.createTempFile("peer", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
          in.write(stdin);
        } catch (IOException e) {
          // It did not want to hear us out; its exit says why.
        }
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("Still running after two minutes: " + line);
        }
        return new Outcome(process.exitValue(), Files.readAllBytes(out), tail(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String tail(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(20_000), StandardCharsets.UTF_8);
    }
  }

  /** The last word of the first line that a program says of itself. */
  static String version(String program) {
    return run(Map.of(), new byte[0], List.of(program, "--version"))
        .text()
        .lines()
        .findFirst()
        .orElseThrow()
        .replaceAll(".* ", "");
  }
}
