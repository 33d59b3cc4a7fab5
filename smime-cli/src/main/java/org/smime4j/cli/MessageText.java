package org.smime4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.mail.Part;

/**
 * The first lines of what a message says.
 *
 * @param lines the lines; empty if it is no text, or withheld
 * @param more whether there are more
 * @param withheld why no lines are shown; null if they are
 */
record MessageText(List<String> lines, boolean more, @Nullable String withheld) {

  private static final int LINES = 20;
  private static final int COLUMNS = 200;

  MessageText {
    lines = List.copyOf(lines);
  }

  static MessageText withheld(String why) {
    return new MessageText(List.of(), false, why);
  }

  /**
   * The first text/plain among the parts. Who asks has made sure that it may be shown.
   *
   * @param reason why it may be
   */
  static Optional<MessageText> of(Part root, String reason) throws IOException {
    Deque<Part> parts = new ArrayDeque<>(List.of(root));
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      if (part.contentType().equals("text/plain")) {
        return Optional.of(read(part.unverifiedContent(reason), charset(part)));
      }
      List<Part> children = part.children();
      for (int i = children.size() - 1; i >= 0; i--) {
        parts.push(children.get(i));
      }
    }
    return Optional.empty();
  }

  private static Charset charset(Part part) {
    try {
      return part.charset().map(Charset::forName).orElse(StandardCharsets.UTF_8);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  private static MessageText read(Octets text, Charset charset) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(text.open(), charset), 1 << 13)) {
      String line = line(reader);
      while (line != null && lines.size() < LINES) {
        lines.add(line);
        line = line(reader);
      }
      boolean more = line != null;
      while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
        lines.remove(lines.size() - 1);
      }
      return new MessageText(lines, more, null);
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
