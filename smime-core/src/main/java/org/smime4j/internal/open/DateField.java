package org.smime4j.internal.open;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.mime.Doubt;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;

/**
 * The Date field of a header (RFC 5322, section 3.3, with those obsolete forms of 4.3 that no
 * program takes for another day, and with the letters of a time zone after its number). If the
 * letters of a time zone are unknown, the time is unknown. This class also reads the form of C's
 * asctime. Without a zone it counts as UTC, which is no worse than a wrong zone.
 *
 * <p>Comments inside, blanks around a colon, and no blank before the zone are not read: Emacs,
 * Thunderbird, Evolution and others find another hour, day or year there.
 *
 * @param isRegular whether mail programs agree on the time: the field has the form of section 3.3
 *     with a zone by number or GMT, and comments only at its end
 * @param isFound whether all programs find the field's day that show another date where they find
 *     none: beside the regular form, years of two digits and letters of a time zone
 */
record DateField(Instant time, boolean isRegular, boolean isFound) {

  private static final int LONGEST = 200;

  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(?i)(?:(?:mon|tue|wed|thu|fri|sat|sun), ?)?(?<day>\\d{1,2})"
              + " (?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
              + " (?<year>\\d{2}|\\d{4}) (?<hour>\\d{1,2}):(?<minute>\\d{2})"
              + "(?::(?<second>\\d{2}))? (?<zone>[+-]\\d{4}|[a-z]{1,5}$)"
              + "(?: (?<letters>[a-z]{1,5}))?");

  /**
   * Some programs miss the month or the zone if the case of letters or the blanks differ. Some take
   * a comment for the zone if the zone before it is a name, and mutt ignores what stands before a
   * comma.
   */
  private static final Pattern REGULAR =
      Pattern.compile(
          "[ \\t]*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), {1,2})?\\d{1,2}"
              + " (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:19[7-9]|20\\d)\\d"
              + " \\d{1,2}:\\d{2}(?::[0-5]\\d)? (?:GMT|UTC?|[+-](?:0\\d|1[0-4])[0-5]\\d"
              + "(?: +\\([\\w .:+=?/'-]*\\))?)[ \\t]*");

  private static final Pattern FOUND =
      Pattern.compile(
          "[ \\t]*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), *)?\\d{1,2}"
              + " +(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(?:\\d{2}){1,2}"
              + " +\\d{1,2}:\\d{2}(?::(?:[0-5]\\d|60))? +(?:[A-Z]{1,5}|[+-]\\d{4}(?: [A-Z]{1,5})?)"
              + "(?: +\\([\\w .:+=?/'-]*\\))?[ \\t]*");

  private static final Pattern ASCTIME =
      Pattern.compile(
          "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?"
              + " (?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?<day>\\d{1,2}),? "
              + "(?<hour>\\d{1,2}):(?<minute>\\d{2}):(?<second>\\d{2})(?:"
              + " (?<before>[+-]\\d{4}|[a-zA-Z]{1,5}))? (?<year>\\d{4})(?:"
              + " (?<behind>[+-]\\d{4}|[a-zA-Z]{1,5}))?");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private static final Pattern PART_OF_A_DATE =
      Pattern.compile(
          "[\\d\\\\,]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", Pattern.CASE_INSENSITIVE);

  /** As it is written: in other letters, Evolution finds no month where blanks differ, too. */
  private static final Pattern MONTH = Pattern.compile("[A-Z][a-z]{2}");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** The Date field; null if there is none, several that differ, or one without a meaning. */
  static @Nullable DateField of(HeaderFields header) {
    List<HeaderField> fields = header.named("Date");
    return values(fields) == 1
        ? parse(new String(fields.get(0).rawValue(), StandardCharsets.UTF_8))
        : null;
  }

  /**
   * Why programs may show different times; empty if there is no reason, or no Date field.
   *
   * @param date the result of {@link #of}
   */
  static @Nullable Finding ambiguity(HeaderFields header, @Nullable DateField date) {
    if (date != null) {
      return null;
    }
    return switch (values(header.named("Date"))) {
      case 0 -> null;
      case 1 -> Doubt.of("The field Date can be read in more than one way");
      default -> Doubt.of("A header has more than one field Date");
    };
  }

  private static int values(List<HeaderField> fields) {
    return fields.size() < 2
        ? fields.size()
        : (int) fields.stream().map(HeaderField::value).distinct().count();
  }

  /**
   * The times that programs show where they find no Date: that of the mbox line, and that of the
   * first field Received with a time. One that cannot be read is {@link Instant#MAX}.
   */
  static List<Instant> ofTheWay(Entity message) throws IOException {
    List<String> texts = new ArrayList<>();
    int start = message.header().start();
    String mbox =
        start == 0 ? "" : new String(message.rawHeader().bytes(), 0, start, ISO_8859_1).strip();
    if (!mbox.isEmpty()) {
      texts.add(mbox.replaceFirst("From (?:\\S++ ++(?=\\w{3} \\w{3} ))?", ""));
    }
    message.header().named("Received").stream()
        .map(field -> new String(field.rawValue(), ISO_8859_1))
        .filter(value -> value.contains(";"))
        .findFirst()
        .ifPresent(value -> texts.add(value.substring(value.lastIndexOf(';') + 1)));
    List<Instant> times = new ArrayList<>();
    for (String text : texts) {
      DateField date = parse(text);
      times.add(date == null ? Instant.MAX : date.time);
    }
    return times;
  }

  static @Nullable DateField parse(String body) {
    if (body.length() > LONGEST) {
      return null;
    }
    String line = body.replaceAll("[\\r\\n]", "");
    boolean isRegular = REGULAR.matcher(line).matches();
    Instant time = time(body, isRegular);
    return time == null
        ? null
        : new DateField(time, isRegular, isRegular || FOUND.matcher(line).matches());
  }

  private static @Nullable Instant time(String body, boolean isRegular) {
    String date = beforeComments(body, isRegular);
    if (date == null) {
      return null;
    }
    String text = BLANKS.matcher(date.strip()).replaceAll(" ");
    Matcher parts = DATE_TIME.matcher(text);
    if (parts.matches()) {
      String letters = parts.group("letters");
      boolean isFolded = !text.equals(date.strip());
      if ((letters != null && zone(letters) == null)
          || (isFolded && !MONTH.matcher(parts.group("month")).matches())) {
        return null;
      }
      return instant(parts, zone(parts.group("zone")));
    }
    Matcher asctime = ASCTIME.matcher(text);
    return asctime.matches() ? ofAsctime(asctime) : null;
  }

  private static @Nullable Instant ofAsctime(Matcher parts) {
    String before = parts.group("before");
    String behind = parts.group("behind");
    if (before != null && behind != null) {
      return null;
    }
    String zone = before != null ? before : behind;
    return instant(parts, zone == null ? ZoneOffset.UTC : zone(zone));
  }

  private static @Nullable Instant instant(Matcher parts, @Nullable ZoneOffset zone) {
    try {
      LocalDate day =
          LocalDate.of(
              year(parts.group("year")),
              MONTHS.indexOf(parts.group("month").toLowerCase(Locale.ROOT)) + 1,
              Integer.parseInt(parts.group("day")));
      String seconds = parts.group("second");
      int second = seconds == null ? 0 : Integer.parseInt(seconds);
      LocalTime time =
          LocalTime.of(
              Integer.parseInt(parts.group("hour")),
              Integer.parseInt(parts.group("minute")),
              // For this comparison, a leap second counts as the second before it.
              second == 60 ? 59 : second);
      return zone == null ? null : day.atTime(time).toInstant(zone);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int year(String digits) {
    int year = Integer.parseInt(digits);
    return digits.length() == 4 ? year : year < 50 ? 2000 + year : 1900 + year;
  }

  private static @Nullable ZoneOffset zone(String text) {
    if (text.startsWith("+") || text.startsWith("-")) {
      int hours = Integer.parseInt(text.substring(1, 3));
      int minutes = Integer.parseInt(text.substring(3));
      int sign = text.startsWith("-") ? -1 : 1;
      return hours > 18 || minutes > 59 || (hours == 18 && minutes > 0)
          ? null
          : ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }
    Integer hours = hours(text.toLowerCase(Locale.ROOT));
    return hours == null ? null : ZoneOffset.ofHours(hours);
  }

  private static @Nullable Integer hours(String zone) {
    return switch (zone) {
      case "ut", "utc", "gmt", "z", "wet" -> 0;
      case "west", "cet", "met", "mez", "bst" -> 1;
      case "cest", "mest", "mesz", "eet" -> 2;
      case "eest" -> 3;
      case "jst" -> 9;
      case "edt" -> -4;
      case "est", "cdt" -> -5;
      case "cst", "mdt" -> -6;
      case "mst", "pdt" -> -7;
      case "pst" -> -8;
      default -> null;
    };
  }

  /**
   * The text before the comments at the end. Null where there are others, where one has no end, or
   * where one may be a part of a date in a field that is not regular: some programs take that for
   * the date.
   */
  private static @Nullable String beforeComments(String body, boolean isRegular) {
    int first = body.indexOf('(');
    if (first < 0) {
      return body;
    }
    StringBuilder comments = new StringBuilder();
    int depth = 0;
    for (int i = first; i < body.length(); i++) {
      char character = body.charAt(i);
      if (character == '(') {
        depth++;
      } else if (depth > 0) {
        depth -= character == ')' ? 1 : 0;
        i += character == '\\' ? 1 : 0;
        comments.append(character);
      } else if (character > ' ') {
        return null;
      }
    }
    boolean isClear = isRegular || !PART_OF_A_DATE.matcher(comments).find();
    return depth == 0 && isClear ? body.substring(0, first) : null;
  }
}
