package org.smime4j.internal.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/** What a {@link TrustPolicy} and an {@link ExpectedSigner} do for the rest of the library. */
public final class Trusting {

  private static volatile @Nullable TrustAccess access;

  private Trusting() {}

  /**
   * Takes the access, which {@link TrustPolicy} hands over as its class is initialised.
   *
   * @throws IllegalStateException if it was handed over before
   */
  public static void give(TrustAccess given) {
    if (access != null) {
      throw new IllegalStateException("The access was handed over already");
    }
    access = given;
  }

  private static TrustAccess access() {
    TrustAccess given = access;
    if (given == null) {
      // Nobody has used the class that hands it over: it is initialised now.
      TrustPolicy.withoutAnchors("nothing is judged");
      given = Objects.requireNonNull(access);
    }
    return given;
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
    return access().judge(policy, carried, crls, limits, work);
  }

  /** Whether the certificate speaks for whom is expected. */
  public static AddressBinding bind(X509Certificate certificate, ExpectedSigner expected) {
    return access().bind(certificate, expected);
  }

  /** All certificates of a policy, the anchors first: a signature may leave out its own. */
  public static List<X509Certificate> certificates(TrustPolicy policy) {
    return access().certificates(policy);
  }

  /** Whether {@link TrustPolicy#experimentalComposites} was asked for. */
  public static boolean takesExperimentalComposites(TrustPolicy policy) {
    return access().takesExperimentalComposites(policy);
  }

  /** The time to judge at: the one given, or this moment. */
  public static Instant time(TrustPolicy policy) {
    return access().time(policy);
  }

  /**
   * Somebody whom a message names in a way that can be read in more than one: the binding is {@code
   * UNPARSEABLE}, whatever the certificate says.
   *
   * @param why what can be read in more than one way, as a sentence
   */
  public static ExpectedSigner unreadable(String why) {
    return access().unreadable(why);
  }

  /** The addresses that are expected; empty for anyone, and where From could not be read. */
  public static List<String> addresses(ExpectedSigner expected) {
    return access().addresses(expected);
  }
}
