package org.smime4j.internal.verify;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Note;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.AddressBinding;
import org.smime4j.reports.CertificateVerdict;

/**
 * The verdict on one signer: the evidence, checked against the claims of the message.
 *
 * @param integrity the integrity of the evidence, or of the signature that this one covers
 * @param findings the findings that lower the verdict, worst first; empty only if everything was
 *     proven
 * @param binding the address binding; null if no certificate verifies the signature
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
            : findings.stream().distinct().sorted().toList();
    notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
    countersignatures = List.copyOf(countersignatures);
    if (findings.isEmpty()) {
      // A second check: the lack of findings must never result from a missing check.
      CertificateVerdict certificate = evidence.certificate();
      if (integrity != Integrity.INTACT || certificate == null || certificate.path().isEmpty()) {
        throw new IllegalStateException("no finding, and no proof");
      }
    }
  }

  /** Returns the worst severity of the findings; null if the signer is trusted. */
  public Finding.@Nullable Severity severity() {
    return findings.stream()
        .map(finding -> finding.code().severity())
        .min(Enum::compareTo)
        .orElse(null);
  }

  /** Returns the verdict in one word. */
  public String word() {
    Finding.Severity severity = severity();
    return severity == null ? "TRUSTED" : severity.name();
  }

  /** Returns an exception that says why the signer is not trusted. */
  public SmimeException.NotTrusted notTrusted() {
    Finding headline = findings.get(0);
    return new SmimeException.NotTrusted(
        headline.code(),
        headline.sentence()
            + " (signer "
            + evidence.identifier()
            + ", integrity "
            + integrity
            + ")");
  }
}
