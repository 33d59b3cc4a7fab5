package org.smime4j.internal.path;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.certificate.PathCertificate;

/**
 * The certificate policies of a path, from the anchor down: RFC 5280, section 6.1, in the form of
 * RFC 9618, whose valid_policy_graph grows with the certificates and not with the square of what
 * they map. Its last depth is all that is kept. Of each policy that the next certificate may name
 * it knows for which of the policies it stands that no other was mapped to
 * (authority_constrained_policy_set in section 5.5 of RFC 9618); what has no descendant at this
 * depth would be pruned.
 *
 * <p>What is malformed is an {@link IllegalArgumentException}, or another unchecked one of Bouncy
 * Castle's.
 */
public final class PolicyState {

  /** Policies, and mappings, that one certificate may name. */
  private static final int MOST = 256;

  private static final String ANY_POLICY = "2.5.29.32.0";

  private final CertificatePolicies acceptable;

  private long explicit;
  private long mapping;
  private long inhibitAny;

  /** The expected_policy_set of the nodes at the depth before, and where each came from. */
  private Map<String, Set<String>> expected = new HashMap<>();

  /** Whether anyPolicy is a node of that depth. */
  private boolean any = true;

  /** The nodes that the certificate added which was entered last, anyPolicy aside. */
  private Map<String, Set<String>> nodes = new HashMap<>();

  /**
   * @param certificates in the path, the anchor not counted
   */
  PolicyState(CertificatePolicies acceptable, int certificates) {
    this.acceptable = acceptable;
    this.explicit = acceptable.isExplicit() ? 0 : certificates + 1L;
    this.mapping = acceptable.isMappingInhibited() ? 0 : certificates + 1L;
    this.inhibitAny = acceptable.isAnyPolicyInhibited() ? 0 : certificates + 1L;
  }

  /**
   * Section 6.1.3, (d) to (f).
   *
   * @return false if the path is under no policy, and must be
   */
  boolean enter(PathCertificate certificate, boolean isLast) {
    Set<String> named = policies(certificate);
    boolean anyNamed =
        named.remove(ANY_POLICY) && (inhibitAny > 0 || (!isLast && certificate.isSelfIssued()));
    nodes = new HashMap<>();
    for (String policy : named) {
      Set<String> origins = expected.get(policy);
      if (origins != null) {
        nodes.put(policy, origins);
      } else if (any) {
        nodes.put(policy, Set.of(policy));
      }
    }
    if (anyNamed) {
      expected.forEach(nodes::putIfAbsent);
    }
    any &= anyNamed;
    return explicit > 0 || !isNull();
  }

  private boolean isNull() {
    return nodes.isEmpty() && !any;
  }

  /**
   * Section 6.1.4, (a), (b) and (h) to (j).
   *
   * @return false if a policy is mapped that may not be
   */
  boolean leave(PathCertificate certificate) {
    Map<String, Set<String>> mapped = mappings(certificate);
    if (mapped.containsKey(ANY_POLICY)
        || mapped.values().stream().anyMatch(subjects -> subjects.contains(ANY_POLICY))) {
      return false;
    }
    expected = new HashMap<>();
    for (Map.Entry<String, Set<String>> node : nodes.entrySet()) {
      if (!mapped.containsKey(node.getKey())) {
        expect(node.getKey(), node.getValue());
      }
    }
    if (mapping > 0) {
      for (Map.Entry<String, Set<String>> each : mapped.entrySet()) {
        Set<String> origins = nodes.get(each.getKey());
        if (origins == null && any) {
          origins = Set.of(each.getKey());
        }
        if (origins != null) {
          for (String subject : each.getValue()) {
            expect(subject, origins);
          }
        }
      }
    }
    if (!certificate.isSelfIssued()) {
      explicit = lessOne(explicit);
      mapping = lessOne(mapping);
      inhibitAny = lessOne(inhibitAny);
    }
    constrain(certificate);
    return true;
  }

  private void expect(String policy, Collection<String> origins) {
    expected.computeIfAbsent(policy, each -> new HashSet<>()).addAll(origins);
  }

  private static long lessOne(long counter) {
    return Math.max(0, counter - 1);
  }

  /** Section 6.1.4, (i) and (j): what an authority, or the anchor, demands of those below. */
  void constrain(PathCertificate authority) {
    explicit = Math.min(explicit, constraint(authority, 0));
    mapping = Math.min(mapping, constraint(authority, 1));
    ASN1Primitive skip = authority.extension(Extension.inhibitAnyPolicy.getId());
    if (skip != null) {
      inhibitAny = Math.min(inhibitAny, count(ASN1Integer.getInstance(skip)));
    }
  }

  /**
   * Section 6.1.5, (a), (b) and (g).
   *
   * @return false if the path is under none of the acceptable policies, and must be
   */
  boolean finish(PathCertificate leaf) {
    explicit = lessOne(explicit);
    if (constraint(leaf, 0) == 0) {
      explicit = 0;
    }
    return explicit > 0 || (!isNull() && isAcceptable());
  }

  private boolean isAcceptable() {
    Set<String> initial = acceptable.initial();
    return any
        || initial.contains(ANY_POLICY)
        || nodes.values().stream().flatMap(Set::stream).anyMatch(initial::contains);
  }

  private static Set<String> policies(PathCertificate certificate) {
    ASN1Primitive extension = certificate.extension(Extension.certificatePolicies.getId());
    Set<String> policies = new HashSet<>();
    for (ASN1Encodable information : elements(extension)) {
      policies.add(oid(ASN1Sequence.getInstance(information).getObjectAt(0)));
    }
    return policies;
  }

  private static Map<String, Set<String>> mappings(PathCertificate certificate) {
    Map<String, Set<String>> mappings = new HashMap<>();
    for (ASN1Encodable each : elements(certificate.extension(Extension.policyMappings.getId()))) {
      ASN1Sequence pair = ASN1Sequence.getInstance(each);
      mappings
          .computeIfAbsent(oid(pair.getObjectAt(0)), issuer -> new HashSet<>())
          .add(oid(pair.getObjectAt(1)));
    }
    return mappings;
  }

  private static List<ASN1Encodable> elements(@Nullable ASN1Primitive extension) {
    if (extension == null) {
      return List.of();
    }
    ASN1Sequence sequence = ASN1Sequence.getInstance(extension);
    if (sequence.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " policies");
    }
    return List.of(sequence.toArray());
  }

  private static String oid(ASN1Encodable value) {
    return ASN1ObjectIdentifier.getInstance(value).getId();
  }

  /** A field of policyConstraints; where it is absent, more than any path has certificates. */
  private static long constraint(PathCertificate certificate, int tag) {
    ASN1Primitive extension = certificate.extension(Extension.policyConstraints.getId());
    if (extension != null) {
      for (ASN1Encodable each : ASN1Sequence.getInstance(extension)) {
        ASN1TaggedObject field = ASN1TaggedObject.getInstance(each);
        if (field.getTagNo() == tag) {
          return count(ASN1Integer.getInstance(field, false));
        }
      }
    }
    return Long.MAX_VALUE;
  }

  private static long count(ASN1Integer number) {
    if (number.getValue().signum() < 0) {
      throw new IllegalArgumentException("a negative number of certificates");
    }
    return number.getValue().bitLength() < Long.SIZE - 1 ? number.longValueExact() : Long.MAX_VALUE;
  }
}
