package org.smime4j.mail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.Oddity;
import org.smime4j.trust.ExpectedSigner;

/** Whom a header says a message is from, as far as every reader must read it the same way. */
final class Author {

  private static final List<String> ONCE =
      List.of("MIME-Version", "Content-Type", "Content-Transfer-Encoding");

  private static final List<Oddity> AMBIGUOUS =
      List.of(
          Oddity.NUL,
          Oddity.BARE_CR,
          Oddity.NOT_A_FIELD,
          Oddity.LEADING_FOLD,
          Oddity.FOLDED_BLANKS,
          Oddity.ENCODED_MULTIPART,
          Oddity.DELIMITER_LOOKALIKE,
          Oddity.BOUNDARY_DUPLICATE);

  /** What a name with octets in it that some programs drop must not be taken for. */
  private static final List<String> COUNTED =
      List.of(
          "From", "Sender", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding");

  /** Others are decoded by some programs, uuencode for one, and by others not. */
  private static final Set<String> ENCODINGS =
      Set.of("7bit", "8bit", "binary", "base64", "quoted-printable");

  private Author() {}

  /** The author of a message by its header. */
  static ExpectedSigner of(HeaderFields header) {
    return ExpectedSigner.fromHeaders(bodies(header, "From"), bodies(header, "Sender"));
  }

  /** The addresses of a field, normalised; none if it can be read in more than one way. */
  static List<String> addresses(String body) {
    return ExpectedSigner.fromHeaders(List.of(body), List.of()).addresses();
  }

  static List<String> bodies(HeaderFields header, String name) {
    return header.named(name).stream()
        .map(field -> new String(field.rawValue(), StandardCharsets.UTF_8))
        .toList();
  }

  /** Why another program may read the header, or what it introduces, in another way; or empty. */
  static String ambiguity(Entity entity) {
    for (Oddity oddity : AMBIGUOUS) {
      if (entity.oddities().contains(oddity)) {
        return "A header can be read in more than one way: " + oddity;
      }
    }
    // Some see no part where one ends before its empty line, and one more behind a CR alone.
    for (Entity part : entity.isMultipart() ? entity.children() : List.<Entity>of()) {
      for (Oddity oddity : List.of(Oddity.HEADER_UNENDED, Oddity.BARE_CR)) {
        if (part.oddities().contains(oddity)) {
          return "The header of a part can be read in more than one way: " + oddity;
        }
      }
    }
    for (String name : ONCE) {
      if (entity.header().named(name).size() > 1) {
        return "A header has more than one field " + name;
      }
    }
    SmimeType type = SmimeType.of(entity);
    boolean isCms = type == SmimeType.CMS || type == SmimeType.CMS_BY_NAME;
    if ((isCms || entity.isMultipart()) && !ENCODINGS.contains(entity.transferEncoding())) {
      return "Its transfer encoding is none that all programs know";
    }
    for (HeaderField field : entity.header().all()) {
      for (String name : COUNTED) {
        if (looksLike(field, name) && !isPlain(field, name)) {
          return "A field of the header may be taken for " + name + " and is not written so";
        }
      }
    }
    return "";
  }

  /** Blanks before the colon were allowed once (RFC 822); for From nobody writes them. */
  private static boolean isPlain(HeaderField field, String name) {
    byte[] raw = field.raw();
    int at = name.length();
    if (raw.length <= at
        || !new String(raw, 0, at, StandardCharsets.ISO_8859_1).equalsIgnoreCase(name)) {
      return false;
    }
    while (!name.equals("From") && at < raw.length && (raw[at] == ' ' || raw[at] == '\t')) {
      at++;
    }
    return at < raw.length && raw[at] == ':';
  }

  private static boolean looksLike(HeaderField field, String wanted) {
    String name = field.name();
    int matched = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > ' ' && c < 0x7f) {
        if (matched == wanted.length() || (c | 0x20) != (wanted.charAt(matched) | 0x20)) {
          return false;
        }
        matched++;
      }
    }
    return matched == wanted.length();
  }
}
