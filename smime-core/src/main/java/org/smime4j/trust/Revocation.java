package org.smime4j.trust;

import java.security.cert.X509CRL;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where to learn whether a certificate has been revoked. Immutable.
 *
 * <ul>
 *   <li>{@link #notChecked}: the verdict carries the note {@code REVOCATION_NOT_CHECKED}.
 *   <li>{@link #crls} and {@link #ocsp}: a current CRL (RFC 5280, section 6.3) or OCSP response
 *       (RFC 6960) must cover every certificate below the anchor. An uncovered certificate is
 *       {@code REVOCATION_UNKNOWN}, which lowers the verdict. If two sources contradict each other,
 *       the certificate is revoked.
 *   <li>{@link #fetching}: for certificates that are still uncovered, a {@link Fetcher} of the
 *       caller fetches from the addresses in the certificates of an otherwise sound path. Without a
 *       fetcher nothing is fetched.
 * </ul>
 *
 * <p>A CRL under SHA-1 or a weak key can revoke a certificate, but not clear one. The same holds
 * for a CRL inside a message, because the sender chose it. OCSP responses inside a message are not
 * read.
 *
 * <p>An OCSP response counts if its CertID fits, and if the issuing authority signed it or a
 * responder of that authority. The responder needs id-kp-OCSPSigning, and id-pkix-ocsp-nocheck or a
 * CRL that clears it. A response without nextUpdate counts for five minutes. A fetched response
 * with a nonce must have the nonce that was sent. One without a nonce is judged by its times,
 * because most responders prepare their answers.
 *
 * <pre>{@code
 * Revocation revocation =
 *     Revocation.crls(crls).and(Revocation.ocsp(responses)).and(Revocation.fetching(fetcher));
 * }</pre>
 */
public final class Revocation {

  private final boolean checked;
  private final String reason;
  private final List<Crl> crls;
  private final List<OcspResponse> responses;
  private final @Nullable Fetcher fetcher;
  private final String soft;

  private Revocation(
      boolean checked,
      String reason,
      List<Crl> crls,
      List<OcspResponse> responses,
      @Nullable Fetcher fetcher,
      String soft) {
    this.checked = checked;
    this.reason = reason;
    this.crls = crls;
    this.responses = responses;
    this.fetcher = fetcher;
    this.soft = soft;
  }

  /**
   * Not checked.
   *
   * @param reason why, for the report
   */
  public static Revocation notChecked(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("say why revocation is not checked");
    }
    return new Revocation(false, reason, List.of(), List.of(), null, "");
  }

  /**
   * Checked against these CRLs: full, delta and indirect ones, in any order. One that is malformed
   * or holds a critical extension that is not understood covers nothing.
   *
   * @throws IllegalArgumentException if there is none: then revocation cannot be checked, and
   *     {@link #notChecked} is how to say so
   */
  public static Revocation crls(Collection<? extends X509CRL> crls) {
    if (crls.isEmpty()) {
      throw new IllegalArgumentException("no CRL: use notChecked(reason) if that is meant");
    }
    return checked(List.copyOf(Crl.readable(crls)), List.of(), null, "");
  }

  /**
   * Checked against these OCSP responses, each the DER form of an OCSPResponse. One that is
   * malformed, or reports an error, covers nothing.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Revocation ocsp(Collection<byte[]> responses) {
    if (responses.isEmpty()) {
      throw new IllegalArgumentException("no response: use notChecked(reason) if that is meant");
    }
    return checked(List.of(), List.copyOf(OcspResponse.readable(responses)), null, "");
  }

  /** Checked against what the fetcher fetches. */
  public static Revocation fetching(Fetcher fetcher) {
    return checked(List.of(), List.of(), fetcher, "");
  }

  private static Revocation checked(
      List<Crl> crls, List<OcspResponse> responses, @Nullable Fetcher fetcher, String soft) {
    return new Revocation(true, "", crls, responses, fetcher, soft);
  }

  /**
   * Uses the sources of both; fetches only for certificates whose status the CRLs and OCSP
   * responses leave unknown. If both have a fetcher, that of {@code other} is used; {@link #soft}
   * of this object applies.
   *
   * @throws IllegalArgumentException if one of the two is not checked, or the other is {@link
   *     #soft}
   */
  public Revocation and(Revocation other) {
    if (!checked || !other.checked) {
      throw new IllegalArgumentException("notChecked stands alone: join crls, ocsp and fetching");
    }
    if (!other.soft.isEmpty()) {
      throw new IllegalArgumentException("say soft of the whole: first.and(other).soft(why)");
    }
    return checked(
        joined(crls, other.crls),
        joined(responses, other.responses),
        other.fetcher == null ? fetcher : other.fetcher,
        soft);
  }

  private static <T> List<T> joined(List<T> first, List<T> more) {
    return Stream.concat(first.stream(), more.stream()).toList();
  }

  /**
   * The same, but {@code REVOCATION_UNKNOWN} is a note and lowers no verdict ("soft fail"). A
   * sender who keeps CRLs and responses away from the judge, as is often possible, then keeps a
   * revoked certificate alive: {@link CertificateVerdict#revocation()} still says {@code UNKNOWN}.
   *
   * @param why it may stay unknown, for the report
   */
  public Revocation soft(String why) {
    if (why.isBlank()) {
      throw new IllegalArgumentException("say why revocation may stay unknown");
    }
    return new Revocation(checked, reason, crls, responses, fetcher, why);
  }

  boolean isChecked() {
    return checked;
  }

  List<Crl> crls() {
    return crls;
  }

  List<OcspResponse> responses() {
    return responses;
  }

  @Nullable Fetcher fetcher() {
    return fetcher;
  }

  String reason() {
    return reason;
  }

  /** Why it may stay unknown; empty if it may not. */
  String softReason() {
    return soft;
  }

  @Override
  public String toString() {
    if (!checked) {
      return "not checked: " + reason;
    }
    return crls.size()
        + " CRLs"
        + (responses.isEmpty() ? "" : ", " + responses.size() + " OCSP responses")
        + (fetcher == null ? "" : ", fetching")
        + (soft.isEmpty() ? "" : ", may stay unknown: " + soft);
  }
}
