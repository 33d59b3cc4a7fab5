package org.smime4j.internal.open;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.ProtectedField;

/**
 * The header inside a message, with its content, compared with the header outside (RFC 9788 section
 * 4). Use it for display and replies. Do not use fields that are only outside, because anyone may
 * have written them.
 *
 * <p>{@link ProtectedField#protection()} says how far it comes from the sender. A signature is
 * bound to From outside and to From inside. If they differ, a certificate with only one of the
 * addresses is not trusted.
 *
 * @param fields the fields inside, in their order; those that describe the content are not among
 *     them
 * @param addedOutside the lower-case names of display, reply and sorting fields that occur more
 *     often outside than inside. The author did not write them: do not reply to their addresses
 * @param isFromAnother whether From inside names others than From outside, or cannot be compared
 */
record ProtectedHeaders(
    InnerHeader inner,
    List<ProtectedField> fields,
    List<String> addedOutside,
    boolean isFromAnother) {

  /** The fields that may come from inside: their author writes them, and no server on the way. */
  static final List<String> OF_ITS_AUTHOR =
      List.of(
          "from sender reply-to to cc date subject message-id in-reply-to references".split(" "));

  private static final Set<String> NOT_SHOWN = Set.of("mime-version", "hp-outer");

  /** Fields by which a message is shown, answered and sorted. */
  private static final Set<String> TELLING =
      Stream.concat(OF_ITS_AUTHOR.stream(), Stream.of("followup-to", "mail-followup-to"))
          .collect(toUnmodifiableSet());

  ProtectedHeaders {
    fields = List.copyOf(fields);
    addedOutside = List.copyOf(addedOutside);
  }

  /**
   * Compares what is inside with what is outside.
   *
   * @param outer the header outside; null if there is none
   * @param encrypted whether an envelope was opened around it
   * @param signed whether every signer of a signature over it is trusted
   */
  static ProtectedHeaders of(
      InnerHeader inner, @Nullable HeaderFields outer, boolean encrypted, boolean signed) {
    Map<String, Values> outside = values(outer == null ? List.of() : outer.all());
    Map<String, Values> left = left(inner, encrypted);
    List<ProtectedField> fields = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Boolean> asStated = new HashMap<>();
    for (HeaderField field : inner.fields().all()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.isEmpty() || name.startsWith("content-") || NOT_SHOWN.contains(name)) {
        continue;
      }
      seen.merge(name, 1, Integer::sum);
      String value = field.value();
      Values there = outside.getOrDefault(name, Values.NONE);
      Values stated = left == null ? null : left.getOrDefault(name, Values.NONE);
      boolean byItsAuthor =
          asStated.computeIfAbsent(name, n -> stated == null || stated.meets(there));
      ProtectedField.Outside state =
          outer == null
              ? ProtectedField.Outside.UNKNOWN
              : state(spaced(value), there, stated, byItsAuthor);
      boolean hidden =
          encrypted
              && (stated == null
                  ? !there.texts.contains(spaced(value))
                  : !stated.texts.contains(spaced(value)));
      fields.add(
          new JudgedField(
              field.name(),
              value,
              CoveringLayers.protection(signed, hidden),
              state,
              (there.texts.contains(spaced(value))
                  ? Optional.of(value)
                  : there.texts.stream().findFirst())));
    }
    List<String> added = new ArrayList<>();
    outside.forEach(
        (name, values) -> {
          if (TELLING.contains(name) && values.count > seen.getOrDefault(name, 0)) {
            added.add(name);
          }
        });
    return new ProtectedHeaders(inner, fields, added, outer != null && inner.isFromAnother(outer));
  }

  /** The values that fields of one name have. */
  private static final class Values {
    private static final Values NONE = new Values();

    private final Set<String> texts = new LinkedHashSet<>();
    private int count;

    void add(String text) {
      texts.add(text);
      count++;
    }

    boolean meets(Values other) {
      return texts.stream().anyMatch(other.texts::contains);
    }
  }

  private static ProtectedField.Outside state(
      String value, Values there, @Nullable Values stated, boolean byItsAuthor) {
    if (there.texts.contains(value)) {
      return ProtectedField.Outside.CONFIRMED;
    }
    if (there.texts.isEmpty()) {
      return stated == null || stated.texts.isEmpty()
          ? ProtectedField.Outside.REMOVED
          : ProtectedField.Outside.MISSING;
    }
    return byItsAuthor ? ProtectedField.Outside.OBSCURED : ProtectedField.Outside.ALTERED;
  }

  /** What the author left outside, by name; null where only looking there tells. */
  private static @Nullable Map<String, Values> left(InnerHeader inner, boolean encrypted) {
    if (inner.scheme() != HeaderScheme.RFC_9788) {
      return encrypted ? null : values(inner.fields().all());
    }
    if (!inner.cipher()) {
      return values(inner.fields().all());
    }
    Map<String, Values> left = new HashMap<>();
    for (HeaderField field : inner.fields().named("HP-Outer")) {
      String record = field.value();
      int colon = record.indexOf(':');
      if (colon > 0) {
        String name = record.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        left.computeIfAbsent(name, n -> new Values()).add(spaced(record.substring(colon + 1)));
      }
    }
    return left;
  }

  private static Map<String, Values> values(List<HeaderField> fields) {
    Map<String, Values> values = new HashMap<>();
    for (HeaderField field : fields) {
      values
          .computeIfAbsent(field.name().toLowerCase(Locale.ROOT), n -> new Values())
          .add(spaced(field.value()));
    }
    return values;
  }

  /** Folding may change on the way, and what it leaves is white space. */
  private static String spaced(String value) {
    return value.replaceAll("[ \\t]+", " ").strip();
  }

  /** By what the message says that it protects its header. */
  HeaderScheme scheme() {
    return inner.scheme();
  }

  /** The first field of that name, compared without case. */
  Optional<ProtectedField> field(String name) {
    return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst();
  }

  /**
   * The addresses in To and Cc inside, with domains as lower-case A-labels. Groups, and fields that
   * can be read in more than one way, give no addresses.
   */
  List<String> intendedRecipients() {
    return recipientFields().stream()
        .flatMap(field -> Author.addresses(field.value()).stream())
        .distinct()
        .toList();
  }

  /** Whether To and Cc are there and each could be read. */
  boolean namesItsRecipients() {
    return !recipientFields().isEmpty()
        && recipientFields().stream().noneMatch(field -> Author.addresses(field.value()).isEmpty());
  }

  private List<ProtectedField> recipientFields() {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase("To") || field.name().equalsIgnoreCase("Cc"))
        .toList();
  }

  /** Whether its author says that the message is encrypted. */
  boolean isCipher() {
    return inner.scheme() == HeaderScheme.RFC_9788 && inner.cipher();
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add("Protected header, " + inner.scheme());
    fields.stream().limit(40).forEach(field -> lines.add("  " + field));
    if (fields.size() > 40) {
      lines.add("  and " + (fields.size() - 40) + " more");
    }
    if (!addedOutside.isEmpty()) {
      lines.add("  outside alone: " + String.join(", ", addedOutside));
    }
    return String.join("\n", lines);
  }
}
