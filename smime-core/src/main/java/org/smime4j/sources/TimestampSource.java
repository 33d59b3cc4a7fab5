package org.smime4j.sources;

import java.io.IOException;

/**
 * Obtains a time stamp for a new signature (RFC 3161). Implement it with your own client, because
 * the library opens no connections.
 */
@FunctionalInterface
public interface TimestampSource {

  /**
   * Returns a time-stamp token over a signature. It becomes an unsigned attribute (RFC 3161,
   * appendix A).
   *
   * @param signatureValue the value of the signature. Send its digest to the authority
   * @return a TimeStampToken in DER
   * @throws IOException if there is no token. The signing operation then fails
   */
  byte[] stamp(byte[] signatureValue) throws IOException;
}
