package org.smime4j.trust;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Fetcher} is to fetch: a CRL or certificates by GET, or an OCSP response by POST.
 */
public final class FetchRequest {

  private final URI uri;
  private final List<InetAddress> addresses;
  private final byte @Nullable [] body;
  private final Duration timeout;
  private final long mostOctets;

  FetchRequest(
      URI uri,
      List<InetAddress> addresses,
      byte @Nullable [] body,
      Duration timeout,
      long mostOctets) {
    this.uri = uri;
    this.addresses = List.copyOf(addresses);
    this.body = body;
    this.timeout = timeout;
    this.mostOctets = mostOctets;
  }

  /** Where: http or https, with a host, without user information. */
  public URI uri() {
    return uri;
  }

  /** What the host resolved to when it was looked at: public addresses, at least one. */
  public List<InetAddress> addresses() {
    return addresses;
  }

  /** What to POST; empty for a GET. */
  public Optional<byte[]> body() {
    return body == null ? Optional.empty() : Optional.of(body.clone());
  }

  /** The media type of the body (RFC 6960, appendix A); empty for a GET. */
  public String contentType() {
    return body == null ? "" : "application/ocsp-request";
  }

  /** The time that is left. */
  public Duration timeout() {
    return timeout;
  }

  /** How many octets of the answer are read; a longer one counts for nothing. */
  public long mostOctets() {
    return mostOctets;
  }

  @Override
  public String toString() {
    return (body == null ? "GET " : "POST ") + uri;
  }
}
