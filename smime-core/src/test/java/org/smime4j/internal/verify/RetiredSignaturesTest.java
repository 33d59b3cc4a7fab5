package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.internal.encrypt.EncryptorTest.TRUST;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** Signatures that only old mail has, as Bouncy Castle writes them: read, named, never trusted. */
public class RetiredSignaturesTest {

  private static final byte[] CONTENT = "Content-Type: text/plain\r\n\r\nOld.\r\n".getBytes();

  private static SignerVerdict verdict(String algorithm, TestPki.Issued who) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .setProvider(new BouncyCastleProvider())
            .build(algorithm, who.privateKey(), who.certificate()));
    generator.addCertificates(new JcaCertStore(who.chain()));
    byte[] cms = generator.generate(new CMSProcessableByteArray(CONTENT), true).getEncoded();
    return Verifier.trusting(TRUST).verify(ByteSource.of(cms)).signers().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA1withRSA, true, WEAK_DIGEST, sha-1",
    "MD5withRSA, false, FORBIDDEN_DIGEST, md5",
  })
  void c4_oldDigests(String algorithm, boolean intact, Finding.Code code, String digest)
      throws Exception {
    SignerVerdict verdict = verdict(algorithm, Signers.RSA);
    assertThat(verdict).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
    assertThat(verdict.isIntact()).isEqualTo(intact);
    assertThat(verdict.isAltered()).isFalse();
    assertThat(verdict.findings()).extracting(Finding::code).containsExactly(code);
    assertThat(verdict.digest().replace("-", "")).isEqualTo(digest.replace("-", ""));
  }

  @ParameterizedTest
  @CsvSource({"SHA1withDSA, 1024", "SHA256withDSA, 2048"})
  void dsa(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
    generator.initialize(bits);
    KeyPair keys = generator.generateKeyPair();
    SignerVerdict verdict =
        verdict(algorithm, Signers.ISSUING.issue("dsa@example.org").key(keys).build());
    assertThat(verdict).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
    assertThat(verdict.isIntact()).isTrue();
    assertThat(verdict.findings()).extracting(Finding::code).contains(Finding.Code.WEAK_KEY);
  }

  @Test
  void whatIsNotSupported_isCalledByItsName() {
    assertThat(new SmimeException.UnsupportedAlgorithm("1.2.643.2.2.21", "x"))
        .hasMessage("The algorithm gost28147-89 (1.2.643.2.2.21) is not supported for x");
    assertThat(new SmimeException.UnsupportedAlgorithm("2.16.840.1.101.3.4.1.44", "x"))
        .hasMessageContaining("aes256-cfb (2.16.840.1.101.3.4.1.44)");
    assertThat(new SmimeException.UnsupportedAlgorithm("1.2.3.4", "x"))
        .hasMessage("The algorithm 1.2.3.4 is not supported for x");
  }
}
