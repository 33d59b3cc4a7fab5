package org.smime4j.cms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.Deviation;
import org.smime4j.Finding;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.trust.Binding;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.internal.base.Failures;

/**
 * What a {@link Verifier} found: one verdict for each signer, never none. A bad signature is no
 * exception: the report says what is wrong, the worst first. Verified content comes out of {@link
 * #requireTrusted()}, all other only with a reason.
 *
 * <pre>{@code
 * SignatureReport report = Verifier.trusting(trust).verify(cms);
 * byte[] content = report.requireTrusted().bytes();
 * }</pre>
 */
public final class SignatureReport {

  private final List<SignerVerdict> signers;
  private final String contentType;
  private final @Nullable Octets content;
  private final @Nullable String matchedForm;
  private final List<Deviation> deviations;

  /**
   * @param content the content in the form that was signed, or in the first form if none was
   */
  SignatureReport(
      List<SignerVerdict> signers,
      String contentType,
      @Nullable Octets content,
      @Nullable String matchedForm,
      List<Deviation> deviations) {
    if (signers.isEmpty()) {
      throw new IllegalArgumentException("no signer is no signature");
    }
    this.signers = List.copyOf(signers);
    this.contentType = contentType;
    this.content = content;
    this.matchedForm = matchedForm;
    this.deviations =
        List.copyOf(deviations.size() < 2 ? deviations : new LinkedHashSet<>(deviations));
  }

  static SignatureReport of(
      List<SignerEvidence> signers,
      Claims claims,
      String contentType,
      @Nullable Octets content,
      @Nullable String matchedForm,
      List<Deviation> deviations) {
    List<SignerVerdict> verdicts = new ArrayList<>(signers.size());
    for (SignerEvidence signer : signers) {
      verdicts.add(claims.judge(signer));
    }
    return new SignatureReport(verdicts, contentType, content, matchedForm, deviations);
  }

  /** The same signatures, held against other claims; nothing is verified again. */
  SignatureReport heldAgainst(Claims claims) {
    List<SignerEvidence> evidence = new ArrayList<>(signers.size());
    for (SignerVerdict signer : signers) {
      evidence.add(signer.evidence());
    }
    return of(evidence, claims, contentType, content, matchedForm, deviations);
  }

  /** One verdict for each signer, in the order of the message; never empty. */
  public List<SignerVerdict> signers() {
    return signers;
  }

  /** The worst of the verdicts: Broken, Untrusted, Unknown, Trusted. */
  public SignerVerdict worst() {
    return Collections.min(signers, Comparator.comparingInt(SignatureReport::rank));
  }

  private static int rank(SignerVerdict verdict) {
    return verdict.<Integer>fold(trusted -> 3, untrusted -> 1, unknown -> 2, broken -> 0);
  }

  /** The object identifier of what was signed, id-data for mail. */
  public String contentType() {
    return contentType;
  }

  /** The name of the form of the content that was signed; empty if no signer signed any. */
  public Optional<String> matchedForm() {
    return Optional.ofNullable(matchedForm);
  }

  /** What had to be tolerated. */
  public List<Deviation> deviations() {
    return deviations;
  }

  /** Whether the signed content is at hand. */
  public boolean hasContent() {
    return content != null;
  }

  /**
   * The content, if every signer is trusted.
   *
   * @throws SmimeException.NotTrusted with the worst finding of all signers
   */
  public TrustedContent requireTrusted() throws SmimeException.NotTrusted {
    SignerVerdict worst = worst();
    List<SignerVerdict.Trusted> trusted = new ArrayList<>();
    for (SignerVerdict signer : signers) {
      if (!(signer instanceof SignerVerdict.Trusted t)) {
        throw notTrusted(worst);
      }
      trusted.add(t);
    }
    return new TrustedContent(trusted, signedContent());
  }

  /**
   * The content, if a signer is trusted whose certificate speaks for the address, and no signature
   * is broken. Other signers need not be trusted.
   *
   * @throws SmimeException.NotTrusted with the worst finding, or {@code ADDRESS_MISMATCH} where a
   *     trusted signer has another address
   */
  public TrustedContent requireTrusted(String address) throws SmimeException.NotTrusted {
    SignerVerdict worst = worst();
    if (worst instanceof SignerVerdict.Broken) {
      throw notTrusted(worst);
    }
    ExpectedSigner expected = ExpectedSigner.address(address);
    List<SignerVerdict.Trusted> trusted = new ArrayList<>();
    for (SignerVerdict signer : signers) {
      if (signer instanceof SignerVerdict.Trusted t
          && expected.bind(t.trustedCertificate()).binding() == Binding.MATCH) {
        trusted.add(t);
      }
    }
    if (!trusted.isEmpty()) {
      return new TrustedContent(trusted, signedContent());
    }
    if (worst instanceof SignerVerdict.Trusted) {
      throw Failures.notTrusted(
          Finding.Code.ADDRESS_MISMATCH,
          "no trusted signer speaks for " + address + " but " + worst.addresses());
    }
    throw notTrusted(worst);
  }

  /**
   * The content although nobody answers for it, in the form that was signed, or as it came if none
   * was.
   *
   * @param reason why it is wanted all the same
   * @throws SmimeException.Malformed if the content is not at hand
   */
  public Octets unverifiedContent(String reason) throws SmimeException.Malformed {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("say why content is wanted that nobody answers for");
    }
    if (content == null) {
      throw Failures.malformed(
          "SignedData", -1, "the signature is detached and its content was not given");
    }
    return content;
  }

  private Octets signedContent() {
    if (content == null) {
      throw new IllegalStateException("trusted without content");
    }
    return content;
  }

  private static SmimeException.NotTrusted notTrusted(SignerVerdict verdict) {
    return Failures.notTrusted(
        verdict.headline().orElseThrow().code(),
        verdict.headline().orElseThrow().sentence()
            + " (signer "
            + verdict.identifier()
            + ", integrity "
            + verdict.integrity()
            + ")");
  }

  /** The whole report as a page for a ticket. */
  @Override
  public String toString() {
    StringBuilder page = new StringBuilder("Signature with ");
    page.append(signers.size()).append(signers.size() == 1 ? " signer" : " signers");
    page.append(", content ");
    page.append(
        content == null ? "not at hand" : matchedForm == null ? "not as signed" : matchedForm);
    for (int i = 0; i < signers.size(); i++) {
      page.append("\n  ").append(i + 1).append(". ").append(signers.get(i));
    }
    deviations.forEach(deviation -> page.append("\n  deviation ").append(deviation));
    return page.append('\n').toString();
  }
}
