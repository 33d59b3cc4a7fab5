package org.smime4j.internal.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.address.ExpectedAddress.AddressBinding;
import org.smime4j.reports.Binding;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.SignerVerdict;

/** Checks the evidence on a signer against claims. It verifies nothing again. */
record SignerJudgement(Claims claims) {

  private static final SignerJudgement OF_COUNTERSIGNATURES =
      new SignerJudgement(Claims.OF_COUNTERSIGNATURES);

  /** Returns the verdict on one signer. */
  static JudgedSigner of(SignerEvidence evidence, Claims claims) {
    return new SignerJudgement(claims).judge(evidence, evidence.integrity(), evidence.findings());
  }

  private JudgedSigner judge(
      SignerEvidence evidence, Integrity integrity, List<Finding> signature) {
    List<Finding> findings = new ArrayList<>(signature);
    List<Finding> notes = new ArrayList<>(evidence.notes());
    if (claims.mail() && evidence.contentType() != null) {
      AttributeRules.checkMail(evidence.contentType(), findings);
    }
    AddressBinding binding = bind(evidence, findings, notes);
    boolean bound = binding != null && binding.binding() != Binding.NOT_CHECKED;
    Duration skew = DateCheck.skew(claims, evidence.signingTime(), bound, findings, notes);
    if (evidence.awaitsContent()) {
      putOff(findings, notes);
    }
    List<SignerVerdict> countersignatures = new ArrayList<>(evidence.countersignatures().size());
    for (SignerEvidence each : evidence.countersignatures()) {
      List<Finding> against = against(integrity, findings, evidence.isOfSomebodyKnown());
      countersignatures.add(
          OF_COUNTERSIGNATURES.judge(
              each, each.integrity().atMost(integrity), joined(against, each.findings())));
    }
    return new JudgedSigner(
        evidence,
        integrity,
        findings,
        notes,
        binding,
        skew,
        findings.isEmpty() ? evidence.offer() : SignerOffer.NONE,
        countersignatures);
  }

  private static List<Finding> joined(List<Finding> some, List<Finding> more) {
    List<Finding> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private @Nullable AddressBinding bind(
      SignerEvidence evidence, List<Finding> findings, List<Finding> notes) {
    CertificateVerdict certificate = evidence.certificate();
    if (certificate == null || evidence.addresses() == null) {
      return null;
    }
    ExpectedAddress author = claims.author();
    if (author == null) {
      notes.add(new Finding(Finding.Code.ADDRESS_NOT_CHECKED, "No expected signer was given"));
    }
    ExpectedAddress expected =
        author == null ? ExpectedAddress.anyone("no expected signer was given") : author;
    AddressBinding binding =
        evidence.addresses().apply(claims.domains() ? expected.acceptingDomainBound() : expected);
    binding.finding().ifPresent(findings::add);
    binding.note().ifPresent(notes::add);
    return binding;
  }

  /**
   * Makes the verdict Unknown, because a signature cannot be judged without its content. Findings
   * against the signer become notes.
   */
  private static void putOff(List<Finding> findings, List<Finding> notes) {
    for (Finding finding : List.copyOf(findings)) {
      if (finding.code().severity() == Finding.Severity.UNTRUSTED) {
        findings.remove(finding);
        notes.add(new Finding(Finding.Code.SIGNER_DOUBTFUL, "{0}: {1}", finding.code(), finding));
      }
    }
    findings.add(
        new Finding(
            Finding.Code.CONTENT_MISSING, "The signature is detached, and its content is missing"));
  }

  /**
   * Returns the findings against a countersignature if the covered signature is invalid or its
   * signer is unknown. Anyone can create a key that fits a given signature value, and so pose as
   * its signer.
   *
   * @param findings the findings on the covered signature
   * @param isKnown whether a trusted certificate verifies the covered signature
   */
  private static List<Finding> against(Integrity covered, List<Finding> findings, boolean isKnown) {
    if (covered == Integrity.ALTERED
        || findings.stream().anyMatch(f -> f.code().severity() == Finding.Severity.BROKEN)) {
      return List.of(
          new Finding(Finding.Code.SIGNATURE_INVALID, "The signature that it covers is invalid"));
    }
    if (covered == Integrity.UNCHECKED) {
      return List.of(
          new Finding(
              Finding.Code.CONTENT_MISSING,
              "It is unknown whether the signature that it covers is valid"));
    }
    return isKnown
        ? List.of()
        : List.of(
            new Finding(
                Finding.Code.CERTIFICATE_MISSING,
                "The signer of the signature that it covers is unknown"));
  }
}
