package org.smime4j;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.DistrustedKeys;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.Reason;
import org.smime4j.internal.lookup.CertificateSelection;
import org.smime4j.internal.path.CertificatePolicies;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.path.TrustOptions;
import org.smime4j.internal.revocation.RevocationOptions;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.Fetcher;

/**
 * Decides which certificates are trusted. A policy has anchors, known intermediates, the time to
 * judge at, and sources of revocation information.
 *
 * <p>A certificate without findings has these properties. Valid signatures lead from it to an
 * anchor (RFC 5280, section 6) at the time that the caller chose. Its key may be used for the
 * purpose and for mail (RFC 8550, section 4.4). No key or digest on the path is weak. If revocation
 * is checked, no certificate on the path is revoked. The sender of a message never chooses the
 * time.
 *
 * <p>{@link #judge} does not check addresses. {@link #find} does for recipients, and {@link
 * ExpectedSigner} for signers. A policy opens connections only through a {@link Fetcher} of the
 * caller.
 *
 * <p>An anchor may be any certificate: a root, an intermediate, or a person's own certificate. If
 * the anchor is a person's own certificate, the path consists of that certificate alone.
 *
 * <p>Immutable, and safe for use by several threads. Each method with an option returns a new
 * policy. Reuse a policy, because it caches valid paths.
 *
 * <pre>{@code
 * TrustPolicy trust = TrustPolicy.anchors(roots).intermediates(others).revocation(Revocation.crls(crls));
 * CertificateVerdict verdict = trust.judge(certificate, Purpose.ENCRYPTION);
 * }</pre>
 */
public sealed interface TrustPolicy permits TrustPolicyDoor {

  /**
   * Returns a policy that trusts certificates below these anchors.
   *
   * @throws IllegalArgumentException if there are no anchors, or if one cannot be read. An empty
   *     set is a configuration mistake
   */
  static TrustPolicy anchors(Collection<X509Certificate> anchors) {
    if (Objects.requireNonNull(anchors, "no anchors were given").isEmpty()) {
      throw new IllegalArgumentException(
          "no anchor: use withoutAnchors(reason) to trust no signer");
    }
    return new TrustPolicyDoor(TrustOptions.anchors(anchors));
  }

  /**
   * Returns a policy that trusts no certificate: each verdict has the finding {@link
   * Finding.Code#NO_ANCHORS}.
   *
   * @param reason why there are no anchors, for the report
   */
  static TrustPolicy withoutAnchors(String reason) {
    return new TrustPolicyDoor(
        TrustOptions.withoutAnchors(Reason.of(reason, "say why there are no anchors")));
  }

  /**
   * Sets certificates that may stand between a certificate and an anchor, in addition to those in a
   * message. The policy leaves out certificates that cannot be read. A second call replaces the
   * certificates of the first.
   */
  default TrustPolicy intermediates(Collection<X509Certificate> certificates) {
    Objects.requireNonNull(certificates, "no certificates were given");
    return new TrustPolicyDoor(options().intermediates(certificates));
  }

  /**
   * Fetches a missing issuer from the address in the certificate (caIssuers, RFC 5280, section
   * 4.2.2.1) if there is no path without it. The answer may be DER, CMS with certificates, or PEM.
   * Some senders, such as Microsoft Exchange, leave intermediates out. A fetched certificate may be
   * part of a path, just as one that came with the message may. Fetching does not make a
   * certificate trusted.
   *
   * <p>The policy first makes the checks that need no certificate path. If a certificate fails one
   * of them, the policy fetches nothing for it. All fetches for a message, including those for
   * revocation, share its limits ({@link org.smime4j.settings.Limit#FETCHES}, {@link
   * org.smime4j.settings.Limit#FETCHED_OCTETS} and {@link org.smime4j.settings.Limit#FETCH_MILLIS})
   * and its budget of work. For each message, the policy asks each address at most once. A refused
   * or failed fetch adds a note to the verdict. Without a fetcher the policy never fetches.
   *
   * <p>The author of the message chose the certificate and its address. The host at that address
   * learns that you opened the message: see {@link Fetcher}.
   */
  default TrustPolicy fetchingIntermediates(Fetcher fetcher) {
    return new TrustPolicyDoor(
        options().fetchingIssuers(Objects.requireNonNull(fetcher, "no fetcher was given")));
  }

  /**
   * Judges at this time instead of the present. Choose it yourself, for example from a verified
   * {@code Timestamp}. Never use the time that a signer claims.
   */
  default TrustPolicy at(Instant time) {
    Objects.requireNonNull(time, "no time was given: without at, it is the moment of judging");
    return new TrustPolicyDoor(options().at(time));
  }

  /**
   * Sets the sources of revocation information. By default the policy does not check revocation.
   */
  default TrustPolicy revocation(Revocation source) {
    Objects.requireNonNull(source, "no revocation was given");
    return new TrustPolicyDoor(options().revocation(Held.by(source, RevocationOptions.class)));
  }

  /**
   * Requires that all certificates of the path were issued under one of these certificate policies
   * (RFC 5280, section 6.1.1: user-initial-policy-set, with initial-explicit-policy). Without this
   * call, certificate policies make a path fail only if an authority in the path requires a policy.
   *
   * @param oids object identifiers in dotted form, such as {@code 2.23.140.1.5.4.2}
   * @throws IllegalArgumentException if there are none
   */
  default TrustPolicy requiringPolicies(Collection<String> oids) {
    return new TrustPolicyDoor(options().policies(CertificatePolicies.of(oids).explicit()));
  }

  /**
   * Distrusts the keys of these certificates, in addition to those of earlier calls. No path makes
   * such a key trusted again: the verdict has the finding {@link Finding.Code#DISTRUSTED}. This
   * also applies to another certificate for the same key, to everything that was issued with the
   * key, and to OCSP responses and CRLs that it signed. A {@code Verifier} with this policy also
   * distrusts time stamps of the key. A certificate that another authority issued for the same
   * person and another key, or a path through other keys, is not affected. This method leaves out
   * certificates whose key cannot be decoded, because no policy accepts them.
   */
  default TrustPolicy distrusting(Collection<X509Certificate> certificates) {
    List<PublicKey> keys =
        certificates.stream()
            .flatMap(each -> Stream.ofNullable(Certificates.publicKey(each)))
            .toList();
    return new TrustPolicyDoor(options().distrusting(DistrustedKeys.of(keys)));
  }

  /**
   * Judges a certificate without a message. {@link #intermediates} takes certificates that came
   * with it; below an anchor, they may be part of the path.
   *
   * @param purpose the intended use of its key
   */
  default CertificateVerdict judge(X509Certificate certificate, Purpose purpose) {
    Objects.requireNonNull(certificate, "no certificate was given");
    Objects.requireNonNull(purpose, "no purpose was given");
    return judge().forMessage(List.of(), List.of(), Limits.standard()).judge(certificate, purpose);
  }

  /**
   * Chooses the certificate of a source for encrypting to an address. The choice gives the reasons
   * if there is none. Of the certificates that contain the address (RFC 8550, section 3), this
   * method takes the first that this policy accepts for encryption. It checks path, validity,
   * revocation, key usage and extended key usage. Certificates with exactly this local part come
   * first. A choice whose local part differs in the case of ASCII letters has the note {@code
   * LOCAL_PART_CASE}. If accepted certificates write the address differently, and none exactly so,
   * this method takes none, with the finding {@link Finding.Code#AMBIGUOUS}. {@code Encryptor.plan}
   * does the same for several addresses.
   *
   * <p>This method does not throw if a source fails: the choice then has the note {@code
   * SOURCE_FAILED}, and its finding {@code CERTIFICATE_MISSING} does not mean that the address has
   * no certificate. Read {@link CertificateChoice#notes()} first.
   */
  default CertificateChoice find(CertificateSource source, String address) {
    return new CertificateSelection(source, judge()).choose(List.of(address)).get(0);
  }

  private PolicyJudge judge() {
    return Held.by(this, PolicyJudge.class);
  }

  private TrustOptions options() {
    return judge().options();
  }
}

final class TrustPolicyDoor extends Held<PolicyJudge> implements TrustPolicy {

  TrustPolicyDoor(TrustOptions options) {
    super(new PolicyJudge(options));
  }

  @Override
  public String toString() {
    return Held.by(this, PolicyJudge.class).options().toString();
  }
}
