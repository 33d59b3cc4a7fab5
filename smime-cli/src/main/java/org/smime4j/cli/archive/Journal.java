package org.smime4j.cli.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32C;
import org.smime4j.cli.files.NamedOutput;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.cli.json.JsonObject;

/**
 * What a job has done, in a file that only grows. Each line is the CRC-32C of what follows, in hex,
 * and a JSON object: first what the job is, then one for each batch with the numbers of its
 * messages and the length of the report that holds them. A last line that is torn was never
 * durable, and is cut off; any other that is damaged is an error.
 */
final class Journal implements Closeable {

  private static final int CHECKSUM = 8;

  /**
   * What the job is.
   *
   * @param begun when it began
   * @param messages how many there are
   * @param arguments by which it was begun
   */
  record Header(Instant begun, int messages, List<String> arguments) {}

  private final FileChannel channel;
  private final Path file;
  final Header header;
  private final BitSet done = new BitSet();

  /** What was done in all runs. */
  final Totals totals = new Totals();

  private long reportLength;

  /** Reads a journal, and cuts off what is torn. */
  Journal(Path file) throws IOException {
    this.file = file;
    byte[] all = Files.readAllBytes(file);
    Header first = null;
    int whole = 0;
    while (whole < all.length) {
      int end = whole;
      while (end < all.length && all[end] != '\n') {
        end++;
      }
      if (!isSound(all, whole, end)) {
        if (first != null && end >= all.length - 1) {
          break;
        }
        throw damaged();
      }
      byte[] json = Arrays.copyOfRange(all, whole + CHECKSUM + 1, end);
      if (first == null) {
        first = header(json);
      } else {
        batch(json);
      }
      whole = end + 1;
    }
    if (first == null) {
      throw damaged();
    }
    this.header = first;
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    channel.truncate(whole);
    // What was read may be in memory alone, and is built upon.
    channel.force(true);
    channel.position(whole);
  }

  private IOException damaged() {
    return new IOException(
        file + ": this journal is damaged; begin the job anew in another directory");
  }

  /** Whether a line is all there, and as it was written. */
  private static boolean isSound(byte[] all, int from, int end) {
    return end < all.length
        && end - from > CHECKSUM
        && new String(all, from, CHECKSUM + 1, StandardCharsets.ISO_8859_1)
            .equals(checksum(Arrays.copyOfRange(all, from + CHECKSUM + 1, end)) + " ");
  }

  private static String checksum(byte[] json) {
    CRC32C crc = new CRC32C();
    crc.update(json);
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /** Makes the journal of a job that begins. */
  static void create(Path directory, String name, Header header) throws IOException {
    byte[] line =
        line(
            new JsonObject()
                .with("begun", header.begun().toString())
                .with("messages", header.messages())
                .with("arguments", header.arguments()));
    TargetFile.writeDurably(directory, name, out -> out.write(line));
  }

  /** The numbers of the messages that are done, as of now. */
  BitSet done() {
    return (BitSet) done.clone();
  }

  /** How many octets of the report count. */
  long reportLength() {
    return reportLength;
  }

  /** Appends what a batch did; when this returns, it is done. */
  void append(Batch batch, long newReportLength) throws IOException {
    JsonObject outcomes = new JsonObject();
    batch.totals.outcomes().forEach(outcomes::with);
    List<Integer> ranges = new ArrayList<>();
    for (int from = batch.numbers.nextSetBit(0); from >= 0; ) {
      int past = batch.numbers.nextClearBit(from);
      ranges.addAll(List.of(from, past - 1));
      from = batch.numbers.nextSetBit(past);
    }
    byte[] line =
        line(
            new JsonObject()
                .with("report", newReportLength)
                .with("millis", batch.totals.millis())
                .with("outcomes", outcomes)
                .with("done", ranges));
    NamedOutput.write(channel, file, line);
    channel.force(false);
    done.or(batch.numbers);
    totals.add(batch.totals);
    reportLength = newReportLength;
  }

  private static byte[] line(JsonObject object) throws IOException {
    byte[] json = object.line();
    byte[] checksum =
        (checksum(Arrays.copyOf(json, json.length - 1)) + " ").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(checksum.length + json.length).put(checksum).put(json).array();
  }

  private static Header header(byte[] json) throws IOException {
    JsonObject header = read(json, "begun", "messages", "arguments");
    return new Header(
        Instant.parse(header.text("begun")),
        (int) header.number("messages"),
        header.list("arguments", String.class));
  }

  private void batch(byte[] json) throws IOException {
    JsonObject batch = read(json, "report", "millis", "outcomes", "done");
    reportLength = batch.number("report");
    totals.millis(batch.number("millis"));
    JsonObject outcomes = batch.object("outcomes");
    outcomes.names().forEach(outcome -> totals.add(outcome, outcomes.number(outcome)));
    List<Long> ranges = batch.list("done", Long.class);
    for (int i = 0; i + 1 < ranges.size(); i += 2) {
      done.set(ranges.get(i).intValue(), ranges.get(i + 1).intValue() + 1);
    }
  }

  private static JsonObject read(byte[] json, String... names) throws IOException {
    JsonObject read = JsonObject.read(json);
    if (!read.names().equals(Set.of(names))) {
      throw new IOException("the journal is of another version of this program");
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
