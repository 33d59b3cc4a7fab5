package org.smime4j.internal.seal;

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
import org.smime4j.internal.open.Author;

/**
 * How the header fields of a message are protected (RFC 9788). Immutable.
 *
 * <p>A message has protected fields twice: outside as always, and inside with the content, where a
 * signature covers them and encryption hides them. A reader can therefore detect a changed subject,
 * date or recipient, and content that was sent on to others. Blind copies and fields of transport
 * stay outside only.
 *
 * <p>For an encrypted message, the policy decides which fields are visible outside (RFC 9788,
 * section 3.2). The head of the text repeats hidden fields for programs without header protection
 * (the legacy display, section 5.2.2). A message that is only signed hides nothing under any
 * policy. The addresses for delivery never change.
 */
public record HeaderProtection(Confidentiality confidentiality, boolean hasLegacyDisplay) {

  /** The visible replacement of a hidden subject. */
  static final String OBSCURED = "[...]";

  private static final Set<String> TRANSPORT =
      Set.of(
          ("received return-path delivered-to x-original-to authentication-results "
                  + "dkim-signature hp-outer mime-version")
              .split(" "));

  enum Confidentiality {
    UNPROTECTED,
    NOTHING,
    BASELINE,
    SHY
  }

  /**
   * Hides the subject, and leaves out Keywords, Comments, and fields that repeat the subject:
   * Thread-Topic, and fields with the same value that are neither addresses nor identifiers. RFC
   * 9788 (section 3.3) recommends this as the default. It is not the default here, because
   * Thunderbird and other programs list the message as {@code [...]}.
   */
  public static HeaderProtection baseline() {
    return new HeaderProtection(Confidentiality.BASELINE, true);
  }

  /**
   * As {@link #baseline()}. It also removes the display names from the outer From, To and Cc, and
   * the sender's time zone from the outer Date.
   */
  public static HeaderProtection shy() {
    return new HeaderProtection(Confidentiality.SHY, true);
  }

  /**
   * Hides nothing: the fields are protected, but remain readable outside. This is the default of
   * signing and encrypting.
   */
  public static HeaderProtection hidingNothing() {
    return new HeaderProtection(Confidentiality.NOTHING, true);
  }

  /** No header protection: fields stay outside only, as before RFC 9788. */
  public static HeaderProtection none() {
    return new HeaderProtection(Confidentiality.UNPROTECTED, false);
  }

  /**
   * The same without the legacy display, for recipients who all read protected headers. Others will
   * see {@code [...]} for a subject.
   */
  public HeaderProtection withoutLegacyDisplay() {
    return new HeaderProtection(confidentiality, false);
  }

  boolean isNone() {
    return confidentiality == Confidentiality.UNPROTECTED;
  }

  /** Whether the caller declined the legacy display of protected fields. */
  public boolean withholdsLegacyDisplay() {
    return !isNone() && !hasLegacyDisplay;
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
    boolean shy = confidentiality == Confidentiality.SHY;
    if (!shy && confidentiality != Confidentiality.BASELINE) {
      return field;
    }
    return switch (field.name().toLowerCase(Locale.ROOT)) {
      case "subject" -> HeaderField.of(field.name(), OBSCURED);
      case "keywords", "comments", "thread-topic" -> null;
      case "from", "to", "cc" -> shy ? withoutNames(field) : field;
      case "date" -> shy ? withoutZone(field) : field;
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
      // The formatter is made here, since it takes a fresh JVM long, and most never need it.
      String utc =
          DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
              .format(time.withZoneSameInstant(ZoneOffset.UTC));
      return HeaderField.of(field.name(), utc);
    } catch (DateTimeException e) {
      return field;
    }
  }

  @Override
  public String toString() {
    return "Header protection "
        + confidentiality.name().toLowerCase(Locale.ROOT)
        + (hasLegacyDisplay ? " with legacy display" : "");
  }
}
