package org.smime4j;

import java.io.IOException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import org.smime4j.internal.io.Held;
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
@SuppressWarnings("auxiliaryclass")
public final class Doors {

  public static final int MOST_ADDRESSES = CertificateBookDoor.MOST_ADDRESSES;
  public static final int MOST_OF_AN_ADDRESS = CertificateBookDoor.MOST_OF_AN_ADDRESS;

  private Doors() {}

  public static PolicyRules rules(AlgorithmPolicy policy) {
    return Held.by(policy, PolicyRules.class);
  }

  public static PolicyJudge judge(TrustPolicy policy) {
    return Held.by(policy, PolicyJudge.class);
  }

  public static CertificateVerdict judge(
      TrustPolicy policy,
      X509Certificate leaf,
      Collection<X509Certificate> fromMessage,
      Collection<X509CRL> fromMessageCrls,
      Purpose purpose,
      Limits limits) {
    return judge(policy).forMessage(fromMessage, fromMessageCrls, limits).judge(leaf, purpose);
  }

  public static byte[] signReceipt(Signer signer, SignerVerdict original) throws IOException {
    return signing(signer).receipt(original);
  }

  public static VerifyingOptions options(Verifier verifier) {
    return Held.by(verifier, VerifyingOptions.class);
  }

  public static Signatory signing(Signer signer) {
    return Held.by(signer, Signatory.class);
  }

  public static TrustPolicy policies(TrustPolicy policy, CertificatePolicies acceptable) {
    return new TrustPolicyDoor(judge(policy).options().policies(acceptable));
  }

  public static CertificateBook harvest(CertificateBook book, SignatureReport report, Instant now) {
    return ((CertificateBookDoor) book).harvest(report, now);
  }
}
