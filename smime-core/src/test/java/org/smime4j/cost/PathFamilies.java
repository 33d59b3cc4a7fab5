package org.smime4j.cost;

import static org.smime4j.cost.HostileCertificates.ROOT;
import static org.smime4j.cost.HostileCertificates.certificate;
import static org.smime4j.cost.HostileSignatures.message;
import static org.smime4j.cost.HostileSignatures.octets;
import static org.smime4j.cost.HostileSignatures.right;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertPolicyId;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.smime4j.TrustPolicy;
import org.smime4j.testing.TestPki;

/** Paths that are sought or validated in vain, by signatures that are right themselves. */
final class PathFamilies {

  private static final byte[] TEXT = octets(100);
  private static final int SIGNERS = 16;
  private static final KeyPair ALICE = TestPki.generate("P-256");
  private static final X500Name MANY = new X500Name("CN=Many");

  private static final HostileCertificates.More AUTHORITY =
      builder -> builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));

  private PathFamilies() {}

  /** A new one each time: a policy remembers paths, and a stranger's are new. */
  static TrustPolicy trust() {
    return TrustPolicy.anchors(List.of(ROOT.certificate())).at(TestPki.NOW);
  }

  /** An authority of this name and with these keys. */
  private static TestPki.Issued authority(X500Name name, KeyPair keys) {
    return TestPki.root("Many", TestPki.NOW).subject(name).key(keys).buildAuthority();
  }

  /** Signers below an authority of which there are many certificates, with one key each. */
  private static Family issuers(String name, int most, IntFunction<PublicKey> key) {
    List<Certificate> leaves = new ArrayList<>();
    TestPki.Issued many = authority(MANY, TestPki.generate("P-256"));
    for (int i = 0; i < SIGNERS; i++) {
      leaves.add(certificate(many, new X500Name("CN=alice"), i, ALICE.getPublic()));
    }
    List<Certificate> issuers = new ArrayList<>();
    return new Family(
        "issuers of each of 16 signers, " + name,
        most,
        n -> {
          for (int i = issuers.size(); i < n; i++) {
            issuers.add(certificate(ROOT, MANY, 100 + i, key.apply(i), AUTHORITY));
          }
          List<Certificate> all = new ArrayList<>(leaves);
          all.addAll(issuers.subList(0, n));
          return message(TEXT, all, signers(leaves));
        },
        SignatureFamilies::open);
  }

  private static List<? extends ASN1Encodable> signers(List<Certificate> leaves) {
    return leaves.stream().map(leaf -> right(TEXT, leaf, ALICE.getPrivate())).toList();
  }

  /** Signers below authorities of one name, each of which has signed each other. */
  private static Family crossSigned() {
    int authorities = 6;
    List<KeyPair> keys =
        IntStream.range(0, authorities).mapToObj(i -> TestPki.generate("P-256")).toList();
    List<Certificate> crossed = new ArrayList<>();
    for (int i = 0; i < authorities; i++) {
      for (int j = 0; j < authorities; j++) {
        crossed.add(
            certificate(
                authority(MANY, keys.get(i)),
                MANY,
                100 * i + j,
                keys.get(j).getPublic(),
                AUTHORITY));
      }
    }
    crossed.add(certificate(ROOT, MANY, 9_999, TestPki.generate("P-256").getPublic(), AUTHORITY));
    return new Family(
        "signers below authorities that signed each other",
        SIGNERS,
        n -> {
          List<Certificate> leaves = new ArrayList<>();
          for (int i = 0; i < n; i++) {
            leaves.add(
                certificate(
                    authority(MANY, keys.get(0)),
                    new X500Name("CN=alice"),
                    9_000 + i,
                    ALICE.getPublic()));
          }
          List<Certificate> all = new ArrayList<>(leaves);
          all.addAll(crossed);
          return message(TEXT, all, signers(leaves));
        },
        SignatureFamilies::open);
  }

  /** A path of authority and leaf, both with an extension that is long. */
  private static Family path(
      String name, int most, IntFunction<Extension> ofAuthority, IntFunction<Extension> ofLeaf) {
    KeyPair keys = TestPki.generate("P-256");
    return new Family(
        name,
        most,
        n -> {
          Extension above = ofAuthority.apply(n);
          Extension below = ofLeaf.apply(n);
          Certificate issuing =
              certificate(
                  ROOT,
                  MANY,
                  100,
                  keys.getPublic(),
                  AUTHORITY,
                  builder -> {
                    if (above != null) {
                      builder.addExtension(above);
                    }
                  });
          List<Certificate> leaves = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            leaves.add(
                certificate(
                    authority(MANY, keys),
                    new X500Name("CN=alice"),
                    i,
                    ALICE.getPublic(),
                    builder -> {
                      if (below != null) {
                        builder.addExtension(below);
                      }
                    }));
          }
          List<Certificate> all = new ArrayList<>(leaves);
          all.add(issuing);
          return message(TEXT, all, signers(leaves));
        },
        SignatureFamilies::open);
  }

  private static Extension extension(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    try {
      return new Extension(oid, false, value.toASN1Primitive().getEncoded());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Extension names(int n, IntFunction<GeneralName> name) {
    return extension(
        Extension.subjectAlternativeName,
        new GeneralNames(IntStream.range(0, n).mapToObj(name).toArray(GeneralName[]::new)));
  }

  private static Extension constraints(boolean permitted, int n, IntFunction<GeneralName> name) {
    GeneralSubtree[] trees =
        IntStream.range(0, n)
            .mapToObj(i -> new GeneralSubtree(name.apply(i)))
            .toArray(GeneralSubtree[]::new);
    return extension(
        Extension.nameConstraints,
        permitted ? new NameConstraints(trees, null) : new NameConstraints(null, trees));
  }

  private static GeneralName mail(int i) {
    return new GeneralName(GeneralName.rfc822Name, "u" + i + "@example.org");
  }

  private static GeneralName domain(int i) {
    return new GeneralName(GeneralName.rfc822Name, "d" + i + ".example.com");
  }

  /** All of a domain with as many labels as one may have. */
  private static GeneralName everybody(int i) {
    return new GeneralName(GeneralName.rfc822Name, "@d" + i + ".a".repeat(120));
  }

  private static GeneralName directory(int i) {
    return new GeneralName(new X500Name("O=a" + i));
  }

  private static X500Name longName(int parts) {
    StringBuilder name = new StringBuilder("CN=a");
    for (int i = 0; i < parts; i++) {
      name.append(",OU=").append((char) ('a' + i % 26));
    }
    return new X500Name(name.toString());
  }

  /** Issuers whose names are equal to their last part but one. */
  private static Family longNames() {
    KeyPair keys = TestPki.generate("P-256");
    return new Family(
        "parts of the name of each of 48 issuers",
        1_200,
        n -> {
          X500Name name = longName(n);
          List<Certificate> all = new ArrayList<>();
          for (int i = 0; i < 48; i++) {
            all.add(certificate(authority(name, keys), name, 100 + i, keys.getPublic(), AUTHORITY));
          }
          List<Certificate> leaves = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            leaves.add(
                certificate(authority(name, keys), new X500Name("CN=alice"), i, ALICE.getPublic()));
          }
          all.addAll(leaves);
          all.add(certificate(ROOT, name, 99, TestPki.generate("P-256").getPublic(), AUTHORITY));
          return message(TEXT, all, signers(leaves));
        },
        SignatureFamilies::open);
  }

  private static Extension policies(int n) {
    PolicyInformation[] all =
        IntStream.range(0, n)
            .mapToObj(i -> new PolicyInformation(new ASN1ObjectIdentifier("1.2.3." + i)))
            .toArray(PolicyInformation[]::new);
    return extension(Extension.certificatePolicies, new CertificatePolicies(all));
  }

  private static Extension mappings(int n) {
    CertPolicyId[] from = new CertPolicyId[n];
    CertPolicyId[] to = new CertPolicyId[n];
    for (int i = 0; i < n; i++) {
      from[i] = CertPolicyId.getInstance(new ASN1ObjectIdentifier("1.2.3." + (i % 100)));
      to[i] = CertPolicyId.getInstance(new ASN1ObjectIdentifier("1.2.4." + i));
    }
    return extension(Extension.policyMappings, new PolicyMappings(from, to));
  }

  private static Extension authorityKey(int n) {
    return extension(
        Extension.authorityKeyIdentifier,
        new AuthorityKeyIdentifier(
            HostileCertificates.KEY_IDENTIFIER,
            new GeneralNames(
                IntStream.range(0, n)
                    .mapToObj(PathFamilies::directory)
                    .toArray(GeneralName[]::new)),
            java.math.BigInteger.valueOf(100)));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    all.add(issuers("P-256", 48, i -> HostileCertificates.point("P-256", i)));
    all.add(issuers("P-521", 48, i -> HostileCertificates.point("P-521", i)));
    all.add(issuers("brainpoolP512r1", 48, i -> HostileCertificates.point("brainpoolP512r1", i)));
    all.add(issuers("RSA-8192", 48, i -> HostileCertificates.rsa(8192, 64)));
    all.add(issuers("RSA-16384", 48, i -> HostileCertificates.rsa(16_384, 64)));
    all.add(issuers("DSA-4096 with q of 512", 48, i -> HostileCertificates.dsa(4096, 512)));
    all.add(issuers("DSA-4096 with q of 4000", 48, i -> HostileCertificates.dsa(4096, 4000)));
    all.add(issuers("DH-16384", 48, i -> HostileCertificates.dh(16_384, 16_000)));
    all.add(
        issuers(
            "SLH-DSA-SHA2-256F",
            48,
            i -> HostileCertificates.anyOctets("2.16.840.1.101.3.4.3.25", 64)));
    all.add(issuers("curves spelt out", 48, i -> HostileCertificates.explicitCurve(1024)));
    all.add(crossSigned());
    all.add(longNames());
    all.add(
        path(
            "addresses under 900 permitted domains",
            40_000,
            n -> constraints(true, 900, PathFamilies::domain),
            n -> names(n, PathFamilies::mail)));
    all.add(
        path(
            "addresses under 900 excluded domains",
            40_000,
            n -> constraints(false, 900, PathFamilies::domain),
            n -> names(n, PathFamilies::mail)));
    all.add(
        path(
            "names under 900 excluded names",
            40_000,
            n -> constraints(false, 900, PathFamilies::directory),
            n -> names(n, PathFamilies::directory)));
    all.add(
        path(
            "domains of each of 4 signers under an excluded domain",
            1_000,
            n -> constraints(false, 1, PathFamilies::domain),
            n -> names(n, PathFamilies::everybody)));
    all.add(
        path(
            "excluded domains, one address",
            100_000,
            n -> constraints(false, n, PathFamilies::domain),
            n -> names(1, PathFamilies::mail)));
    all.add(
        path(
            "permitted domains, one address",
            100_000,
            n -> constraints(true, n, PathFamilies::domain),
            n -> names(1, PathFamilies::mail)));
    all.add(path("alternative names", 100_000, n -> null, n -> names(n, PathFamilies::mail)));
    all.add(path("policies", 50_000, PathFamilies::policies, PathFamilies::policies));
    all.add(path("policy mappings", 50_000, PathFamilies::mappings, PathFamilies::policies));
    all.add(
        path("names of an authority's issuer", 50_000, n -> authorityKey(n), n -> authorityKey(n)));
    return all;
  }
}
