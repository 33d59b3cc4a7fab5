package org.smime4j.internal.revocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.InheritedParameters;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.revocation.CrlEntries.CrlEntry;
import org.smime4j.internal.signature.Work;

/**
 * Whether the certificates of a path are revoked, by RFC 5280, section 6.3.3; its letters stand at
 * the steps. Three answers: revoked, not revoked, not known. Not known is what is left whenever no
 * usable, current CRL covers the certificate for every reason.
 */
public final class CrlCheck {

  /** A CRL's signer may have a path of its own, whose certificates have CRLs, whose signers … */
  private static final int DEPTH = 4;

  /** Distribution points of one certificate that are looked at; with more nothing clears it. */
  private static final int POINTS = 16;

  /** Octets of distribution points that are read for one unit of work. */
  private static final int OCTETS_OF_A_UNIT = 10;

  private static final int ALL_REASONS =
      ReasonFlags.keyCompromise
          | ReasonFlags.cACompromise
          | ReasonFlags.affiliationChanged
          | ReasonFlags.superseded
          | ReasonFlags.cessationOfOperation
          | ReasonFlags.certificateHold
          | ReasonFlags.privilegeWithdrawn
          | ReasonFlags.aACompromise;

  /** Finds valid paths of CRL signers. */
  public interface Paths {
    /**
     * A valid path of the certificate to exactly this anchor, leaf first, anchor last.
     *
     * @param weak whether weak keys and digests in it are let pass
     */
    Optional<List<PathCertificate>> to(
        PathCertificate anchor, PathCertificate certificate, boolean weak);

    /** Certificates at hand whose subject is the issuer of the CRL. */
    List<PathCertificate> issuersOf(Crl crl);
  }

  private final List<Crl> handedIn;
  private final List<Crl> fromMessage;
  private final Instant at;
  private final Paths paths;
  private final Map<Crl, Map<List<PathCertificate>, Boolean>> signatures = new HashMap<>();
  private final Set<PathCertificate> inProgress = new HashSet<>();
  private final Effort effort;

  public CrlCheck(
      List<Crl> handedIn, List<Crl> fromMessage, Instant at, Paths paths, Effort effort) {
    this.handedIn = new ArrayList<>(handedIn);
    this.fromMessage = fromMessage;
    this.at = at;
    this.paths = paths;
    this.effort = effort;
  }

  /** The status of one certificate while the CRLs are read one after the other. */
  private static final class Status {
    private final PathCertificate certificate;
    private final List<PathCertificate> above;
    private final boolean sound;
    private final int depth;
    private int reasonsCovered;
    private boolean weak;
    private @Nullable CrlEntry revoked;
    private @Nullable Crl by;

    Status(List<PathCertificate> path, int position, boolean sound, int depth) {
      this.certificate = path.get(position);
      this.above = path.subList(position + 1, path.size());
      this.sound = sound;
      this.depth = depth;
    }

    boolean isSettled() {
      return revoked != null || reasonsCovered == ALL_REASONS;
    }
  }

  /** A CRL that was fetched, and counts like those handed in. */
  void add(Crl crl) {
    handedIn.add(crl);
  }

  /**
   * Whether a certificate of the path is revoked.
   *
   * @param path the leaf first, the anchor last; the anchor is not asked about
   * @param sound whether the path has no fault else: then a CRL that is weak itself clears nothing,
   *     since who can forge one could keep a revoked certificate alive. What has a fault is not
   *     believed anyway, and any CRL says what is known of it
   * @return empty if it is not
   */
  Optional<Finding> status(List<PathCertificate> path, int position, boolean sound) {
    return status(path, position, sound, 0);
  }

  /** The same of one that speaks about others: its own CRLs are not those that it signs. */
  public Optional<Finding> statusOfSigner(List<PathCertificate> path) {
    return status(path, 0, true, 1);
  }

  private Optional<Finding> status(
      List<PathCertificate> path, int position, boolean sound, int depth) {
    PathCertificate certificate = path.get(position);
    Status status = new Status(path, position, sound, depth);
    List<DistributionPoint> points;
    try {
      points = distributionPoints(certificate);
    } catch (RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that an extension is malformed.
      points = List.of();
    }
    for (DistributionPoint point : points.subList(0, Math.min(POINTS, points.size()))) {
      process(Optional.of(point), status);
    }
    if (!status.isSettled()) {
      process(Optional.empty(), status);
    }
    CrlEntry entry = status.revoked;
    if (entry != null) {
      return Optional.of(entry.finding(certificate, Objects.requireNonNull(status.by).inWords()));
    }
    if (status.reasonsCovered == ALL_REASONS && points.size() <= POINTS) {
      return Optional.empty();
    }
    Finding unknown =
        status.reasonsCovered == 0
            ? new Finding(
                Finding.Code.REVOCATION_UNKNOWN,
                "No current CRL or OCSP response that can be used says whether {0} is revoked",
                certificate)
            : new Finding(
                Finding.Code.REVOCATION_UNKNOWN,
                "No current CRL or OCSP response that can be used says whether {0} is revoked for"
                    + " every reason",
                certificate);
    return Optional.of(
        status.weak
            ? new Finding(
                Finding.Code.REVOCATION_UNKNOWN, "{0}; one rests on a weak key or digest", unknown)
            : unknown);
  }

  private List<DistributionPoint> distributionPoints(PathCertificate certificate) {
    String type = Extension.cRLDistributionPoints.getId();
    byte[] encoded = certificate.certificate().getExtensionValue(type);
    if (encoded != null && !effort.draw(1 + encoded.length / OCTETS_OF_A_UNIT)) {
      return List.of();
    }
    ASN1Primitive extension = certificate.extension(type);
    return extension == null
        ? List.of()
        : List.of(CRLDistPoint.getInstance(extension).getDistributionPoints());
  }

  /** All CRLs for one distribution point; for none, all that the certificate's issuer issued. */
  private void process(Optional<DistributionPoint> point, Status status) {
    for (Crl crl : handedIn) {
      if (status.revoked == null && !crl.isDelta()) {
        process(point, crl, true, status);
      }
    }
    for (Crl crl : fromMessage) {
      if (status.revoked == null && !crl.isDelta()) {
        process(point, crl, false, status);
      }
    }
  }

  private void process(
      Optional<DistributionPoint> point, Crl crl, boolean mayClear, Status status) {
    PathCertificate certificate = status.certificate;
    // (b) the issuer and the scope
    if (!CrlScope.covers(crl, certificate, point, effort)) {
      return;
    }
    // (d), (e) the reasons
    int reasons = reasons(point, crl.scope());
    // (f), (g) who signed it
    Optional<PathCertificate> signer = signer(crl, status, isDelegated(point), false);
    boolean weak = signer.isEmpty() || !crl.isStrong(signer.get().publicKey());
    if (signer.isEmpty()) {
      signer = signer(crl, status, isDelegated(point), true);
    }
    if (signer.isEmpty()) {
      return;
    }
    // (c), (h), (i), (k) a delta says more
    Crl delta = delta(crl, signer.get());
    boolean current = crl.isCurrent(at, certificate.notAfter());
    CrlEntry entry;
    Crl by = crl;
    try {
      entry = crl.entry(certificate, effort).orElse(null);
      if (delta != null) {
        current |= delta.isCurrent(at, certificate.notAfter());
        weak |= !delta.isStrong(signer.get().publicKey());
        CrlEntry newer = delta.entry(certificate, effort).orElse(null);
        if (newer != null) {
          entry = newer;
          by = delta;
        }
      }
    } catch (RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that an entry is malformed; and where
      // its certificate may be meant, nothing else is known of it.
      return;
    }
    // (j)
    if (entry != null && entry.counts(at) && (current || !entry.isHold())) {
      status.revoked = entry;
      status.by = by;
    } else if (current && mayClear && weak && status.sound) {
      status.weak = true;
    } else if (current && mayClear) {
      // (l)
      status.reasonsCovered |= reasons;
    }
  }

  private static int reasons(
      Optional<DistributionPoint> point, @Nullable IssuingDistributionPoint scope) {
    int reasons = ALL_REASONS;
    if (point.isPresent() && point.get().getReasons() != null) {
      reasons &= new ReasonFlags(point.get().getReasons()).intValue();
    }
    if (scope != null && scope.getOnlySomeReasons() != null) {
      reasons &= scope.getOnlySomeReasons().intValue();
    }
    return reasons;
  }

  private @Nullable Crl delta(Crl complete, PathCertificate signer) {
    Crl newest = null;
    for (Crl crl : handedIn) {
      if (crl.updates(complete) && crl.isNewerThan(newest) && isSigned(crl, List.of(signer))) {
        newest = crl;
      }
    }
    return newest;
  }

  /**
   * The authorised signer of the CRL: a certificate of the path, or one with its own valid path.
   */
  private Optional<PathCertificate> signer(Crl crl, Status of, boolean delegated, boolean weak) {
    List<PathCertificate> above = of.above;
    for (int i = 0; i < above.size(); i++) {
      PathCertificate authority = above.get(i);
      if (authority.subject().equals(crl.issuer())
          && authority.mayBeUsedFor(KeyUsage.cRLSign)
          && isSigned(crl, above.subList(i, above.size()))) {
        return Optional.of(authority);
      }
    }
    if (of.depth >= DEPTH) {
      return Optional.empty();
    }
    for (PathCertificate candidate : paths.issuersOf(crl)) {
      boolean itself = delegated && candidate.isSame(of.certificate);
      if (isForCrls(candidate)
          && candidate.mayBeUsedFor(KeyUsage.cRLSign)
          && isSigned(crl, List.of(candidate))
          && (itself || isBelieved(candidate, of, weak))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * True if the certificate itself names another issuer for its CRLs. Where that is its own
   * subject, its authority left it to say whether it is revoked itself (PKITS 4.14.30), and there
   * is no other source; in all other cases no certificate vouches for itself.
   */
  private static boolean isDelegated(Optional<DistributionPoint> point) {
    return point.isPresent() && point.get().getCRLIssuer() != null;
  }

  /**
   * A signer that is not an authority may sign CRLs only if its certificate allows its key to do
   * so.
   */
  private static boolean isForCrls(PathCertificate candidate) {
    return candidate.isMarkedAuthority()
        || candidate.saysUsage()
        || (candidate.isBeforeExtensions() && candidate.isSelfIssued());
  }

  private boolean isBelieved(PathCertificate candidate, Status of, boolean weak) {
    PathCertificate anchor = of.above.get(of.above.size() - 1);
    if (candidate.isSame(anchor)) {
      return true;
    }
    if (!inProgress.add(candidate)) {
      // Whether it is revoked would rest on a CRL that it signed itself.
      return false;
    }
    try {
      Optional<List<PathCertificate>> path = paths.to(anchor, candidate, weak);
      if (path.isEmpty()) {
        return false;
      }
      for (int i = 0; i < path.get().size() - 1; i++) {
        PathCertificate each = path.get().get(i);
        if (of.above.stream().noneMatch(each::isSame)
            && status(path.get(), i, !weak, of.depth + 1).isPresent()) {
          return false;
        }
      }
      return true;
    } finally {
      inProgress.remove(candidate);
    }
  }

  /** Whether the first of a path signed it, by its key as it is along the path. */
  private boolean isSigned(Crl crl, List<PathCertificate> path) {
    PathCertificate authority = path.get(0);
    List<PathCertificate> needed =
        InheritedParameters.areMissing(authority) ? List.copyOf(path) : List.of(authority);
    Map<List<PathCertificate>, Boolean> known =
        signatures.computeIfAbsent(crl, each -> new HashMap<>());
    Boolean signed = known.get(needed);
    if (signed == null) {
      signed =
          effort.draw(Work.decoding(authority.size()))
              && authority.hasPublicKey()
              && (crl.isProvenBy(authority.publicKey())
                  || (effort.check(crl.octets(), needed)
                      && crl.isSignedBy(InheritedParameters.along(needed))));
      known.put(needed, signed);
    }
    return signed;
  }
}
