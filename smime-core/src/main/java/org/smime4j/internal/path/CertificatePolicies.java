package org.smime4j.internal.path;

import java.util.Collection;
import java.util.Set;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ObjectIdentifier;

/**
 * What certificate policies a path must have been issued under: the inputs of RFC 5280, section
 * 6.1.1, items (c), (e), (f) and (g). Immutable.
 */
public record CertificatePolicies(
    Set<String> initial,
    boolean isExplicit,
    boolean isMappingInhibited,
    boolean isAnyPolicyInhibited) {

  private static final String ANY_POLICY = "2.5.29.32.0";

  private static final CertificatePolicies ANY =
      new CertificatePolicies(Set.of(ANY_POLICY), false, false, false);

  /** Every policy is acceptable, and none is demanded. */
  public static CertificatePolicies any() {
    return ANY;
  }

  /**
   * These policies are acceptable. Without {@link #explicit()} a path under no policy at all is
   * acceptable too.
   *
   * @param oids object identifiers in dotted form
   * @throws IllegalArgumentException if there is none
   */
  public static CertificatePolicies of(Collection<String> oids) {
    if (oids.isEmpty()) {
      throw new IllegalArgumentException(
          "no certificate policy: leave requiringPolicies out if none is demanded");
    }
    oids.forEach(ObjectIdentifier::requireDotted);
    return new CertificatePolicies(Set.copyOf(oids), false, false, false);
  }

  /** The whole path must have been issued under one of the acceptable policies. */
  public CertificatePolicies explicit() {
    return new CertificatePolicies(initial, true, isMappingInhibited, isAnyPolicyInhibited);
  }

  /** An authority may not say that another's policy is as good as one of the acceptable ones. */
  public CertificatePolicies withoutMapping() {
    return new CertificatePolicies(initial, isExplicit, true, isAnyPolicyInhibited);
  }

  /** anyPolicy in a certificate stands for no policy. */
  public CertificatePolicies withoutAnyPolicy() {
    return new CertificatePolicies(initial, isExplicit, isMappingInhibited, true);
  }

  /** What is acceptable, in words. */
  Finding acceptable() {
    Finding words =
        initial.equals(ANY.initial)
            ? new Finding(Finding.Code.CERTIFICATE_POLICY, "any policy")
            : new Finding(Finding.Code.CERTIFICATE_POLICY, "policies {0}", initial);
    if (isExplicit) {
      words = new Finding(Finding.Code.CERTIFICATE_POLICY, "{0}, demanded", words);
    }
    if (isMappingInhibited) {
      words = new Finding(Finding.Code.CERTIFICATE_POLICY, "{0}, none mapped", words);
    }
    return isAnyPolicyInhibited
        ? new Finding(Finding.Code.CERTIFICATE_POLICY, "{0}, none by anyPolicy", words)
        : words;
  }

  @Override
  public String toString() {
    return acceptable().sentence();
  }
}
