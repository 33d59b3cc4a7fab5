package org.smime4j.internal.verify;

import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * The verified facts of one SignedData.
 *
 * @param signers the evidence on each signer; never empty
 * @param content the content in the form that was signed, or in the first form if none was signed;
 *     null if it is missing
 * @param matchedForm the name of the form that was signed; null if none was signed
 * @param deviations the deviations that were tolerated
 */
public record Verified(
    List<SignerEvidence> signers,
    String contentType,
    @Nullable ByteSource content,
    @Nullable String matchedForm,
    List<Finding> deviations) {

  public Verified {
    if (signers.isEmpty()) {
      throw new IllegalArgumentException("no signer is no signature");
    }
    signers = List.copyOf(signers);
    deviations = List.copyOf(deviations.size() < 2 ? deviations : new LinkedHashSet<>(deviations));
  }
}
