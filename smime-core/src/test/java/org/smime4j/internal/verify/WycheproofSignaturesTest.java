package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Json;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/**
 * The signatures of Wycheproof (C2SP, Apache-2.0), each as the value of a SignedData without signed
 * attributes whose content is the message, beside a certificate of the key: every valid one is
 * intact, and no other. What is worth trust is another question.
 */
public class WycheproofSignaturesTest {

  private static final TestPki.Authority ISSUER = TestPki.authority("Wycheproof");

  private static final Verifier VERIFIER =
      Verifier.trusting(TrustPolicy.withoutAnchors("Wycheproof knows no authority"));

  /** Files whose vectors are signatures. */
  private static final String SIGNATURES =
      "(rsa_signature|rsa_pss|ecdsa|ed25519|ed448|mldsa).*_test\\.json";

  /** How many vectors a file, or all of them, has of each result. */
  private static final class Tally {
    private int valid;
    private int invalid;
    private int acceptable;
    private int inexpressible;
    private final List<String> wrong = new ArrayList<>();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Outside.beside("wycheproof"))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches(SIGNATURES))
          .sorted()
          .toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> c5_c6_validSignaturesAreIntact_andNoOthers() throws IOException {
    return files().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    String.valueOf(file.getFileName()),
                    () -> {
                      Tally tally = judge(file);
                      assertThat(tally.wrong).isEmpty();
                      assertThat(tally.valid).isPositive();
                    }));
  }

  /** What cannot be said in CMS, and what is left open, is counted, so that it stays little. */
  @Test
  void whatIsNotHeldAgainstUs_isLittle() throws Exception {
    int inexpressible = 0;
    int acceptable = 0;
    int all = 0;
    for (Path file : files()) {
      Tally tally = new Tally();
      for (Json.Entry group : Json.read(file).entries("testGroups")) {
        group.entries("tests").forEach(vector -> count(vector, tally));
      }
      all += tally.valid + tally.invalid + tally.acceptable + tally.inexpressible;
      acceptable += tally.acceptable;
      inexpressible += tally.inexpressible;
    }
    assertThat(all).isGreaterThan(5_000);
    assertThat(acceptable).isLessThan(20);
    assertThat(inexpressible).isLessThan(all / 100);
  }

  private static void count(Json.Entry vector, Tally tally) {
    if (isInexpressible(vector)) {
      tally.inexpressible++;
      return;
    }
    switch (vector.string("result")) {
      case "valid" -> tally.valid++;
      case "invalid" -> tally.invalid++;
      default -> tally.acceptable++;
    }
  }

  /** ML-DSA in CMS has no context string (RFC 9882, section 3.3). */
  private static boolean isInexpressible(Json.Entry vector) {
    return vector.optional("ctx").filter(context -> !context.equals("")).isPresent();
  }

  private static Tally judge(Path file) throws Exception {
    Tally tally = new Tally();
    Json.Entry all = Json.read(file);
    for (Json.Entry group : all.entries("testGroups")) {
      X509Certificate certificate = certificate(group);
      AlgorithmIdentifier digest = digest(group);
      AlgorithmIdentifier scheme = scheme(all.string("algorithm"), group);
      for (Json.Entry vector : group.entries("tests")) {
        count(vector, tally);
        if (!isInexpressible(vector) && !vector.string("result").equals("acceptable")) {
          byte[] cms =
              signedData(
                  HexFormat.of().parseHex(vector.string("msg")),
                  certificate,
                  digest,
                  scheme,
                  HexFormat.of().parseHex(vector.string("sig")));
          boolean intact = VERIFIER.verify(ByteSource.of(cms)).signers().get(0).isIntact();
          if (vector.string("result").equals("valid") != intact) {
            tally.wrong.add(
                vector.number("tcId")
                    + " "
                    + vector.string("result")
                    + " is "
                    + (intact ? "intact" : "not intact")
                    + ": "
                    + vector.string("comment")
                    + " "
                    + vector.strings("flags"));
          }
        }
      }
    }
    return tally;
  }

  private static AlgorithmIdentifier named(String oid) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
  }

  private static DigestAlgorithm digestOf(String name) {
    for (DigestAlgorithm digest : DigestAlgorithm.values()) {
      if (digest.jcaName().equals(name) || digest.name().equals(name)) {
        return digest;
      }
    }
    throw new AssertionError(name);
  }

  private static AlgorithmIdentifier digest(Json.Entry group) {
    return named(
        group
            .optional("sha")
            .map(sha -> digestOf((String) sha))
            .orElse(DigestAlgorithm.SHA512)
            .oid());
  }

  private static AlgorithmIdentifier scheme(String algorithm, Json.Entry group) {
    return switch (algorithm.toUpperCase(Locale.ROOT)) {
      case "RSASSA-PKCS1-V1_5" ->
          new AlgorithmIdentifier(
              new ASN1ObjectIdentifier(pkcs1(digestOf(group.string("sha")))), DERNull.INSTANCE);
      case "RSASSA-PSS" -> pss(group);
      case "ECDSA" -> named(ecdsa(digestOf(group.string("sha"))));
      case "EDDSA" ->
          named(group.string("publicKeyDer").length() > 100 ? Oids.ED448 : Oids.ED25519);
      case "ML-DSA-44" -> named(KnownOids.ML_DSA_44);
      case "ML-DSA-65" -> named(KnownOids.ML_DSA_65);
      case "ML-DSA-87" -> named(KnownOids.ML_DSA_87);
      default -> throw new AssertionError(algorithm);
    };
  }

  private static String pkcs1(DigestAlgorithm digest) {
    return switch (digest) {
      case SHA1 -> KnownOids.SHA1_WITH_RSA;
      case SHA224 -> KnownOids.SHA224_WITH_RSA;
      case SHA256 -> KnownOids.SHA256_WITH_RSA;
      case SHA384 -> KnownOids.SHA384_WITH_RSA;
      case SHA512 -> KnownOids.SHA512_WITH_RSA;
      case SHA512_224 -> KnownOids.SHA512_224_WITH_RSA;
      case SHA512_256 -> KnownOids.SHA512_256_WITH_RSA;
      case SHA3_224 -> KnownOids.SHA3_224_WITH_RSA;
      case SHA3_256 -> KnownOids.SHA3_256_WITH_RSA;
      case SHA3_384 -> KnownOids.SHA3_384_WITH_RSA;
      case SHA3_512 -> KnownOids.SHA3_512_WITH_RSA;
      default -> throw new AssertionError(digest);
    };
  }

  private static String ecdsa(DigestAlgorithm digest) {
    return switch (digest) {
      case SHA1 -> KnownOids.ECDSA_WITH_SHA1;
      case SHA224 -> KnownOids.ECDSA_WITH_SHA224;
      case SHA256 -> KnownOids.ECDSA_WITH_SHA256;
      case SHA384 -> KnownOids.ECDSA_WITH_SHA384;
      case SHA512 -> KnownOids.ECDSA_WITH_SHA512;
      case SHA3_224 -> KnownOids.ECDSA_WITH_SHA3_224;
      case SHA3_256 -> KnownOids.ECDSA_WITH_SHA3_256;
      case SHA3_384 -> KnownOids.ECDSA_WITH_SHA3_384;
      case SHA3_512 -> KnownOids.ECDSA_WITH_SHA3_512;
      case SHAKE128 -> KnownOids.ECDSA_WITH_SHAKE128;
      case SHAKE256 -> KnownOids.ECDSA_WITH_SHAKE256;
      default -> throw new AssertionError(digest);
    };
  }

  private static AlgorithmIdentifier pss(Json.Entry group) {
    switch (group.string("mgf")) {
      case "SHAKE128":
        return named(KnownOids.RSASSA_PSS_SHAKE128);
      case "SHAKE256":
        return named(KnownOids.RSASSA_PSS_SHAKE256);
      default:
        AlgorithmIdentifier mask =
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(Oids.MGF1), named(digestOf(group.string("mgfSha")).oid()));
        return new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(Oids.RSASSA_PSS),
            new RSASSAPSSparams(
                digest(group), mask, new ASN1Integer(group.number("sLen")), new ASN1Integer(1)));
    }
  }

  private static X509Certificate certificate(Json.Entry group) throws Exception {
    X500Name name = new X500Name("CN=Wycheproof");
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            java.math.BigInteger.ONE,
            Date.from(TestPki.NOW),
            Date.from(TestPki.NOW.plus(Duration.ofDays(1))),
            name,
            SubjectPublicKeyInfo.getInstance(
                HexFormat.of().parseHex(group.string("publicKeyDer"))));
    return Certificates.parse(
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ISSUER.privateKey()))
            .getEncoded());
  }

  private static byte[] signedData(
      byte[] content,
      X509Certificate certificate,
      AlgorithmIdentifier digest,
      AlgorithmIdentifier scheme,
      byte[] signature)
      throws Exception {
    DERSequence signer =
        new DERSequence(
            new org.bouncycastle.asn1.ASN1Encodable[] {
              new ASN1Integer(1),
              HostileSignature.identifier(certificate),
              digest,
              scheme,
              new DEROctetString(signature)
            });
    return HostileSignature.signedData(
        CMSObjectIdentifiers.data, content, List.of(certificate), List.of(signer));
  }
}
