package org.smime4j.internal.decrypt;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;

/** Detects whether a message names a recipient in another form than the certificate of the key. */
final class RecipientForm {

  private RecipientForm() {}

  /** Returns the identifier in the words of messages. */
  static Identifier identifier(RecipientIdentifier identifier) {
    return new Identifier(
        identifier.issuer().orElse(null),
        identifier.serial().orElse(null),
        identifier.subjectKeyIdentifier().orElse(null));
  }

  /**
   * Returns true if the form differs. A key found by another certificate of it or by trial has no
   * identifier to compare.
   */
  static boolean isAnother(KeyMatch match) {
    List<X509Certificate> certificates = match.key().certificates();
    RecipientIdentifier wanted = match.wanted();
    return switch (match.foundBy()) {
      case RECIPIENT_ID ->
          !certificates.isEmpty()
              && certificates.stream().map(RecipientIdentifier::of).noneMatch(wanted::equals);
      case SKI -> isComputed(wanted.subjectKeyIdentifier(), certificates);
      case SAME_KEY, TRIAL -> false;
    };
  }

  /**
   * Returns true if the certificates state key identifiers, but not this one. If they state none,
   * every key identifier is computed, and none is another form.
   */
  private static boolean isComputed(
      Optional<byte[]> keyIdentifier, List<X509Certificate> certificates) {
    List<byte[]> stated =
        certificates.stream()
            .map(Certificates::subjectKeyIdentifier)
            .filter(Objects::nonNull)
            .toList();
    return !stated.isEmpty()
        && stated.stream().noneMatch(each -> Arrays.equals(each, keyIdentifier.orElseThrow()));
  }
}
