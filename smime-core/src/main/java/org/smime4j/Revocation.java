package org.smime4j;

import java.security.cert.X509CRL;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.Reason;
import org.smime4j.internal.revocation.Crl;
import org.smime4j.internal.revocation.OcspResponse;
import org.smime4j.internal.revocation.RevocationOptions;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.sources.Fetcher;

/**
 * The sources of revocation information: how a policy learns whether a certificate has been
 * revoked. Immutable.
 *
 * <ul>
 *   <li>{@link #notChecked}: the policy does not check revocation, and the verdict has the note
 *       {@code REVOCATION_NOT_CHECKED}.
 *   <li>{@link #crls} and {@link #ocsp}: a current CRL (RFC 5280, section 6.3) or OCSP response
 *       (RFC 6960) must cover every certificate below the anchor. An uncovered certificate has the
 *       finding {@code REVOCATION_UNKNOWN}, which lowers the verdict. If two sources contradict
 *       each other, the certificate counts as revoked.
 *   <li>{@link #fetching}: a {@link Fetcher} of the caller fetches CRLs and OCSP responses for
 *       certificates that are still uncovered. It uses the URLs in the certificates of a path. The
 *       policy fetches only if the path has no finding except {@code REVOCATION_UNKNOWN}. Without a
 *       fetcher the policy fetches nothing.
 * </ul>
 *
 * <p>A CRL that is signed with SHA-1 or a weak key can show that a certificate is revoked, but not
 * that it is not revoked. The same is true of a CRL inside a message, because the sender chose it.
 * The policy does not read OCSP responses inside a message.
 *
 * <p>An OCSP response counts if its CertID matches, and if the issuing authority or a responder of
 * that authority signed it. The responder's certificate needs id-kp-OCSPSigning. It also needs
 * id-pkix-ocsp-nocheck, or a CRL that shows that the certificate is not revoked. A response without
 * nextUpdate counts for five minutes. If a fetched response has a nonce, it must be the nonce of
 * the request. If a response has no nonce, its times alone decide whether it is current: most
 * responders prepare responses in advance.
 *
 * <pre>{@code
 * Revocation revocation =
 *     Revocation.crls(crls).and(Revocation.ocsp(responses)).and(Revocation.fetching(fetcher));
 * }</pre>
 */
public sealed interface Revocation permits RevocationDoor {

  /**
   * Does not check revocation.
   *
   * @param reason why revocation is not checked, for the report
   */
  static Revocation notChecked(String reason) {
    return new RevocationDoor(
        RevocationOptions.notChecked(Reason.of(reason, "say why revocation is not checked")));
  }

  /**
   * Checks revocation against these CRLs: full, delta and indirect ones, in any order. A CRL that
   * is malformed or has an unknown critical extension covers nothing.
   *
   * @throws IllegalArgumentException if there are no CRLs. Use {@link #notChecked} if revocation
   *     cannot be checked
   */
  static Revocation crls(Collection<? extends X509CRL> crls) {
    if (crls.isEmpty()) {
      throw new IllegalArgumentException("no CRL: use notChecked(reason) if that is meant");
    }
    return checked(List.copyOf(Crl.readable(crls)), List.of(), null);
  }

  /**
   * Checks revocation against these OCSP responses, each a DER-encoded OCSPResponse. A response
   * that is malformed or reports an error covers nothing.
   *
   * @throws IllegalArgumentException if there are no responses
   */
  static Revocation ocsp(Collection<byte[]> responses) {
    if (responses.isEmpty()) {
      throw new IllegalArgumentException("no response: use notChecked(reason) if that is meant");
    }
    return checked(List.of(), List.copyOf(OcspResponse.readable(responses)), null);
  }

  /** Checks revocation against the CRLs and OCSP responses that the fetcher fetches. */
  static Revocation fetching(Fetcher fetcher) {
    return checked(List.of(), List.of(), fetcher);
  }

  private static Revocation checked(
      List<Crl> crls, List<OcspResponse> responses, @Nullable Fetcher fetcher) {
    return new RevocationDoor(RevocationOptions.checked(crls, responses, fetcher));
  }

  /**
   * Combines the sources of this object and of {@code other}. The result fetches only for
   * certificates that the CRLs and OCSP responses do not cover. If both have a fetcher, the result
   * uses that of {@code other}. The result is {@link #soft} if this object is soft.
   *
   * @throws IllegalArgumentException if either is {@link #notChecked}, or if {@code other} is
   *     {@link #soft}
   */
  default Revocation and(Revocation other) {
    if (!options().isChecked() || !other.options().isChecked()) {
      throw new IllegalArgumentException("notChecked stands alone: join crls, ocsp and fetching");
    }
    if (!other.options().softReason().isEmpty()) {
      throw new IllegalArgumentException("say soft of the whole: first.and(other).soft(why)");
    }
    return new RevocationDoor(options().and(other.options()));
  }

  /**
   * Accepts an unknown status ("soft fail"): {@code REVOCATION_UNKNOWN} is then a note and lowers
   * no verdict. An attacker who can block CRLs and responses can then keep using a revoked
   * certificate. {@link CertificateVerdict#revocation()} still returns {@code UNKNOWN}.
   *
   * @param why the reason to accept an unknown status, for the report
   */
  default Revocation soft(String why) {
    return new RevocationDoor(
        options().soft(Reason.of(why, "say why revocation may stay unknown")));
  }

  private RevocationOptions options() {
    return Held.by(this, RevocationOptions.class);
  }
}

final class RevocationDoor extends Held<RevocationOptions> implements Revocation {

  RevocationDoor(RevocationOptions held) {
    super(held);
  }
}
