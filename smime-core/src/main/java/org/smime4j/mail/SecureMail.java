package org.smime4j.mail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.smime4j.Octets;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.internal.io.Spool;

/**
 * Opens S/MIME messages, as they travel (RFC 8551): what goes in is RFC 5322 text. {@link Outgoing}
 * writes them.
 *
 * <pre>{@code
 * OpenedMail mail = SecureMail.open(message, Decryptor.with(keys), Verifier.trusting(trust));
 * }</pre>
 */
public final class SecureMail {

  private SecureMail() {}

  /**
   * Opens a message: every layer that stands directly in another, from the outside in, and the
   * parts inside. It may be a mail, or CMS in any dress: binary, PEM, Base64.
   *
   * <p>Encrypted layers are opened with the keys of the decryptor. Signatures are judged over the
   * octets that travelled, and bound to the address in the message's own From, unless the verifier
   * expects somebody else. What cannot be opened is no exception but {@link OpenedMail#failure()};
   * an exception is a failure of the medium.
   *
   * @param message the message; it is read more than once
   */
  public static OpenedMail open(Octets message, Decryptor decryptor, Verifier verifier)
      throws IOException {
    return open(message, decryptor, verifier, OpenOptions.standard());
  }

  /** Opens a message, see {@link #open(Octets, Decryptor, Verifier)}. */
  public static OpenedMail open(
      Octets message, Decryptor decryptor, Verifier verifier, OpenOptions options)
      throws IOException {
    Octets source =
        message instanceof SealedMail sealed ? sealed.octets() : SourceOctets.of(message);
    return new Opening(decryptor, verifier, options).open(source, () -> {});
  }

  /** Opens a message, see {@link #open(Octets, Decryptor, Verifier)}. */
  public static OpenedMail open(byte[] message, Decryptor decryptor, Verifier verifier)
      throws IOException {
    return open(Octets.of(message), decryptor, verifier);
  }

  /** Opens a file, see {@link #open(Octets, Decryptor, Verifier)}; it must not change meanwhile. */
  public static OpenedMail open(Path message, Decryptor decryptor, Verifier verifier)
      throws IOException {
    return open(Octets.of(message), decryptor, verifier);
  }

  /**
   * Reads a stream to its end and opens the message, see {@link #open(Octets, Decryptor,
   * Verifier)}. Past {@link org.smime4j.Limit#SPOOL_THRESHOLD} it is kept as it came in a file for
   * its owner alone, until the result is closed.
   */
  public static OpenedMail open(
      InputStream message, Decryptor decryptor, Verifier verifier, OpenOptions options)
      throws IOException {
    Spool spool = Spool.of(message, decryptor.limits(), null);
    try {
      return new Opening(decryptor, verifier, options).open(spool.octets(), spool);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }
}
