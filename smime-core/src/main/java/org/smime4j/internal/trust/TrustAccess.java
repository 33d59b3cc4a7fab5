package org.smime4j.internal.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.smime4j.Limits;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/** What only the package {@code org.smime4j.trust} can do. {@link Trusting} is how it is used. */
public interface TrustAccess {

  /** As {@link Trusting#judge}. */
  CertificateJudge judge(
      TrustPolicy policy,
      Collection<X509Certificate> carried,
      Collection<byte[]> crls,
      Limits limits,
      WorkBudget work);

  /** As {@link Trusting#bind}. */
  AddressBinding bind(X509Certificate certificate, ExpectedSigner expected);

  /** As {@link Trusting#certificates}. */
  List<X509Certificate> certificates(TrustPolicy policy);

  /** As {@link Trusting#time}. */
  Instant time(TrustPolicy policy);

  /** As {@link Trusting#unreadable}. */
  ExpectedSigner unreadable(String why);

  /** As {@link Trusting#addresses}. */
  List<String> addresses(ExpectedSigner expected);
}
