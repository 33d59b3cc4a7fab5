package org.smime4j.internal.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** The fields of one header block in their order, duplicates included, and what is odd about it. */
public final class HeaderFields {

  private static final List<String> ONCE =
      List.of(
          ("from sender reply-to to cc date subject message-id mime-version content-type "
                  + "content-transfer-encoding content-disposition")
              .split(" "));

  /** With the date that RFC 4155 demands: mutt ends the header at a line without it. */
  private static final Pattern MBOX_LINE =
      Pattern.compile(
          "From (?:\\S++ ++)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep"
              + "|Oct|Nov|Dec) {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d (?:\\S++ )?\\d{4}(?: .*)?\\s*");

  private final List<HeaderField> all;
  private final Set<Oddity> oddities;
  private final int start;

  private HeaderFields(List<HeaderField> all, Set<Oddity> oddities, int start) {
    this.start = start;
    this.all = Collections.unmodifiableList(all);
    this.oddities = Collections.unmodifiableSet(oddities);
  }

  /** Parses a header block, the empty line that ends it not included. */
  static HeaderFields parse(byte[] array, int from, int to, Limits limits)
      throws SmimeException.LimitExceeded {
    Set<Oddity> oddities = EnumSet.noneOf(Oddity.class);
    List<HeaderField> fields = new ArrayList<>();
    int at = from;
    if (startsWithMboxLine(array, from, to)) {
      oddities.add(Oddity.MBOX_FROM);
      at = lineEnd(array, from, to);
      if (!MBOX_LINE.matcher(new String(array, from, at - from, ISO_8859_1)).matches()) {
        oddities.add(Oddity.NOT_A_FIELD);
      }
    }
    int start = at - from;
    if (at < to && isBlank(array[at])) {
      oddities.add(Oddity.LEADING_FOLD);
    }
    while (at < to) {
      int end = lineEnd(array, at, to);
      while (end < to && isBlank(array[end])) {
        int next = lineEnd(array, end, to);
        if (isAllBlank(array, end, next)) {
          oddities.add(Oddity.FOLDED_BLANKS);
        }
        end = next;
      }
      Bound.check(limits, Limit.HEADER_OCTETS, end - at);
      Bound.check(limits, Limit.HEADERS, fields.size() + 1);
      fields.add(field(array, at, end, oddities));
      at = end;
    }
    octets(array, from, to, oddities);
    if (hasDuplicate(fields)) {
      oddities.add(Oddity.DUPLICATE_FIELD);
    }
    return new HeaderFields(fields, oddities, start);
  }

  private static boolean hasDuplicate(List<HeaderField> fields) {
    int seen = 0;
    for (HeaderField field : fields) {
      for (int i = 0; i < ONCE.size(); i++) {
        if (field.is(ONCE.get(i))) {
          if ((seen & (1 << i)) != 0) {
            return true;
          }
          seen |= 1 << i;
        }
      }
    }
    return false;
  }

  private static HeaderField field(byte[] array, int from, int to, Set<Oddity> oddities) {
    int colon = from;
    while (colon < to && array[colon] != ':' && array[colon] != '\n') {
      colon++;
    }
    if (colon == to || array[colon] != ':') {
      oddities.add(Oddity.NOT_A_FIELD);
      return new HeaderField(array, from, -1, to);
    }
    HeaderField field = new HeaderField(array, from, colon, to);
    if (from + field.name().length() < colon) {
      oddities.add(Oddity.SPACE_BEFORE_COLON);
    }
    if (field.name().isEmpty() || !isVisible(field.name())) {
      oddities.add(Oddity.FIELD_NAME);
    }
    return field;
  }

  private static boolean isVisible(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) <= ' ' || name.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static void octets(byte[] array, int from, int to, Set<Oddity> oddities) {
    for (int i = from; i < to; i++) {
      byte octet = array[i];
      if (octet < 0) {
        oddities.add(Oddity.RAW_8BIT);
      } else if (octet == 0) {
        oddities.add(Oddity.NUL);
      } else if (octet == '\r' && (i + 1 == to || array[i + 1] != '\n')) {
        oddities.add(Oddity.BARE_CR);
      } else if (octet == '\n' && (i == from || array[i - 1] != '\r')) {
        oddities.add(Oddity.LINE_FEED);
      } else if ((octet < ' ' && octet != '\t' && octet != '\r' && octet != '\n')
          || octet == 0x7f) {
        oddities.add(Oddity.CONTROL);
      }
    }
  }

  private static boolean startsWithMboxLine(byte[] array, int from, int to) {
    return to - from > 5
        && new String(array, from, 5, ISO_8859_1).equals("From ")
        && !isObsoleteFrom(array, from + 4, to);
  }

  /** {@code From : alice@example.org} is a field with a blank before its colon (RFC 822). */
  private static boolean isObsoleteFrom(byte[] array, int from, int to) {
    int at = from;
    while (at < to && isBlank(array[at])) {
      at++;
    }
    return at < to && array[at] == ':';
  }

  private static int lineEnd(byte[] array, int from, int to) {
    int at = from;
    while (at < to && array[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, to);
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private static boolean isAllBlank(byte[] array, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isBlank(array[i]) && array[i] != '\r' && array[i] != '\n') {
        return false;
      }
    }
    return true;
  }

  /** All fields in their order. */
  public List<HeaderField> all() {
    return all;
  }

  /** The fields of one name, in their order. */
  public List<HeaderField> named(String name) {
    List<HeaderField> named = new ArrayList<>(1);
    for (HeaderField field : all) {
      if (field.is(name)) {
        named.add(field);
      }
    }
    return named.isEmpty() ? List.of() : Collections.unmodifiableList(named);
  }

  /** The first field of that name. */
  public @Nullable HeaderField first(String name) {
    for (HeaderField field : all) {
      if (field.is(name)) {
        return field;
      }
    }
    return null;
  }

  /** The unfolded value of the first field of that name. */
  public @Nullable String value(String name) {
    HeaderField field = first(name);
    return field == null ? null : field.value();
  }

  /** The octets before the first field: those of the mbox line, or none. */
  public int start() {
    return start;
  }

  /** What is odd about this block. */
  public Set<Oddity> oddities() {
    return oddities;
  }
}
