package org.smime4j.internal.open;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.smime4j.reports.Layer;
import org.smime4j.reports.Protection;
import org.smime4j.reports.SignatureReport;

/** The layers over what a chain has come to, outermost first. */
final class CoveringLayers {

  /** All layers of the message, these among them. */
  private final List<Layer> all;

  private final List<Layer> layers;

  /** How many of the layers stand around the chain; their signatures are bound already. */
  private final int around;

  /** Where the layers of the chain itself are among all. */
  private final List<Integer> places = new ArrayList<>();

  /**
   * @param all where each layer is entered too
   * @param around the layers around the chain
   */
  CoveringLayers(List<Layer> all, List<Layer> around) {
    this.all = all;
    this.layers = new ArrayList<>(around);
    this.around = around.size();
  }

  CoveringLayers(List<Layer> all, CoveringLayers other) {
    this.all = all;
    this.layers = new ArrayList<>(other.layers);
    this.around = other.around;
    places.addAll(other.places);
  }

  void add(Layer layer) {
    places.add(all.size());
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
    return isAny(Layers::isEncryption, 0);
  }

  boolean isCompressed() {
    return isAny(layer -> layer.kind() == Layer.Kind.COMPRESSED, 0);
  }

  /** Whether a signature is among them, whatever it is worth. */
  boolean isSigned() {
    return isAny(Layers::isSignature, 0);
  }

  /** Whether a signature of the chain itself is among them. */
  boolean isSignedInside() {
    return isAny(Layers::isSignature, around);
  }

  private boolean isAny(Predicate<Layer> kind, int from) {
    for (int i = from; i < layers.size(); i++) {
      if (kind.test(layers.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** How layers protect their content. An errant layer counts for nothing in the message. */
  static Protection protection(List<Layer> layers) {
    return layers.stream().allMatch(Layer::isWhole)
        ? protection(isSignedByTrusted(layers), layers.stream().anyMatch(Layers::isEncryption))
        : Protection.NOTHING;
  }

  /**
   * Whether every signer of each signature is trusted, and one signature is inside all encryption.
   * A signer of ciphertext from someone else has not seen the content and does not vouch for it.
   */
  static boolean isSignedByTrusted(List<Layer> layers) {
    boolean signed = false;
    for (Layer layer : layers) {
      signed = Layers.isEncryption(layer) ? false : signed || Layers.isSignature(layer);
      if (Layers.isSignature(layer) && !Layers.isTrusted(layer)) {
        return false;
      }
    }
    return signed;
  }

  /** Puts the bound report of each signature of the chain in place of the one that is not. */
  void bind(UnaryOperator<SignatureReport> binding) {
    for (int i = around; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Layer bound =
          layer.report().map(binding).map(report -> Layers.with(layer, report)).orElse(layer);
      all.set(places.get(i - around), bound);
      layers.set(i, bound);
    }
  }

  static Protection protection(boolean signed, boolean hidden) {
    if (signed) {
      return hidden ? Protection.SIGNED_AND_ENCRYPTED : Protection.SIGNED;
    }
    return hidden ? Protection.ENCRYPTED : Protection.NOTHING;
  }
}
