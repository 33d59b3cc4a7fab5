package org.smime4j.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.smime4j.Json;

/**
 * A client in a process that lives as long as this: a line with files goes in, a line comes out.
 */
final class AskedClient implements AutoCloseable {

  private final Path folder;
  private final List<String> command;
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;
  private final String version;
  private int files;

  /** Starts it in the folder of its script; mails are handed over in another. */
  AskedClient(List<String> command, Path scripts, Path folder) throws IOException {
    this.folder = folder;
    this.command = command;
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(scripts.toFile())
            .redirectError(folder.resolve("errors").toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    process = builder.start();
    CompletableFuture.delayedExecutor(3, TimeUnit.MINUTES).execute(process::destroyForcibly);
    questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    version = answer().string("version");
  }

  String version() {
    return version;
  }

  Shown read(byte[] mail) throws IOException {
    return read(mail, "");
  }

  /** Reads a mail, and does with it what stands behind its path on the line. */
  Shown read(byte[] mail, String more) throws IOException {
    Path file = folder.resolve("mail" + files++ + ".eml");
    Files.write(file, mail);
    return Shown.of(ask("read " + file + " " + more));
  }

  private Json.Entry ask(String line) throws IOException {
    questions.write(line.strip() + "\n");
    questions.flush();
    return answer();
  }

  private Json.Entry answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError(command + " ended: " + Files.readString(folder.resolve("errors")));
    }
    return Json.parse(line);
  }

  @Override
  public void close() throws InterruptedException, IOException {
    questions.close();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroy();
    }
  }
}
