package org.smime4j.internal.open;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.Protection;

/**
 * The header of a message as it was judged. It alone decides between a field outside and one
 * inside: what is outside stays, unless a trusted signature covers the field inside.
 *
 * @param outside the message's own header; null if it has none
 * @param inside the header that the content protects; null if it protects none
 * @param isVouchedFor whether a trusted signature covers the header inside, whose certificate holds
 *     the address in From
 * @param isDoubted whether the message can be read in more than one way
 */
record JudgedHeader(
    @Nullable HeaderFields outside,
    @Nullable ProtectedHeaders inside,
    boolean isVouchedFor,
    boolean isDoubted) {

  /** Addresses that a trusted author did not write are not answered. */
  private static final Set<String> ANSWERED = Set.of("sender", "reply-to", "to", "cc");

  /** The field that shows the message. */
  Optional<ProtectedField> field(String name) {
    return inside != null && inner(name).isPresent()
        ? inside.field(name)
        : outside == null || isAdded(name)
            ? Optional.empty()
            : outside.named(name).stream().findFirst().map(JudgedHeader::outsideAlone);
  }

  /** The field inside, if it takes the place of those outside. */
  Optional<HeaderField> inner(String name) {
    if (inside == null || !ProtectedHeaders.OF_ITS_AUTHOR.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return inside
        .field(name)
        .filter(field -> isVouchedFor || isHiddenSubject(name, field))
        .flatMap(field -> inside.inner().fields().named(name).stream().findFirst());
  }

  /** Whether somebody added the field outside to what a trusted author wrote. */
  boolean isAdded(String name) {
    return isVouchedFor
        && inside != null
        && ANSWERED.contains(name.toLowerCase(Locale.ROOT))
        && inside.field(name).isEmpty();
  }

  /** Also one that is only inside. */
  private boolean isHiddenSubject(String name, ProtectedField field) {
    return name.equalsIgnoreCase("Subject")
        && (field.protection() != Protection.NOTHING
            || outside == null
            || outside.first(name) == null);
  }

  /** A field that is only outside; anyone may have written it. */
  private static ProtectedField outsideAlone(HeaderField field) {
    String value = field.value();
    return new JudgedField(
        field.name(),
        value,
        Protection.NOTHING,
        ProtectedField.Outside.CONFIRMED,
        Optional.of(value));
  }
}
