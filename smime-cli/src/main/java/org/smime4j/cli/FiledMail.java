package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.Protection;
import org.smime4j.sources.ByteSource;

/**
 * The content of a message as mail that any mail program can file: by whom, to whom, when and about
 * what, and the content as it is. Where the message protects its header, what stands inside is
 * written, and of the header outside only what the inside does not speak of.
 *
 * @param outside the header of the message as it is stored; CMS alone has none
 * @param isWithTrace whether all other fields that do not describe the body are kept too
 */
record FiledMail(HeaderLines outside, boolean isWithTrace) {

  private static final String TO_FILE = "it was released before";

  /** What a mail program files by, and how it finds the thread. */
  private static final Set<String> FILED =
      Set.of(
          "from sender reply-to to cc bcc date subject message-id in-reply-to references"
              .split(" "));

  /**
   * Writes it.
   *
   * @param content that may be released
   */
  void write(OpenedMail mail, ByteSource content, OutputStream out) throws IOException {
    MailPart root = mail.root().filter(MailPart::isEntity).orElse(null);
    if (root == null) {
      opaque(fields(mail, List.of()), content, out);
      return;
    }
    MailPart author = author(mail, root);
    ByteSource entity = author.equals(root) ? content : author.unverifiedRaw(TO_FILE);
    HeaderLines inside = HeaderLines.of(entity::open);
    write(fields(mail, inside.fields()), entity, inside, out);
  }

  /**
   * Writes the entity that the outermost envelope held below the header of the message, for
   * delivery in its place. Of the protected fields only a subject that was hidden replaces the one
   * outside: the mail server has judged the others.
   */
  void writeDelivered(OpenedMail mail, ByteSource entity, OutputStream out) throws IOException {
    List<HeaderLines.Field> subject = List.of();
    MailPart root = mail.root().orElse(null);
    if (root != null
        && mail.subject().filter(each -> each.protection() != Protection.NOTHING).isPresent()) {
      subject =
          HeaderLines.of(author(mail, root).unverifiedRaw(TO_FILE)::open).fields().stream()
              .filter(field -> field.name().equals("subject"))
              .toList();
    }
    boolean isReplaced = !subject.isEmpty();
    List<HeaderLines.Field> fields = new ArrayList<>(outside.fields());
    fields.removeIf(field -> field.isOfBody() || (isReplaced && field.name().equals("subject")));
    fields.addAll(subject);
    write(fields, entity, HeaderLines.of(entity::open), out);
  }

  /** Writes the fields of the message, those of an entity that describe its body, and the body. */
  private static void write(
      List<HeaderLines.Field> fields, ByteSource entity, HeaderLines inside, OutputStream out)
      throws IOException {
    String lineEnd = inside.lineEnd();
    header(fields, lineEnd, out);
    for (HeaderLines.Field field : inside.fields()) {
      if (field.name().startsWith("content-")) {
        out.write(field.octets(lineEnd));
      }
    }
    line(out, "", lineEnd);
    try (InputStream body = entity.open()) {
      body.skipNBytes(inside.length());
      body.transferTo(out);
    }
  }

  private static void header(List<HeaderLines.Field> fields, String lineEnd, OutputStream out)
      throws IOException {
    for (HeaderLines.Field field : fields) {
      out.write(field.octets(lineEnd));
    }
    line(out, "MIME-Version: 1.0", lineEnd);
  }

  /** A message inside that is the message itself, with its header protected, is its author's. */
  static MailPart author(OpenedMail mail, MailPart root) {
    return mail.headerScheme().filter(HeaderScheme.WRAPPED_MESSAGE::equals).isPresent()
        ? root.children().get(0)
        : root;
  }

  /** Inside before outside; nothing that was added outside to what the author protected. */
  private List<HeaderLines.Field> fields(OpenedMail mail, List<HeaderLines.Field> inside) {
    List<HeaderLines.Field> fields = new ArrayList<>();
    Set<String> spoken = new HashSet<>();
    if (mail.headerScheme().isPresent()) {
      for (HeaderLines.Field field : inside) {
        if (isKept(field)) {
          fields.add(field);
          spoken.add(field.name());
        }
      }
      mail.addedOutside().forEach(name -> spoken.add(name.toLowerCase(Locale.ROOT)));
    }
    for (HeaderLines.Field field : outside.fields()) {
      if (isKept(field) && !spoken.contains(field.name())) {
        fields.add(field);
      }
    }
    return fields;
  }

  private boolean isKept(HeaderLines.Field field) {
    return isWithTrace
        ? !field.isOfBody() && !field.name().equals("hp-outer")
        : FILED.contains(field.name());
  }

  /** Content that is no MIME entity is a file in the mail. */
  private static void opaque(List<HeaderLines.Field> fields, ByteSource content, OutputStream out)
      throws IOException {
    header(fields, "\r\n", out);
    line(out, "Content-Type: application/octet-stream", "\r\n");
    line(out, "Content-Transfer-Encoding: base64", "\r\n");
    line(out, "", "\r\n");
    Base64Body.write(out, "\r\n", content::writeTo);
  }

  private static void line(OutputStream out, String line, String end) throws IOException {
    out.write((line + end).getBytes(StandardCharsets.US_ASCII));
  }
}
