package org.smime4j;

import java.time.Instant;
import org.smime4j.internal.path.CertificatePolicies;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.reports.SignatureReport;

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
