package org.smime4j.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smime4j.examples.HttpFetcher;
import org.smime4j.settings.Limits;

/** The fetcher of the examples, against a server of this machine. */
public class HttpFetcherTest {

  private static final byte[] QUESTION = "question".getBytes(StandardCharsets.US_ASCII);

  private final AtomicInteger reached = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          reached.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          String asked = new String(exchange.getRequestBody().readAllBytes());
          String said =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + asked;
          exchange.getResponseHeaders().set("Location", "/answer");
          byte[] body = said.getBytes(StandardCharsets.US_ASCII);
          int status = path.equals("/answer") ? 200 : path.equals("/moved") ? 302 : 404;
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String fetched(String path, byte[] body) throws IOException {
    try (InputStream in =
        new HttpFetcher()
            .fetch(
                URI.create(address(path)),
                List.of(InetAddress.getLoopbackAddress()),
                body,
                Duration.ofSeconds(20))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Test
  void c13_itAsksAsItIsTold_andFollowsNobody() throws IOException {
    assertThat(fetched("/answer", null)).isEqualTo("GET null ");
    assertThat(fetched("/answer", QUESTION)).isEqualTo("POST application/ocsp-request question");
    assertThat(reached).hasValue(2);
    assertThatThrownBy(() -> fetched("/moved", null)).hasMessage("status 302");
    assertThatThrownBy(() -> fetched("/missing", QUESTION)).hasMessage("status 404");
    assertThat(reached).as("a redirect led nowhere").hasValue(4);
  }

  @Test
  void c13_behindTheGuard_itNeverReachesThisMachine() {
    FetchGuard guard =
        new FetchGuard(new HttpFetcher(), InetAddress::getAllByName, Limits.standard());
    assertThat(guard.get(address("/answer"))).isNull();
    assertThat(guard.notes())
        .extracting(note -> note.code().name())
        .containsExactly("FETCH_REFUSED");
    assertThat(reached).hasValue(0);
  }
}
