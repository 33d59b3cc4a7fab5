package org.smime4j.reports;

import java.io.InputStream;
import org.smime4j.sources.ByteSource;

/**
 * An encrypted message in memory: DER of AuthEnvelopedData or EnvelopedData in a ContentInfo.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface Envelope extends ByteSource {

  /** Returns the recipients who can open this message, and how it was encrypted. */
  EncryptionReport report();

  /** Returns a copy of the message. */
  @Override
  byte[] bytes();

  @Override
  InputStream open();
}
