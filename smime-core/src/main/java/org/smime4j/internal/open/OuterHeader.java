package org.smime4j.internal.open;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.Delivery;

/**
 * The fields of the message's own header that stay when other mail takes its place.
 *
 * @param outside null if the message has none
 */
public record OuterHeader(@Nullable HeaderFields outside) {

  /** What describes the body, or speaks of the message as it was before. */
  private static final Set<String> OF_THE_BODY = Set.of("mime-version", "hp-outer");

  /** Some programs end a line or the text at such a character, and others read on. */
  private static final Pattern HIDES_LINES = Pattern.compile("\r(?!\n)|\0");

  private static final Pattern BLANK_LINE = Pattern.compile("\n[ \t]+(?=\n)");

  List<HeaderField> fields() {
    return outside == null
        ? List.of()
        : outside.all().stream().filter(field -> !isOfBody(field) && !isMark(field)).toList();
  }

  private static boolean isOfBody(HeaderField field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return name.startsWith("content-") || OF_THE_BODY.contains(name);
  }

  /** Whether some program may take it for the mark of mail whose encryption was removed. */
  static boolean isMark(HeaderField field) {
    String raw = text(field);
    return field.name().replaceAll("[^!-~]", "").equalsIgnoreCase(Delivery.MARK)
        || ((HIDES_LINES.matcher(raw).find() || field.name().isEmpty())
            && raw.toLowerCase(Locale.ROOT).contains(Delivery.MARK.toLowerCase(Locale.ROOT)));
  }

  /** The field with LF as it is, without lines of blanks alone; null if it is no field. */
  static @Nullable String clean(HeaderField field) {
    String raw = text(field);
    boolean isName =
        !field.name().isEmpty() && field.name().chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!isName || HIDES_LINES.matcher(raw).find()) {
      return null;
    }
    String lines = raw.replace("\r\n", "\n");
    return BLANK_LINE.matcher(lines.endsWith("\n") ? lines : lines + "\n").replaceAll("");
  }

  /** One octet is one character. */
  private static String text(HeaderField field) {
    return new String(field.raw(), StandardCharsets.ISO_8859_1);
  }

  /** What the lines of a header end with: LF alone, or CRLF. */
  static String lineEnd(List<HeaderField> fields) {
    return fields.isEmpty() || text(fields.get(0)).endsWith("\r\n") ? "\r\n" : "\n";
  }

  /** What the lines of the message's header end with. */
  public String lineEnd() {
    return lineEnd(outside == null ? List.of() : outside.all());
  }

  /** The fields as they are. */
  public byte[] octets() {
    StringBuilder all = new StringBuilder();
    for (HeaderField field : fields()) {
      String text = clean(field);
      all.append(text == null ? "" : text.replace("\n", lineEnd()));
    }
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
