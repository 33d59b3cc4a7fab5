package org.smime4j.cli.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.smime4j.cli.archive.Job.NotThisJobException;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.findings.Outcome;

/**
 * The messages of a finished job that did not open, or whose content was not written, in the order
 * of that job.
 *
 * @param job its folder
 * @param source where all of its messages are
 */
public record Unopened(Path job, Source source) implements Source {

  @Override
  public String base() throws IOException {
    return source.base();
  }

  @Override
  public String state() throws IOException {
    return source.state();
  }

  @Override
  public void list(Sink sink) throws IOException {
    BitSet wanted = numbers();
    if (wanted.isEmpty()) {
      throw new NotThisJobException(job + ": all of its messages opened");
    }
    try (BufferedReader lines =
        Files.newBufferedReader(job.resolve(Job.MESSAGES), StandardCharsets.US_ASCII)) {
      lines.readLine();
      String state = lines.readLine();
      String base = lines.readLine();
      if (!source.base().equals(base)) {
        throw new NotThisJobException(job + ": this job is of another SOURCE, " + base);
      }
      if (!source.state().equals(state)) {
        throw new NotThisJobException(
            job + ": the mbox was written to since, so that its messages may be elsewhere in it");
      }
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (wanted.get(number)) {
          sink.file(line);
        }
      }
    }
  }

  private BitSet numbers() throws IOException {
    Path report = job.resolve(Job.REPORT);
    if (!Files.exists(report)) {
      throw new NotThisJobException(job + ": there is no job in it that is finished");
    }
    BitSet numbers = new BitSet();
    try (BufferedReader lines = Files.newBufferedReader(report, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject message = JsonObject.read(line.getBytes(StandardCharsets.UTF_8));
        if (!isDone(message)) {
          numbers.set((int) message.number("message"));
        }
      }
    }
    return numbers;
  }

  /** Plain mail is no failure, unless it was to be encrypted. */
  private static boolean isDone(JsonObject message) {
    String outcome = message.text("outcome");
    return outcome.equals(Outcome.NOT_SMIME.label())
        ? !message.names().contains("reencrypted") || !message.text("reencrypted").isEmpty()
        : outcome.equals(Outcome.OPENED.label()) && message.text("error").isEmpty();
  }
}
