package org.smime4j.internal.open;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.mime.Doubt;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.FieldGrammar;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.Oddity;
import org.smime4j.reports.HeaderScheme;

/**
 * The header that the innermost content has, if it says that it protects one.
 *
 * @param scheme by what it says so
 * @param cipher whether its author says that the message is encrypted
 * @param fields the fields, those that describe the content among them
 * @param doubt why other programs may read another header, or none; or null
 */
record InnerHeader(
    HeaderScheme scheme, boolean cipher, HeaderFields fields, @Nullable Finding doubt) {

  private static final String HP = "hp";
  private static final String OLD = "protected-headers";

  /** One of the parameters in a form of RFC 2231, which few programs look for. */
  private static final Pattern IN_SECTIONS =
      Pattern.compile(";\\s*(?:hp|protected-headers)\\*", Pattern.CASE_INSENSITIVE);

  /** What some program may read as one of the parameters, in a value that is not regular. */
  private static final Pattern MENTIONED =
      Pattern.compile(
          "(?<![a-z0-9-])(?:hp|protected-headers)(?![a-z0-9-])", Pattern.CASE_INSENSITIVE);

  /** Fields that servers and mailboxes add to a message that they hand over. */
  private static final Pattern OF_DELIVERY =
      Pattern.compile(
          "(?:x-)?(?:received.*|return-path|(?:delivered|original|envelope)-(?:to|from|recipient)"
              + "|authentication-.*|(?:dkim|domainkey)-signature"
              + "|(?:resent|arc|list|spam|mozilla|gmail|ms-exchange)-.*|mailing-list|status|uidl?"
              + "|path|xref)",
          Pattern.CASE_INSENSITIVE);

  /**
   * The header inside, or null. A parameter whose value is not a known one protects the header all
   * the same, since a program may take it for one; and it is a doubt.
   */
  static @Nullable InnerHeader of(Entity payload, @Nullable HeaderFields outer, boolean encrypted) {
    String hp = payload.mediaType().parameter(HP);
    String old = payload.mediaType().parameter(OLD);
    boolean regular = isRegular(payload);
    if (hp != null) {
      boolean known = hp.equalsIgnoreCase("clear") || hp.equalsIgnoreCase("cipher");
      return new InnerHeader(
          HeaderScheme.RFC_9788,
          known ? hp.equalsIgnoreCase("cipher") : encrypted,
          payload.header(),
          known && regular ? null : unclear(HP));
    }
    if (old != null) {
      return new InnerHeader(
          HeaderScheme.PROTECTED_HEADERS_V1,
          encrypted,
          payload.header(),
          old.equalsIgnoreCase("v1") && regular ? null : unclear(OLD));
    }
    if (!regular && isMentioned(payload)) {
      return new InnerHeader(HeaderScheme.RFC_9788, encrypted, payload.header(), unclear(HP));
    }
    return isWrapped(payload, outer)
        ? new InnerHeader(
            HeaderScheme.WRAPPED_MESSAGE, encrypted, payload.children().get(0).header(), null)
        : null;
  }

  private static Finding unclear(String parameter) {
    return Doubt.of(
        "Some programs read a protected header inside, and others none: the parameter {0} has no"
            + " known value",
        parameter);
  }

  private static boolean isRegular(Entity payload) {
    for (HeaderField field : payload.header().named("Content-Type")) {
      String value = field.value();
      if (FieldGrammar.ofMediaType(field.rawValue(), false) != null
          || (value.indexOf('*') >= 0 && IN_SECTIONS.matcher(value).find())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMentioned(Entity payload) {
    return payload.header().named("Content-Type").stream()
        .anyMatch(field -> MENTIONED.matcher(field.value()).find());
  }

  /**
   * A message that stands in place of the content (RFC 8551 section 3.1). One that its author
   * forwards or attaches may look the same, and another wrote it: its header is not used if the
   * author differs, if it says that it is a file or is forwarded, or if it was delivered before.
   */
  private static boolean isWrapped(Entity payload, @Nullable HeaderFields outer) {
    if (outer == null
        || !payload.isMessage()
        || payload.children().size() != 1
        || !isBare(payload)) {
      return false;
    }
    Entity message = payload.children().get(0);
    Set<String> author = authors(message.header());
    return SmimeType.of(message) == SmimeType.NONE
        && message.mediaType().parameter("hp") == null
        && !message.oddities().contains(Oddity.MBOX_FROM)
        && message.header().all().stream()
            .noneMatch(field -> OF_DELIVERY.matcher(field.name()).matches())
        && !author.isEmpty()
        && author.equals(authors(outer));
  }

  /** Whether no more is said of the message than its type, and that it is not forwarded. */
  private static boolean isBare(Entity payload) {
    String forwarded = payload.mediaType().parameter("forwarded");
    boolean isSaid = forwarded != null && forwarded.equalsIgnoreCase("no");
    for (HeaderField field : payload.header().all()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      boolean isPlain =
          switch (name) {
            case "content-type", "content-transfer-encoding" -> true;
            case "content-disposition" ->
                isSaid
                    && field.mediaType().toString().equals("inline")
                    && field.mediaType().parameters().isEmpty();
            default -> !name.startsWith("content-");
          };
      if (!isPlain) {
        return false;
      }
    }
    return (forwarded == null || isSaid)
        && payload.mediaType().duplicates().isEmpty()
        && Set.of("forwarded", "charset").containsAll(payload.mediaType().parameters().keySet());
  }

  /** The mailboxes of From; none if it can be read in more than one way. */
  static Set<String> authors(HeaderFields header) {
    List<String> bodies = Author.bodies(header, "From");
    return bodies.size() == 1 ? new HashSet<>(Author.addresses(bodies.get(0))) : Set.of();
  }

  /** Whether it has a From that is not the one outside. */
  boolean isFromAnother(HeaderFields outer) {
    return fields.first("From") != null
        && (authors(fields).isEmpty() || !authors(fields).equals(authors(outer)));
  }
}
