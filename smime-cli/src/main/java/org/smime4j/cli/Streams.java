package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the command reads and writes: the streams of the process, or those of a test.
 *
 * @param in the standard input, in octets
 * @param out the standard output, in octets: mail, JSON, reports
 * @param err for sentences, and for nothing else
 * @param charset of reports on {@code out}; JSON is UTF-8 and mail is what it is
 * @param outIsTerminal whether a person looks at {@code out}
 * @param errIsTerminal whether a person looks at {@code err}
 * @param console where a person can be asked for a password; null if there is nobody
 * @param leftOut all files and entries that were skipped, for reports; it grows
 */
record Streams(
    InputStream in,
    OutputStream out,
    PrintStream err,
    Charset charset,
    boolean outIsTerminal,
    boolean errIsTerminal,
    @Nullable Console console,
    List<String> leftOut) {

  /** The streams of this process. */
  static Streams ofProcess() {
    return new Streams(
        // Buffered, since a bare FileInputStream cannot read all of a pipe at once.
        new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset("stderr.encoding")),
        charset("stdout.encoding"),
        isTerminal(1),
        isTerminal(2),
        isConsoleOfPerson() ? System.console() : null,
        new ArrayList<>());
  }

  /** Whether reports may be in colours: only on a terminal, and not where NO_COLOR is set. */
  boolean colours() {
    return outIsTerminal && System.getenv("NO_COLOR") == null;
  }

  /** One sentence for the person who called. */
  void say(String sentence) {
    err.println("smime: " + SafeText.line(sentence));
    err.flush();
  }

  /** Text on the standard output. */
  void print(String text) throws IOException {
    out.write(text.getBytes(charset));
  }

  /**
   * Says which of a directory of keys were passed over.
   *
   * @param skipped each by its name, and what is wrong with it
   */
  void skipped(Path place, Map<String, String> skipped) {
    List<String> each =
        skipped.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
    skipped(place, each, "not a key file, or it does not open with what was given");
  }

  /**
   * Says what was passed over where the caller named a file or a directory.
   *
   * @param skipped each with its name and what is wrong with it
   * @param why what is wrong with each of them, as a clause
   */
  void skipped(Path place, List<?> skipped, String why) {
    int count = skipped.size();
    if (count == 0) {
      return;
    }
    say(
        "%s: %s skipped: %s"
            .formatted(place, Sentences.count(count, "file or entry", "files or entries"), why));
    skipped.forEach(each -> say("  skipped " + each));
    skipped.forEach(each -> leftOut.add(place + ": " + each));
  }

  private static Charset charset(String property) {
    // Java 17 knows these properties under another name, and without a terminal not at all.
    for (String name : new String[] {property, "sun." + property, "native.encoding"}) {
      String value = System.getProperty(name);
      if (value != null) {
        try {
          Charset charset = Charset.forName(value);
          // ASCII is what Java makes of a process without a locale; it says nothing of who reads.
          return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
        } catch (IllegalArgumentException e) {
          // The next one, then.
        }
      }
    }
    return Charset.defaultCharset();
  }

  /** Java itself only tells for input and output together, and since Java 22 not even that. */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    if (Files.isSymbolicLink(link)) {
      try {
        String device = Files.readSymbolicLink(link).toString();
        return device.startsWith("/dev/pts/")
            || device.startsWith("/dev/tty")
            || device.equals("/dev/console");
      } catch (IOException e) {
        return false;
      }
    }
    return isConsoleOfPerson();
  }

  @SuppressWarnings("SystemConsoleNull") // Java 17 has no other way to tell.
  private static boolean isConsoleOfPerson() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since Java 22 there is a console always, and a method that tells what it is worth.
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
