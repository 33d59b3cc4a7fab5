package org.smime4j.cli.archive;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.TargetFile;

/**
 * The list of a job's messages, one a line, made once: it gives each its number, whatever comes and
 * goes in the source afterwards. It is read as a stream, and never held.
 */
final class Listing implements Closeable {

  private static final String VERSION = "smime-archive 1";

  private final BufferedReader lines;
  private final String base;

  /** What the source was like when the list was made, see {@link Source#state()}. */
  final String state;

  private int number;

  private Listing(BufferedReader lines, String base, String state) {
    this.lines = lines;
    this.base = base;
    this.state = state;
  }

  /** Writes the list of all messages of a source; returns how many there are. */
  static int write(Path directory, String name, Source source) throws IOException {
    int[] count = {0};
    TargetFile.writeDurably(
        directory,
        name,
        out -> {
          BufferedWriter to =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII), 1 << 16);
          to.write(VERSION + '\n' + source.state() + '\n' + source.base() + '\n');
          source.list(
              line -> {
                if (count[0] == Integer.MAX_VALUE) {
                  throw new IOException("These are too many messages for one job");
                }
                count[0]++;
                to.write(line + '\n');
              });
          to.flush();
        });
    return count[0];
  }

  static Listing open(Path file) throws IOException {
    BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
    try {
      String version = lines.readLine();
      String state = lines.readLine();
      String base = lines.readLine();
      if (!VERSION.equals(version) || state == null || base == null) {
        throw new IOException(file + ": this is no list of messages of this program");
      }
      return new Listing(lines, base, state);
    } catch (IOException e) {
      lines.close();
      throw e;
    }
  }

  /** The next message; null after the last. */
  @Nullable Entry next() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      return null;
    }
    number++;
    try {
      return entry(line);
    } catch (IllegalArgumentException e) {
      throw new IOException("The list of messages is damaged; begin anew in another directory", e);
    }
  }

  private Entry entry(String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      boolean absolute = line.startsWith("file:///");
      String name = decoded(absolute ? line.replaceFirst("^file://", "") : line);
      return new Entry(number, name, absolute ? line : base + line, -1, -1);
    }
    return new Entry(
        number,
        decoded(base.substring(base.lastIndexOf('/') + 1)),
        base,
        Long.parseLong(line.substring(0, space)),
        Long.parseLong(line.substring(space + 1)));
  }

  /** What a person reads; octets that are no UTF-8 are shown as such. */
  static String decoded(String name) {
    return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
