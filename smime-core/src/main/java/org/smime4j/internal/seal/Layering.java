package org.smime4j.internal.seal;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.encrypt.Encryption;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.reports.Layer;

/** A layer to put around a message, with the verb that writes it. */
public sealed interface Layering {

  /** multipart/signed. */
  record Signed(Signatory signer) implements Layering {
    @Override
    public Layer.Kind kind() {
      return Layer.Kind.SIGNED;
    }
  }

  /** Signed with the content inside. */
  record SignedOpaquely(Signatory signer) implements Layering {
    @Override
    public Layer.Kind kind() {
      return Layer.Kind.SIGNED_OPAQUELY;
    }
  }

  /** Compressed. */
  record Compressed() implements Layering {
    @Override
    public Layer.Kind kind() {
      return Layer.Kind.COMPRESSED;
    }
  }

  /** Encrypted. */
  record Encrypted(Encryption encryption) implements Layering {
    @Override
    public Layer.Kind kind() {
      return Layer.Kind.ENCRYPTED;
    }

    @Override
    public Layering encryptedBy(UnaryOperator<Encryption> change) {
      return new Encrypted(change.apply(encryption));
    }
  }

  /** The signer; null if the layer has none. */
  default @Nullable Signatory signer() {
    return null;
  }

  /** The kind of the layer. */
  Layer.Kind kind();

  /** The same with its encryption changed; itself if it does not encrypt. */
  default Layering encryptedBy(UnaryOperator<Encryption> change) {
    return this;
  }
}
