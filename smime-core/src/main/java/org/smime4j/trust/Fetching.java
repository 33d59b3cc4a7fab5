package org.smime4j.trust;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;

/**
 * What may be fetched for one message; both draw on the same bounds.
 *
 * @param revocation in front of the fetcher of CRLs and OCSP responses; null without one
 * @param issuers the certificates of issuers; null without a fetcher of these
 */
record Fetching(@Nullable FetchGuard revocation, @Nullable FetchedIssuers issuers) {

  static Fetching of(TrustPolicy policy, Limits limits) {
    Fetcher ofRevocation = policy.revocation().fetcher();
    Fetcher ofIssuers = policy.issuers();
    Fetcher any = ofRevocation != null ? ofRevocation : ofIssuers;
    if (any == null) {
      return new Fetching(null, null);
    }
    FetchGuard guard = new FetchGuard(any, InetAddress::getAllByName, limits);
    return new Fetching(
        ofRevocation == null ? null : guard,
        ofIssuers == null ? null : new FetchedIssuers(guard.before(ofIssuers)));
  }

  /** Notes on the fetches that were refused or failed so far. */
  List<Note> notes() {
    return revocation != null ? revocation.notes() : issuers != null ? issuers.notes() : List.of();
  }
}
