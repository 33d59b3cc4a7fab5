package org.smime4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.reports.MailPart;
import org.smime4j.sources.ByteSource;

/**
 * The first lines of what the author of a message wrote, and what stands beside it by its name
 * alone.
 *
 * @param lines the lines; empty if it is no text, or withheld
 * @param more whether there are more
 * @param beside what stands beside it
 * @param unnamed how many parts stand beside it that are not named
 * @param withheld why no lines are shown; null if they are
 */
record MessageText(
    List<String> lines, boolean more, List<Beside> beside, int unnamed, @Nullable String withheld) {

  private static final int LINES = 20;
  private static final int COLUMNS = 200;
  private static final int NAMED = 20;
  private static final String FOR_SIZE = "the report has its size only";

  /**
   * A part that is named and not shown.
   *
   * @param reason why
   * @param sentence its type, name and size; of a message what it says of itself
   */
  record Beside(TopLevel.Reason reason, String sentence) {}

  static MessageText withheld(String why) {
    return new MessageText(List.of(), false, List.of(), 0, why);
  }

  /**
   * The text/plain of the top level. Who asks has made sure that it may be shown.
   *
   * @param root the whole of what the author wrote
   * @param unprotected other parts, which no layer covers; they are named and not shown
   * @param reason why it may be shown
   */
  static MessageText of(MailPart root, List<MailPart> unprotected, String reason)
      throws IOException {
    TopLevel level = TopLevel.of(root);
    List<String> lines = new ArrayList<>();
    boolean more = false;
    for (MailPart text : level.texts()) {
      if (!lines.isEmpty() && lines.size() < LINES) {
        lines.add("");
      }
      more |= read(text.unverifiedTextBytes(reason), text.charsetOrUtf8(), lines);
      while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
        lines.remove(lines.size() - 1);
      }
    }
    List<TopLevel.Beside> all = new ArrayList<>();
    unprotected.forEach(part -> all.add(new TopLevel.Beside(part, TopLevel.Reason.UNPROTECTED)));
    all.addAll(level.beside());
    List<Beside> named = new ArrayList<>();
    for (TopLevel.Beside each : all.subList(0, Math.min(NAMED, all.size()))) {
      named.add(named(each));
    }
    return new MessageText(lines, more, named, Math.max(0, all.size() - NAMED), null);
  }

  /** Whether anything that the message holds is shown. */
  boolean isShown() {
    return !lines.isEmpty() || !beside.isEmpty();
  }

  private static Beside named(TopLevel.Beside beside) throws IOException {
    MailPart part = beside.part();
    long octets = length(part.unverifiedContent(FOR_SIZE));
    String sentence =
        part.type()
            + part.name().map(name -> ", " + cut(name, COLUMNS)).orElse("")
            + String.format(Locale.ROOT, octets == 1 ? ", %,d octet" : ", %,d octets", octets);
    return new Beside(
        beside.reason(),
        beside.reason() == TopLevel.Reason.FORWARDED ? sentence + claims(part) : sentence);
  }

  /** Without its transfer encoding, as the file that it will be. */
  private static long length(ByteSource content) throws IOException {
    OptionalLong known = content.sizeIfKnown();
    if (known.isPresent()) {
      return known.getAsLong();
    }
    try (InputStream in = content.open()) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** What a message inside says of itself, which nobody has looked into. */
  private static String claims(MailPart message) {
    StringBuilder claims = new StringBuilder();
    for (MailPart header : message.children()) {
      for (String name : List.of("From", "Subject")) {
        header
            .fields(name)
            .forEach(value -> claims.append("; it says " + name + ": " + cut(value, COLUMNS)));
      }
    }
    return cut(claims.toString(), 3 * COLUMNS);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  /** Adds lines up to the most that are shown, and returns whether there are more. */
  private static boolean read(ByteSource text, Charset charset, List<String> lines)
      throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(text.open(), charset), 1 << 13)) {
      String line = line(reader);
      while (line != null && lines.size() < LINES) {
        lines.add(line);
        line = line(reader);
      }
      return line != null;
    }
  }

  /** A line without what of it is too long to show, read in bounded memory; null at the end. */
  private static @Nullable String line(BufferedReader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() < COLUMNS && c != '\r') {
        line.append(c == '\t' ? " " : String.valueOf((char) c));
      } else if (line.length() == COLUMNS) {
        line.append("...");
      }
    }
    return line.toString();
  }
}
