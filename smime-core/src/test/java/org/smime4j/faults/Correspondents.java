package org.smime4j.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.TestPki;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Alice writes to Bob, with keys that cost little. */
final class Correspondents {

  static final TestPki.Authority ROOT = TestPki.authority("Faults Root");
  static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").ec("P-256").build();
  static final TestPki.Issued BOB = ROOT.issue("bob@example.org").ec("P-256").build();

  static final Signer SIGNER = Signer.with(identity(ALICE)).signingAt(TestPki.NOW);
  static final Verifier VERIFIER =
      Verifier.trusting(
          TrustPolicy.anchors(List.of(ROOT.certificate()))
              .at(TestPki.NOW)
              .revocation(org.smime4j.Revocation.notChecked("made for this test")));
  static final Encryptor ENCRYPTOR =
      Encryptor.unvalidated("made for this test")
          .to(BOB.certificate())
          .under(AlgorithmPolicy.authenticated());
  static final Encryptor CBC_ENCRYPTOR = ENCRYPTOR.under(AlgorithmPolicy.outlook());

  /** Works as with what does not fit into memory. */
  static final Decryptor DECRYPTOR =
      Decryptor.with(KeyHistory.of(identity(BOB)))
          .within(Limits.standard().with(Limit.SPOOL_THRESHOLD, 64));

  static final byte[] MAIL =
      ("From: alice@example.org\r\nTo: bob@example.org\r\nSubject: Treasure\r\n"
              + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
              + "The treasure is under the oak.\r\n".repeat(20))
          .getBytes(StandardCharsets.US_ASCII);

  private Correspondents() {}

  static Credential identity(TestPki.Issued issued) {
    return Credential.of(issued.privateKey(), issued.certificate());
  }
}
