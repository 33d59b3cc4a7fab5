package org.smime4j.internal.verify;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.base.Findings;

/** What is to be said of one SignedData: one verdict for each signer, never none. */
public record JudgedSignature(Verified verified, List<JudgedSigner> signers) {

  /** Holds what was found out against claims; nothing is verified again. */
  public static JudgedSignature of(Verified verified, Claims claims) {
    List<JudgedSigner> signers = new ArrayList<>(verified.signers().size());
    for (SignerEvidence signer : verified.signers()) {
      signers.add(SignerJudgement.of(signer, claims));
    }
    return new JudgedSignature(verified, List.copyOf(signers));
  }

  /** The first of those of whom the worst is to be said. */
  public JudgedSigner worst() {
    JudgedSigner worst = signers.get(0);
    for (JudgedSigner each : signers) {
      if (isWorse(each.severity(), worst.severity())) {
        worst = each;
      }
    }
    return worst;
  }

  private static boolean isWorse(
      Findings.@Nullable Severity one, Findings.@Nullable Severity other) {
    return one != null && (other == null || one.compareTo(other) < 0);
  }
}
