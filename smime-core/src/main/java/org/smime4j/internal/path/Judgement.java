package org.smime4j.internal.path;

import java.net.InetAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.InheritedParameters;
import org.smime4j.internal.certificate.LeafRules;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.fetch.FetchGuard;
import org.smime4j.internal.fetch.FetchedIssuers;
import org.smime4j.internal.revocation.Crl;
import org.smime4j.internal.revocation.CrlCheck;
import org.smime4j.internal.revocation.OcspCheck;
import org.smime4j.internal.revocation.OcspResponse;
import org.smime4j.internal.revocation.RevocationCheck;
import org.smime4j.internal.revocation.RevocationCheck.FetchedCrls;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.Fetcher;

/** One certificate before one policy: its own rules, then the best of its paths. */
public final class Judgement {

  /** Certificates for which an issuer is fetched. */
  private static final int MOST_OPEN_ENDS = 16;

  private final Evidence given;
  private final TrustOptions options;
  private final PathCertificate leaf;
  private final Purpose purpose;
  private final Instant at;
  private final Effort effort;
  private final PathRules rules;
  private final CrlCheck crls;
  private final RevocationCheck revocation;

  private final List<Finding> notes = new ArrayList<>();
  private @Nullable List<PathCertificate> bestPath;
  private List<Finding> bestFindings = List.of();

  /** The certificates that came with the message, and those fetched for it so far. */
  private PathSearch.Index fromMessage;

  /** What a message and a policy have for judging each of the certificates. */
  record Evidence(
      TrustOptions options,
      KnownPaths known,
      PathSearch.Index carried,
      List<Crl> crls,
      List<OcspResponse> responses,
      Fetching fetching,
      Limits limits,
      Effort effort) {}

  Judgement(Evidence given, PathCertificate leaf, Purpose purpose, Instant at) {
    this.given = given;
    this.options = given.options();
    this.leaf = leaf;
    this.purpose = purpose;
    this.at = at;
    this.effort = given.effort();
    this.rules = new PathRules(at, options, effort, purpose, given.known());
    this.fromMessage = withFetched();
    SignerPaths signers = new SignerPaths();
    this.crls = new CrlCheck(options.revocation.crls(), given.crls(), at, signers, effort);
    this.revocation =
        new RevocationCheck(
            crls,
            new OcspCheck(at, effort, signers),
            given.responses(),
            given.fetching().revocation(),
            effort);
  }

  CertificateVerdict verdict() {
    List<Finding> findings = new ArrayList<>(LeafRules.check(leaf, purpose, at, isAnchor()));
    rules.distrust(leaf, findings);
    noteMalformedAddresses();
    noteAuthority();
    if (options.anchors.all().isEmpty()) {
      findings.add(
          new Finding(
              Finding.Code.NO_ANCHORS, "No trust anchor was given: {0}", options.withoutAnchors));
    } else {
      for (Finding finding : path(findings.isEmpty())) {
        if (!findings.contains(finding)) {
          findings.add(finding);
        }
      }
    }
    if (!options.revocation.isChecked()) {
      noteRevocationNotChecked(options.revocation.reason());
    }
    if (options.revocation.isChecked() && leaf.isWithoutRevocation()) {
      noteRevocationNotChecked(
          new Finding(
              Finding.Code.REVOCATION_NOT_CHECKED,
              "its issuer publishes no revocation (RFC 9608)"));
    }
    RevocationStatus status = revocationStatus(findings);
    if (!options.revocation.softReason().isEmpty()) {
      lowerBy(findings);
    }
    if (status == RevocationStatus.UNKNOWN
        && effort.isExceeded()
        && findings.stream().noneMatch(Judgement::leavesRevocationOpen)) {
      // What would have revoked may be among what was not checked. This is never acceptable,
      // because the sender chose how much there is to check.
      findings.add(
          new Finding(
              Finding.Code.REVOCATION_UNKNOWN,
              "Not all that says whether a certificate is revoked could be checked {0}",
              effort.limit()));
    }
    notes.addAll(given.fetching().notes());
    List<X509Certificate> path =
        bestPath == null ? List.of() : bestPath.stream().map(PathCertificate::original).toList();
    return new JudgedCertificate(leaf.original(), at, findings, notes, status, path);
  }

  /**
   * The key of the certificate, with the parameters that it inherits along a path. A path that is
   * none says nothing: its issuers could be made so that any signature is right.
   */
  Optional<PublicKey> key() {
    List<PublicKey> keys = new ArrayList<>();
    search(options.anchors, leaf)
        .run(
            path -> {
              if (rules.check(path).stream().allMatch(Judgement::saysNothingOfKeys)) {
                PublicKey key = InheritedParameters.along(path);
                return !InheritedParameters.areMissing(key) && keys.add(key);
              }
              return false;
            });
    return keys.stream().findFirst();
  }

  /** Paths that are weak, expired or for another purpose still give the parameters. */
  private static boolean saysNothingOfKeys(Finding finding) {
    return switch (finding.code()) {
      case WEAK_KEY, WEAK_DIGEST, EXPIRED, NOT_YET_VALID, EXTENDED_KEY_USAGE -> true;
      default -> false;
    };
  }

  private RevocationStatus revocationStatus(List<Finding> findings) {
    if (!options.revocation.isChecked() || options.anchors.all().isEmpty()) {
      return RevocationStatus.NOT_CHECKED;
    }
    if (findings.stream().anyMatch(each -> each.code() == Finding.Code.REVOKED)) {
      return RevocationStatus.REVOKED;
    }
    if (effort.isExceeded()
        || bestPath == null
        || !isSigned(findings)
        || findings.stream().anyMatch(Judgement::leavesRevocationOpen)) {
      return RevocationStatus.UNKNOWN;
    }
    return bestPath.size() == 1 || leaf.isWithoutRevocation()
        ? RevocationStatus.NOT_CHECKED
        : RevocationStatus.GOOD;
  }

  private static boolean leavesRevocationOpen(Finding finding) {
    return finding.code() == Finding.Code.REVOCATION_UNKNOWN;
  }

  /** Adds a note about unknown revocation, which does not lower the verdict. */
  private void lowerBy(List<Finding> findings) {
    for (Finding finding : List.copyOf(findings)) {
      if (leavesRevocationOpen(finding)) {
        findings.remove(finding);
        notes.add(
            new Finding(
                Finding.Code.REVOCATION_UNKNOWN_ACCEPTED,
                "{0}; it may stay so: {1}",
                finding,
                options.revocation.softReason()));
      }
    }
  }

  private boolean isAnchor() {
    return options.anchors.named(leaf.subject()).stream().anyMatch(leaf::isSame);
  }

  /**
   * @param sound whether the certificate is acceptable for itself: for any other nothing is fetched
   */
  private List<Finding> path(boolean sound) {
    if (isAnchor()) {
      bestPath = List.of(leaf);
      return revocationOfAnchor();
    }
    PathSearch search = search(options.anchors, leaf);
    search.run(this::consider);
    if (sound) {
      search = fetchingIssuers(search);
    }
    if (bestPath == null) {
      return List.of(search.explanation());
    }
    noteExpiredAnchor(bestPath.get(bestPath.size() - 1));
    return bestFindings;
  }

  /** Fetches issuers for as long as new ones come and there is no path whose signatures hold. */
  private PathSearch fetchingIssuers(PathSearch before) {
    PathSearch search = before;
    FetchedIssuers issuers = given.fetching().issuers();
    while (issuers != null
        && (bestPath == null || !isSigned(bestFindings))
        && !effort.isExceeded()
        && openEnds().stream().anyMatch(each -> issuers.fetchFor(each, effort))) {
      fromMessage = withFetched();
      search = search(options.anchors, leaf);
      search.run(this::consider);
    }
    return search;
  }

  private PathSearch.Index withFetched() {
    FetchedIssuers issuers = given.fetching().issuers();
    if (issuers == null || issuers.all().isEmpty()) {
      return given.carried();
    }
    List<PathCertificate> all = new ArrayList<>(given.carried().all());
    all.addAll(issuers.all());
    return new PathSearch.Index(all);
  }

  /**
   * The certificates from the leaf upwards whose issuer may be missing: those first of which none
   * is at hand. Names alone lead upwards.
   */
  private List<PathCertificate> openEnds() {
    Set<PathCertificate> upwards = new LinkedHashSet<>();
    Deque<PathCertificate> open = new ArrayDeque<>(List.of(leaf));
    while (!open.isEmpty() && upwards.size() < MOST_OPEN_ENDS) {
      PathCertificate each = open.remove();
      if (!each.isSelfIssued() && upwards.add(each)) {
        open.addAll(intermediatesNamed(each));
      }
    }
    return upwards.stream()
        .sorted(Comparator.comparing(each -> !intermediatesNamed(each).isEmpty()))
        .toList();
  }

  private List<PathCertificate> intermediatesNamed(PathCertificate child) {
    List<PathCertificate> named = new ArrayList<>(options.intermediates.named(child.issuer()));
    named.addAll(fromMessage.named(child.issuer()));
    return named;
  }

  private PathSearch search(PathSearch.Index anchors, PathCertificate start) {
    int longest = (int) Math.min(Integer.MAX_VALUE, given.limits().get(Limit.PATH_LENGTH));
    return new PathSearch(anchors, options.intermediates, fromMessage, longest, effort, start);
  }

  /** Keeps the path if it is better than the ones before; true if none can be better. */
  private boolean consider(List<PathCertificate> path) {
    List<Finding> findings = new ArrayList<>(rules.check(path));
    if (options.revocation.isChecked() && isSigned(findings)) {
      findings.addAll(revocation.check(path, findings.isEmpty()));
    }
    Collections.sort(findings);
    if (bestPath == null || isBetter(findings, bestFindings)) {
      bestPath = path;
      bestFindings = findings;
    }
    return findings.isEmpty();
  }

  /**
   * True if the signatures of the path are valid. No one can say what is revoked on any other path.
   */
  private static boolean isSigned(List<Finding> findings) {
    return findings.stream().noneMatch(finding -> finding.code() == Finding.Code.NO_PATH);
  }

  private static boolean isBetter(List<Finding> findings, List<Finding> others) {
    boolean signed = isSigned(findings);
    return signed == isSigned(others) ? isMilder(findings, others) : signed;
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

  /**
   * A caller who trusts a certificate itself revokes it by removing it from the anchors, so no CRL
   * has to cover it. If a CRL of its issuer lists it anyway, that counts.
   */
  private List<Finding> revocationOfAnchor() {
    if (!options.revocation.isChecked()) {
      return List.of();
    }
    noteRevocationNotChecked(
        new Finding(Finding.Code.REVOCATION_NOT_CHECKED, "it is itself an anchor"));
    List<Finding> revoked = new ArrayList<>();
    search(options.anchors, leaf)
        .run(
            path -> {
              if (isSigned(rules.check(path))) {
                revocation.check(path, false).stream()
                    .filter(finding -> finding.code() == Finding.Code.REVOKED)
                    .forEach(revoked::add);
              }
              return !revoked.isEmpty();
            });
    return revoked;
  }

  private void noteRevocationNotChecked(Object reason) {
    notes.add(
        new Finding(
            Finding.Code.REVOCATION_NOT_CHECKED,
            "Whether the certificate is revoked was not checked: {0}",
            reason));
  }

  private void noteMalformedAddresses() {
    for (String address : leaf.addresses().malformed()) {
      notes.add(
          new Finding(
              Finding.Code.ADDRESS_MALFORMED,
              "The certificate names ''{0}'', which is no mail address and matches none",
              DistinguishedName.printable(address)));
    }
  }

  /** RFC 5280 does not keep an authority from signing mail, as its key usage alone may. */
  private void noteAuthority() {
    if (leaf.isMarkedAuthority()) {
      notes.add(
          new Finding(
              Finding.Code.CERTIFICATION_AUTHORITY,
              "{0} belongs to a certification authority",
              leaf));
    }
  }

  private void noteExpiredAnchor(PathCertificate anchor) {
    Instant until = anchor.notAfter();
    if (at.isAfter(until)) {
      notes.add(
          new Finding(
              Finding.Code.ANCHOR_EXPIRED,
              "The anchor {0} was valid only until {1}",
              anchor,
              until));
    }
  }

  /** The possible signers of a CRL, from the certificates of this judgement. */
  private final class SignerPaths implements CrlCheck.Paths, OcspCheck.Responders {

    @Override
    public Optional<List<PathCertificate>> to(
        PathCertificate anchor, PathCertificate signer, boolean weak) {
      List<List<PathCertificate>> valid = new ArrayList<>();
      search(new PathSearch.Index(List.of(anchor)), signer)
          .run(
              path -> {
                List<Finding> findings = new ArrayList<>(rules.check(path));
                LeafRules.validity(signer, at, findings);
                boolean sound = findings.stream().allMatch(finding -> isOfNoAccount(finding, weak));
                return sound && valid.add(path);
              });
      return valid.stream().findFirst();
    }

    @Override
    public boolean isSound(List<PathCertificate> path) {
      return rules.check(path).stream()
          .allMatch(finding -> finding.code() == Finding.Code.EXTENDED_KEY_USAGE);
    }

    @Override
    public boolean clear(List<PathCertificate> path) {
      return crls.statusOfSigner(path).isEmpty();
    }

    /** A CRL's signer need not be for mail. */
    private static boolean isOfNoAccount(Finding finding, boolean weak) {
      return switch (finding.code()) {
        case EXTENDED_KEY_USAGE -> true;
        case WEAK_DIGEST, WEAK_KEY -> weak;
        default -> false;
      };
    }

    @Override
    public List<PathCertificate> issuersOf(Crl crl) {
      List<PathCertificate> issuers = new ArrayList<>(options.anchors.named(crl.issuer()));
      issuers.addAll(options.intermediates.named(crl.issuer()));
      issuers.addAll(fromMessage.named(crl.issuer()));
      return issuers;
    }
  }

  /**
   * What may be fetched for one message; both draw on the same bounds.
   *
   * @param revocation CRLs and OCSP responses; null without a fetcher of these
   * @param issuers the certificates of issuers; null without a fetcher of these
   */
  public record Fetching(@Nullable FetchedCrls revocation, @Nullable FetchedIssuers issuers) {

    static Fetching of(TrustOptions options, Limits limits) {
      Fetcher ofRevocation = options.revocation.fetcher();
      Fetcher ofIssuers = options.issuers;
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
}
