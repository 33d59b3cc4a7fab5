package org.smime4j.testing;

import java.nio.charset.Charset;
import org.smime4j.sources.ByteSource;

/**
 * A message as people write them, from alice@example.org to bob@example.org.
 *
 * @param message the whole message, with CRLF at the end of a line
 * @param text the text that a reader sees
 * @param charset the charset of the text
 */
public record PlainMail(String message, String text, Charset charset) {

  /** Returns the message in its charset. */
  public ByteSource source() {
    return ByteSource.of(message.getBytes(charset));
  }

  @Override
  public String toString() {
    return message;
  }
}
