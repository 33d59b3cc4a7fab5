package org.smime4j.internal.sign;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.SignatureScheme;

/**
 * Chooses one digest for all signers of the same content, if their keys and the caller's choices
 * allow it. Some mail programs show no signature if micalg names two digests.
 */
public final class CommonDigest {

  /** The weakest first, so that the digest is no stronger than the strongest key needs. */
  private static final List<DigestAlgorithm> CANDIDATES =
      List.of(DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512);

  private CommonDigest() {}

  /**
   * Returns the signers in their order with a common digest, or each with its usual scheme if there
   * is no common digest.
   */
  static List<SigningProfile> of(List<SigningProfile> profiles, Providers providers) {
    for (DigestAlgorithm digest : CANDIDATES) {
      List<SigningProfile> common = under(digest, profiles, providers);
      if (common != null) {
        return common;
      }
    }
    List<SigningProfile> own = new ArrayList<>();
    profiles.forEach(profile -> own.add(profile.under(profile.ownScheme(), providers)));
    return own;
  }

  private static @Nullable List<SigningProfile> under(
      DigestAlgorithm digest, List<SigningProfile> profiles, Providers providers) {
    List<SignatureScheme> schemes = new ArrayList<>();
    for (SigningProfile profile : profiles) {
      SignatureScheme scheme = scheme(digest, profile);
      if (scheme == null) {
        return null;
      }
      schemes.add(scheme);
    }
    List<SigningProfile> common = new ArrayList<>();
    for (int i = 0; i < schemes.size(); i++) {
      common.add(profiles.get(i).under(schemes.get(i), providers));
    }
    return common;
  }

  /**
   * Returns the scheme of a signer's key with a digest, or null if there is none. The digest is no
   * weaker than the curve of the key (RFC 5753, section 7). A key for RSASSA-PSS only may name its
   * digest (RFC 4055), and keeps its usual scheme.
   */
  private static @Nullable SignatureScheme scheme(DigestAlgorithm digest, SigningProfile profile) {
    SignatureScheme own = profile.ownScheme();
    if (DigestAlgorithm.of(own) == digest) {
      return own;
    }
    if (profile.isChosen()
        || CANDIDATES.indexOf(digest) < CANDIDATES.indexOf(DigestAlgorithm.of(own))) {
      return null;
    }
    boolean longest = digest == DigestAlgorithm.SHA512;
    return switch (own) {
      case RSA_PKCS1_SHA256 ->
          longest ? SignatureScheme.RSA_PKCS1_SHA512 : SignatureScheme.RSA_PKCS1_SHA384;
      case ECDSA_SHA256, ECDSA_SHA384 ->
          longest ? SignatureScheme.ECDSA_SHA512 : SignatureScheme.ECDSA_SHA384;
      default -> null;
    };
  }
}
