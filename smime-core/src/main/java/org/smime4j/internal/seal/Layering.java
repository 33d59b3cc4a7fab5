package org.smime4j.internal.seal;

import java.security.cert.X509Certificate;
import java.util.List;
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
    public Layering aloneFor(X509Certificate blind) {
      List<Encryption> each = encryption.separately(List.of(blind));
      return each.size() == 1 ? this : new Encrypted(each.get(1));
    }
  }

  /** The signer; null if the layer has none. */
  default @Nullable Signatory signer() {
    return null;
  }

  /** The kind of the layer. */
  Layer.Kind kind();

  /** The same for a blind copy alone; itself where the recipient is one of those that all know. */
  default Layering aloneFor(X509Certificate blind) {
    return this;
  }
}
