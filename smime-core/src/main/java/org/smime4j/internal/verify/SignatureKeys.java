package org.smime4j.internal.verify;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.names.AlgorithmNames;
import org.smime4j.internal.path.MessageJudge;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.KeySize;
import org.smime4j.internal.signature.SignatureCheck;
import org.smime4j.internal.signature.Work;
import org.smime4j.sources.ByteSource;

/**
 * Finds the certificates with the key that made a signature, among those that match the signer. It
 * tries each key once for each form of the signed octets, even if several certificates have the
 * same key. A message can contain 16 signers and 64 certificates that all match each signer. This
 * would need a thousand signature checks, so a limit ends it earlier.
 */
final class SignatureKeys {

  private final SignerInfo signer;
  private final List<X509Certificate> candidates;
  private final MessageJudge judge;
  private final Providers providers;
  private final MessageEffort effort;
  private @Nullable Finding unsupported;

  /**
   * @param judge provides the keys, because some keys inherit parameters from issuers' certificates
   */
  SignatureKeys(
      SignerInfo signer,
      List<X509Certificate> candidates,
      MessageJudge judge,
      Providers providers,
      MessageEffort effort) {
    this.signer = signer;
    this.candidates = candidates;
    this.judge = judge;
    this.providers = providers;
    this.effort = effort;
  }

  /**
   * Returns the certificates that match the signer, whether or not their keys made the signature.
   */
  List<X509Certificate> candidates() {
    return candidates;
  }

  /** Returns the unsupported part that prevented the check; null if there is none. */
  @Nullable Finding unsupported() {
    return unsupported;
  }

  /**
   * Returns the certificates whose key signed these octets.
   *
   * @param digest the digest of the octets; null if it is unknown
   */
  List<X509Certificate> thatSigned(ByteSource signed, byte @Nullable [] digest) throws IOException {
    Map<PublicKey, Boolean> tried = new HashMap<>();
    List<X509Certificate> found = new ArrayList<>();
    for (X509Certificate candidate : candidates) {
      KeySize size = judge.size(candidate);
      if (size.isReadable()) {
        effort.work().spend(Work.decoding(size));
      }
      PublicKey key = judge.publicKey(candidate).orElse(null);
      if (key == null) {
        unsupported =
            size.tooLarge() != null
                ? size.tooLarge()
                : new Finding(
                    Finding.Code.UNSUPPORTED_ALGORITHM,
                    "a public key of an unknown kind for {0}",
                    AlgorithmNames.spelt(
                        SignatureCheck.scheme(
                            signer.signatureAlgorithm(), signer.digestAlgorithm())));
        continue;
      }
      Boolean known = tried.get(key);
      if (known == null) {
        effort.spendSignatureCheck();
        known = verifies(key, signed, digest);
        tried.put(key, known);
      }
      if (known) {
        found.add(candidate);
      }
    }
    return found;
  }

  private boolean verifies(PublicKey key, ByteSource signed, byte @Nullable [] digest)
      throws IOException {
    try {
      boolean isOverDigest = digest != null && !SignatureCheck.isPure(signer.signatureAlgorithm());
      long octets = signed.sizeIfKnown().orElse(effort.contentOctets());
      KeySize size = KeySize.of(key);
      effort.work().spend(Work.verifying(size) + (isOverDigest ? 0 : Work.hashing(size, octets)));
      if (digest != null && isOverDigest) {
        return SignatureCheck.verifyDigested(
            key,
            signer.signatureAlgorithm(),
            signer.digestAlgorithm(),
            digest,
            signer.signature(),
            providers);
      }
      return SignatureCheck.verify(
          key,
          signer.signatureAlgorithm(),
          signer.digestAlgorithm(),
          signed,
          signer.signature(),
          providers);
    } catch (SmimeException.UnsupportedAlgorithm e) {
      Finding tooLarge = KeySize.of(key).tooLarge();
      unsupported =
          tooLarge != null
              ? tooLarge
              : new Finding(
                  Finding.Code.UNSUPPORTED_ALGORITHM,
                  "the algorithm {0}",
                  AlgorithmNames.spelt(e.oid()));
      return false;
    } catch (SmimeException.Malformed e) {
      return false;
    }
  }
}
