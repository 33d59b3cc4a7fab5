package org.smime4j.internal.seal;

import java.util.Locale;
import java.util.Set;
import org.smime4j.internal.mime.HeaderField;

/** The fields that name blind copies. Other recipients must not see them (A18). */
final class BlindCopies {

  private static final Set<String> NAMES = Set.of("bcc", "resent-bcc");

  private BlindCopies() {}

  static boolean areIn(HeaderField field) {
    return NAMES.contains(field.name().toLowerCase(Locale.ROOT));
  }
}
