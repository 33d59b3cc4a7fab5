package org.smime4j.internal.cms;

import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Signer;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.base.Handover;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.verify.VerifyingOptions;
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

  /** By what signatures are judged. */
  public static VerifyingOptions options(Verifier verifier) {
    return ACCESS.get().options(verifier);
  }

  /** What writes signatures. */
  public static Signatory signing(Signer signer) {
    return ACCESS.get().signing(signer);
  }
}
