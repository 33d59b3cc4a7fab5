package org.smime4j.internal.path;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.certificate.DistrustedKeys;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.io.Options;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.revocation.RevocationOptions;
import org.smime4j.sources.Fetcher;

/**
 * What a trust policy says. It has no cache: a path that one policy accepts may be one that another
 * policy must not.
 */
public final class TrustOptions extends Options<TrustOptions> {

  final PathSearch.Index anchors;

  /** Why there are no anchors; empty if there are some. */
  final String withoutAnchors;

  PathSearch.Index intermediates = new PathSearch.Index(List.of());

  /** The time to judge at; null for the present. */
  private @Nullable Instant at;

  RevocationOptions revocation = RevocationOptions.withoutSources();
  CertificatePolicies policies = CertificatePolicies.any();

  /** Fetches missing issuers; null to fetch none. */
  @Nullable Fetcher issuers;

  DistrustedKeys distrusted = DistrustedKeys.NONE;

  private TrustOptions(List<PathCertificate> anchors, String withoutAnchors) {
    this.anchors = new PathSearch.Index(anchors);
    this.withoutAnchors = withoutAnchors;
  }

  /** Trusts what is below these anchors. */
  public static TrustOptions anchors(Collection<X509Certificate> anchors) {
    return new TrustOptions(anchors.stream().map(PathCertificate::of).toList(), "");
  }

  /** Trusts nothing. */
  public static TrustOptions withoutAnchors(String reason) {
    return new TrustOptions(List.of(), reason);
  }

  public TrustOptions intermediates(Collection<X509Certificate> certificates) {
    PathSearch.Index readable = new PathSearch.Index(PathCertificate.readable(certificates));
    return with(changed -> changed.intermediates = readable);
  }

  public TrustOptions at(Instant time) {
    return with(changed -> changed.at = time);
  }

  public TrustOptions revocation(RevocationOptions source) {
    return with(changed -> changed.revocation = source);
  }

  public TrustOptions policies(CertificatePolicies acceptable) {
    return with(changed -> changed.policies = acceptable);
  }

  public TrustOptions fetchingIssuers(Fetcher fetcher) {
    return with(changed -> changed.issuers = fetcher);
  }

  /** Distrusts more keys. */
  public TrustOptions distrusting(DistrustedKeys keys) {
    return with(changed -> changed.distrusted = distrusted.and(keys));
  }

  /** The time to judge at: the one given, or the present. */
  public Instant time() {
    return at == null ? SystemTime.now() : at;
  }

  @Override
  public String toString() {
    return String.format(
        "%s, %s intermediates, at %s, revocation: %s, %s%s%s",
        withoutAnchors.isEmpty()
            ? anchors.all().size() + " anchors"
            : "no anchors: " + withoutAnchors,
        intermediates.all().size(),
        at == null ? "the time of judging" : at,
        revocation,
        policies,
        issuers == null ? "" : ", fetching intermediates",
        distrusted.isEmpty() ? "" : ", " + distrusted);
  }
}
