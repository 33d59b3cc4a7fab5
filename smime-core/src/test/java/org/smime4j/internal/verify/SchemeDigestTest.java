package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.encrypt.EncryptorTest;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.signature.SignatureCheck;
import org.smime4j.reports.SignatureReport;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.Signers;

/** Schemes that sign messages as they are, and the digest beside them (RFC 8419, RFC 9882). */
public class SchemeDigestTest {

  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nHi.\r\n".getBytes(StandardCharsets.US_ASCII);

  /** RFC 9882, table 1, by the octets that a digest must have; SHA-224 is in no row. */
  @TestFactory
  Stream<DynamicTest> besideMlDsa_aDigestAsStrongAsTheKey() {
    Set<DigestAlgorithm> of44 =
        Set.of(
            DigestAlgorithm.SHA256,
            DigestAlgorithm.SHA384,
            DigestAlgorithm.SHA512,
            DigestAlgorithm.SHA512_256,
            DigestAlgorithm.SHA3_256,
            DigestAlgorithm.SHA3_384,
            DigestAlgorithm.SHA3_512,
            DigestAlgorithm.SHAKE128,
            DigestAlgorithm.SHAKE256);
    Set<DigestAlgorithm> of65 =
        Set.of(
            DigestAlgorithm.SHA384,
            DigestAlgorithm.SHA512,
            DigestAlgorithm.SHA3_384,
            DigestAlgorithm.SHA3_512,
            DigestAlgorithm.SHAKE256);
    Set<DigestAlgorithm> of87 =
        Set.of(DigestAlgorithm.SHA512, DigestAlgorithm.SHA3_512, DigestAlgorithm.SHAKE256);
    return Stream.of(
            row(KnownOids.ML_DSA_44, of44),
            row(KnownOids.ML_DSA_65, of65),
            row(KnownOids.ML_DSA_87, of87))
        .flatMap(List::stream);
  }

  private static List<DynamicTest> row(String scheme, Set<DigestAlgorithm> suitable) {
    List<DynamicTest> tests = new ArrayList<>();
    for (DigestAlgorithm digest : DigestAlgorithm.values()) {
      tests.add(
          DynamicTest.dynamicTest(
              scheme + " " + digest,
              () ->
                  assertThat(
                          SignatureCheck.isBesideAnotherDigest(
                              algorithm(scheme).getEncoded(), algorithm(digest.oid()).getEncoded()))
                      .isEqualTo(!suitable.contains(digest))));
    }
    return tests;
  }

  /** Written is what every reader must know. */
  @TestFactory
  Stream<DynamicTest> whatIsWritten_isSuitable() {
    return Stream.of(SignatureScheme.values())
        .filter(scheme -> scheme.keyType().contains("-DSA-"))
        .map(
            scheme ->
                DynamicTest.dynamicTest(
                    scheme.name(),
                    () ->
                        assertThat(DigestAlgorithm.of(scheme))
                            .isIn(
                                scheme.keyType().startsWith("ML-DSA")
                                    ? List.of(DigestAlgorithm.SHA512)
                                    : List.of(
                                        DigestAlgorithm.SHA256,
                                        DigestAlgorithm.SHA512,
                                        DigestAlgorithm.SHAKE128,
                                        DigestAlgorithm.SHAKE256))));
  }

  /** RFC 9882, 3.3: there digestAlgorithm has no meaning and must be ignored. */
  @TestFactory
  Stream<DynamicTest> withoutSignedAttributes_digestAlgorithmIsIgnored() {
    List<DynamicTest> tests = new ArrayList<>();
    for (SignatureScheme scheme :
        List.of(
            SignatureScheme.ED25519,
            SignatureScheme.ED448,
            SignatureScheme.ML_DSA_44,
            SignatureScheme.SLH_DSA_SHA2_128F)) {
      for (String digest :
          List.of(
              DigestAlgorithm.SHA512.oid(),
              DigestAlgorithm.SHA256.oid(),
              DigestAlgorithm.SHA1.oid(),
              DigestAlgorithm.MD5.oid(),
              "1.2.3.4")) {
        tests.add(DynamicTest.dynamicTest(scheme + " " + digest, () -> ignored(scheme, digest)));
      }
    }
    return tests.stream();
  }

  private static void ignored(SignatureScheme scheme, String digest) throws Exception {
    HostileSignature signature = new HostileSignature(Signers.forScheme(scheme), CONTENT);
    signature.attributes = null;
    signature.digestAlgorithm = algorithm(digest);
    signature.signatureAlgorithm =
        algorithm(
            switch (scheme) {
              case ED25519 -> Oids.ED25519;
              case ED448 -> Oids.ED448;
              case ML_DSA_44 -> KnownOids.ML_DSA_44;
              default -> KnownOids.NIST_SIGNATURES + ".21";
            });
    signature.signature = scheme.keyType();
    SignatureReport report =
        Verifier.trusting(EncryptorTest.TRUST).verify(ByteSource.of(signature.opaque()));
    assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
    boolean sound =
        DigestAlgorithm.ofOid(digest)
            .filter(known -> known.strength() == DigestAlgorithm.Strength.SOUND)
            .isPresent();
    assertThat(report.deviations().stream().map(Finding::code))
        .containsExactlyElementsOf(
            sound
                ? List.of(Finding.Code.SIGNED_ATTRIBUTES_ABSENT)
                : List.of(Finding.Code.SIGNED_ATTRIBUTES_ABSENT, Finding.Code.SCHEME_DIGEST));
    HostileSignature altered = new HostileSignature(Signers.forScheme(scheme), new byte[1]);
    altered.attributes = null;
    altered.digestAlgorithm = algorithm(digest);
    altered.signatureAlgorithm = signature.signatureAlgorithm;
    altered.signature = scheme.keyType();
    byte[] exchanged =
        HostileSignature.signedData(
            new ASN1ObjectIdentifier(Oids.DATA),
            CONTENT,
            Signers.forScheme(scheme).chain(),
            List.of(altered.signerInfo()));
    assertThat(
            Verifier.trusting(EncryptorTest.TRUST)
                .verify(ByteSource.of(exchanged))
                .signers()
                .get(0)
                .isAltered())
        .isTrue();
  }

  /** RFC 8419, section 3.1: beside signed attributes an Ed25519 signature has SHA-512. */
  @Test
  void besideSignedAttributes_anotherDigestIsTolerated_andNamed() throws Exception {
    for (boolean usual : new boolean[] {true, false}) {
      HostileSignature signature = new HostileSignature(Signers.ED25519, CONTENT);
      signature.signatureAlgorithm = algorithm(Oids.ED25519);
      signature.signature = "Ed25519";
      signature.digest = usual ? "SHA-512" : "SHA-256";
      signature.digestAlgorithm =
          algorithm((usual ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256).oid());
      signature.attributes.set(1, signature.messageDigest(CONTENT));
      SignatureReport report =
          Verifier.trusting(EncryptorTest.TRUST).verify(ByteSource.of(signature.opaque()));
      assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
      assertThat(report.deviations())
          .isEqualTo(
              usual ? List.of() : List.of(new Finding(Finding.Code.SCHEME_DIGEST, "sha-256")));
    }
  }

  private static AlgorithmIdentifier algorithm(String oid) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
  }
}
