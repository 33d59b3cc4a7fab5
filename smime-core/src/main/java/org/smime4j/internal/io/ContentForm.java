package org.smime4j.internal.io;

import org.smime4j.sources.ByteSource;

/**
 * One form of signed content whose line ends, or last line, suffered in transport: the verifier
 * tries several and reports the name of the one that was signed.
 *
 * @param name the name in reports, for example {@code raw} or {@code crlf}
 * @param octets the content in this form
 */
public record ContentForm(String name, ByteSource octets) {

  /** The name of the form that came. */
  public static final String RAW = "raw";

  /** The octets as they came. */
  public static ContentForm raw(ByteSource octets) {
    return new ContentForm(RAW, octets);
  }
}
