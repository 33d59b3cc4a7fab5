package org.smime4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.smime4j.cli.archive.Step;

/**
 * One run of the command in this JVM, with its own streams.
 *
 * @param status the exit status
 * @param out all that it wrote to the standard output
 * @param err all that it said
 */
record Run(int status, byte[] out, String err) {

  /** The test messages of this project. */
  static final Path VECTORS =
      Path.of(System.getProperty("smime4j.root", "..")).resolve("src-test-vectors");

  static Run of(Object... args) {
    return withInput(new byte[0], args);
  }

  static Run withInput(byte[] in, Object... args) {
    return run(in, Step.UNNOTICED, args);
  }

  /** With somebody who hears of the steps of a job. */
  static Run withSteps(Consumer<Step> steps, Object... args) {
    return run(new byte[0], steps, args);
  }

  private static Run run(byte[] in, Consumer<Step> steps, Object... args) {
    List<String> all = new ArrayList<>();
    add(all, List.of(args));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            Streams.of(new ByteArrayInputStream(in), out, err), steps, all.toArray(String[]::new));
    return new Run(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  private static void add(List<String> all, List<?> args) {
    for (Object arg : args) {
      if (arg instanceof List<?> several) {
        add(all, several);
      } else {
        all.add(arg.toString());
      }
    }
  }

  /** What was written, as text. */
  String text() {
    return new String(out, StandardCharsets.UTF_8);
  }

  /** One JSON object for each line. */
  List<Json> json() {
    return text().lines().map(Json::parse).toList();
  }

  /** The only JSON object. */
  Json only() {
    List<Json> all = json();
    if (all.size() != 1) {
      throw new AssertionError("not one line but " + all.size() + ": " + text() + err);
    }
    return all.get(0);
  }

  static Path vector(String name) {
    return VECTORS.resolve(name);
  }

  static Path message(String name) {
    return VECTORS.resolve("messages").resolve(name);
  }
}
