package org.smime4j.internal.path;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.certificate.DistrustedKeys;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.revocation.RevocationOptions;
import org.smime4j.sources.Fetcher;

/**
 * What a trust policy says. It has no cache: a path that one policy accepts may be one that another
 * policy must not.
 *
 * @param withoutAnchors why there are no anchors; empty if there are some
 * @param at the time to judge at; null for the present
 * @param issuers fetches missing issuers; null to fetch none
 */
public record TrustOptions(
    PathSearch.Index anchors,
    String withoutAnchors,
    PathSearch.Index intermediates,
    @Nullable Instant at,
    RevocationOptions revocation,
    CertificatePolicies policies,
    @Nullable Fetcher issuers,
    DistrustedKeys distrusted) {

  /** Trusts what is below these anchors. */
  public static TrustOptions anchors(Collection<X509Certificate> anchors) {
    return start(anchors.stream().map(PathCertificate::of).toList(), "");
  }

  /** Trusts nothing. */
  public static TrustOptions withoutAnchors(String reason) {
    return start(List.of(), reason);
  }

  private static TrustOptions start(List<PathCertificate> anchors, String withoutAnchors) {
    return new TrustOptions(
        new PathSearch.Index(anchors),
        withoutAnchors,
        new PathSearch.Index(List.of()),
        null,
        RevocationOptions.withoutSources(),
        CertificatePolicies.any(),
        null,
        DistrustedKeys.NONE);
  }

  public TrustOptions intermediates(Collection<X509Certificate> certificates) {
    PathSearch.Index readable = new PathSearch.Index(PathCertificate.readable(certificates));
    return new TrustOptions(
        anchors, withoutAnchors, readable, at, revocation, policies, issuers, distrusted);
  }

  public TrustOptions at(Instant time) {
    return new TrustOptions(
        anchors, withoutAnchors, intermediates, time, revocation, policies, issuers, distrusted);
  }

  public TrustOptions revocation(RevocationOptions source) {
    return new TrustOptions(
        anchors, withoutAnchors, intermediates, at, source, policies, issuers, distrusted);
  }

  public TrustOptions policies(CertificatePolicies acceptable) {
    return new TrustOptions(
        anchors, withoutAnchors, intermediates, at, revocation, acceptable, issuers, distrusted);
  }

  public TrustOptions fetchingIssuers(Fetcher fetcher) {
    return new TrustOptions(
        anchors, withoutAnchors, intermediates, at, revocation, policies, fetcher, distrusted);
  }

  public TrustOptions distrusting(DistrustedKeys keys) {
    return new TrustOptions(
        anchors, withoutAnchors, intermediates, at, revocation, policies, issuers, keys);
  }

  /** The time to judge at: the one given, or the present. */
  public Instant time() {
    return at == null ? SystemTime.now() : at;
  }

  @Override
  public String toString() {
    return (withoutAnchors.isEmpty()
            ? anchors.all().size() + " anchors"
            : "no anchors: " + withoutAnchors)
        + ", "
        + intermediates.all().size()
        + " intermediates, at "
        + (at == null ? "the time of judging" : at)
        + ", revocation: "
        + revocation
        + ", "
        + policies
        + (issuers == null ? "" : ", fetching intermediates")
        + (distrusted.isEmpty() ? "" : ", " + distrusted);
  }
}
