package org.smime4j.internal.cms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.Signer;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.base.Handover;
import org.smime4j.settings.Limits;
import org.smime4j.trust.TrustPolicy;

/**
 * What a {@link Signer}, a {@link Verifier} and a {@link Decryptor} tell the rest of the library.
 */
public final class Verbs {

  private static final Handover<CmsAccess> ACCESS =
      new Handover<>(() -> Verifier.trusting(TrustPolicy.withoutAnchors("nothing is verified")));

  private Verbs() {}

  /**
   * Takes the access, which {@link Verifier} hands over as its class is initialised.
   *
   * @throws IllegalStateException if it was handed over before
   */
  public static void give(CmsAccess given) {
    ACCESS.give(given);
  }

  /** The limits for reading. */
  public static Limits limits(Decryptor decryptor) {
    return ACCESS.get().limits(decryptor);
  }

  /** The decryptor for messages in mail, whose content is a MIME entity as a rule. */
  public static Decryptor inMail(Decryptor decryptor) {
    return ACCESS.get().inMail(decryptor);
  }

  /** Who is expected to have signed; empty if nobody said. */
  public static Optional<ExpectedAddress> expectedSigner(Verifier verifier) {
    return ACCESS.get().expectedSigner(verifier);
  }

  /** What the message is dated; empty if nobody said. */
  public static Optional<Instant> date(Verifier verifier) {
    return ACCESS.get().date(verifier);
  }

  /**
   * A verifier for a message whose Date has a form that mail programs read differently. A date that
   * is near the signing time confirms nothing then.
   */
  public static Verifier datedIrregularly(Verifier verifier, Instant date) {
    return ACCESS.get().datedIrregularly(verifier, date);
  }

  /**
   * Holds signatures that were verified before against what a verifier expects: the author, the
   * date, and that a mail was signed. Only that is judged anew. No signature is verified again, and
   * certificates stay judged as they were.
   */
  public static SignatureReport bind(Verifier verifier, SignatureReport verified) {
    return ACCESS.get().bind(verifier, verified);
  }

  /** The same for another expected signer. */
  public static SignatureReport bind(
      Verifier verifier, ExpectedAddress expected, SignatureReport verified) {
    return ACCESS.get().bind(verifier, expected, verified);
  }

  /** The signers' certificates, in the order of their signatures. */
  public static List<X509Certificate> certificates(Signer signer) {
    return ACCESS.get().certificates(signer);
  }

  /** The signing time of a signature that is made now. */
  public static Instant signingTime(Signer signer) {
    return ACCESS.get().signingTime(signer);
  }
}
