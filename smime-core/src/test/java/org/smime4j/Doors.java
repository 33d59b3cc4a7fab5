package org.smime4j;

import java.io.IOException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import org.smime4j.internal.path.CertificatePolicies;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/** What the doors hold, for tests of the engines behind them. */
public final class Doors {

  public static final int MOST_ADDRESSES = CertificateBook.MOST_ADDRESSES;
  public static final int MOST_OF_AN_ADDRESS = CertificateBook.MOST_OF_AN_ADDRESS;

  private Doors() {}

  public static PolicyRules rules(AlgorithmPolicy policy) {
    return policy.rules();
  }

  public static PolicyJudge judge(TrustPolicy policy) {
    return policy.judge();
  }

  public static CertificateVerdict judge(
      TrustPolicy policy,
      X509Certificate leaf,
      Collection<X509Certificate> fromMessage,
      Collection<X509CRL> fromMessageCrls,
      Purpose purpose,
      Limits limits) {
    return policy.judge().forMessage(fromMessage, fromMessageCrls, limits).judge(leaf, purpose);
  }

  public static byte[] signReceipt(Signer signer, SignerVerdict original) throws IOException {
    return signer.signReceipt(original);
  }

  public static VerifyingOptions options(Verifier verifier) {
    return verifier.options();
  }

  public static Signatory signing(Signer signer) {
    return signer.signing();
  }

  public static TrustPolicy policies(TrustPolicy policy, CertificatePolicies acceptable) {
    return policy.policies(acceptable);
  }

  public static CertificateBook harvest(CertificateBook book, SignatureReport report, Instant now) {
    return book.harvest(report, now);
  }
}
