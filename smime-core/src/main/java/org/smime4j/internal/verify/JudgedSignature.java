package org.smime4j.internal.verify;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;

/** The result for one SignedData: one verdict for each signer, at least one. */
public record JudgedSignature(Verified verified, List<JudgedSigner> signers) {

  /** Checks verified facts against claims. It verifies nothing again. */
  public static JudgedSignature of(Verified verified, Claims claims) {
    List<JudgedSigner> signers = new ArrayList<>(verified.signers().size());
    for (SignerEvidence signer : verified.signers()) {
      signers.add(SignerJudgement.of(signer, claims));
    }
    return new JudgedSignature(verified, List.copyOf(signers));
  }

  /** Returns the signer with the worst verdict, or the first of several. */
  public JudgedSigner worst() {
    JudgedSigner worst = signers.get(0);
    for (JudgedSigner each : signers) {
      if (isWorse(each.severity(), worst.severity())) {
        worst = each;
      }
    }
    return worst;
  }

  private static boolean isWorse(Finding.@Nullable Severity one, Finding.@Nullable Severity other) {
    return one != null && (other == null || one.compareTo(other) < 0);
  }
}
