package org.smime4j.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.smime4j.Limits;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.trust.AddressBinding;
import org.smime4j.internal.trust.CertificateJudge;
import org.smime4j.internal.trust.TrustAccess;

/** The functions of this package for the rest of the library. */
final class TrustInternals implements TrustAccess {

  @Override
  public CertificateJudge judge(
      TrustPolicy policy,
      Collection<X509Certificate> carried,
      Collection<byte[]> crls,
      Limits limits,
      WorkBudget work) {
    return policy.forMessage(carried, crls, limits, work);
  }

  @Override
  public AddressBinding bind(X509Certificate certificate, ExpectedSigner expected) {
    return expected.bind(certificate);
  }

  @Override
  public List<X509Certificate> certificates(TrustPolicy policy) {
    return policy.certificates();
  }

  @Override
  public Instant time(TrustPolicy policy) {
    return policy.time();
  }

  @Override
  public ExpectedSigner unreadable(String why) {
    return ExpectedSigner.unreadable(why);
  }

  @Override
  public List<String> addresses(ExpectedSigner expected) {
    return expected.addresses();
  }
}
