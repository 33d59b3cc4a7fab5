package org.smime4j.internal.open;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.mime.FieldGrammar;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.Delivery;
import org.smime4j.sources.ByteSource;

/**
 * The fields of the message's own header that stay when other mail takes its place.
 *
 * @param outside null if the message has none
 */
public record OuterHeader(@Nullable HeaderFields outside) {

  /** What is written anew, describes the body, or speaks of the message as it was before. */
  private static final Set<String> REPLACED = Set.of("mime-version", "hp-outer", "smime-doubt");

  /** Some programs end a line or the text at such a character, and others read on. */
  private static final Pattern HIDES_LINES = Pattern.compile("^[ \t]|\r(?!\n)|\0");

  /** A field whose end all programs see alike. */
  private static final Pattern REGULAR = Pattern.compile("(?s)[!-9;-~]+:(?:[^\\r]|\\r\\n)*+");

  /** The field that keeps a doubt whose cause is not written. */
  static final String DOUBT = Delivery.DOUBT + ": it could be read in more than one way";

  private static final Pattern BLANK_LINE = Pattern.compile("\n[ \t]+(?=\n)");

  List<HeaderField> fields() {
    return outside == null
        ? List.of()
        : outside.all().stream().filter(field -> !isReplaced(field) && !isMark(field)).toList();
  }

  private static boolean isReplaced(HeaderField field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return name.startsWith("content-") || REPLACED.contains(name);
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

  /**
   * The pieces of a message behind its mbox line, without some of its fields: a doubt to which one
   * of them, or that line, gave rise stays.
   */
  public static List<ByteSource> without(
      Predicate<HeaderField> removed, HeaderFields header, ByteSource whole) throws IOException {
    List<ByteSource> pieces = new ArrayList<>();
    long at = header.start();
    boolean isOdd = hidesLines(whole.slice(0, at).bytes());
    for (HeaderField field : header.all()) {
      byte[] raw = field.raw();
      at += raw.length;
      if (removed.test(field)) {
        isOdd = isOdd || FieldGrammar.hasLineEnd(raw) || !REGULAR.matcher(text(field)).matches();
      } else {
        pieces.add(ByteSource.of(raw));
      }
    }
    pieces.add(whole.slice(at, whole.sizeIfKnown().orElseThrow()));
    if (isOdd && header.first(Delivery.DOUBT) == null) {
      pieces.add(0, ByteSource.of((DOUBT + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }
    return pieces;
  }

  /** Whether some programs see another beginning or end of the line or field. */
  public static boolean hidesLines(byte[] field) {
    return HIDES_LINES.matcher(new String(field, StandardCharsets.ISO_8859_1)).find();
  }

  /**
   * The fields as they are.
   *
   * @param isDoubted whether the message can be read in more than one way
   */
  public byte[] octets(boolean isDoubted) {
    StringBuilder all = new StringBuilder(isDoubted ? DOUBT + lineEnd() : "");
    for (HeaderField field : fields()) {
      String text = clean(field);
      all.append(text == null ? "" : text.replace("\n", lineEnd()));
    }
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
