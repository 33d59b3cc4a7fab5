package org.smime4j.internal.cms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.Signer;
import org.smime4j.cms.Verifier;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/**
 * What a {@link Signer}, a {@link Verifier} and a {@link Decryptor} tell the rest of the library.
 */
public final class Verbs {

  private static volatile @Nullable CmsAccess access;

  private Verbs() {}

  /**
   * Takes the access, which {@link Verifier} hands over as its class is initialised.
   *
   * @throws IllegalStateException if it was handed over before
   */
  public static void give(CmsAccess given) {
    if (access != null) {
      throw new IllegalStateException("The access was handed over already");
    }
    access = given;
  }

  private static CmsAccess access() {
    CmsAccess given = access;
    if (given == null) {
      // Nobody has used the class that hands it over: it is initialised now.
      Verifier.trusting(TrustPolicy.withoutAnchors("nothing is verified"));
      given = Objects.requireNonNull(access);
    }
    return given;
  }

  /** The limits for reading. */
  public static Limits limits(Decryptor decryptor) {
    return access().limits(decryptor);
  }

  /** Who is expected to have signed; empty if nobody said. */
  public static Optional<ExpectedSigner> expectedSigner(Verifier verifier) {
    return access().expectedSigner(verifier);
  }

  /** What the message is dated; empty if nobody said. */
  public static Optional<Instant> date(Verifier verifier) {
    return access().date(verifier);
  }

  /**
   * Holds signatures that were verified before against what a verifier expects: the author, the
   * date, and that a mail was signed. Only that is judged anew. No signature is verified again, and
   * certificates stay judged as they were.
   */
  public static SignatureReport bind(Verifier verifier, SignatureReport verified) {
    return access().bind(verifier, verified);
  }

  /** The signers' certificates, in the order of their signatures. */
  public static List<X509Certificate> certificates(Signer signer) {
    return access().certificates(signer);
  }

  /** The signing time of a signature that is made now. */
  public static Instant signingTime(Signer signer) {
    return access().signingTime(signer);
  }
}
