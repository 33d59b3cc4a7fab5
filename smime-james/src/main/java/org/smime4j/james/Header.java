package org.smime4j.james;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.Protection;
import org.smime4j.sources.ByteSource;

/**
 * The header of a message that is passed on. That of a decrypted message has the fields outside,
 * except those that describe the encrypted body, and the fields of the content that describe it. A
 * hidden subject replaces the one outside.
 */
final class Header {

  private static final int MOST_OCTETS = 1 << 20;

  private Header() {}

  static ByteSource before(ByteSource content, ByteSource message, OpenedMail opened)
      throws IOException {
    byte[] outside = message.bytes();
    byte[] inside = content.bytes();
    Optional<ProtectedField> subject =
        opened.subject().filter(field -> field.protection() != Protection.NOTHING);
    ByteArrayOutputStream joined = new ByteArrayOutputStream(outside.length);

    fields(
        outside,
        joined,
        name -> !isOfBody(name) && !(name.equals("subject") && subject.isPresent()));
    if (subject.isPresent()) {
      String text = subject.get().text().replaceAll("[\\p{Cntrl}]+", " ");
      line(joined, "Subject: " + MimeUtility.encodeText(text, "UTF-8", "Q"));
    }
    line(joined, "MIME-Version: 1.0");
    int body = fields(inside, joined, name -> name.startsWith("content-"));
    line(joined, "");
    joined.write(inside, body, inside.length - body);
    return ByteSource.of(joined.toByteArray());
  }

  /** A message without some fields; itself, octet by octet, if it has none of them. */
  static ByteSource without(Set<String> names, ByteSource message) throws IOException {
    byte[] all = message.bytes();
    ByteArrayOutputStream kept = new ByteArrayOutputStream(all.length);
    Set<String> found = new HashSet<>();
    int body =
        fields(
            all,
            kept,
            name -> {
              boolean stripped = names.contains(name);
              if (stripped) {
                found.add(name);
              }
              return !stripped;
            });
    if (found.isEmpty()) {
      return message;
    }
    line(kept, "");
    kept.write(all, body, all.length - body);
    return ByteSource.of(kept.toByteArray());
  }

  private static boolean isOfBody(String name) {
    return name.startsWith("content-") || name.equals("mime-version");
  }

  private static void line(ByteArrayOutputStream to, String line) {
    to.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private interface Wanted {
    boolean test(String name);
  }

  /** Writes the wanted fields unchanged, and returns the start of the body. */
  private static int fields(byte[] entity, ByteArrayOutputStream to, Wanted wanted)
      throws IOException {
    boolean isKept = false;
    int at = 0;
    while (at < entity.length) {
      int end = at;
      while (end < entity.length && entity[end] != '\n') {
        end++;
      }
      int next = Math.min(end + 1, entity.length);
      if (next > MOST_OCTETS) {
        throw new IOException("its header is too long");
      }
      String line = new String(entity, at, next - at, StandardCharsets.ISO_8859_1);
      if (line.equals("\r\n") || line.equals("\n")) {
        return next;
      }
      if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
        int colon = line.indexOf(':');
        String name =
            colon < 0 ? "" : line.substring(0, colon).stripTrailing().toLowerCase(Locale.ROOT);
        isKept = name.matches("[!-~]+") && wanted.test(name);
      }
      // A folded line of spaces alone must not become the line that ends the header.
      if (isKept && !line.isBlank()) {
        line(to, line.stripTrailing());
      }
      at = next;
    }
    return at;
  }
}
