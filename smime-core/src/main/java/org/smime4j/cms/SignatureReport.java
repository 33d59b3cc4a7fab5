package org.smime4j.cms;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.smime4j.Octets;
import org.smime4j.findings.Deviation;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.Verified;
import org.smime4j.reports.Binding;
import org.smime4j.trust.ExpectedSigner;

/**
 * The result of a {@link Verifier}: a verdict on each signer, at least one. An invalid signature
 * does not cause an exception. Each verdict has its findings, worst first.
 *
 * <p>{@link #requireTrusted()} returns the verified content, or throws {@link
 * org.smime4j.findings.SmimeException.NotTrusted}. To get content that is not trusted, you must
 * give a reason ({@link #unverifiedContent}). Immutable.
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

  /** Returns the verified facts, for a check against other expectations. */
  Verified verified() {
    return verified;
  }

  /** Returns one verdict for each signer, in the order of the message; never empty. */
  public List<SignerVerdict> signers() {
    return signers;
  }

  /**
   * Returns the trusted signers whose certificate contains the address, in the order of the
   * message. {@link #requireTrusted(String)} relies on them. The list is empty if there are none.
   */
  public List<SignerVerdict> signers(String address) {
    ExpectedAddress expected = Trusting.expected(ExpectedSigner.address(address));
    return signers.stream()
        .filter(signer -> signer.state() == SignerVerdict.State.TRUSTED)
        .filter(
            signer ->
                signer
                    .certificate()
                    .filter(each -> expected.bind(each).binding() == Binding.MATCH)
                    .isPresent())
        .toList();
  }

  /** Returns the worst verdict, or the first of several equally bad ones. */
  public SignerVerdict worst() {
    return Collections.max(signers, Comparator.comparing(SignerVerdict::state));
  }

  /** Returns the object identifier of the signed content type; id-data for mail. */
  public String contentType() {
    return verified.contentType();
  }

  /**
   * Transport can change line ends, so the verifier tries several variants of the content. Returns
   * the name of the variant that a signature matches; empty if no variant matches.
   */
  public Optional<String> matchedForm() {
    return Optional.ofNullable(verified.matchedForm());
  }

  /** Returns the deviations from the standards that were tolerated. */
  public List<Deviation> deviations() {
    return verified.deviations();
  }

  /** Returns true if the signed content is available. */
  public boolean hasContent() {
    return verified.content() != null;
  }

  /**
   * Returns the content, if every signer is trusted.
   *
   * @throws SmimeException.NotTrusted if a signer is not trusted, with the worst finding of all
   *     signers
   */
  public Octets requireTrusted() throws SmimeException.NotTrusted {
    worst().requireTrusted();
    return signedContent();
  }

  /**
   * Returns the content, if {@link #signers(String)} has at least one signer and no signature is
   * broken. Other signers need not be trusted.
   *
   * @throws SmimeException.NotTrusted otherwise, with the worst finding. If all signers are
   *     trusted, and none has this address, the finding is {@code ADDRESS_MISMATCH}
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
    throw new SmimeException.NotTrusted(
        Finding.Code.ADDRESS_MISMATCH,
        "no trusted signer has the address " + address + ", but one has " + worst.addresses());
  }

  /**
   * Returns the content even if no signature is valid or trusted. If a variant of the content
   * matches a signature, the result is that variant. Otherwise it is the content as received.
   *
   * @param reason why you use unchecked content, for readers of your code
   * @throws SmimeException.Malformed if the content is not available
   */
  public Octets unverifiedContent(String reason) throws SmimeException.Malformed {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("give a reason for using unverified content");
    }
    Octets content = verified.content();
    if (content == null) {
      throw new SmimeException.Malformed(
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

  /** Returns the whole report as text, for example for a support ticket. */
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
