package org.smime4j.reports;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.smime4j.internal.asn1.ObjectIdentifier;

/**
 * A signer's statement on how sensitive the content is (ESSSecurityLabel, RFC 2634, section 3).
 * Trust it no more than the signer's verdict. The library does not enforce labels: your program
 * decides what follows from one.
 *
 * <pre>{@code
 * SecurityLabel confidential =
 *     new SecurityLabel("1.3.6.1.4.1.99999.1", OptionalInt.of(3), Optional.empty(), List.of());
 * Signer signer = Signer.with(alice).labelling(confidential);
 * }</pre>
 *
 * @param policy the object identifier of the policy that defines the meaning of the label
 * @param classification a number from 0 to 256. In RFC 2634, 1 is unclassified, 2 restricted, 3
 *     confidential, 4 secret, and 5 top secret
 * @param privacyMark a text for people, with at most 128 characters. Programs should not act on it
 * @param categories the object identifiers of the security categories, without their values
 */
public record SecurityLabel(
    String policy,
    OptionalInt classification,
    Optional<String> privacyMark,
    List<String> categories) {

  private static final int HIGHEST = 256;
  private static final int LONGEST_MARK = 128;

  public SecurityLabel {
    if (classification.isPresent()
        && (classification.getAsInt() < 0 || classification.getAsInt() > HIGHEST)) {
      throw new IllegalArgumentException("A classification is a number from 0 to 256");
    }
    if (privacyMark.isPresent()
        && (privacyMark.get().isEmpty() || privacyMark.get().length() > LONGEST_MARK)) {
      throw new IllegalArgumentException("A privacy mark has 1 to 128 characters");
    }
    categories = List.copyOf(categories);
    ObjectIdentifier.requireDotted(policy);
    categories.forEach(ObjectIdentifier::requireDotted);
  }
}
