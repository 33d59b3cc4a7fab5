package org.smime4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.sources.Fetcher;

/**
 * CRLs and OCSP responses over the JDK's own HTTP client. It goes nowhere that the guard did not
 * look at: no redirect, no authentication, nothing but the body of an answer that is 200.
 *
 * <pre>{@code
 * TrustPolicy trust = TrustPolicy.anchors(roots).revocation(Revocation.fetching(new HttpFetcher()));
 * }</pre>
 */
public final class HttpFetcher implements Fetcher {

  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @Override
  public InputStream fetch(
      URI uri, List<InetAddress> addresses, byte @Nullable [] body, Duration timeout)
      throws IOException {
    HttpRequest.Builder http = HttpRequest.newBuilder(uri).timeout(timeout);
    if (body != null) {
      http.header("Content-Type", "application/ocsp-request")
          .POST(BodyPublishers.ofByteArray(body));
    }
    try {
      HttpResponse<InputStream> answer = client.send(http.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() != OK) {
        answer.body().close();
        throw new IOException("status " + answer.statusCode());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
