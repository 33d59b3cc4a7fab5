package org.smime4j.internal.verify;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.SmimeException;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.trust.AddressBinding;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.Note;

/**
 * What is to be said of one signer: the evidence, held against what the message says of itself.
 *
 * @param integrity that of the evidence, or that of a signature which this one covers
 * @param findings what lowers the verdict, the worst first; empty only if all was proven
 * @param binding null where no certificate verifies
 * @param skew how much later than the message's date the signer claims to have signed
 */
public record JudgedSigner(
    SignerEvidence evidence,
    Integrity integrity,
    List<Finding> findings,
    List<Note> notes,
    @Nullable AddressBinding binding,
    @Nullable Duration skew,
    SignerOffer offer,
    List<JudgedSigner> countersignatures) {

  public JudgedSigner {
    findings =
        findings.size() < 2
            ? List.copyOf(findings)
            : findings.stream().distinct().sorted(Findings.WORST_FIRST).toList();
    notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
    countersignatures = List.copyOf(countersignatures);
    if (findings.isEmpty()) {
      // A second check: no finding must never come of no check.
      CertificateVerdict certificate = evidence.certificate();
      if (integrity != Integrity.INTACT || certificate == null || certificate.path().isEmpty()) {
        throw new IllegalStateException("no finding, and no proof");
      }
    }
  }

  /** The worst of what was found; null if the signer is trusted. */
  public Findings.@Nullable Severity severity() {
    return findings.stream().map(Findings::severity).min(Enum::compareTo).orElse(null);
  }

  /** The verdict in a word. */
  public String word() {
    Findings.Severity severity = severity();
    return severity == null ? "TRUSTED" : severity.name();
  }

  /** Says why the signer is not trusted. */
  public SmimeException.NotTrusted notTrusted() {
    Finding headline = findings.get(0);
    return Failures.notTrusted(
        headline.code(),
        headline.sentence()
            + " (signer "
            + evidence.identifier()
            + ", integrity "
            + integrity
            + ")");
  }
}
