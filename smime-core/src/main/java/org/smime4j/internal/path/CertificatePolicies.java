package org.smime4j.internal.path;

import java.util.Collection;
import java.util.Set;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ObjectIdentifier;

/**
 * What certificate policies a path must have been issued under: the inputs of RFC 5280, section
 * 6.1.1, items (c), (e), (f) and (g). Immutable.
 */
public final class CertificatePolicies {

  private static final String ANY_POLICY = "2.5.29.32.0";

  private static final CertificatePolicies ANY =
      new CertificatePolicies(Set.of(ANY_POLICY), false, false, false);

  private final Set<String> initial;
  private final boolean explicit;
  private final boolean mappingInhibited;
  private final boolean anyPolicyInhibited;

  private CertificatePolicies(
      Set<String> initial, boolean explicit, boolean mappingInhibited, boolean anyPolicyInhibited) {
    this.initial = initial;
    this.explicit = explicit;
    this.mappingInhibited = mappingInhibited;
    this.anyPolicyInhibited = anyPolicyInhibited;
  }

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
    return new CertificatePolicies(initial, true, mappingInhibited, anyPolicyInhibited);
  }

  /** An authority may not say that another's policy is as good as one of the acceptable ones. */
  public CertificatePolicies withoutMapping() {
    return new CertificatePolicies(initial, explicit, true, anyPolicyInhibited);
  }

  /** anyPolicy in a certificate stands for no policy. */
  public CertificatePolicies withoutAnyPolicy() {
    return new CertificatePolicies(initial, explicit, mappingInhibited, true);
  }

  Set<String> initial() {
    return initial;
  }

  boolean isExplicit() {
    return explicit;
  }

  boolean isMappingInhibited() {
    return mappingInhibited;
  }

  boolean isAnyPolicyInhibited() {
    return anyPolicyInhibited;
  }

  /** What is acceptable, in words. */
  Finding acceptable() {
    Finding words =
        initial.equals(ANY.initial)
            ? new Finding(Finding.Code.CERTIFICATE_POLICY, "any policy")
            : new Finding(Finding.Code.CERTIFICATE_POLICY, "policies {0}", initial);
    if (explicit) {
      words = new Finding(Finding.Code.CERTIFICATE_POLICY, "{0}, demanded", words);
    }
    if (mappingInhibited) {
      words = new Finding(Finding.Code.CERTIFICATE_POLICY, "{0}, none mapped", words);
    }
    return anyPolicyInhibited
        ? new Finding(Finding.Code.CERTIFICATE_POLICY, "{0}, none by anyPolicy", words)
        : words;
  }

  @Override
  public String toString() {
    return acceptable().sentence();
  }
}
