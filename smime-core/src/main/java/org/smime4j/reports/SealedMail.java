package org.smime4j.reports;

import java.io.InputStream;
import org.smime4j.sources.ByteSource;

/**
 * A signed, encrypted or compressed message in memory. It writes the same bytes each time, with
 * CRLF and in 7-bit lines. {@link #report()} has the notes for the sender. Immutable.
 *
 * <pre>{@code
 * SealedMail sealed = Outgoing.of(message).signedBy(signer).encryptedBy(encryptor).seal();
 * sealed.report().notes().forEach(System.err::println);
 * sealed.writeTo(out);
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface SealedMail extends ByteSource {

  /** Returns the layers, recipients and cipher of the message, and notes for its sender. */
  SealingReport report();

  /** Returns a copy of the message. */
  @Override
  byte[] bytes();

  @Override
  InputStream open();
}
