package org.smime4j.internal.path;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.fetch.FetchGuard;
import org.smime4j.internal.fetch.FetchedIssuers;
import org.smime4j.internal.revocation.FetchedCrls;
import org.smime4j.settings.Limits;
import org.smime4j.sources.Fetcher;

/**
 * What may be fetched for one message; both draw on the same bounds.
 *
 * @param revocation CRLs and OCSP responses; null without a fetcher of these
 * @param issuers the certificates of issuers; null without a fetcher of these
 */
public record Fetching(@Nullable FetchedCrls revocation, @Nullable FetchedIssuers issuers) {

  static Fetching of(TrustOptions options, Limits limits) {
    Fetcher ofRevocation = options.revocation().fetcher();
    Fetcher ofIssuers = options.issuers();
    Fetcher any = ofRevocation != null ? ofRevocation : ofIssuers;
    if (any == null) {
      return new Fetching(null, null);
    }
    FetchGuard guard = new FetchGuard(any, InetAddress::getAllByName, limits);
    return new Fetching(
        ofRevocation == null ? null : new FetchedCrls(guard),
        ofIssuers == null ? null : new FetchedIssuers(guard.before(ofIssuers)));
  }

  /** Notes on the fetches that were refused or failed so far. */
  List<Finding> notes() {
    return revocation != null
        ? revocation.guard().notes()
        : issuers != null ? issuers.notes() : List.of();
  }
}
