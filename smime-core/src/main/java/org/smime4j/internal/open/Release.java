package org.smime4j.internal.open;

import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/** The conditions for releasing content from the layers that cover it. */
final class Release {

  private Release() {}

  /** Requires that every signature over the content has an intact signer and no broken one. */
  static void requireIntact(List<Layer> layers) throws SmimeException.NotTrusted {
    for (Layer layer : layers) {
      if (Layers.isSignature(layer)) {
        requireIntact(layer.report().orElseThrow());
      }
    }
  }

  private static void requireIntact(SignatureReport report) throws SmimeException.NotTrusted {
    boolean intact = false;
    boolean altered = false;
    for (SignerVerdict signer : report.signers()) {
      intact |= signer.isIntact();
      altered |= signer.isAltered() || signer.state() == SignerVerdict.State.BROKEN;
    }
    if (!intact || altered) {
      throw new SmimeException.NotTrusted(
          report.worst().findings().stream()
              .findFirst()
              .map(Finding::code)
              .orElse(Finding.Code.STRUCTURE),
          "the signature does not show that the content is what was signed; unverifiedContent gives"
              + " it all the same");
    }
  }

  /** Requires that each key is proven. */
  static void requireProven(List<Layer> layers) throws SmimeException.Refused {
    if (layers.stream().anyMatch(Layers::isUnproven)) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.UNPROVEN,
          "a key that the message does not name opened it, and nothing proves that it is the right"
              + " one; unverifiedContent returns what it made of the message");
    }
  }

  /** Requires that encryption authenticates the content, or that a trusted signature covers it. */
  static void requireAuthenticated(List<Layer> layers) throws SmimeException.Refused {
    for (int i = 0; i < layers.size(); i++) {
      Optional<EncryptedLayer> encryption = layers.get(i).encryption();
      if (encryption.isPresent()
          && !encryption.get().isAuthenticated()
          && layers.subList(i, layers.size()).stream().noneMatch(Layers::isTrusted)) {
        throw new SmimeException.Refused(
            SmimeException.Refused.Rule.UNAUTHENTICATED,
            "the content is encrypted with "
                + encryption.get().cipher().label()
                + " alone and may have been changed in transit: its sender can sign it, or encrypt it"
                + " with AES-GCM; OpenedMail.unauthenticatedContent or MailPart.unverifiedContent"
                + " returns it anyway");
      }
    }
  }

  /** Whether encryption authenticates the content, or a trusted signature covers it. */
  static boolean isAuthenticated(List<Layer> layers) {
    try {
      requireAuthenticated(layers);
      return true;
    } catch (SmimeException.Refused e) {
      return false;
    }
  }
}
