package org.smime4j.cli.outlook;

import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;

/**
 * What programs show of a file of Outlook by its properties, compared with the mail in it: sender,
 * author, subject, dates and bodies. Recipients are not compared: the verdict says who signed.
 */
record ShownProperties(Properties properties, OpenedMail mail, List<String> differences) {

  /** By which properties programs show a person. */
  record Person(int name, int simpleName, int address, int smtp, int entry, int searchKey) {}

  /** Who sent the message, for the author or not. */
  static final Person SENDER = new Person(0x0C1A, 0x4030, 0x0C1F, 0x5D01, 0x0C19, 0x0C1D);

  /** Who wrote it. */
  static final Person AUTHOR = new Person(0x0042, 0x4031, 0x0065, 0x5D02, 0x0041, 0x003B);

  static final int SUBJECT = 0x0037;
  static final int SUBMITTED = 0x0039;
  private static final int SUBJECT_PREFIX = 0x003D;
  private static final int SUBMISSION = 0x0047;
  private static final int TOPIC = 0x0070;
  private static final int DELIVERED = 0x0E06;
  private static final int NORMALIZED_SUBJECT = 0x0E1D;
  private static final int BODY = 0x1000;
  private static final int RICH_BODY = 0x1009;
  private static final int HTML_BODY = 0x1013;

  private static final int LONGEST = 16 * 1024 * 1024;
  private static final String FOR_COMPARISON = "it is compared with what Outlook shows";

  /** As between Date and the time that a signer claims. */
  private static final Duration SAME_TIME = Duration.ofHours(1);

  /** A clock may be wrong, and a server gives up after five days (RFC 5321 section 4.5.4.1). */
  private static final Duration BEFORE = Duration.ofDays(1);

  private static final Duration BEHIND = Duration.ofDays(7);

  /** A name in Exchange's directory, which no program shows as an address. */
  static final Pattern OF_EXCHANGE = Pattern.compile("/O=[^@<>]*+", Pattern.CASE_INSENSITIVE);

  private static final Pattern NAMED = Pattern.compile("([^<>]*+)<([^<>\\s]*+)>");
  private static final Pattern ACCEPTED_AT = Pattern.compile("-(\\d{12})Z?(?=-|;|$)");
  private static final Pattern PREFIX = Pattern.compile("^[^\\d\\s:]{1,12}: ?");
  private static final Pattern LINK =
      Pattern.compile("[<\\[]((?:https?|mailto|cid):[^<>\\[\\]\\s]++)[>\\]]");
  private static final Pattern BULLET = Pattern.compile("(?m)^\\s*+[*\u00b7\u2022\u00a7o]\\s++");

  /** What programs show otherwise, each as the end of a sentence. */
  static List<String> differences(Properties properties, OpenedMail mail) throws IOException {
    ShownProperties shown = new ShownProperties(properties, mail, new ArrayList<>());
    if (!properties.hasKnownNames()) {
      shown.differences.add("has a stream of an unknown name");
    }
    List<String> authors = mail.fieldsOutside("From");
    List<String> senders = new ArrayList<>(authors);
    senders.addAll(mail.fieldsOutside("Sender"));
    shown.person(AUTHOR, authors, "author");
    shown.person(SENDER, senders, "sender");
    shown.subjects();
    shown.dates();
    shown.bodies();
    return shown.differences;
  }

  private void person(Person shown, List<String> fields, String role) throws IOException {
    List<String> addresses = fields.stream().flatMap(f -> Addresses.ofField(f).stream()).toList();
    List<String> names = new ArrayList<>();
    for (String field : fields) {
      NAMED.matcher(field).results().forEach(found -> names.add(name(found.group(1))));
      names.add(name(field));
    }
    for (int property : new int[] {shown.name, shown.simpleName, shown.address, shown.smtp}) {
      String value = properties.line(property);
      String name = name(value);
      boolean isName = property == shown.name || property == shown.simpleName;
      boolean isOfExchange = property == shown.address && OF_EXCHANGE.matcher(value).matches();
      if (!value.isEmpty()
          && !isOfExchange
          && !addresses.contains(Addresses.plain(name))
          && !(isName && isAny(name, names))) {
        differences.add("shows " + shown(value) + " as its " + role);
      }
    }
    for (int property : new int[] {shown.entry, shown.searchKey}) {
      Addresses.in(properties.octets(property)).stream()
          .filter(address -> !addresses.contains(address))
          .filter(address -> !OF_EXCHANGE.matcher(address).matches())
          .forEach(address -> differences.add("names " + shown(address) + " as its " + role));
    }
  }

  private static boolean isAny(String value, List<String> known) {
    return known.stream().anyMatch(value::equalsIgnoreCase);
  }

  /** A name without the quotes around it. */
  private static String name(String text) {
    return plain(text.replaceAll("\\\\(.)", "$1"))
        .replaceAll("^[\\s,\"']+|[\\s\"']+$", "")
        .replaceAll("^(?i)smtp:", "");
  }

  private void subjects() throws IOException {
    List<String> fields = mail.fieldsOutside("Subject");
    String subject = fields.isEmpty() ? "" : plain(fields.get(0));
    String shown = plain(subject(properties.text(SUBJECT)));
    if (!shown.isEmpty() && !shown.equals(subject)) {
      differences.add("shows the subject " + shown(shown));
    }
    String normalized = plain(properties.text(NORMALIZED_SUBJECT));
    String whole = plain(properties.text(SUBJECT_PREFIX) + properties.text(NORMALIZED_SUBJECT));
    List<String> subjects = List.of(subject, PREFIX.matcher(subject).replaceFirst(""));
    if (!normalized.isEmpty() && !whole.equals(subject) && !subjects.contains(normalized)) {
      differences.add("shows the subject " + shown(whole));
    }
    String topic = plain(properties.text(TOPIC));
    if (!topic.isEmpty()
        && !subjects.contains(topic)
        && mail.fieldsOutside("Thread-Topic").stream()
            .noneMatch(each -> plain(each).equals(topic))) {
      differences.add("shows the topic " + shown(topic));
    }
  }

  /** Without the length of the prefix that old programs put in front. */
  static String subject(String property) {
    return property.length() > 1 && property.charAt(0) == 1 ? property.substring(2) : property;
  }

  private void dates() throws IOException {
    List<String> fields = mail.fieldsOutside("Date");
    Instant date = fields.size() == 1 ? date(fields.get(0)) : null;
    time(properties.time(SUBMITTED), date, SAME_TIME, SAME_TIME);
    time(properties.time(DELIVERED), date, BEFORE, BEHIND);
    // In Exchange's own octets; some programs read them as text.
    String submission = properties.body(SUBMISSION, LONGEST);
    Matcher accepted = ACCEPTED_AT.matcher(submission == null ? "" : submission);
    while (accepted.find()) {
      time(accepted(accepted.group(1)), date, BEFORE, BEHIND);
    }
  }

  private static @Nullable Instant accepted(String digits) {
    try {
      return LocalDateTime.parse("20" + digits, DateTimeFormatter.ofPattern("uuuuMMddHHmmss"))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return Instant.MIN;
    }
  }

  private void time(
      @Nullable Instant shown, @Nullable Instant date, Duration before, Duration behind) {
    if (shown == null) {
      return;
    }
    if (date == null) {
      differences.add("shows a time where no Date can be compared");
    } else if (shown.isBefore(date.minus(before)) || shown.isAfter(date.plus(behind))) {
      differences.add("shows the time " + (shown.equals(Instant.MIN) ? "of no calendar" : shown));
    }
  }

  /** Null for what is not written as most programs write it. */
  private static @Nullable Instant date(String field) {
    try {
      return OffsetDateTime.parse(
              plain(field.replaceAll("\\([^()]*\\)", " ")).replaceFirst("(?i)\\bUTC?$", "GMT"),
              DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private void bodies() throws IOException {
    if (mail.failure().isPresent()) {
      return;
    }
    String text = text(mail.textPart());
    String html = text(mail.htmlPart());
    Markup markup = html == null ? null : Markup.of(html);
    compare("text", properties.body(BODY, LONGEST), shown -> isText(shown, text, markup));
    compare("HTML", properties.body(HTML_BODY, LONGEST), shown -> isHtml(shown, text, markup));
    byte[] rich = properties.octetsOfBody(RICH_BODY, LONGEST);
    if (rich == null || rich.length > 0) {
      compare("rich text", rich == null ? null : "", shown -> isRich(rich, text, markup));
    }
  }

  private void compare(String what, @Nullable String shown, Predicate<String> isSame) {
    if (shown == null || !isSame.test(shown)) {
      differences.add("shows another " + what);
    }
  }

  private static boolean isText(String shown, @Nullable String text, @Nullable Markup markup) {
    String plain = plain(shown);
    if (plain.isEmpty() || (text != null && plain.equals(plain(text)))) {
      return true;
    }
    if (markup == null) {
      return false;
    }
    // Outlook writes where a link leads behind its text, and a sign before an item of a list.
    String targets = Markup.decoded(markup.source());
    String own =
        LINK.matcher(shown)
            .replaceAll(
                found ->
                    targets.contains(found.group(1))
                        ? ""
                        : Matcher.quoteReplacement(found.group()));
    if (targets.contains("<li")) {
      own = BULLET.matcher(own).replaceAll("");
    }
    return squeezed(own).equals(squeezed(markup.visible()));
  }

  private static boolean isHtml(String shown, @Nullable String text, @Nullable Markup markup) {
    Markup own = Markup.of(shown);
    if (own.isPlain() && squeezed(own.visible()).isEmpty()) {
      return true;
    }
    return (markup != null && own.source().equals(markup.source()))
        || (text != null && own.isPlain() && plain(own.visible()).equals(plain(text)));
  }

  private static boolean isRich(
      byte @Nullable [] rich, @Nullable String text, @Nullable Markup markup) {
    try {
      RichText own = RichText.of(rich == null ? new byte[0] : rich);
      return (own.html() == null || isHtml(own.html(), text, markup))
          && (squeezed(own.shown()).isEmpty()
              || (text != null && plain(own.shown()).equals(plain(text)))
              || (markup != null && squeezed(own.shown()).equals(squeezed(markup.visible()))));
    } catch (OutlookFileException e) {
      return false;
    }
  }

  private static @Nullable String text(Optional<MailPart> part) throws IOException {
    if (part.isEmpty()) {
      return null;
    }
    try (InputStream in = part.get().unverifiedTextBytes(FOR_COMPARISON).open()) {
      return new String(in.readNBytes(LONGEST), part.get().charsetOrUtf8());
    }
  }

  /** With single blanks. */
  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("[\\s\u00a0]+", " ").strip();
  }

  private static String squeezed(String text) {
    return plain(text).replace(" ", "");
  }

  static String shown(String value) {
    String printed = value.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return printed.length() > 100 ? printed.substring(0, 100) + "..." : printed;
  }
}
