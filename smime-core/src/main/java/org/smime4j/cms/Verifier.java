package org.smime4j.cms;

import java.io.IOException;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.base.ArrayOctets;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.Policy;
import org.smime4j.ProgressListener;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.SignedData;
import org.smime4j.internal.crypto.KnownCertificates;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.events.Events;
import org.smime4j.internal.events.VerifyEvent;
import org.smime4j.internal.io.Made;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.Purpose;
import org.smime4j.trust.TrustPolicy;
import org.smime4j.internal.base.Failures;

/**
 * Judges signatures (SignedData, RFC 5652 section 5). Immutable, safe for use by several threads.
 *
 * <p>It promises one verdict for each signer, and that a verdict is Trusted only if the signature
 * is right over the octets that were signed, the certificate is believed by the {@link TrustPolicy}
 * at the time that the policy names, and it speaks for the {@link ExpectedSigner}. A signature that
 * is wrong is no exception but a report; exceptions say that there is no signature to judge. The
 * time that a signer claims is reported and judges nothing but itself, see {@link #dated}.
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

  /** Whom to believe: for people, and for the times of time stamps. */
  private record Judges(
      TrustPolicy trust, Purpose purpose, @Nullable TrustPolicy timestampAuthorities) {}

  private final Judges judges;
  private final Claims claims;
  private final Policy policy;
  private final Limits limits;
  private final Providers providers;
  private final @Nullable ProgressListener progress;
  private final KnownCertificates known;

  private Verifier(
      Judges judges,
      Claims claims,
      Policy policy,
      Limits limits,
      Providers providers,
      @Nullable ProgressListener progress,
      KnownCertificates known) {
    this.judges = judges;
    this.claims = claims;
    this.policy = policy;
    this.limits = limits;
    this.providers = providers;
    this.progress = progress;
    this.known = known;
  }

  /** Believes whom the policy believes. */
  public static Verifier trusting(TrustPolicy trust) {
    return new Verifier(
        new Judges(trust, Purpose.SIGNING, null),
        Claims.NONE,
        Policy.standard(),
        Limits.standard(),
        Providers.standard().keepingForms(),
        null,
        new KnownCertificates());
  }

  private Verifier with(Judges newJudges) {
    return new Verifier(newJudges, claims, policy, limits, providers, progress, known);
  }

  private Verifier with(Claims newClaims) {
    return new Verifier(judges, newClaims, policy, limits, providers, progress, known);
  }

  /** Binds the signers to an address. */
  public Verifier expecting(ExpectedSigner signer) {
    return with(claims.from(signer));
  }

  /**
   * Takes for an author also a certificate that is bound to the author's domain, as organisations'
   * gateways have it: the signer's binding is then {@code DOMAIN_BOUND}, and a note says so. See
   * {@link ExpectedSigner#acceptingDomainBound}.
   */
  public Verifier acceptingDomainBound() {
    return with(claims.acceptingDomainBound());
  }

  /**
   * Takes a signature only as one of a mail: over data, or over one more layer of S/MIME (RFC 8551,
   * section 2.4). What somebody signed in another protocol, a time stamp for one, is {@code
   * ATTRIBUTES_INVALID}. {@code MailReader} asks for this.
   */
  public Verifier expectingMail() {
    return with(claims.asMail());
  }

  /**
   * Compares the time that a signer claims with the one that the message is dated: {@link
   * SignerVerdict#skew()}. An old message may have been sent once more under a new date, or a clock
   * may be wrong: where the two lie further apart than an hour, it is a {@code DATE_MISMATCH} for a
   * signer who is bound to an address, and else the note {@code DATE_SKEW}. A difference that a
   * wrong time zone explains, a multiple of 30 minutes up to 14 hours, give or take 5 minutes, is
   * the note {@code DATE_ZONE}.
   */
  public Verifier dated(Instant date) {
    return with(claims.dated(date));
  }

  /**
   * Knows that the message states no time, so that a program shows it under the time at which it is
   * read. Where a signer who is bound to an address claims another time than that of judging, by
   * more than an hour, it is a {@code DATE_MISMATCH}: a message whose Date was taken off is not
   * better than one whose Date was changed.
   */
  public Verifier undated() {
    return with(claims.undated(judges.trust.time()));
  }

  /**
   * How far the times of {@link #dated} may lie apart, whether or not an address is bound: beyond
   * it they are a {@code DATE_MISMATCH}, which lowers the verdict. No time zone excuses it.
   */
  public Verifier allowingSkew(Duration most) {
    if (most.isNegative()) {
      throw new IllegalArgumentException("a skew is not negative: " + most);
    }
    return with(claims.allowing(most));
  }

  /**
   * Believes time stamps of signatures (RFC 3161, appendix A) that these authorities issued. The
   * certificate of a signer whose signature carries one is judged at its time: with it a signature
   * outlives its certificate, and also a revocation for a reason that leaves older signatures
   * alone. A stamp that is not believed is noted, {@code TIMESTAMP_NOT_BELIEVED}, and changes
   * nothing.
   *
   * @param authorities whom to believe for times, see {@link Timestamp}
   */
  public Verifier believingTimestampsOf(TrustPolicy authorities) {
    return with(new Judges(judges.trust, judges.purpose, authorities));
  }

  /** Judges authorities that sign time stamps. */
  Verifier forTimestamps() {
    return with(new Judges(judges.trust, Purpose.TIMESTAMPING, null));
  }

  /** Reads under another policy. */
  public Verifier under(Policy other) {
    return new Verifier(judges, claims, other, limits, providers, progress, known);
  }

  /** Works within other limits. */
  public Verifier within(Limits other) {
    return new Verifier(judges, claims, policy, other, providers, progress, known);
  }

  /** Asks a provider of the caller's first. */
  public Verifier using(Provider first) {
    return new Verifier(
        judges,
        claims,
        policy,
        limits,
        Providers.preferring(first).keepingForms(),
        progress,
        known);
  }

  /** Reports how far the reading of a source is that does not lie in memory. */
  public Verifier reporting(ProgressListener listener) {
    return new Verifier(judges, claims, policy, limits, providers, listener, known);
  }

  /** Who is expected to have signed; empty if nobody said. */
  public Optional<ExpectedSigner> expectedSigner() {
    return Optional.ofNullable(claims.author());
  }

  /** What the message is dated; empty if nobody said. */
  public Optional<Instant> date() {
    return Optional.ofNullable(claims.date());
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
   * is Unknown at best, CONTENT_MISSING: what speaks against the signer is a note then. Broken
   * stays a signature that does not hold, and Untrusted one that rests on a forbidden digest.
   *
   * @throws SmimeException.Malformed if the octets are no SignedData, or one without a signer
   * @throws SmimeException.LimitExceeded if they exceed a limit
   */
  public SignatureReport verify(Octets cms) throws IOException {
    CmsObject object = CmsObject.of(cms);
    return verify(object, effort(object));
  }

  /** Judges signed-data that draws on the account of a message around it. */
  SignatureReport verify(Octets cms, MessageEffort effort) throws IOException {
    CmsObject object = CmsObject.of(cms);
    return recorded(
        cms,
        () ->
            new Verification(this, read(object), effort)
                .opaque(content -> observed(object, content)));
  }

  /** Content outside memory is watched while it is read. */
  private Octets observed(CmsObject object, Octets content) {
    Octets source = object.octets();
    return source instanceof ArrayOctets || source instanceof Made
        ? content
        : ObservedOctets.of(content, progress);
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
    CmsObject object = CmsObject.of(cms);
    if (!(cms instanceof CmsObject)) {
      object.message().bring(forms.get(0).octets().size());
    }
    return recorded(
        forms.get(0).octets(),
        () -> new Verification(this, read(object), effort(object)).detached(observed));
  }

  /**
   * Holds signatures that were verified before against what this verifier expects: the author, the
   * date, and that a mail was signed. Only that is judged anew. No signature is verified again, and
   * certificates stay judged as they were.
   */
  public SignatureReport bind(SignatureReport verified) {
    return verified.heldAgainst(claims);
  }

  private SignedData read(CmsObject cms) throws IOException {
    if (!(cms.info(limits) instanceof SignedData signedData)) {
      throw Failures.malformed("ContentInfo", 0, "this is not SignedData");
    }
    if (signedData.signerInfos().isEmpty()) {
      throw Failures.malformed(
          "SignedData",
          -1,
          "nobody signed: there is no signerInfo, only certificates or CRLs travel in it");
    }
    return signedData;
  }

  private interface Reading {
    SignatureReport report() throws IOException;
  }

  /**
   * @param sized what is of the event's size
   */
  private SignatureReport recorded(Octets sized, Reading reading) throws IOException {
    VerifyEvent event = Events.mayBeRecorded() ? VerifyEvent.start() : null;
    if (event == null) {
      return guarded(reading);
    }
    try {
      SignatureReport report = guarded(reading);
      SignerVerdict worst = report.worst();
      event.judged(
          sized.size(),
          report.signers().size(),
          worst.word(),
          worst.headline().map(finding -> finding.code().name()).orElse(null),
          worst.scheme(),
          worst.digest());
      return report;
    } catch (IOException | RuntimeException | Error e) {
      event.failed(sized.size(), e);
      throw e;
    }
  }

  private SignatureReport guarded(Reading reading) throws IOException {
    try {
      return reading.report();
    } catch (StackOverflowError e) {
      throw Failures.limitExceeded(Limit.ASN1_DEPTH, limits.of(Limit.ASN1_DEPTH));
    } catch (RuntimeException e) {
      // No key of the caller's was used: the cause tells no secret.
      SmimeException malformed =
          Failures.malformed("SignedData", -1, "it cannot be read");
      malformed.initCause(e);
      throw malformed;
    }
  }

  TrustPolicy trust() {
    return judges.trust;
  }

  Purpose purpose() {
    return judges.purpose;
  }

  @Nullable TrustPolicy timestampAuthorities() {
    return judges.timestampAuthorities;
  }

  /** What the message may still spend. */
  private MessageEffort effort(CmsObject object) {
    return object
        .message()
        .one(MessageEffort.class, () -> new MessageEffort(limits, object.message().work(limits)));
  }

  Claims claims() {
    return claims;
  }

  Providers providers() {
    return providers;
  }

  /** Shared with the verifiers that were made out of this one: it holds no verdicts. */
  KnownCertificates known() {
    return known;
  }
}
