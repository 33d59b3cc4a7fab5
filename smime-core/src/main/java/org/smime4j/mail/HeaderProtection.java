package org.smime4j.mail;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderField;

/**
 * How the header fields of a message are protected (RFC 9788). Immutable.
 *
 * <p>Protected fields travel twice: outside as always, and inside with the content, where a
 * signature covers them and an envelope hides them. So nobody can change subject, date or
 * recipients, or send the same content to others, without being seen. Blind copies and fields of
 * transport stay outside alone.
 *
 * <p>Of a message that is encrypted, what is seen outside is as the policy says (RFC 9788, section
 * 3.2), and what a program that knows no header protection would no longer show is written at the
 * head of the text too (the legacy display, section 5.2.2). Of a message that is signed alone,
 * nothing is hidden and the policies are all the same. In no case are the addresses changed that
 * deliver the message.
 */
final class HeaderProtection {

  /** What is seen outside in place of a subject. */
  static final String OBSCURED = "[...]";

  private static final Set<String> TRANSPORT =
      Set.of(
          "received",
          "return-path",
          "delivered-to",
          "x-original-to",
          "authentication-results",
          "dkim-signature",
          "hp-outer",
          "mime-version");

  private enum Confidentiality {
    UNPROTECTED,
    NOTHING,
    BASELINE,
    SHY
  }

  private final Confidentiality confidentiality;
  private final boolean legacyDisplay;

  private HeaderProtection(Confidentiality confidentiality, boolean legacyDisplay) {
    this.confidentiality = confidentiality;
    this.legacyDisplay = legacyDisplay;
  }

  /**
   * Hides the subject, and leaves out Keywords, Comments, and what tells the subject again:
   * Thread-Topic, and fields that are neither addresses nor identifiers with the same value. RFC
   * 9788 (section 3.3) recommends it where nobody chose. It is not what encrypting does by itself,
   * since mail programs that do not know it, Thunderbird among them, list the message as {@code
   * [...]}.
   */
  static HeaderProtection baseline() {
    return new HeaderProtection(Confidentiality.BASELINE, true);
  }

  /**
   * As {@link #baseline()}; outside From, To and Cc also go without display names, and Date without
   * the sender's time zone.
   */
  static HeaderProtection shy() {
    return new HeaderProtection(Confidentiality.SHY, true);
  }

  /**
   * Hides nothing: the fields are covered, and all may still be read outside. This is what signing
   * and encrypting do where nobody chose.
   */
  static HeaderProtection hidingNothing() {
    return new HeaderProtection(Confidentiality.NOTHING, true);
  }

  /** No header protection: fields stay outside alone, as before RFC 9788. */
  static HeaderProtection none() {
    return new HeaderProtection(Confidentiality.UNPROTECTED, false);
  }

  /**
   * The same without the legacy display, for recipients who all read protected headers. Others will
   * see {@code [...]} for a subject.
   */
  HeaderProtection withoutLegacyDisplay() {
    return new HeaderProtection(confidentiality, false);
  }

  boolean isNone() {
    return confidentiality == Confidentiality.UNPROTECTED;
  }

  boolean hasLegacyDisplay() {
    return legacyDisplay;
  }

  /** Whether the legacy display was declined, and not for want of any protection. */
  boolean withholdsLegacyDisplay() {
    return !isNone() && !legacyDisplay;
  }

  /** Whether a field goes inside. */
  boolean covers(HeaderField field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return !name.isEmpty()
        && !name.startsWith("content-")
        && !name.startsWith("arc-")
        && !TRANSPORT.contains(name)
        && !BlindCopies.areIn(field);
  }

  /**
   * A covered field as an encrypted message shows it outside: the same, another, or null.
   *
   * @param subject the value of the subject, which no other field may tell
   */
  @Nullable HeaderField outside(HeaderField field, @Nullable String subject) {
    String name = field.name().toLowerCase(Locale.ROOT);
    if (confidentiality != Confidentiality.BASELINE && confidentiality != Confidentiality.SHY) {
      return field;
    }
    return switch (name) {
      case "subject" -> HeaderField.of(field.name(), OBSCURED);
      case "keywords", "comments", "thread-topic" -> null;
      case "from", "to", "cc" ->
          confidentiality == Confidentiality.SHY ? withoutNames(field) : field;
      case "date" -> confidentiality == Confidentiality.SHY ? withoutZone(field) : field;
      case "reply-to", "sender", "message-id", "in-reply-to", "references" -> field;
      default -> subject != null && isSame(field.value(), subject) ? null : field;
    };
  }

  private static boolean isSame(String value, String subject) {
    String text = EncodedWords.decode(subject).strip();
    return !text.isEmpty() && EncodedWords.decode(value).strip().equalsIgnoreCase(text);
  }

  private static HeaderField withoutNames(HeaderField field) {
    List<String> addresses = Author.addresses(new String(field.rawValue(), StandardCharsets.UTF_8));
    return addresses.isEmpty()
        ? field
        : HeaderField.of(field.name(), String.join(",\r\n ", addresses));
  }

  private static HeaderField withoutZone(HeaderField field) {
    try {
      ZonedDateTime time = ZonedDateTime.parse(field.value(), DateTimeFormatter.RFC_1123_DATE_TIME);
      return HeaderField.of(field.name(), utc(time));
    } catch (DateTimeException e) {
      return field;
    }
  }

  /** The formatter is made here, since it takes a fresh JVM long, and most never need it. */
  private static String utc(ZonedDateTime time) {
    return DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
        .format(time.withZoneSameInstant(ZoneOffset.UTC));
  }

  @Override
  public String toString() {
    return "Header protection "
        + confidentiality.name().toLowerCase(Locale.ROOT)
        + (legacyDisplay ? " with legacy display" : "");
  }
}
