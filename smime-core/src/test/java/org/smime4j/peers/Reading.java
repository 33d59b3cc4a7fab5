package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Our readers with everybody's keys and the one root. */
final class Reading {

  static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(People.ROOT.certificate()))
          .intermediates(List.of(People.ISSUING.certificate()))
          .revocation(Revocation.notChecked("these tests are about formats"))
          .at(TestPki.NOW);

  private static final Verifier VERIFIER =
      Verifier.trusting(TRUST).expecting(ExpectedSigner.anyone("these tests are about formats"));

  private Reading() {}

  static KeyHistory everybody() {
    return KeyHistory.of(
        People.receivers().stream().map(People::identity).toArray(org.smime4j.Credential[]::new));
  }

  static Decryption decryption(byte[] message, AlgorithmPolicy policy) throws IOException {
    return Decryptor.with(everybody()).under(policy).decrypt(ByteSource.of(message));
  }

  /** Opens a message that the given person's key has to open. */
  static Decryption open(byte[] message, TestPki.Issued who) throws IOException {
    Decryption decryption = decryption(message, AlgorithmPolicy.standard());
    assertThat(decryption.layer().key().orElseThrow().certificate()).contains(who.certificate());
    return decryption;
  }

  static byte[] content(Decryption decryption) throws IOException {
    return decryption
        .<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated)
        .bytes();
  }

  static SignatureReport detached(byte[] content, byte[] signature) throws IOException {
    return VERIFIER.verifyDetached(ByteSource.of(content), ByteSource.of(signature));
  }

  static SignatureReport opaque(byte[] signed) throws IOException {
    return VERIFIER.verify(ByteSource.of(signed));
  }

  /** Every one of this many signers is trusted. */
  static void trusted(SignatureReport report, int signers) {
    assertThat(report.signers()).hasSize(signers);
    assertThat(report.signers())
        .allSatisfy(
            verdict ->
                assertThat(verdict)
                    .as("%s", report)
                    .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state));
  }
}
