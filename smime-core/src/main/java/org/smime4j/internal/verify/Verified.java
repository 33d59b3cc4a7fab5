package org.smime4j.internal.verify;

import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Deviation;
import org.smime4j.Octets;

/**
 * What was found out of one SignedData.
 *
 * @param signers never empty
 * @param content the content in the form that was signed, or in the first form if none was; null
 *     where it is not at hand
 * @param matchedForm the name of the form that was signed; null if none was
 * @param deviations what had to be tolerated
 */
public record Verified(
    List<SignerEvidence> signers,
    String contentType,
    @Nullable Octets content,
    @Nullable String matchedForm,
    List<Deviation> deviations) {

  public Verified {
    if (signers.isEmpty()) {
      throw new IllegalArgumentException("no signer is no signature");
    }
    signers = List.copyOf(signers);
    deviations = List.copyOf(deviations.size() < 2 ? deviations : new LinkedHashSet<>(deviations));
  }
}
