package org.smime4j.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.internal.asn1.DistinguishedName;

/** One certificate before one {@link TrustPolicy}: its own rules, then the best of its paths. */
final class Judgement {

  private final TrustPolicy policy;
  private final PathCertificate leaf;
  private final List<PathCertificate> fromMessage;
  private final Instant at;
  private final Limits limits;

  private final List<Note> notes = new ArrayList<>();
  private @Nullable List<PathCertificate> bestPath;
  private List<Finding> bestFindings = List.of();

  Judgement(
      TrustPolicy policy,
      PathCertificate leaf,
      List<PathCertificate> fromMessage,
      Instant at,
      Limits limits) {
    this.policy = policy;
    this.leaf = leaf;
    this.fromMessage = fromMessage;
    this.at = at;
    this.limits = limits;
  }

  CertificateVerdict verdict(Purpose purpose) {
    List<Finding> findings = new ArrayList<>(LeafRules.check(leaf, purpose, at));
    noteMalformedAddresses();
    if (policy.anchors().all().isEmpty()) {
      findings.add(
          new Finding(
              Finding.Code.NO_ANCHORS,
              "Nobody to be believed was named: " + policy.reasonWithoutAnchors()));
    } else {
      findings.addAll(path());
    }
    if (!policy.revocation().isChecked()) {
      notes.add(
          new Note(
              "REVOCATION_NOT_CHECKED",
              "Whether the certificate is revoked was not checked: "
                  + policy.revocation().reason()));
    }
    List<PathCertificate> path = bestPath == null ? List.of() : bestPath;
    return new CertificateVerdict(
        leaf.original(),
        purpose,
        at,
        findings,
        notes,
        path.stream().map(PathCertificate::original).toList());
  }

  private List<Finding> path() {
    boolean trustedItself = policy.anchors().named(leaf.subject()).stream().anyMatch(leaf::isSame);
    if (trustedItself) {
      bestPath = List.of(leaf);
      return List.of();
    }
    PathRules rules = policy.rules(at);
    PathSearch search =
        new PathSearch(
            policy.anchors(),
            policy.intermediates(),
            new PathSearch.Index(fromMessage),
            (int) Math.min(Integer.MAX_VALUE, limits.of(Limit.PATH_LENGTH)),
            leaf,
            path -> consider(path, rules));
    if (bestPath == null) {
      return List.of(new Finding(Finding.Code.NO_PATH, search.explanation()));
    }
    noteExpiredAnchor(bestPath.get(bestPath.size() - 1));
    return bestFindings;
  }

  /** Keeps the path if it is better than the ones before; true if none can be better. */
  private boolean consider(List<PathCertificate> path, PathRules rules) {
    List<Finding> findings = new ArrayList<>(rules.check(path));
    if (policy.revocation().isChecked()) {
      findings.add(new Finding(Finding.Code.REVOCATION_UNKNOWN, "CRLs are not read yet: " + leaf));
    }
    findings.sort(null);
    if (bestPath == null || isMilder(findings, bestFindings)) {
      bestPath = path;
      bestFindings = findings;
    }
    return findings.isEmpty();
  }

  /** Compares headline with headline, then the next. */
  private static boolean isMilder(List<Finding> findings, List<Finding> others) {
    Iterator<Finding> other = others.iterator();
    for (Finding finding : findings) {
      if (!other.hasNext()) {
        return false;
      }
      int order = finding.code().compareTo(other.next().code());
      if (order != 0) {
        return order > 0;
      }
    }
    return other.hasNext();
  }

  private void noteMalformedAddresses() {
    for (String address : CertificateAddresses.read(leaf.certificate()).malformed()) {
      notes.add(
          new Note(
              "ADDRESS_MALFORMED",
              "The certificate names '"
                  + DistinguishedName.printable(address)
                  + "', which is no mail address and matches none"));
    }
  }

  private void noteExpiredAnchor(PathCertificate anchor) {
    Instant until = anchor.certificate().getNotAfter().toInstant();
    if (at.isAfter(until)) {
      notes.add(
          new Note(
              "ANCHOR_EXPIRED", "The anchor " + anchor + " was valid until " + until + " alone"));
    }
  }
}
