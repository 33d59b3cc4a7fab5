package org.smime4j.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.jce.provider.PKIXNameConstraintValidatorException;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.crypto.Providers;

/**
 * Whether a path that was found is valid: Bouncy Castle's validator for RFC 5280, section 6.1, and
 * in front of it what that does not check or does not say well. Revocation is not its subject.
 */
final class PathRules {

  private final Instant at;
  private final CertificatePolicies policies;
  private final Effort effort;
  private final Purpose purpose;
  private final KnownPaths known;
  private final Composites composites;

  PathRules(
      Instant at,
      CertificatePolicies policies,
      Effort effort,
      Purpose purpose,
      KnownPaths known,
      Composites composites) {
    this.at = at;
    this.policies = policies;
    this.effort = effort;
    this.purpose = purpose;
    this.known = known;
    this.composites = composites;
  }

  /**
   * What is wrong with the path.
   *
   * @param path the leaf first, the anchor last; at least two
   */
  List<Finding> check(List<PathCertificate> path) {
    byte[] key = KnownPaths.key(path, purpose);
    // What is known spends no less than what is not: a report is the same for whoever asks first.
    if (known.isValid(key, at) && effort.spend(path.size() - 1)) {
      return List.of();
    }
    List<Finding> findings = examine(path);
    if (findings.isEmpty()) {
      known.add(key, path, at);
    }
    return findings;
  }

  private List<Finding> examine(List<PathCertificate> path) {
    List<Finding> findings = new ArrayList<>(composites.against(path));
    PathCertificate anchor = path.get(path.size() - 1);
    List<PathCertificate> judged = path.subList(0, path.size() - 1);
    for (PathCertificate intermediate : judged.subList(1, judged.size())) {
      LeafRules.validity(intermediate, at, findings);
      boolean stamps = purpose == Purpose.TIMESTAMPING;
      if (!intermediate.mayBeFor(
          stamps ? KeyPurposeId.id_kp_timeStamping : KeyPurposeId.id_kp_emailProtection)) {
        findings.add(
            new Finding(
                Finding.Code.EXTENDED_KEY_USAGE,
                intermediate
                    + " may not issue for "
                    + (stamps ? "time stamping" : "e-mail")
                    + " but for "
                    + String.join(", ", intermediate.purposes())));
      }
    }
    boolean forbidden = false;
    for (int i = 0; i < judged.size(); i++) {
      forbidden |= strength(judged.get(i), path.get(i + 1), findings);
    }
    authority(anchor, findings);
    Optional<Finding> excess = MailConstraints.excess(path);
    if (excess.isPresent()) {
      findings.add(excess.get());
      return findings;
    }
    Optional<Finding> invalid = forbidden ? Optional.empty() : validate(judged, anchor);
    if (invalid.isPresent() && invalid.get().code() == Finding.Code.NO_PATH) {
      // Whose signatures do not hold, what it says about names is nobody's word.
      findings.add(invalid.get());
      return findings;
    }
    Optional<Finding> constraints = MailConstraints.check(path);
    constraints.ifPresent(findings::add);
    invalid
        .filter(finding -> constraints.isEmpty() || finding.code() != constraints.get().code())
        .ifPresent(findings::add);
    return findings;
  }

  /** True if the signature is of a kind that is not even to be checked. */
  private static boolean strength(
      PathCertificate certificate, PathCertificate issuer, List<Finding> findings) {
    Strength.weakness(issuer.publicKey())
        .ifPresent(
            weakness ->
                findings.add(new Finding(Finding.Code.WEAK_KEY, issuer + " has " + weakness)));
    Strength.weakDigest(certificate.certificate())
        .ifPresent(
            digest ->
                findings.add(
                    new Finding(
                        Finding.Code.WEAK_DIGEST, certificate + " is signed with " + digest)));
    Optional<String> forbidden = Strength.forbiddenDigest(certificate.certificate());
    forbidden.ifPresent(
        digest ->
            findings.add(
                new Finding(
                    Finding.Code.FORBIDDEN_DIGEST,
                    certificate + " is signed with " + digest + ", which anyone can forge")));
    return forbidden.isPresent();
  }

  /** An anchor is believed in what it says; it must also say that it is an authority. */
  private static void authority(PathCertificate anchor, List<Finding> findings) {
    boolean authority =
        anchor.isMarkedAuthority() || (anchor.isBeforeExtensions() && anchor.isSelfIssued());
    if (!authority) {
      findings.add(
          new Finding(
              Finding.Code.PATH_INVALID,
              "The anchor " + anchor + " is not a certification authority"));
    } else if (!anchor.mayBeUsedFor(KeyUsage.keyCertSign)) {
      findings.add(
          new Finding(
              Finding.Code.PATH_INVALID,
              "The anchor " + anchor + " may not sign certificates, by its key usage"));
    }
  }

  /** There is no time at which it could be validated; who signed what must be seen all the same. */
  private Finding withoutCommonTime(List<PathCertificate> judged, PathCertificate anchor) {
    for (int i = 0; i < judged.size(); i++) {
      PathCertificate issuer = i + 1 < judged.size() ? judged.get(i + 1) : anchor;
      if (!effort.spend(1)) {
        return new Finding(
            Finding.Code.NO_PATH,
            "The path of " + judged.get(0) + " could not be validated " + effort);
      }
      if (!PathSearch.isSignedBy(judged.get(i), issuer)) {
        return new Finding(
            Finding.Code.NO_PATH, "The key of " + issuer + " did not sign " + judged.get(i));
      }
    }
    return new Finding(
        Finding.Code.PATH_INVALID, "The validities of the certificates of the path do not overlap");
  }

  private Optional<Finding> validate(List<PathCertificate> judged, PathCertificate anchor) {
    Instant time = timeWithin(judged);
    if (time == null) {
      return Optional.of(withoutCommonTime(judged, anchor));
    }
    if (!effort.spend(judged.size())) {
      return Optional.of(
          new Finding(
              Finding.Code.NO_PATH,
              "The path of " + judged.get(0) + " could not be validated " + effort));
    }
    try {
      List<X509Certificate> certificates =
          judged.stream().map(PathCertificate::certificate).toList();
      CertPath path =
          CertificateFactory.getInstance("X.509", Providers.bouncyCastle())
              .generateCertPath(certificates);
      PKIXParameters parameters =
          new PKIXParameters(Set.of(new TrustAnchor(anchor.certificate(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      parameters.setInitialPolicies(policies.initial());
      parameters.setExplicitPolicyRequired(policies.isExplicit());
      parameters.setPolicyMappingInhibited(policies.isMappingInhibited());
      parameters.setAnyPolicyInhibited(policies.isAnyPolicyInhibited());
      CertPathValidator.getInstance("PKIX", Providers.bouncyCastle()).validate(path, parameters);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      return Optional.of(finding(e, judged, anchor));
    } catch (GeneralSecurityException | RuntimeException e) {
      // Bouncy Castle's validator has unchecked exceptions too for malformed extensions.
      return Optional.of(
          new Finding(
              Finding.Code.PATH_INVALID,
              "The path of " + judged.get(0) + " cannot be validated: " + reason(e)));
    }
  }

  /**
   * The time to judge everything but validity at: the given one, or where a certificate is not
   * valid then and the findings already say so, a moment when all of them were, so that an expired
   * certificate does not hide what else is wrong. Null if there is none.
   */
  private @Nullable Instant timeWithin(List<PathCertificate> judged) {
    Instant from = Instant.MIN;
    Instant until = Instant.MAX;
    for (PathCertificate each : judged) {
      Instant notBefore = each.notBefore();
      Instant notAfter = each.notAfter();
      from = notBefore.isAfter(from) ? notBefore : from;
      until = notAfter.isBefore(until) ? notAfter : until;
    }
    if (from.isAfter(until)) {
      return null;
    }
    if (at.isBefore(from)) {
      return from;
    }
    return at.isAfter(until) ? from.plus(Duration.between(from, until).dividedBy(2)) : at;
  }

  private Finding finding(
      CertPathValidatorException e, List<PathCertificate> judged, PathCertificate anchor) {
    for (int i = 0; i < judged.size(); i++) {
      PathCertificate issuer = i + 1 < judged.size() ? judged.get(i + 1) : anchor;
      if (!PathSearch.isSignedBy(judged.get(i), issuer)) {
        return new Finding(
            Finding.Code.NO_PATH,
            "An issuer of this name is at hand, but its key did not sign " + judged.get(i));
      }
    }
    int index = e.getIndex();
    PathCertificate where = judged.get(index >= 0 && index < judged.size() ? index : 0);
    String reason = reason(e);
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof PKIXNameConstraintValidatorException) {
        return new Finding(
            Finding.Code.NAME_CONSTRAINTS,
            "An authority above " + where + " may not certify its name: " + reason);
      }
    }
    boolean policy = reason.toLowerCase(Locale.ROOT).contains("policy");
    return new Finding(
        policy ? Finding.Code.CERTIFICATE_POLICY : Finding.Code.PATH_INVALID,
        "The path is not valid at "
            + where
            + ": "
            + reason
            + (policy ? " (acceptable: " + policies + ")" : ""));
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : DistinguishedName.printable(message);
  }
}
