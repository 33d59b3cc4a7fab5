package org.smime4j.internal.path;

import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.InheritedParameters;
import org.smime4j.internal.certificate.LeafRules;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.settings.Purpose;

/**
 * Checks whether a path is valid at a time and for a purpose (RFC 5280, section 6.1): its
 * signatures and its names. This class does not check revocation.
 */
record PathRules(
    Instant at, TrustOptions options, Effort effort, Purpose purpose, KnownPaths known) {

  /**
   * What is wrong with the path.
   *
   * @param path the leaf first, the anchor last; at least two
   */
  List<Finding> check(List<PathCertificate> path) {
    byte[] key = KnownPaths.key(path, purpose);
    // What is known spends no less than what is not: the first caller gets the same report as the
    // next.
    if (known.isValid(key, at) && effort.check(path)) {
      return List.of();
    }
    List<Finding> findings = examine(path);
    if (findings.isEmpty()) {
      known.add(key, path, at);
    }
    return findings;
  }

  private List<Finding> examine(List<PathCertificate> path) {
    List<Finding> findings = new ArrayList<>();
    path.forEach(each -> distrust(each, findings));
    for (PathCertificate authority : path.subList(1, path.size())) {
      if (authority != path.get(path.size() - 1)) {
        LeafRules.validity(authority, at, findings);
      }
      purpose(authority, findings);
    }
    for (int i = 0; i < path.size() - 1; i++) {
      strength(path.get(i), path.get(i + 1), findings);
    }
    Optional<Finding> unsigned = signatures(path);
    unsigned.ifPresent(findings::add);
    if (unsigned.filter(finding -> finding.code() == Finding.Code.NO_PATH).isPresent()) {
      // If the signatures of a path are invalid, its names mean nothing.
      return findings;
    }
    NameRules.check(path).ifPresent(findings::add);
    new PathValidation(options.policies).check(path).ifPresent(findings::add);
    return findings;
  }

  /** Adds a finding if the policy distrusts the key of a certificate. */
  void distrust(PathCertificate certificate, List<Finding> findings) {
    if (options.distrusted.hold(certificate)) {
      findings.add(
          new Finding(
              Finding.Code.DISTRUSTED,
              "The key of {0} is one that the trust policy distrusts",
              certificate));
    }
  }

  private void purpose(PathCertificate authority, List<Finding> findings) {
    boolean stamps = purpose == Purpose.TIMESTAMPING;
    if (!authority.mayBeFor(
        stamps ? KeyPurposeId.id_kp_timeStamping : KeyPurposeId.id_kp_emailProtection)) {
      String purposes = String.join(", ", authority.purposes());
      findings.add(
          stamps
              ? new Finding(
                  Finding.Code.EXTENDED_KEY_USAGE,
                  "{0} may not issue for time stamping but for {1}",
                  authority,
                  purposes)
              : new Finding(
                  Finding.Code.EXTENDED_KEY_USAGE,
                  "{0} may not issue for e-mail but for {1}",
                  authority,
                  purposes));
    }
  }

  private static void strength(
      PathCertificate certificate, PathCertificate issuer, List<Finding> findings) {
    LeafRules.strength(issuer, findings);
    certificate
        .signed()
        .weakDigest()
        .ifPresent(
            digest ->
                findings.add(
                    new Finding(
                        Finding.Code.WEAK_DIGEST, "{0} is signed with {1}", certificate, digest)));
  }

  /**
   * Whether each certificate was signed by the next one's key, as far as that can be checked; what
   * cannot is a finding.
   */
  private Optional<Finding> signatures(List<PathCertificate> path) {
    if (!effort.check(path)) {
      return Optional.of(
          new Finding(
              Finding.Code.NO_PATH,
              "The path of {0} could not be validated {1}",
              path.get(0),
              effort.limit()));
    }
    Finding unchecked = null;
    PublicKey key = path.get(path.size() - 1).publicKey();
    for (int i = path.size() - 2; i >= 0; i--) {
      PathCertificate each = path.get(i);
      Optional<Finding> finding = unchecked(each, key);
      if (finding.isEmpty() && !each.signed().isSignedBy(key)) {
        return Optional.of(
            new Finding(
                Finding.Code.NO_PATH,
                "An issuer of this name is at hand, but its key did not sign {0}",
                each));
      }
      unchecked = finding.orElse(unchecked);
      if (i > 0) {
        key = InheritedParameters.complete(each.publicKey(), key);
      }
    }
    return Optional.ofNullable(unchecked);
  }

  private static Optional<Finding> unchecked(PathCertificate certificate, PublicKey key) {
    Optional<String> forbidden = certificate.signed().forbidden();
    if (forbidden.isPresent()) {
      return Optional.of(
          new Finding(
              Finding.Code.FORBIDDEN_DIGEST,
              "{0} is signed with {1}, which anyone can forge",
              certificate,
              forbidden.get()));
    }
    return certificate
        .signed()
        .unsupported(key)
        .map(
            what ->
                new Finding(
                    Finding.Code.UNSUPPORTED_ALGORITHM,
                    "{0} is signed with {1}, which is not supported",
                    certificate,
                    what));
  }
}
