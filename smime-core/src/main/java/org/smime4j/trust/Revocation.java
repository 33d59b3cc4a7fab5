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
 *   <li>{@link #crls} and {@link #ocsp}: every certificate of the path below the anchor must be
 *       covered by a current CRL (RFC 5280, section 6.3) or OCSP response (RFC 6960); one that
 *       nothing covers is {@code REVOCATION_UNKNOWN}, which lowers the verdict. Where two
 *       contradict each other, the certificate is revoked.
 *   <li>{@link #fetching}: what is still open after that is fetched through a {@link Fetcher} of
 *       the caller's, from where the certificates of an otherwise sound path say. Without a fetcher
 *       nothing is fetched, ever.
 * </ul>
 *
 * <p>A CRL that rests on SHA-1 or on a weak key revokes, and clears nothing in a path that would
 * else be believed.
 *
 * <p>CRLs that a message carries can revoke, and never suffice to clear: their sender chose them.
 * OCSP responses that it carries are not read.
 *
 * <p>An OCSP response counts if its CertID fits, and if it was signed by the authority that issued
 * the certificate or by a responder to which that authority gave id-kp-OCSPSigning, whose own
 * certificate is marked id-pkix-ocsp-nocheck or cleared by a CRL. One without nextUpdate clears for
 * five minutes. A fetched one with a nonce must have ours; one without is judged by its times, as
 * most responders answer from a stock.
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
   * Also against what the other is checked against; what a fetcher fetches only where the rest
   * leaves it open. Of two fetchers the other's is asked. Whether it may stay unknown, this one
   * says.
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
