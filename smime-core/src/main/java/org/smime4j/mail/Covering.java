package org.smime4j.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.cms.Verifier;
import org.smime4j.trust.Binding;

/**
 * The layers over what a chain has come to, outermost first. What is found further in may speak
 * against an author whom the signatures of this chain were bound to: then they are judged again.
 */
final class Covering {

  /** A signature that can be judged once more, by another verifier. */
  interface Judging {
    SignatureReport by(Verifier verifier) throws IOException;
  }

  /** All layers of the message, these among them. */
  private final List<Layer> all;

  private final List<Layer> layers;
  private final IdentityHashMap<Layer, Judging> judgings = new IdentityHashMap<>();

  /**
   * @param all where each layer is entered too
   * @param around the layers around the chain, which are not judged again
   */
  Covering(List<Layer> all, List<Layer> around) {
    this.all = all;
    this.layers = new ArrayList<>(around);
  }

  void add(Layer layer) {
    all.add(layer);
    layers.add(layer);
  }

  void add(Layer.Signed layer, Judging judging) {
    judgings.put(layer, judging);
    add(layer);
  }

  List<Layer> layers() {
    return layers;
  }

  int size() {
    return layers.size();
  }

  boolean isEncrypted() {
    return layers.stream().anyMatch(Layer.Encrypted.class::isInstance);
  }

  boolean isCompressed() {
    return layers.stream().anyMatch(Layer.Compressed.class::isInstance);
  }

  /** Whether a signature or an envelope is among them, whatever it is worth. */
  boolean isCryptographic() {
    return isEncrypted() || !signatures().isEmpty();
  }

  /** Whether there is a signature, and every signer of each is trusted. */
  boolean isTrusted() {
    List<Layer.Signed> signatures = signatures();
    return !signatures.isEmpty()
        && signatures.stream()
            .flatMap(signed -> signed.report().signers().stream())
            .allMatch(SignerVerdict.Trusted.class::isInstance);
  }

  private List<Layer.Signed> signatures() {
    return layers.stream()
        .filter(Layer.Signed.class::isInstance)
        .map(Layer.Signed.class::cast)
        .toList();
  }

  /** Judges again each signature with a signer who speaks for the author it was bound to. */
  void judgeAgain(Verifier verifier) throws IOException {
    for (Layer.Signed signed : signatures()) {
      Judging judging = judgings.remove(signed);
      if (judging == null) {
        continue;
      }
      Layer.Signed latest = signed;
      if (signed.report().signers().stream().anyMatch(s -> s.binding() == Binding.MATCH)) {
        latest =
            new Layer.Signed(
                signed.coverage(), signed.form(), judging.by(verifier), signed.deviations());
        all.set(all.indexOf(signed), latest);
        layers.set(layers.indexOf(signed), latest);
      }
      judgings.put(latest, judging);
    }
  }
}
