package org.smime4j.testing;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateBook;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.CertificateChoice;

/** Alice and Bob, below one root; Mallory, below another; Carol, who gets blind copies. */
public final class People {

  public static final TestPki.Authority ROOT = TestPki.authority("Mail Root");
  public static final TestPki.Authority ISSUING = ROOT.authority("Mail Issuing");
  public static final TestPki.Issued ALICE = ISSUING.issue("alice@example.org").ec("P-256").build();
  public static final TestPki.Issued BOB = ISSUING.issue("bob@example.org").ec("P-256").build();
  public static final TestPki.Issued CAROL = ISSUING.issue("carol@example.org").ec("P-256").build();
  public static final TestPki.Issued MALLORY =
      ISSUING.issue("mallory@example.org").ec("P-256").build();

  public static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(ROOT.certificate()))
          .intermediates(List.of(ISSUING.certificate()))
          .at(TestPki.NOW);
  public static final Signer SIGNER = Signer.with(identity(ALICE)).signingAt(TestPki.NOW);
  public static final Signer MALLORY_SIGNER = Signer.with(identity(MALLORY)).signingAt(TestPki.NOW);
  public static final Verifier VERIFIER = Verifier.trusting(TRUST);

  /** What is encrypted alone gives its content without a signature. */
  public static final Encryptor ENCRYPTOR =
      Encryptor.trusting(TRUST).to(BOB.certificate()).under(AlgorithmPolicy.authenticated());

  /** The same without a recipient, for a plan. */
  public static final Encryptor UNADDRESSED =
      Encryptor.trusting(TRUST).under(AlgorithmPolicy.authenticated());

  public static final Decryptor DECRYPTOR = Decryptor.with(KeyHistory.of(identity(BOB)));

  private People() {}

  public static Credential identity(TestPki.Issued issued) {
    return Credential.of(
        issued.privateKey(),
        issued.certificate(),
        issued.chain().subList(1, issued.chain().size()).toArray(X509Certificate[]::new));
  }

  /** The plan for addresses, of which those of Bob and Carol are known. */
  public static List<CertificateChoice> plan(String... addresses) {
    return UNADDRESSED.plan(
        CertificateBook.empty().and(List.of(BOB.certificate(), CAROL.certificate())),
        List.of(addresses));
  }

  public static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
