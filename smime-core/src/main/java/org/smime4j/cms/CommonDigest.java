package org.smime4j.cms;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.SignatureScheme;
import org.smime4j.internal.crypto.DigestAlgorithm;
import org.smime4j.internal.crypto.Providers;

/**
 * One digest for all signers of a content, where their keys and the caller leave that open: some
 * mail programs show no signature where micalg names two.
 */
final class CommonDigest {

  /** The weakest first: no more is computed than the strongest key asks for. */
  private static final List<DigestAlgorithm> CANDIDATES =
      List.of(DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512);

  private CommonDigest() {}

  /** The signers in their order under one digest; each under its own where there is none. */
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
   * The scheme of a signer's key with a digest, which is no weaker than its curve (RFC 5753,
   * section 7). A key for RSASSA-PSS alone may name its digest (RFC 4055), and keeps the usual one.
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
