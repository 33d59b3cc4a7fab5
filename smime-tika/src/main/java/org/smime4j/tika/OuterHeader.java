package org.smime4j.tika;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * The fields of a message's own header that do not describe its content, such as its author,
 * recipients and date. They go before the content, so that Tika finds them.
 */
final class OuterHeader {

  private static final int MOST_OCTETS = 1 << 20;

  private OuterHeader() {}

  /** All fields that do not describe the content. */
  static ByteSource of(ByteSource message) throws IOException {
    return fields(message, name -> false);
  }

  /** The same, without fields that are also inside, where they are protected. */
  static ByteSource of(ByteSource message, OpenedMail mail) throws IOException {
    return fields(message, name -> mail.protectedField(name).isPresent());
  }

  /** A header and what follows it: an entity with a header of its own, or nothing. */
  static InputStream before(ByteSource header, InputStream entity) throws IOException {
    // The line keeps a first line that is folded from going on with a field of the header.
    InputStream version =
        new ByteArrayInputStream("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
    return new SequenceInputStream(
        new SequenceInputStream(header.open(), version), new BufferedInputStream(entity));
  }

  private static ByteSource fields(ByteSource message, Predicate<String> isInside)
      throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(message.open())) {
      boolean keeping = false;
      int left = MOST_OCTETS;
      for (String line = line(in, left); !line.isBlank(); line = line(in, left)) {
        left -= line.length();
        if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
          int colon = line.indexOf(':');
          String name = colon < 0 ? "" : line.substring(0, colon).strip();
          keeping = !name.isEmpty() && !isOfTheForm(name) && !isInside.test(name);
        }
        if (keeping) {
          kept.write(line.getBytes(StandardCharsets.ISO_8859_1));
          kept.write('\r');
          kept.write('\n');
        }
      }
    }
    return ByteSource.of(kept.toByteArray());
  }

  private static boolean isOfTheForm(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("content-") || lower.equals("mime-version");
  }

  /** Without its end; empty at the end, and past what a header may have. */
  private static String line(InputStream in, int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      if (line.size() == most) {
        return "";
      }
      line.write(c);
      c = in.read();
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
