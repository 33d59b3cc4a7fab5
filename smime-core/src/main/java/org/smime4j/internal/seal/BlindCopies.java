package org.smime4j.internal.seal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smime4j.internal.address.MailAddress;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.open.Author;

/** Who is a blind copy, and the fields that say so. Other recipients must not see them (A18). */
final class BlindCopies {

  private static final Set<String> NAMES = Set.of("bcc", "resent-bcc");

  private BlindCopies() {}

  static boolean areIn(HeaderField field) {
    return NAMES.contains(field.name().toLowerCase(Locale.ROOT));
  }

  /**
   * The addresses in To and Cc, in the form in which they are compared. A field that can be read in
   * more than one way names none.
   */
  static Set<String> openAddresses(HeaderFields header) {
    Set<String> open = new LinkedHashSet<>();
    for (String field : List.of("To", "Cc")) {
      for (String body : Author.bodies(header, field)) {
        Author.addresses(body).forEach(address -> open.add(MailAddress.inLowerCase(address)));
      }
    }
    return open;
  }
}
