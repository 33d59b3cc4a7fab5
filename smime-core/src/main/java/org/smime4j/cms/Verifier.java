package org.smime4j.cms;

import java.io.IOException;
import java.security.Provider;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.Policy;
import org.smime4j.ProgressListener;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.SignedData;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/**
 * Judges signatures (SignedData, RFC 5652 section 5). Immutable, safe for use by several threads.
 *
 * <p>It promises one verdict for each signer, and that a verdict is Trusted only if the signature
 * is right over the octets that were signed, the certificate is believed by the {@link TrustPolicy}
 * at the time that the policy names, and it speaks for the {@link ExpectedSigner}. A signature that
 * is wrong is no exception but a report; exceptions say that there is no signature to judge. The
 * time that a signer claims is reported and judges nothing.
 *
 * <p>Without {@link #expecting} nobody is bound to an address: the binding is NOT_CHECKED.
 *
 * <pre>{@code
 * SignatureReport report =
 *     Verifier.trusting(trust).expecting(ExpectedSigner.address("alice@example.org")).verify(cms);
 * byte[] content = report.requireTrusted().bytes();
 * }</pre>
 */
public final class Verifier {

  private final TrustPolicy trust;
  private final @Nullable ExpectedSigner expected;
  private final Policy policy;
  private final Limits limits;
  private final Providers providers;
  private final @Nullable ProgressListener progress;

  private Verifier(
      TrustPolicy trust,
      @Nullable ExpectedSigner expected,
      Policy policy,
      Limits limits,
      Providers providers,
      @Nullable ProgressListener progress) {
    this.trust = trust;
    this.expected = expected;
    this.policy = policy;
    this.limits = limits;
    this.providers = providers;
    this.progress = progress;
  }

  /** Believes whom the policy believes. */
  public static Verifier trusting(TrustPolicy trust) {
    return new Verifier(
        trust, null, Policy.standard(), Limits.standard(), Providers.standard(), null);
  }

  /** Binds the signers to an address. */
  public Verifier expecting(ExpectedSigner signer) {
    return new Verifier(trust, signer, policy, limits, providers, progress);
  }

  /** Reads under another policy. */
  public Verifier under(Policy other) {
    return new Verifier(trust, expected, other, limits, providers, progress);
  }

  /** Works within other limits. */
  public Verifier within(Limits other) {
    return new Verifier(trust, expected, policy, other, providers, progress);
  }

  /** Asks a provider of the caller's first. */
  public Verifier using(Provider first) {
    return new Verifier(trust, expected, policy, limits, Providers.preferring(first), progress);
  }

  /** Reports how far the reading of a source is that does not lie in memory. */
  public Verifier reporting(ProgressListener listener) {
    return new Verifier(trust, expected, policy, limits, providers, listener);
  }

  /** Who is expected to have signed; empty if nobody said. */
  public Optional<ExpectedSigner> expectedSigner() {
    return Optional.ofNullable(expected);
  }

  /** The policy for reading. */
  public Policy policy() {
    return policy;
  }

  /** The limits for reading. */
  public Limits limits() {
    return limits;
  }

  /**
   * Judges signed-data that carries its content. Where it carries none the verdict of each signer
   * is Unknown, CONTENT_MISSING.
   *
   * @throws SmimeException.Malformed if the octets are no SignedData, or one without a signer
   * @throws SmimeException.LimitExceeded if they exceed a limit
   */
  public SignatureReport verify(Octets cms) throws IOException {
    return guarded(() -> new Verification(this, read(ObservedOctets.of(cms, progress))).opaque());
  }

  /** Judges signed-data in an array, see {@link #verify(Octets)}. */
  public SignatureReport verify(byte[] cms) throws IOException {
    return verify(Octets.of(cms));
  }

  /**
   * Judges a detached signature over content as it came. A signature that carries content of its
   * own beside it is Broken, ECONTENT_PRESENT; {@link Policy#archive()} reads it if both are equal.
   */
  public SignatureReport verifyDetached(Octets content, Octets cms) throws IOException {
    return verifyDetached(List.of(ContentForm.raw(content)), cms);
  }

  /** Judges a detached signature in arrays, see {@link #verifyDetached(Octets, Octets)}. */
  public SignatureReport verifyDetached(byte[] content, byte[] cms) throws IOException {
    return verifyDetached(Octets.of(content), Octets.of(cms));
  }

  /**
   * Judges a detached signature over the first of several forms of the content that was signed.
   *
   * @param forms the form that travelled first; {@link SignatureReport#matchedForm()} names the one
   *     that was signed
   */
  public SignatureReport verifyDetached(List<ContentForm> forms, Octets cms) throws IOException {
    if (forms.isEmpty()) {
      throw new IllegalArgumentException("no content");
    }
    List<ContentForm> observed =
        forms.stream()
            .map(form -> new ContentForm(form.name(), ObservedOctets.of(form.octets(), progress)))
            .toList();
    return guarded(() -> new Verification(this, read(cms)).detached(observed));
  }

  private SignedData read(Octets cms) throws IOException {
    if (!(ContentInfoReader.read(cms, limits) instanceof SignedData signedData)) {
      throw new SmimeException.Malformed("ContentInfo", 0, "this is not SignedData");
    }
    if (signedData.signerInfos().isEmpty()) {
      throw new SmimeException.Malformed(
          "SignedData",
          -1,
          "nobody signed: there is no signerInfo, only certificates or CRLs travel in it");
    }
    return signedData;
  }

  private interface Reading {
    SignatureReport report() throws IOException;
  }

  private SignatureReport guarded(Reading reading) throws IOException {
    try {
      return reading.report();
    } catch (StackOverflowError e) {
      throw new SmimeException.LimitExceeded(Limit.ASN1_DEPTH, limits.of(Limit.ASN1_DEPTH));
    } catch (RuntimeException e) {
      throw new SmimeException.Malformed("SignedData", -1, "it cannot be read");
    }
  }

  TrustPolicy trust() {
    return trust;
  }

  Providers providers() {
    return providers;
  }
}
