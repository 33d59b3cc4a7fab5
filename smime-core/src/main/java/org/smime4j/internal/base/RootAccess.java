package org.smime4j.internal.base;

import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Deviation;
import org.smime4j.Finding;
import org.smime4j.Limit;
import org.smime4j.SmimeException;

/**
 * What only the package {@code org.smime4j} can do: make its exceptions, findings and deviations,
 * and read a policy. {@link RootHolder} has the one object; {@link Failures}, {@link Findings},
 * {@link Deviations} and {@link PolicyRules} are how it is used.
 */
public interface RootAccess {

  /** As {@link Failures#malformed}. */
  SmimeException.Malformed malformed(String where, long offset, String what);

  /** As {@link Failures#limitExceeded}. */
  SmimeException.LimitExceeded limitExceeded(Limit limit, long allowed);

  /** As {@link Failures#unsupported}. */
  SmimeException.UnsupportedAlgorithm unsupported(String oid, String role);

  /** As {@link Failures#refused}. */
  SmimeException.Refused refused(SmimeException.Refused.Rule rule, String why);

  /** As {@link Failures#noMatchingKey}. */
  SmimeException.NoMatchingKey noMatchingKey(
      List<String> wanted, int held, String tried, String advice, List<String> removed);

  /** As {@link Failures#notDecryptable}. */
  SmimeException.NotDecryptable notDecryptable();

  /** As {@link Failures#keyFile}. */
  SmimeException.KeyFile keyFile(String file, SmimeException.KeyFile.Reason reason, String what);

  /** As {@link Failures#notTrusted}. */
  SmimeException.NotTrusted notTrusted(Finding.Code finding, String why);

  /** As {@link Failures#spelt}. */
  String spelt(String oid);

  /** As {@link Findings#of}. */
  Finding finding(Finding.Code code, String sentence);

  /** As {@link Deviations#of(Deviation.Code, String)}. */
  Deviation deviation(Deviation.Code code, String detail);

  /** As {@link PolicyRules#of}. */
  PolicyRules rules(AlgorithmPolicy policy);
}
