package org.smime4j.internal.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.smime4j.Limits;
import org.smime4j.internal.base.Handover;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/** What a {@link TrustPolicy} and an {@link ExpectedSigner} do for the rest of the library. */
public final class Trusting {

  private static final Handover<TrustAccess> ACCESS =
      new Handover<>(() -> TrustPolicy.withoutAnchors("nothing is judged"));

  private Trusting() {}

  /**
   * Takes the access, which {@link TrustPolicy} hands over as its class is initialised.
   *
   * @throws IllegalStateException if it was handed over before
   */
  public static void give(TrustAccess given) {
    ACCESS.give(given);
  }

  /**
   * Judges the certificates that came with one message.
   *
   * @param carried the certificates in it, of which the sender chose each
   * @param crls the DER of the CRLs in it: they can revoke, and never clear
   * @param limits what all of the judgements together may cost
   * @param work what all that is done for the message may still cost
   */
  public static CertificateJudge judge(
      TrustPolicy policy,
      Collection<X509Certificate> carried,
      Collection<byte[]> crls,
      Limits limits,
      WorkBudget work) {
    return ACCESS.get().judge(policy, carried, crls, limits, work);
  }

  /** Whether the certificate speaks for whom is expected. */
  public static AddressBinding bind(X509Certificate certificate, ExpectedSigner expected) {
    return ACCESS.get().bind(certificate, expected);
  }

  /** All certificates of a policy, the anchors first: a signature may leave out its own. */
  public static List<X509Certificate> certificates(TrustPolicy policy) {
    return ACCESS.get().certificates(policy);
  }

  /** The time to judge at: the one given, or this moment. */
  public static Instant time(TrustPolicy policy) {
    return ACCESS.get().time(policy);
  }

  /**
   * Somebody whom a message names in a way that can be read in more than one: the binding is {@code
   * UNPARSEABLE}, whatever the certificate says.
   *
   * @param why what can be read in more than one way, as a sentence
   */
  public static ExpectedSigner unreadable(String why) {
    return ACCESS.get().unreadable(why);
  }

  /** The addresses that are expected; empty for anyone, and where From could not be read. */
  public static List<String> addresses(ExpectedSigner expected) {
    return ACCESS.get().addresses(expected);
  }
}
