package org.smime4j.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.SignerVerdict;

/** The layers over what a chain has come to, outermost first. */
final class Covering {

  /** All layers of the message, these among them. */
  private final List<Layer> all;

  private final List<Layer> layers;

  /** How many of the layers stand around the chain; their signatures are bound already. */
  private final int around;

  /**
   * @param all where each layer is entered too
   * @param around the layers around the chain
   */
  Covering(List<Layer> all, List<Layer> around) {
    this.all = all;
    this.layers = new ArrayList<>(around);
    this.around = around.size();
  }

  void add(Layer layer) {
    all.add(layer);
    layers.add(layer);
  }

  List<Layer> layers() {
    return layers;
  }

  int size() {
    return layers.size();
  }

  boolean isEncrypted() {
    return isAny(Layer.Encrypted.class, 0);
  }

  boolean isCompressed() {
    return isAny(Layer.Compressed.class, 0);
  }

  /** Whether a signature is among them, whatever it is worth. */
  boolean isSigned() {
    return isAny(Layer.Signed.class, 0);
  }

  /** Whether a signature of the chain itself is among them. */
  boolean isSignedInside() {
    return isAny(Layer.Signed.class, around);
  }

  private boolean isAny(Class<? extends Layer> kind, int from) {
    for (int i = from; i < layers.size(); i++) {
      if (kind.isInstance(layers.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a signature, and every signer of each is trusted. */
  boolean isTrusted() {
    return isSigned()
        && layers.stream()
            .filter(Layer.Signed.class::isInstance)
            .flatMap(signed -> ((Layer.Signed) signed).report().signers().stream())
            .allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
  }

  /**
   * What layers over the whole message protect its content with; an errant layer counts for none.
   */
  static ProtectedField.Protection protection(List<Layer> layers) {
    int encrypted = -1;
    int signed = -1;
    boolean trusted = true;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Layer.Encrypted) {
        encrypted = i;
      } else if (layers.get(i) instanceof Layer.Signed layer) {
        signed = i;
        trusted &= isTrusted(layer.report());
      }
    }
    // Who signs what somebody else encrypted has not seen it: that is nobody's word.
    return ProtectedField.Protection.of(trusted && signed > encrypted, encrypted >= 0);
  }

  private static boolean isTrusted(SignatureReport report) {
    return !report.signers().isEmpty()
        && report.signers().stream().allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
  }

  /** Puts the bound report of each signature of the chain in place of the one that is not. */
  void bind(UnaryOperator<SignatureReport> binding) {
    for (int i = around; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Layer bound =
          layer instanceof Layer.Signed signed
              ? new Layer.Signed(
                  signed.coverage(),
                  signed.form(),
                  binding.apply(signed.report()),
                  signed.deviations())
              : layer instanceof Layer.Receipt receipt
                  ? new Layer.Receipt(
                      receipt.coverage(), binding.apply(receipt.report()), receipt.deviations())
                  : layer;
      all.set(all.lastIndexOf(layer), bound);
      layers.set(i, bound);
    }
  }
}
