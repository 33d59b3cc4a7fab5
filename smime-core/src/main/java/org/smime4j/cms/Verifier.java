package org.smime4j.cms;

import java.io.IOException;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.ProgressListener;
import org.smime4j.Purpose;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.base.ArrayOctets;
import org.smime4j.internal.cms.Verbs;
import org.smime4j.internal.crypto.KnownCertificates;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.io.ComputedOctets;
import org.smime4j.internal.io.ContentForm;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.internal.verify.Claims;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.Signatures;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/**
 * Verifies the signatures of SignedData (RFC 5652, section 5), and judges each signer.
 *
 * <p>A verdict is {@code TRUSTED} only if three conditions hold. The signature is right over the
 * octets that were signed. The {@link TrustPolicy} accepts the certificate, at the time that the
 * policy names. The certificate holds the address of the {@link ExpectedSigner}. Without {@link
 * #expecting} no address is checked, and the binding is {@code NOT_CHECKED}.
 *
 * <p>An invalid signature does not throw an exception; the report says so. An {@link
 * SmimeException} means that there is no signature to judge, or that the message exceeds {@link
 * Limits}. The signer's own time is reported; it never decides at which time certificates are
 * judged (see {@link #dated}).
 *
 * <p>Content of any size is read in constant memory. Immutable, and safe for use by several
 * threads: make a verifier once and use it again, because it keeps certificates that it has read.
 *
 * <pre>{@code
 * SignatureReport report =
 *     Verifier.trusting(trust).expecting(ExpectedSigner.address("alice@example.org")).verify(cms);
 * byte[] content = report.requireTrusted().bytes();
 * }</pre>
 */
public final class Verifier {

  static {
    Verbs.give(new CmsInternals());
  }

  /** What may be set; a change is made to a copy, so that every verifier stays what it is. */
  private static final class Settings {
    final TrustPolicy trust;
    @Nullable TrustPolicy timestampAuthorities;
    Claims claims = Claims.NONE;
    AlgorithmPolicy policy = AlgorithmPolicy.standard();
    Limits limits = Limits.standard();
    Providers providers = Providers.standard().keepingForms();
    @Nullable ProgressListener progress;

    /** Shared with the verifiers that were made out of this one: it holds no verdicts. */
    final KnownCertificates known;

    Settings(TrustPolicy trust) {
      this.trust = trust;
      known = new KnownCertificates();
    }

    Settings(Settings other) {
      trust = other.trust;
      timestampAuthorities = other.timestampAuthorities;
      claims = other.claims;
      policy = other.policy;
      limits = other.limits;
      providers = other.providers;
      progress = other.progress;
      known = other.known;
    }

    VerifyingOptions options() {
      return new VerifyingOptions(
          trust, Purpose.SIGNING, timestampAuthorities, claims, policy, limits, providers, known);
    }
  }

  private final Settings settings;

  private Verifier(Settings settings) {
    this.settings = settings;
  }

  private Verifier setting(Consumer<Settings> change) {
    Settings changed = new Settings(settings);
    change.accept(changed);
    return new Verifier(changed);
  }

  /** A verifier that judges signers by this policy. */
  public static Verifier trusting(TrustPolicy trust) {
    return new Verifier(
        new Settings(
            Objects.requireNonNull(trust, "name your trust anchors by TrustPolicy.anchors")));
  }

  /** Binds the signers to an address. */
  public Verifier expecting(ExpectedSigner signer) {
    return setting(
        changed ->
            changed.claims =
                changed.claims.from(
                    Objects.requireNonNull(signer, "no expected signer was given")));
  }

  /**
   * Also accepts for an author a certificate that is bound to the author's domain, as
   * organisations' gateways have it: the signer's binding is then {@code DOMAIN_BOUND}, and a note
   * says so. See {@link ExpectedSigner#acceptingDomainBound}.
   */
  public Verifier acceptingDomainBound() {
    return setting(changed -> changed.claims = changed.claims.acceptingDomainBound());
  }

  /**
   * Accepts only signatures that were made for mail: over data, or over one more layer of S/MIME
   * (RFC 8551, section 2.4). What somebody signed in another protocol, such as a time stamp, is
   * {@code ATTRIBUTES_INVALID}. {@code MailReader} asks for this.
   */
  public Verifier expectingMail() {
    return setting(changed -> changed.claims = changed.claims.asMail());
  }

  /**
   * Compares the time that a signer claims with the Date of the message: {@link
   * SignerVerdict#skew()}. An old message may have been sent again under a new Date, or a clock may
   * be wrong. If the two differ by more than an hour, a signer who is bound to an address gets the
   * finding {@code DATE_MISMATCH}, and any other signer the note {@code DATE_SKEW}. A multiple of
   * 30 minutes up to 14 hours, within 5 minutes, is the note {@code DATE_ZONE}: a wrong time zone
   * explains it.
   *
   * @param date the Date; null for a message that has none, so that a program shows the time at
   *     which it is read. If mail is expected ({@link #expectingMail()}), the time claimed by a
   *     signer bound to an address is then compared with the time of judging. Removing Date
   *     therefore does not avoid the check
   */
  public Verifier dated(@Nullable Instant date) {
    return setting(
        changed ->
            changed.claims =
                date == null
                    ? changed.claims.undated(Trusting.time(changed.trust))
                    : changed.claims.dated(date));
  }

  /**
   * Sets how far apart the times of {@link #dated} may be; a larger difference is {@code
   * DATE_MISMATCH}, even if no address is bound. Differences that a time zone explains count too.
   */
  public Verifier allowingSkew(Duration most) {
    if (most.isNegative()) {
      throw new IllegalArgumentException("a skew is not negative: " + most);
    }
    return setting(changed -> changed.claims = changed.claims.allowing(most));
  }

  /**
   * Trusts time stamps of signatures (RFC 3161, appendix A) that these authorities issued. The
   * signer's certificate is then judged at the time of the stamp: the signature stays trusted after
   * the certificate expires, or is revoked for a reason that does not affect older signatures. A
   * stamp that is not trusted has the note {@code TIMESTAMP_NOT_BELIEVED}, and changes nothing.
   *
   * @param authorities whom to believe for times, see {@link Timestamp}
   */
  public Verifier believingTimestampsOf(TrustPolicy authorities) {
    return setting(
        changed ->
            changed.timestampAuthorities =
                Objects.requireNonNull(authorities, "no authorities were given"));
  }

  /** Uses another policy. */
  public Verifier under(AlgorithmPolicy other) {
    return setting(
        changed -> changed.policy = Objects.requireNonNull(other, "no policy was given"));
  }

  /** Uses other limits. */
  public Verifier within(Limits other) {
    return setting(
        changed -> changed.limits = Objects.requireNonNull(other, "no limits were given"));
  }

  /** Asks this provider first for every algorithm. */
  public Verifier using(Provider first) {
    return setting(changed -> changed.providers = Providers.preferring(first).keepingForms());
  }

  /** Reports to a listener how much of a source was read that is not in memory. */
  public Verifier reporting(ProgressListener listener) {
    return setting(
        changed -> changed.progress = Objects.requireNonNull(listener, "no listener was given"));
  }

  /** Who is expected to have signed; empty if nobody said. */
  Optional<ExpectedSigner> expectedSigner() {
    return Optional.ofNullable(settings.claims.author());
  }

  /** What the message is dated; empty if nobody said. */
  Optional<Instant> date() {
    return Optional.ofNullable(settings.claims.date());
  }

  /**
   * Judges SignedData with its content. Without content the verdict is UNKNOWN at best, with
   * CONTENT_MISSING, and findings against the signer become notes. An invalid signature is still
   * BROKEN, and one with a forbidden digest UNTRUSTED.
   *
   * @throws SmimeException.Malformed if the octets are no SignedData, or one without a signer
   * @throws SmimeException.LimitExceeded if they exceed a limit
   */
  public SignatureReport verify(Octets cms) throws IOException {
    CmsObject object = CmsObject.of(cms);
    return new SignatureReport(
        new Signatures(settings.options()).opaque(object, content -> observed(object, content)));
  }

  /** Content outside memory is watched while it is read. */
  private Octets observed(CmsObject object, Octets content) {
    Octets source = object.octets();
    return source instanceof ArrayOctets || source instanceof ComputedOctets
        ? content
        : ObservedOctets.of(content, settings.progress);
  }

  /** Judges SignedData in an array, see {@link #verify(Octets)}. */
  public SignatureReport verify(byte[] cms) throws IOException {
    return verify(Octets.of(cms));
  }

  /**
   * Judges a detached signature; pass the content exactly as it was received. A signature that also
   * has content inside is BROKEN with ECONTENT_PRESENT. {@link AlgorithmPolicy#archive()} accepts
   * it if both are equal.
   */
  public SignatureReport verifyDetached(Octets content, Octets cms) throws IOException {
    List<ContentForm> forms =
        ContentForms.of(content, octets -> ObservedOctets.of(octets, settings.progress));
    CmsObject object = CmsObject.of(cms);
    if (!(cms instanceof CmsObject)) {
      object.message().bring(content.sizeIfKnown());
    }
    return new SignatureReport(new Signatures(settings.options()).detached(forms, object));
  }

  /** Judges a detached signature in arrays, see {@link #verifyDetached(Octets, Octets)}. */
  public SignatureReport verifyDetached(byte[] content, byte[] cms) throws IOException {
    return verifyDetached(Octets.of(content), Octets.of(cms));
  }

  /**
   * Holds signatures that were verified before against what this verifier expects: the author, the
   * date, and that a mail was signed. Only that is judged anew. No signature is verified again, and
   * certificates stay judged as they were.
   */
  SignatureReport bind(SignatureReport verified) {
    return new SignatureReport(JudgedSignature.of(verified.verified(), settings.claims));
  }
}
