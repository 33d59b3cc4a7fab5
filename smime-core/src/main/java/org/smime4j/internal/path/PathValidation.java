package org.smime4j.internal.path;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.PathCertificate;

/**
 * What the certificates of a path say of those below them (RFC 5280, section 6.1, with the policies
 * as RFC 9618 has them). What the anchor's own certificate says counts too, as RFC 5937 provides.
 * Signatures, validity, name constraints and revocation are not its subject.
 */
public record PathValidation(CertificatePolicies policies) {

  /** Critical extensions that this package processes, in whichever certificate. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.subjectAlternativeName.getId(),
          Extension.nameConstraints.getId(),
          Extension.certificatePolicies.getId(),
          Extension.policyMappings.getId(),
          Extension.policyConstraints.getId(),
          Extension.inhibitAnyPolicy.getId(),
          Extension.cRLDistributionPoints.getId());

  /**
   * The first thing that is wrong, from the anchor down.
   *
   * @param path the leaf first, the anchor last; at least two
   */
  Optional<Finding> check(List<PathCertificate> path) {
    PolicyState state = new PolicyState(policies, path.size() - 1);
    int below = path.size();
    for (int i = path.size() - 1; i >= 0; i--) {
      PathCertificate each = path.get(i);
      boolean isAnchor = i == path.size() - 1;
      try {
        Finding finding = invalid(each, critical(each));
        if (finding == null) {
          finding = isAnchor ? anchor(each) : policy(each, state, i == 0);
        }
        if (finding == null) {
          finding = invalid(each, ofItself(each, i == 0));
        }
        if (finding == null && i > 0 && !isAnchor) {
          finding = invalid(each, authority(each));
          if (finding == null && !each.isSelfIssued() && --below < 0) {
            finding =
                invalid(
                    each,
                    new Finding(
                        Finding.Code.PATH_INVALID,
                        "an authority above it allows fewer below itself"));
          }
        }
        if (finding != null) {
          return Optional.of(finding);
        }
        if (isAnchor) {
          state.constrain(each);
        }
        if (i > 0) {
          below = Math.min(below, each.pathLength());
        }
      } catch (RuntimeException e) {
        // Bouncy Castle says with several unchecked exceptions that an extension is malformed.
        return Optional.ofNullable(
            invalid(each, new Finding(Finding.Code.PATH_INVALID, "an extension is malformed")));
      }
    }
    return Optional.empty();
  }

  private static @Nullable Finding critical(PathCertificate certificate) {
    Set<String> critical = certificate.certificate().getCriticalExtensionOIDs();
    if (critical != null) {
      for (String oid : new TreeSet<>(critical)) {
        if (!UNDERSTOOD.contains(oid)) {
          return new Finding(
              Finding.Code.PATH_INVALID, "the critical extension {0} is unknown", oid);
        }
      }
    }
    return null;
  }

  private static @Nullable Finding ofItself(PathCertificate certificate, boolean isLeaf) {
    if (!isLeaf && certificate.subject().size() == 0) {
      // Whose certificates are found by no name (RFC 5280, section 4.1.2.6).
      return new Finding(Finding.Code.PATH_INVALID, "it issues certificates and has no name");
    }
    // RFC 9608, sections 3 and 4: that is for end entities alone, and is not taken back elsewhere.
    if (certificate.isWithoutRevocation() && certificate.isMarkedAuthority()) {
      return new Finding(
          Finding.Code.PATH_INVALID,
          "it is an authority''s and says that there is no revocation of it");
    }
    if (certificate.isWithoutRevocation() && certificate.namesRevocation()) {
      return new Finding(
          Finding.Code.PATH_INVALID,
          "it says that there is no revocation of it, and where to find it");
    }
    return isLeaf && certificate.addresses().isUnreadable()
        ? new Finding(Finding.Code.PATH_INVALID, "its names are malformed")
        : null;
  }

  /** An anchor is believed in what it says; it must also say that it is an authority. */
  private static @Nullable Finding anchor(PathCertificate anchor) {
    boolean authority =
        anchor.isMarkedAuthority() || (anchor.isBeforeExtensions() && anchor.isSelfIssued());
    if (!authority) {
      return new Finding(
          Finding.Code.PATH_INVALID, "The anchor {0} is not a certification authority", anchor);
    }
    return anchor.mayBeUsedFor(KeyUsage.keyCertSign)
        ? null
        : new Finding(
            Finding.Code.PATH_INVALID,
            "The anchor {0} may not sign certificates, by its key usage",
            anchor);
  }

  private static @Nullable Finding authority(PathCertificate certificate) {
    if (!certificate.isMarkedAuthority()) {
      return new Finding(Finding.Code.PATH_INVALID, "it is not a certification authority");
    }
    return certificate.mayBeUsedFor(KeyUsage.keyCertSign)
        ? null
        : new Finding(Finding.Code.PATH_INVALID, "it may not sign certificates, by its key usage");
  }

  private @Nullable Finding policy(PathCertificate certificate, PolicyState state, boolean leaf) {
    Finding reason = null;
    if (!state.enter(certificate, leaf) || (leaf && !state.finish(certificate))) {
      reason =
          new Finding(
              Finding.Code.CERTIFICATE_POLICY, "it is under no policy that would be acceptable");
    } else if (!leaf && !state.leave(certificate)) {
      reason = new Finding(Finding.Code.CERTIFICATE_POLICY, "it maps anyPolicy to another policy");
    }
    return reason == null
        ? null
        : new Finding(
            Finding.Code.CERTIFICATE_POLICY,
            "The path is not valid at {0}: {1} (acceptable: {2})",
            certificate,
            reason,
            policies.acceptable());
  }

  private static @Nullable Finding invalid(PathCertificate where, @Nullable Finding reason) {
    return reason == null
        ? null
        : new Finding(
            Finding.Code.PATH_INVALID, "The path is not valid at {0}: {1}", where, reason);
  }
}
