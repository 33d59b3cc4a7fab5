package org.smime4j.mail;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderFields;

/**
 * The header that the innermost content has, if it says that it protects one.
 *
 * @param scheme by what it says so
 * @param cipher whether its author says that the message is encrypted
 * @param fields the fields, those that describe the content among them
 */
record InnerHeader(ProtectedHeaders.Scheme scheme, boolean cipher, HeaderFields fields) {

  /** The header inside, or null. */
  static @Nullable InnerHeader of(Entity payload, @Nullable HeaderFields outer, boolean encrypted) {
    String hp = payload.mediaType().parameter("hp");
    if (hp != null && (hp.equalsIgnoreCase("clear") || hp.equalsIgnoreCase("cipher"))) {
      return new InnerHeader(
          ProtectedHeaders.Scheme.RFC_9788, hp.equalsIgnoreCase("cipher"), payload.header());
    }
    if ("v1".equalsIgnoreCase(payload.mediaType().parameter("protected-headers"))) {
      return new InnerHeader(
          ProtectedHeaders.Scheme.PROTECTED_HEADERS_V1, encrypted, payload.header());
    }
    return isWrapped(payload, outer)
        ? new InnerHeader(
            ProtectedHeaders.Scheme.WRAPPED_MESSAGE, encrypted, payload.children().get(0).header())
        : null;
  }

  /**
   * A message that stands in place of the content (RFC 8551 section 3.1). One that is forwarded
   * looks the same but for its author, who is another then, and nobody's header is taken from it.
   */
  private static boolean isWrapped(Entity payload, @Nullable HeaderFields outer) {
    if (outer == null || !payload.isMessage() || payload.children().size() != 1) {
      return false;
    }
    Entity message = payload.children().get(0);
    Set<String> author = authors(message.header());
    return SmimeType.of(message) == SmimeType.NONE
        && message.mediaType().parameter("hp") == null
        && !author.isEmpty()
        && author.equals(authors(outer));
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
