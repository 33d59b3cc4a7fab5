package org.smime4j.internal.seal;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.encrypt.Encryption;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.reports.Layer;

/**
 * A layer to put around a message, with the verb that writes it.
 *
 * @param signer null unless the layer signs
 * @param encryption null unless the layer encrypts
 */
public record Layering(
    Layer.Kind kind, @Nullable Signatory signer, @Nullable Encryption encryption) {

  /** The same with its encryption changed; itself if it does not encrypt. */
  Layering encryptedBy(UnaryOperator<Encryption> change) {
    return encryption == null ? this : new Layering(kind, signer, change.apply(encryption));
  }
}
