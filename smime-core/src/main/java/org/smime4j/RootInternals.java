package org.smime4j;

import java.util.List;
import org.smime4j.internal.base.PolicyRules;
import org.smime4j.internal.base.RootAccess;

/** Gives the rest of the library access to this package. */
final class RootInternals implements RootAccess {

  @Override
  public SmimeException.Malformed malformed(String where, long offset, String what) {
    return new SmimeException.Malformed(where, offset, what);
  }

  @Override
  public SmimeException.LimitExceeded limitExceeded(Limit limit, long allowed) {
    return new SmimeException.LimitExceeded(limit, allowed);
  }

  @Override
  public SmimeException.UnsupportedAlgorithm unsupported(String oid, String role) {
    return new SmimeException.UnsupportedAlgorithm(oid, role);
  }

  @Override
  public SmimeException.Refused refused(SmimeException.Refused.Rule rule, String why) {
    return new SmimeException.Refused(rule, why);
  }

  @Override
  public SmimeException.NoMatchingKey noMatchingKey(
      List<String> wanted, int held, String tried, String advice, List<String> removed) {
    return new SmimeException.NoMatchingKey(wanted, held, tried, advice, removed);
  }

  @Override
  public SmimeException.NotDecryptable notDecryptable() {
    return new SmimeException.NotDecryptable();
  }

  @Override
  public SmimeException.KeyFile keyFile(
      String file, SmimeException.KeyFile.Reason reason, String what) {
    return new SmimeException.KeyFile(file, reason, what);
  }

  @Override
  public SmimeException.NotTrusted notTrusted(Finding.Code finding, String why) {
    return new SmimeException.NotTrusted(finding, why);
  }

  @Override
  public String spelt(String oid) {
    return AlgorithmNames.spelt(oid);
  }

  @Override
  public Finding finding(Finding.Code code, String sentence) {
    return new Finding(code, sentence);
  }

  @Override
  public Deviation deviation(Deviation.Code code, String detail) {
    return new Deviation(code, detail);
  }

  @Override
  public PolicyRules rules(AlgorithmPolicy policy) {
    return policy.rules();
  }
}
