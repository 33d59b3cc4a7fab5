package org.smime4j;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.verify.Claims;
import org.smime4j.internal.verify.Signatures;
import org.smime4j.internal.verify.TimestampToken;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.Timestamp;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;

/**
 * Verifies the signatures of SignedData (RFC 5652, section 5), and gives a verdict on each signer.
 *
 * <p>A verdict is {@code TRUSTED} only if three conditions hold. The signature is valid for the
 * signed content. The {@link TrustPolicy} accepts the certificate, at the time that the policy
 * names. The certificate contains the address of the {@link ExpectedSigner}. The last condition
 * applies only after {@link #expecting}: without it the verifier checks no address, and the binding
 * is {@code NOT_CHECKED}.
 *
 * <p>A verifier throws no exception for an invalid signature: the report shows it. It throws {@link
 * SmimeException} if there is no signature to verify, or if the message exceeds {@link Limits}. The
 * report also has the time that the signer claims. The verifier never checks certificates at that
 * time. {@link #dated} compares it with the Date of the message.
 *
 * <p>A verifier reads content of any size in constant memory. Immutable, and safe for use by
 * several threads. Create a verifier once and reuse it, because it caches the certificates that it
 * has read.
 *
 * <pre>{@code
 * SignatureReport report =
 *     Verifier.trusting(trust).expecting(ExpectedSigner.address("alice@example.org")).verify(cms);
 * byte[] content = report.requireTrusted().bytes();
 * }</pre>
 */
public sealed interface Verifier permits VerifierDoor {

  /** Returns a verifier that judges signers by this policy. */
  static Verifier trusting(TrustPolicy trust) {
    Objects.requireNonNull(
        trust, "no trust policy was given: name your trust anchors by TrustPolicy.anchors");
    return new VerifierDoor(
        new VerifyingOptions(
            Held.by(trust, PolicyJudge.class), Purpose.SIGNING, Limits.standard()));
  }

  /**
   * Requires that the certificate of every signer contains the address of this expected signer. For
   * content with several signers, leave this out and call {@link SignatureReport#requireTrusted(
   * String)} for each of them.
   */
  default Verifier expecting(ExpectedSigner signer) {
    Objects.requireNonNull(signer, "no expected signer was given");
    return claiming(options().claims().from(Held.by(signer, ExpectedAddress.class)));
  }

  /**
   * Also accepts a certificate for the whole domain of the expected signer. Such a certificate
   * names domains and no mailbox: rfc822Names such as {@code @example.org}, and the dNSNames if its
   * extended key usage has id-kp-emailProtection. Gateways of organisations use such certificates,
   * and the holder of the key can sign for everyone in the domain. The domains must be equal: a
   * subdomain or a sibling domain does not match. The signer's binding is {@code DOMAIN_BOUND}, and
   * the verdict has a note of that name.
   */
  default Verifier acceptingDomainBound() {
    return claiming(options().claims().acceptingDomainBound());
  }

  /**
   * Accepts only signatures made for mail. The signed content type must be id-data, or the type of
   * another S/MIME layer (RFC 8551, section 2.4). A signature from another protocol, such as a time
   * stamp, gets the finding {@code ATTRIBUTES_INVALID}. {@code MailReader} uses this setting.
   */
  default Verifier expectingMail() {
    return claiming(options().claims().asMail());
  }

  /**
   * Compares the time that a signer claims with the Date of the message. {@link
   * SignerVerdict#skew()} returns the difference. A difference can mean that someone sent an old
   * message again under a new Date, or that a clock is wrong. If the two differ by more than an
   * hour, a signer who is bound to an address gets the finding {@code DATE_MISMATCH}. Any other
   * signer gets the note {@code DATE_SKEW}. There is one exception. If the difference is at most 14
   * hours, and within 5 minutes of a multiple of 30 minutes, a wrong time zone may explain it. The
   * signer then gets only the note {@code DATE_ZONE}.
   *
   * @param date the Date, or null for a message without one. Without a Date, programs show the time
   *     at which they read the message. If the Date is null and mail is expected ({@link
   *     #expectingMail()}), the verifier uses the time of verification in place of the Date. It
   *     does so only for signers who are bound to an address. An attacker therefore cannot avoid
   *     the check by removing Date
   */
  default Verifier dated(@Nullable Instant date) {
    return claiming(
        date == null
            ? options().claims().undated(options().trust().options().time())
            : options().claims().dated(date, false));
  }

  /**
   * Sets the largest difference that the two times of {@link #dated} may have. A larger difference
   * gives the finding {@code DATE_MISMATCH}, even if the signer is bound to no address, and even if
   * a time zone explains it. Where a protected Date differs from the outer one, an hour is the
   * most, whatever is set here.
   *
   * @throws IllegalArgumentException if the difference is negative
   */
  default Verifier allowingSkew(Duration most) {
    if (Objects.requireNonNull(most, "no skew was given").isNegative()) {
      throw new IllegalArgumentException("the skew must not be negative: " + most);
    }
    return claiming(options().claims().allowing(most));
  }

  /**
   * Trusts time stamps from these authorities on signatures (RFC 3161, appendix A). The verifier
   * then checks the signer's certificate at the time of the stamp. The signature stays trusted
   * after the certificate expires, or is revoked for a reason that does not affect older
   * signatures. A stamp that is not trusted adds the note {@code TIMESTAMP_NOT_BELIEVED}, and
   * changes no verdict. Without this call the verifier reads no time stamps, and adds no note about
   * them.
   *
   * @param authorities the time-stamping authorities to trust. See {@link Timestamp}
   */
  default Verifier believingTimestampsOf(TrustPolicy authorities) {
    Objects.requireNonNull(authorities, "no authorities were given");
    return new VerifierDoor(options().timestampsOf(Held.by(authorities, PolicyJudge.class)));
  }

  /** Uses the algorithms that this policy allows. */
  default Verifier under(AlgorithmPolicy other) {
    Objects.requireNonNull(other, "no policy was given");
    return new VerifierDoor(options().under(Held.by(other, PolicyRules.class)));
  }

  /**
   * Applies these limits to each message. In a {@link MailReader} they apply to signatures,
   * certificates and what is fetched for them. Its other limits, such as those on parts and on
   * decompressed content, are those of {@link Decryptor#within}.
   */
  default Verifier within(Limits other) {
    return new VerifierDoor(
        options().within(Objects.requireNonNull(other, "no limits were given")));
  }

  /** Uses this provider first for every algorithm. */
  default Verifier using(Provider first) {
    return new VerifierDoor(options().using(Providers.preferring(first).cachingKeys()));
  }

  /**
   * Reports progress to a listener as the verifier reads. Messages in memory report no progress.
   */
  default Verifier reporting(ProgressListener listener) {
    return new VerifierDoor(
        options().reporting(Objects.requireNonNull(listener, "no listener was given")));
  }

  private Verifier claiming(Claims claims) {
    return new VerifierDoor(options().claiming(claims));
  }

  private VerifyingOptions options() {
    return Held.by(this, VerifyingOptions.class);
  }

  /**
   * Verifies SignedData in BER or DER with its content. {@link MailReader} also reads PEM, Base64
   * and multipart/signed. If the SignedData has no content, the verdict is at best {@code UNKNOWN},
   * with {@code CONTENT_MISSING}, and findings about the signer, such as those about the
   * certificate, the address or the date, become notes ({@code SIGNER_DOUBTFUL}). The verifier
   * still checks the signature over the signed attributes: if it is invalid, the verdict is {@code
   * BROKEN}, and if its digest is forbidden, {@code UNTRUSTED}.
   *
   * @throws SmimeException.Malformed if the input is not SignedData, or has no signer
   * @throws SmimeException.LimitExceeded if the input exceeds a limit
   */
  default SignatureReport verify(ByteSource cms) throws IOException {
    return new Signatures(options()).opaque(CmsObject.of(cms));
  }

  /** Verifies a file with SignedData. The file must not change while the result is in use. */
  default SignatureReport verify(Path cms) throws IOException {
    return verify(ByteSource.of(cms));
  }

  /**
   * Verifies a detached signature in BER or DER over exactly these octets: content with other line
   * ends is {@code BROKEN}. ({@link MailReader} tries other line ends, and also reads PEM, Base64
   * and multipart/signed.) If the signature also contains content, the verdict is {@code BROKEN}
   * with {@code ECONTENT_PRESENT}. {@link AlgorithmPolicy#archive()} accepts such a signature if
   * both contents are equal.
   */
  default SignatureReport verifyDetached(ByteSource content, ByteSource cms) throws IOException {
    CmsObject object = CmsObject.of(cms);
    object.message().addSize(content.sizeIfKnown());
    return new Signatures(options()).detached(content, object);
  }

  /** Verifies a file by the detached signature in another. Neither may change meanwhile. */
  default SignatureReport verifyDetached(Path content, Path cms) throws IOException {
    return verifyDetached(ByteSource.of(content), ByteSource.of(cms));
  }

  /**
   * Verifies a time-stamp token that you keep beside its data. For time stamps in a message, use
   * {@link #believingTimestampsOf}, which finds them and what they cover.
   *
   * @param stamped the data that was stamped. For a signature, this is the signature value of its
   *     SignerInfo, which no method of this library returns
   * @param token a TimeStampToken in DER, which is SignedData
   * @param authorities the time-stamping authorities to trust. This is rarely the policy for people
   * @throws SmimeException.NotTrusted if the token is for other data, or its authority is not
   *     trusted
   * @throws SmimeException.Malformed if the input is not a time-stamp token
   */
  static Timestamp timestamp(ByteSource stamped, byte[] token, TrustPolicy authorities)
      throws IOException {
    return TimestampToken.verify(token, stamped.bytes(), Held.by(authorities, PolicyJudge.class));
  }
}

final class VerifierDoor extends Held<VerifyingOptions> implements Verifier {

  VerifierDoor(VerifyingOptions held) {
    super(held);
  }

  @Override
  public String toString() {
    return "Verifier";
  }
}
