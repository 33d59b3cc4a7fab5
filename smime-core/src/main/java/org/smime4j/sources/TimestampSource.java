package org.smime4j.sources;

import java.io.IOException;

/**
 * Obtains a time stamp for a new signature (RFC 3161). Implement it with your own client, because
 * the library opens no connections.
 *
 * <p>In the TimeStampReq, set the imprint to the SHA-256 of the signature value, and certReq to
 * true, so that the token contains the certificate of its authority. The reply is a TimeStampResp:
 * check that its status is 0 (granted) or 1, and return the TimeStampToken in it, not the reply.
 */
@FunctionalInterface
public interface TimestampSource {

  /**
   * Returns a time-stamp token over a signature. It becomes an unsigned attribute (RFC 3161,
   * appendix A).
   *
   * @param signatureValue the value of the signature. Send its digest (SHA-256 or better) to the
   *     authority
   * @return a TimeStampToken in DER over this value, with the authority's certificate. The signing
   *     operation fails with {@code SmimeException.Malformed} for anything else
   * @throws IOException if there is no token. The signing operation then fails with this exception
   */
  byte[] stamp(byte[] signatureValue) throws IOException;
}
