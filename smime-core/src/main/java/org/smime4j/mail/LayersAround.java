package org.smime4j.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/** The layers over what a chain has come to, outermost first. */
final class LayersAround {

  /** All layers of the message, these among them. */
  private final List<Layer> all;

  private final List<Layer> layers;

  /** How many of the layers stand around the chain; their signatures are bound already. */
  private final int around;

  /**
   * @param all where each layer is entered too
   * @param around the layers around the chain
   */
  LayersAround(List<Layer> all, List<Layer> around) {
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
    return isAny(Layer::isEncryption, 0);
  }

  boolean isCompressed() {
    return isAny(layer -> layer.kind() == Layer.Kind.COMPRESSED, 0);
  }

  /** Whether a signature is among them, whatever it is worth. */
  boolean isSigned() {
    return isAny(Layer::isSignature, 0);
  }

  /** Whether a signature of the chain itself is among them. */
  boolean isSignedInside() {
    return isAny(Layer::isSignature, around);
  }

  private boolean isAny(Predicate<Layer> kind, int from) {
    return layers.subList(from, layers.size()).stream().anyMatch(kind);
  }

  /** How layers protect their content. An errant layer counts for nothing in the message. */
  static Protection protection(List<Layer> layers) {
    return layers.stream().allMatch(Layer::isWhole)
        ? Protection.of(isSignedByTrusted(layers), layers.stream().anyMatch(Layer::isEncryption))
        : Protection.NOTHING;
  }

  /**
   * Whether every signer of each signature is trusted, and one signature is inside all encryption.
   * A signer of ciphertext from someone else has not seen the content and does not vouch for it.
   */
  static boolean isSignedByTrusted(List<Layer> layers) {
    boolean signed = false;
    for (Layer layer : layers) {
      signed = layer.isEncryption() ? false : signed || layer.isSignature();
      if (layer.isSignature() && !isTrusted(layer)) {
        return false;
      }
    }
    return signed;
  }

  /** Whether it is a signature, and every signer of it is trusted. */
  static boolean isTrusted(Layer layer) {
    List<SignerVerdict> signers =
        layer.isSignature() ? layer.report().orElseThrow().signers() : List.of();
    return !signers.isEmpty()
        && signers.stream().allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
  }

  /** Puts the bound report of each signature of the chain in place of the one that is not. */
  void bind(UnaryOperator<SignatureReport> binding) {
    for (int i = around; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Layer bound = layer.report().map(binding).map(layer::with).orElse(layer);
      all.set(all.lastIndexOf(layer), bound);
      layers.set(i, bound);
    }
  }
}
