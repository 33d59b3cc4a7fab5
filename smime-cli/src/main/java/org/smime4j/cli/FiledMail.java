package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
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
 */
final class FiledMail {

  private static final String TO_FILE = "it was released before";

  /** What a mail program files by, and how it finds the thread. */
  private static final Set<String> FILED =
      Set.of(
          "from sender reply-to to cc bcc date subject message-id in-reply-to references"
              .split(" "));

  private final List<HeaderLines.Field> outside;
  private final boolean isWithTrace;

  /**
   * @param message as it is stored; CMS alone has no header
   * @param isWithTrace whether all other fields that do not describe the body are kept too
   */
  FiledMail(InputStream message, boolean isWithTrace) throws IOException {
    this.isWithTrace = isWithTrace;
    outside = HeaderLines.read(message).fields();
  }

  /**
   * Writes it.
   *
   * @param content that may be released
   */
  void write(OpenedMail mail, ByteSource content, OutputStream out) throws IOException {
    MailPart root = mail.root().filter(MailPart::isEntity).orElse(null);
    MailPart author = root == null ? null : author(mail, root);
    ByteSource entity =
        author == null || author.equals(root) ? content : author.unverifiedRaw(TO_FILE);
    HeaderLines inside =
        root != null ? header(entity) : HeaderLines.read(new ByteArrayInputStream(new byte[0]));
    String lineEnd = inside.endsWithLf() ? "\n" : "\r\n";
    for (HeaderLines.Field field : fields(mail, inside)) {
      out.write(field.octets(lineEnd));
    }
    line(out, "MIME-Version: 1.0", lineEnd);
    if (root == null) {
      opaque(content, out);
      return;
    }
    body(entity, inside, out);
  }

  /**
   * Writes the entity that the outermost envelope held below the header of the message, for
   * delivery in its place. Of the protected fields only a subject that was hidden replaces the one
   * outside: the mail server has judged the others.
   */
  void writeDelivered(OpenedMail mail, ByteSource entity, OutputStream out) throws IOException {
    HeaderLines inside = header(entity);
    String lineEnd = inside.endsWithLf() ? "\n" : "\r\n";
    List<HeaderLines.Field> subject = List.of();
    MailPart root = mail.root().orElse(null);
    if (root != null
        && mail.subject().filter(each -> each.protection() != Protection.NOTHING).isPresent()) {
      subject =
          header(author(mail, root).unverifiedRaw(TO_FILE)).fields().stream()
              .filter(field -> field.name().equals("subject"))
              .toList();
    }
    for (HeaderLines.Field field : outside) {
      boolean isReplaced = field.name().equals("subject") && !subject.isEmpty();
      if (!field.isOfBody() && !isReplaced) {
        out.write(field.octets(lineEnd));
      }
    }
    for (HeaderLines.Field field : subject) {
      out.write(field.octets(lineEnd));
    }
    line(out, "MIME-Version: 1.0", lineEnd);
    body(entity, inside, out);
  }

  /** Writes the fields of an entity that describe its body, and the body. */
  private static void body(ByteSource entity, HeaderLines inside, OutputStream out)
      throws IOException {
    String lineEnd = inside.endsWithLf() ? "\n" : "\r\n";
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

  /** A message inside that is the message itself, with its header protected, is its author's. */
  static MailPart author(OpenedMail mail, MailPart root) {
    return mail.headerScheme().filter(HeaderScheme.WRAPPED_MESSAGE::equals).isPresent()
        ? root.children().get(0)
        : root;
  }

  private static HeaderLines header(ByteSource entity) throws IOException {
    try (InputStream in = new BufferedInputStream(entity.open())) {
      return HeaderLines.read(in);
    }
  }

  /** Inside before outside; nothing that was added outside to what the author protected. */
  private List<HeaderLines.Field> fields(OpenedMail mail, HeaderLines inside) {
    List<HeaderLines.Field> fields = new ArrayList<>();
    Set<String> spoken = new HashSet<>();
    if (mail.headerScheme().isPresent()) {
      for (HeaderLines.Field field : inside.fields()) {
        if (isKept(field)) {
          fields.add(field);
          spoken.add(field.name());
        }
      }
      mail.addedOutside().forEach(name -> spoken.add(name.toLowerCase(Locale.ROOT)));
    }
    for (HeaderLines.Field field : outside) {
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
  private static void opaque(ByteSource content, OutputStream out) throws IOException {
    line(out, "Content-Type: application/octet-stream", "\r\n");
    line(out, "Content-Transfer-Encoding: base64", "\r\n");
    line(out, "", "\r\n");
    Base64Body.write(out, "\r\n", content::writeTo);
  }

  private static void line(OutputStream out, String line, String end) throws IOException {
    out.write((line + end).getBytes(StandardCharsets.US_ASCII));
  }
}
