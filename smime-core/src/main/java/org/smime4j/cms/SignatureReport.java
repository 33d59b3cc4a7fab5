package org.smime4j.cms;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.smime4j.Deviation;
import org.smime4j.Finding;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.Verified;
import org.smime4j.trust.Binding;
import org.smime4j.trust.ExpectedSigner;

/**
 * The result of a {@link Verifier}: a verdict for each signer, at least one. A bad signature does
 * not throw an exception: the report says what is wrong, worst first.
 *
 * <p>{@link #requireTrusted()} returns the verified content, or throws {@link
 * org.smime4j.SmimeException.NotTrusted}. Other content is returned only with a reason ({@link
 * #unverifiedContent}). Immutable.
 *
 * <pre>{@code
 * SignatureReport report = Verifier.trusting(trust).verify(cms);
 * byte[] content = report.requireTrusted().bytes();
 * }</pre>
 */
public final class SignatureReport {

  private final Verified verified;
  private final List<SignerVerdict> signers;

  SignatureReport(JudgedSignature judged) {
    this.verified = judged.verified();
    this.signers = judged.signers().stream().map(SignerVerdict::of).toList();
  }

  /** What was found out, to be held against other claims. */
  Verified verified() {
    return verified;
  }

  /** One verdict for each signer, in the order of the message; never empty. */
  public List<SignerVerdict> signers() {
    return signers;
  }

  /**
   * The signers who are trusted and whose certificate speaks for the address, in the order of the
   * message: those on whom {@link #requireTrusted(String)} relies. Empty if there is none.
   */
  public List<SignerVerdict> signers(String address) {
    ExpectedSigner expected = ExpectedSigner.address(address);
    return signers.stream()
        .filter(signer -> signer.state() == SignerVerdict.State.TRUSTED)
        .filter(
            signer ->
                signer
                    .certificate()
                    .filter(each -> Trusting.bind(each, expected).binding() == Binding.MATCH)
                    .isPresent())
        .toList();
  }

  /** The worst of the verdicts, the first of several. */
  public SignerVerdict worst() {
    return Collections.max(signers, Comparator.comparing(SignerVerdict::state));
  }

  /** The object identifier of what was signed, id-data for mail. */
  public String contentType() {
    return verified.contentType();
  }

  /**
   * The name of the form in which the content was signed; empty if no signature matches any form.
   */
  public Optional<String> matchedForm() {
    return Optional.ofNullable(verified.matchedForm());
  }

  /** Departures from the standards that were tolerated. */
  public List<Deviation> deviations() {
    return verified.deviations();
  }

  /** Whether the signed content is at hand. */
  public boolean hasContent() {
    return verified.content() != null;
  }

  /**
   * The content, if every signer is trusted.
   *
   * @throws SmimeException.NotTrusted with the worst finding of all signers
   */
  public Octets requireTrusted() throws SmimeException.NotTrusted {
    worst().requireTrusted();
    return signedContent();
  }

  /**
   * The content, if there is one of {@link #signers(String)} and no signature is broken. Other
   * signers need not be trusted.
   *
   * @throws SmimeException.NotTrusted with the worst finding, or {@code ADDRESS_MISMATCH} where a
   *     trusted signer has another address
   */
  public Octets requireTrusted(String address) throws SmimeException.NotTrusted {
    SignerVerdict worst = worst();
    if (worst.state() == SignerVerdict.State.BROKEN) {
      worst.requireTrusted();
    }
    if (!signers(address).isEmpty()) {
      return signedContent();
    }
    worst.requireTrusted();
    throw Failures.notTrusted(
        Finding.Code.ADDRESS_MISMATCH,
        "no trusted signer speaks for " + address + " but " + worst.addresses());
  }

  /**
   * The content without any check, in the form that was signed, or as it came if none was.
   *
   * @param reason why it is used without a check; for readers of the code
   * @throws SmimeException.Malformed if the content is not at hand
   */
  public Octets unverifiedContent(String reason) throws SmimeException.Malformed {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("give a reason for using unverified content");
    }
    Octets content = verified.content();
    if (content == null) {
      throw Failures.malformed(
          "SignedData", -1, "the signature is detached and its content was not given");
    }
    return content;
  }

  private Octets signedContent() {
    Octets content = verified.content();
    if (content == null) {
      throw new IllegalStateException("trusted without content");
    }
    return content;
  }

  /** The whole report as text, for a ticket. */
  @Override
  public String toString() {
    StringBuilder page = new StringBuilder("Signature with ");
    page.append(signers.size()).append(signers.size() == 1 ? " signer" : " signers");
    page.append(", content ");
    page.append(hasContent() ? matchedForm().orElse("not as signed") : "not at hand");
    for (int i = 0; i < signers.size(); i++) {
      page.append("\n  ").append(i + 1).append(". ").append(signers.get(i));
    }
    deviations().forEach(deviation -> page.append("\n  deviation ").append(deviation));
    return page.append('\n').toString();
  }
}
