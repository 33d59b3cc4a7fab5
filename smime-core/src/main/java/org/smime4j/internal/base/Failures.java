package org.smime4j.internal.base;

import java.util.List;
import org.smime4j.Finding;
import org.smime4j.Limit;
import org.smime4j.SmimeException;

/** Makes the exceptions that only this library throws. */
public final class Failures {

  private static final RootAccess ROOT = RootHolder.access();

  private Failures() {}

  /**
   * The input does not have the form that its standard demands.
   *
   * @param where the structure in which reading stopped, in the standard's terms
   * @param offset octets from the beginning of that structure's source, or -1 if not known
   * @param what a sentence that says what is wrong
   */
  public static SmimeException.Malformed malformed(String where, long offset, String what) {
    return ROOT.malformed(where, offset, what);
  }

  /** The input asks for more than a limit allows. */
  public static SmimeException.LimitExceeded limitExceeded(Limit limit, long allowed) {
    return ROOT.limitExceeded(limit, allowed);
  }

  /**
   * An algorithm is not implemented, or not in this role.
   *
   * @param oid the object identifier in dotted form, or a name where the source gave one
   * @param role what the algorithm was to do, for example {@code content encryption}
   */
  public static SmimeException.UnsupportedAlgorithm unsupported(String oid, String role) {
    return ROOT.unsupported(oid, role);
  }

  /** The object identifier, behind the name where that is known. */
  public static String spelt(String oid) {
    return ROOT.spelt(oid);
  }

  /**
   * The policy forbids it.
   *
   * @param why a sentence that says what was refused and what to do
   */
  public static SmimeException.Refused refused(SmimeException.Refused.Rule rule, String why) {
    return ROOT.refused(rule, why);
  }

  /**
   * None of the keys held fits.
   *
   * @param wanted the message's recipient identifiers, readable
   * @param held how many keys were at hand
   * @param tried how many of them were tried, to follow the recipients
   * @param advice what to do, as sentences that follow another
   * @param removed identifiers of keys that fit but were removed from the history
   */
  public static SmimeException.NoMatchingKey noMatchingKey(
      List<String> wanted, int held, String tried, String advice, List<String> removed) {
    return ROOT.noMatchingKey(wanted, held, tried, advice, removed);
  }

  /** The one failure of decryption, whatever the cause. */
  public static SmimeException.NotDecryptable notDecryptable() {
    return ROOT.notDecryptable();
  }

  /** A file of keys or certificates could not be read. */
  public static SmimeException.KeyFile keyFile(
      String file, SmimeException.KeyFile.Reason reason, String what) {
    return ROOT.keyFile(file, reason, what);
  }

  /**
   * The signature does not satisfy the trust policy.
   *
   * @param finding the code of the headline finding
   * @param why a sentence with the evidence
   */
  public static SmimeException.NotTrusted notTrusted(Finding.Code finding, String why) {
    return ROOT.notTrusted(finding, why);
  }
}
