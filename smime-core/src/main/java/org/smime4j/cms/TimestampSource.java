package org.smime4j.cms;

import java.io.IOException;

/**
 * Gets a time stamp for a signature that is being made (RFC 3161): the hook for a client of one's
 * own, since the library opens no connection.
 */
@FunctionalInterface
public interface TimestampSource {

  /**
   * A token over a signature; it becomes an unsigned attribute (RFC 3161, appendix A).
   *
   * @param signatureValue the octets whose digest the authority gets to stamp
   * @return a TimeStampToken in DER
   * @throws IOException if there is none; nothing is signed then
   */
  byte[] stamp(byte[] signatureValue) throws IOException;
}
