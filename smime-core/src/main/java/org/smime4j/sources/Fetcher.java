package org.smime4j.sources;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches CRLs, OCSP responses and the certificates of issuers over HTTP for the caller. The
 * library itself opens no connection. It has no fetcher unless you pass one to {@code
 * Revocation.fetching(Fetcher)} or to {@code TrustPolicy.fetchingIntermediates}.
 *
 * <p>A guard checks each address before it calls the fetcher. The scheme must be http or https, and
 * the host must resolve to public network addresses only. The guard limits the number of calls for
 * a message, the bytes that are read, and the total time ({@link
 * org.smime4j.settings.Limit#FETCHES}, {@link org.smime4j.settings.Limit#FETCHED_OCTETS}, {@link
 * org.smime4j.settings.Limit#FETCH_MILLIS}). It calls the fetcher on a separate thread, and
 * interrupts the thread when the time is over.
 *
 * <p>The fetcher must do the rest:
 *
 * <ul>
 *   <li>It must not follow redirects, because the guard has not checked the new address.
 *   <li>It returns only the body of a response with status 200.
 *   <li>It connects to one of the given addresses, if its HTTP client allows that. If the client
 *       resolves the name again, a name server can return another address than the one that the
 *       guard checked (DNS rebinding). If that matters, put a proxy that refuses private addresses
 *       behind the fetcher.
 * </ul>
 *
 * <p>A fetch tells the operator of the host that someone opened a message, and when. The address of
 * a CRL or OCSP response comes from a certificate that leads to an anchor; the sender chose that
 * certificate. The address of an issuer's certificate can come from any certificate. A sender can
 * therefore choose the host too, to learn who opens a message.
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
   * Fetches a CRL or certificates by GET, or an OCSP response by POST.
   *
   * @param uri the address: http or https, with a host, without user information
   * @param addresses the network addresses of the host when the guard checked it: at least one, all
   *     public
   * @param body the bytes to POST, of the media type {@code application/ocsp-request} (RFC 6960,
   *     appendix A); null for a GET
   * @param timeout the time that is left
   * @return the body of the response, which the caller closes
   * @throws IOException if there is no response; a note of the verdict has its message
   */
  InputStream fetch(URI uri, List<InetAddress> addresses, byte @Nullable [] body, Duration timeout)
      throws IOException;
}
