package org.smime4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  private static final Map<String, Path> MESSAGES = listed();

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
            UnseenStreams.of(new ByteArrayInputStream(in), out, err),
            steps,
            all.toArray(String[]::new));
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

  /**
   * By its file name, whichever folder it stands in; one that is not there may be asked for too.
   */
  static Path message(String name) {
    return MESSAGES.getOrDefault(name, VECTORS.resolve("messages").resolve(name));
  }

  /** All messages of the kit and their sidecars, by file name. */
  static Map<String, Path> messages() {
    return MESSAGES;
  }

  private static Map<String, Path> listed() {
    try (Stream<Path> files = Files.walk(VECTORS.resolve("messages"))) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString(),
                  Function.identity(),
                  (one, other) -> {
                    throw new AssertionError(one + " and " + other);
                  },
                  TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
