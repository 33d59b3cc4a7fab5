package org.smime4j.internal.verify;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.io.Reason;
import org.smime4j.reports.Binding;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;

/** The result for one SignedData: one verdict for each signer, at least one. */
public record JudgedSignature(Verified verified, List<JudgedSigner> judged)
    implements SignatureReport {

  /** Checks verified facts against claims. It verifies nothing again. */
  public static JudgedSignature of(Verified verified, Claims claims) {
    return new JudgedSignature(
        verified,
        verified.signers().stream().map(each -> SignerJudgement.of(each, claims)).toList());
  }

  /** Returns the engine's record of a report. */
  public static JudgedSignature of(SignatureReport report) {
    if (report instanceof JudgedSignature judged) {
      return judged;
    }
    throw new IllegalArgumentException("no verifier of this library made this report");
  }

  @Override
  public List<SignerVerdict> signers() {
    return List.copyOf(judged);
  }

  @Override
  public JudgedSigner worst() {
    return Collections.max(judged, Comparator.comparing(JudgedSigner::state));
  }

  /** Returns the object identifier of the signed content type; id-data for mail. */
  public String contentType() {
    return verified.contentType();
  }

  @Override
  public Optional<String> matchedForm() {
    return Optional.ofNullable(verified.matchedForm());
  }

  @Override
  public List<Finding> deviations() {
    return verified.deviations();
  }

  @Override
  public boolean hasContent() {
    return verified.content() != null;
  }

  @Override
  public ByteSource requireTrusted() throws SmimeException.NotTrusted {
    worst().requireTrusted();
    return signedContent();
  }

  @Override
  public ByteSource requireTrusted(String address) throws SmimeException.NotTrusted {
    SignerVerdict worst = worst();
    if (worst.state() == SignerVerdict.State.BROKEN) {
      worst.requireTrusted();
    }
    ExpectedAddress expected = ExpectedAddress.address(address);
    if (signers().stream().anyMatch(signer -> isTrustedFor(expected, signer))) {
      return signedContent();
    }
    worst.requireTrusted();
    throw new SmimeException.NotTrusted(
        Finding.Code.ADDRESS_MISMATCH,
        "no trusted signer has the address " + address + ", but one has " + worst.addresses());
  }

  private static boolean isTrustedFor(ExpectedAddress expected, SignerVerdict signer) {
    return signer.state() == SignerVerdict.State.TRUSTED
        && signer
            .certificate()
            .filter(each -> expected.compare(each).binding() == Binding.MATCH)
            .isPresent();
  }

  @Override
  public ByteSource unverifiedContent(String reason) throws SmimeException.Malformed {
    Reason.of(reason, "give a reason for using unverified content");
    ByteSource content = verified.content();
    if (content == null) {
      throw new SmimeException.Malformed(
          "SignedData", -1, "the signature is detached and its content was not given");
    }
    return content;
  }

  private ByteSource signedContent() {
    ByteSource content = verified.content();
    if (content == null) {
      throw new IllegalStateException("trusted without content");
    }
    return content;
  }

  @Override
  public String toString() {
    StringBuilder page = new StringBuilder("Signature with ");
    page.append(judged.size()).append(judged.size() == 1 ? " signer" : " signers");
    page.append(", content ");
    page.append(hasContent() ? matchedForm().orElse("not as signed") : "not at hand");
    for (int i = 0; i < judged.size(); i++) {
      page.append("\n  ").append(i + 1).append(". ").append(judged.get(i));
    }
    deviations().forEach(deviation -> page.append("\n  deviation ").append(deviation));
    return page.append('\n').toString();
  }
}
