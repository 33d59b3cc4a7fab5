package org.smime4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.ProtectedField;

/**
 * The header inside, compared with the one outside.
 *
 * @param scheme by what the message says that it protects it
 * @param fields the fields inside
 * @param addedOutside names of fields that are not the author's
 */
record HeaderOutcome(String scheme, List<ProtectedField> fields, List<String> addedOutside) {

  private static final String WRAPPED = "WRAPPED_MESSAGE";

  HeaderOutcome {
    fields = List.copyOf(fields);
    addedOutside = List.copyOf(addedOutside);
  }

  /** Null if the message protects no header. */
  static @Nullable HeaderOutcome of(OpenedMail mail) {
    return mail.headerScheme()
        .map(scheme -> new HeaderOutcome(scheme, mail.protectedFields(), mail.addedOutside()))
        .orElse(null);
  }

  /** Whether a message inside is the message itself, with its header protected. */
  static boolean isOfWrapped(OpenedMail mail) {
    return mail.headerScheme().filter(WRAPPED::equals).isPresent();
  }
}
