package org.smime4j.world;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A parser in a process of its own, which lives as long as this. It says its version in a line;
 * then each message goes in behind its length in four octets, and a line of JSON comes out.
 */
final class ProcessReader implements MailReader {

  private String name;
  private boolean isOfLines;
  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private final Process process;
  private final DataOutputStream messages;
  private final BufferedReader answers;

  ProcessReader(String remark, Path folder, String... command) throws IOException {
    name = String.join(" ", command);
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    messages = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String version = Reading.word(answer("its version"), "version");
    name = version + remark;
  }

  /** One that takes each message in Base64 on a line. */
  static ProcessReader ofLines(Path folder, String... command) throws IOException {
    ProcessReader reader = new ProcessReader("", folder, command);
    reader.isOfLines = true;
    return reader;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Reading> read(List<byte[]> batch) {
    CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(batch), writer);
    List<Reading> readings = new ArrayList<>();
    for (byte[] message : batch) {
      readings.add(Reading.parse(answer(new String(message, StandardCharsets.ISO_8859_1))));
    }
    written.join();
    return readings;
  }

  private void write(List<byte[]> batch) {
    try {
      for (byte[] message : batch) {
        if (isOfLines) {
          messages.write(Base64.getEncoder().encode(message));
          messages.write('\n');
        } else {
          messages.writeInt(message.length);
          messages.write(message);
        }
      }
      messages.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer(String question) {
    try {
      String line = answers.readLine();
      while (line != null && !line.startsWith("{")) {
        line = answers.readLine(); // what a program says besides
      }
      if (line == null) {
        throw new AssertionError(name + " ended at:\n" + question);
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
    process.destroy();
  }
}
