package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smime4j.sources.ByteSource;

/**
 * The fields in front of a message or a part, each with all of its lines as they travelled.
 *
 * @param fields in their order; what is no field is left out
 * @param length of the header with the empty line behind it, in octets
 */
record HeaderLines(List<Field> fields, long length) {

  /** No header of a mail is longer. */
  static final int MOST_OCTETS = 256 * 1024;

  /**
   * A field.
   *
   * @param name in lower case
   * @param lines with their ends; one octet is one character
   */
  record Field(String name, String lines) {

    /** What stands behind the colon, on one line. */
    String value() {
      return lines.substring(lines.indexOf(':') + 1).replaceAll("[\r\n]", "").strip();
    }
  }

  /** Whether octets begin as a header does: with a field, or at once with its end. */
  static boolean begin(ByteSource octets) throws IOException {
    try (InputStream in = new BufferedInputStream(octets.open())) {
      String line = line(in);
      // Programs that store mail put such a line in front.
      String first = line.startsWith("From ") ? line(in) : line;
      return !first.isEmpty() && (first.isBlank() || !name(first).isEmpty());
    }
  }

  /**
   * Reads a header to its end.
   *
   * @throws IOException also if it is longer than any header may be
   */
  static HeaderLines read(InputStream in) throws IOException {
    List<Field> fields = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    boolean inField = false;
    int length = 0;
    String line = line(in);
    for (; !line.isEmpty(); line = line(in)) {
      length += line.length();
      if (length >= MOST_OCTETS) {
        throw new IOException("Its header is too long");
      }
      if (line.equals("\r\n") || line.equals("\n")) {
        break;
      }
      if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
        add(fields, lines);
        inField = !name(line).isEmpty();
      }
      if (inField) {
        lines.append(line);
      }
    }
    add(fields, lines);
    return new HeaderLines(fields, length);
  }

  private static void add(List<Field> fields, StringBuilder lines) {
    if (lines.length() > 0) {
      String all = lines.toString();
      fields.add(new Field(name(all), all));
      lines.setLength(0);
    }
  }

  /** The name of the field that begins on this line; empty if none does. */
  private static String name(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon).stripTrailing();
    return name.chars().allMatch(c -> c > ' ' && c < 0x7f) ? name.toLowerCase(Locale.ROOT) : "";
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      line.append((char) octet);
      if (octet == '\n' || line.length() == MOST_OCTETS) {
        break;
      }
    }
    return line.toString();
  }

  /** The value of the first field of this name; empty if there is none. */
  String value(String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .map(Field::value)
        .findFirst()
        .orElse("");
  }
}
