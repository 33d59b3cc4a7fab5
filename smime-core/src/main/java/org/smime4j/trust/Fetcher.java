package org.smime4j.trust;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches CRLs, OCSP responses and the certificates of issuers over HTTP, where a caller wants
 * that: the library opens no connection itself, and has no fetcher unless one is given to {@link
 * Revocation#fetching(Fetcher)} or to {@link TrustPolicy#fetchingIntermediates(Fetcher)}.
 *
 * <p>Before a fetcher is called, a guard has looked at the address: its scheme is http or https,
 * and every network address that its host resolves to is a public one. The guard bounds how often a
 * message causes a call, how many octets are read and how long all of it takes ({@link
 * org.smime4j.Limit#FETCHES}, {@link org.smime4j.Limit#FETCHED_OCTETS}, {@link
 * org.smime4j.Limit#FETCH_MILLIS}); it calls on a thread of its own and interrupts it at the end of
 * the time.
 *
 * <p>What is left to the fetcher:
 *
 * <ul>
 *   <li>It follows no redirect: a redirect leads to an address that nobody looked at.
 *   <li>It gives nothing but the body of an answer whose status is 200.
 *   <li>It connects to one of the addresses that it is given, if it can choose. One that lets its
 *       HTTP client resolve the name again may be led to another address than the one that was
 *       looked at, by a name server that changes its answer (DNS rebinding). Where that matters, a
 *       proxy that refuses private addresses stands behind the fetcher.
 * </ul>
 *
 * <p>A fetch tells the operator of the host that a message was opened, and when. Of a CRL or a
 * response the address stands in a certificate that leads to an anchor; the sender chose which
 * certificate that is. Of an issuer's certificate it stands in any certificate, so that a sender
 * who wants to know who opened a message chooses the host too.
 *
 * <pre>{@code
 * HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
 * Fetcher fetcher =
 *     (uri, addresses, body, timeout) -> {
 *       HttpRequest.Builder http = HttpRequest.newBuilder(uri).timeout(timeout);
 *       if (body != null) {
 *         http.header("Content-Type", "application/ocsp-request")
 *             .POST(HttpRequest.BodyPublishers.ofByteArray(body));
 *       }
 *       try {
 *         HttpResponse<InputStream> answer =
 *             client.send(http.build(), HttpResponse.BodyHandlers.ofInputStream());
 *         if (answer.statusCode() != 200) {
 *           throw new IOException("status " + answer.statusCode());
 *         }
 *         return answer.body();
 *       } catch (InterruptedException e) {
 *         throw new InterruptedIOException();
 *       }
 *     };
 * }</pre>
 */
@FunctionalInterface
public interface Fetcher {

  /**
   * Fetches once: a CRL or certificates by GET, or an OCSP response by POST.
   *
   * @param uri where: http or https, with a host, without user information
   * @param addresses what the host resolved to when it was looked at: public ones, at least one
   * @param body what to POST, of the media type {@code application/ocsp-request} (RFC 6960,
   *     appendix A); null for a GET
   * @param timeout the time that is left
   * @return the body of the answer, which the caller closes
   * @throws IOException if there is none; its message stands in a note of the verdict
   */
  InputStream fetch(URI uri, List<InetAddress> addresses, byte @Nullable [] body, Duration timeout)
      throws IOException;
}
