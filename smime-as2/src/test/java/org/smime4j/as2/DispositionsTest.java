package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.sources.ByteSource;

/** MDNs between us and other AS2 software on the loopback interface, in both directions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("thorough")
class DispositionsTest {

  private static final String SIGNED =
      "signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, sha-256";

  /** Asks for a MIC, but for no signature. */
  private static final String UNSIGNED = "signed-receipt-micalg=optional, sha-256";

  private static final ByteSource ENTITY =
      ByteSource.of(
          "Content-Type: application/edi-x12\r\n\r\nISA*00*          *00*~\r\n"
              .getBytes(StandardCharsets.US_ASCII));

  private final List<Peer> peers = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;

  /** What our receiver answers, unless the message fails. */
  private volatile Disposition answer = Disposition.PROCESSED;

  private volatile IOException failure;
  private volatile CompletableFuture<As2Received> mdn = new CompletableFuture<>();
  private volatile String expected = "/mdn";

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.createContext("/mdn", this::receiveMdn);
    server.start();
    peers.add(new Phase2Peer(folder));
    peers.add(new CamelPeer());
  }

  @AfterAll
  void stop() throws Exception {
    server.stop(0);
    for (Peer peer : peers) {
      peer.close();
    }
  }

  private URI ours(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static Map<String, String> flat(Map<String, List<String>> header) {
    Map<String, String> flat = new HashMap<>();
    header.forEach((name, values) -> flat.put(name, values.get(0)));
    return flat;
  }

  /** Our receiver, as an application writes it. */
  private void receive(HttpExchange exchange) throws IOException {
    Map<String, String> header = flat(exchange.getRequestHeaders());
    ByteSource body = ByteSource.of(exchange.getRequestBody().readAllBytes());
    MdnRequest request = new MdnRequest(header);
    OutgoingMdn written;
    try {
      As2Received received =
          Partners.RECEIVER
              .reading(Partners.SENDER.certificate())
              .open(As2Reader.entity(header, body));
      received.requireSigned();
      written =
          answer == Disposition.PROCESSED
              ? request.processed(received, Partners.RECEIVER.signer())
              : request.refused(answer, Partners.RECEIVER.signer());
    } catch (IOException e) {
      failure = e;
      written = request.failed(e, Partners.RECEIVER.signer());
    }
    // The partner's server listens on another port each time, so here the rule is a path.
    Optional<URI> url =
        request.deliveryUrl(
            asked -> asked.getHost().equals("127.0.0.1") && asked.getPath().equals("/mdn"));
    if (url.isPresent()) {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
      HttpRequest.Builder post = HttpRequest.newBuilder(url.get());
      written.header().forEach(post::header);
      client.sendAsync(
          post.POST(HttpRequest.BodyPublishers.ofByteArray(written.body().bytes())).build(),
          HttpResponse.BodyHandlers.discarding());
      return;
    }
    Headers answered = exchange.getResponseHeaders();
    written.header().forEach(answered::set);
    byte[] octets = written.body().bytes();
    exchange.sendResponseHeaders(200, octets.length);
    exchange.getResponseBody().write(octets);
    exchange.close();
  }

  private void receiveMdn(HttpExchange exchange) throws IOException {
    ByteSource body = ByteSource.of(exchange.getRequestBody().readAllBytes());
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    if (!exchange.getRequestURI().getPath().equals(expected)) {
      return;
    }
    try {
      mdn.complete(opened(flat(exchange.getRequestHeaders()), body));
    } catch (IOException e) {
      mdn.completeExceptionally(e);
    }
  }

  private static As2Received opened(Map<String, String> header, ByteSource body)
      throws IOException {
    return Partners.SENDER
        .reading(Partners.RECEIVER.certificate())
        .open(As2Reader.entity(header, body));
  }

  private Peer.Understood answered(Peer peer, Disposition with, String options, boolean later)
      throws Exception {
    answer = with;
    failure = null;
    Peer.Understood understood = peer.send(ours("/"), options, later);
    if (failure != null) {
      throw new AssertionError(peer.name(), failure);
    }
    return understood;
  }

  private record Sent(String id, Mic mic, HttpResponse<byte[]> response) {}

  /** Sends a message, whose content is changed on its way if {@code changed}. */
  private Sent send(Peer peer, String layers, boolean changed, String options, boolean later)
      throws Exception {
    As2Outgoing message = Layered.of(ENTITY, layers);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Mic mic = message.writeBody(body, "sha-256");
    byte[] octets = body.toByteArray();
    if (changed) {
      int content = new String(octets, StandardCharsets.ISO_8859_1).indexOf("ISA*");
      octets[content < 0 ? octets.length - 20 : content] ^= 1;
    }
    String id = "<" + UUID.randomUUID() + "@sender>";
    HttpRequest.Builder request = HttpRequest.newBuilder(peer.receiver());
    message.header().forEach(request::header);
    request
        .header("Message-ID", id)
        .header("MIME-Version", "1.0")
        .header("AS2-Version", "1.1")
        .header("AS2-From", "Sender")
        .header("AS2-To", "Receiver")
        .header("Subject", "an order")
        .header("From", "sender@example.org")
        .header("Disposition-Notification-To", "sender@example.org");
    if (options != null) {
      request.header("Disposition-Notification-Options", options);
    }
    if (later) {
      // A peer may send the MDN of an earlier message twice.
      expected = "/mdn/" + UUID.randomUUID();
      mdn = new CompletableFuture<>();
      request.header("Receipt-Delivery-Option", ours(expected).toString());
    }
    // Camel answers the messages after a failure on one connection with the same failure.
    HttpClient fresh = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<byte[]> response =
        fresh.send(
            request.POST(HttpRequest.BodyPublishers.ofByteArray(octets)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Sent(id, mic, response);
  }

  /** What we make of the MDN that a peer sent for a message of ours. */
  private String ours(Peer peer, boolean signed, boolean later) throws Exception {
    Sent sent = send(peer, "se", false, signed ? SIGNED : UNSIGNED, later);
    As2Received received;
    try {
      received =
          later
              ? mdn.get(60, TimeUnit.SECONDS)
              : opened(flat(sent.response.headers().map()), ByteSource.of(sent.response.body()));
    } catch (As2Exception | ExecutionException e) {
      return "refused: "
          + (e instanceof ExecutionException ? e.getCause() : e)
              .getMessage()
              .replaceFirst(".*nothing around them", "text around the parts");
    }
    if (!signed) {
      assertThatThrownBy(received::requireSigned).isInstanceOf(As2Exception.class);
    }
    Mdn read =
        new Mdn(
            signed
                ? received.requireSigned()
                : received.unsignedContent("we asked for no signature"));
    assertThat(read.originalMessageId()).isEqualTo(sent.id);
    assertThat(read.requireProcessed(sent.id, sent.mic)).isEmpty();
    assertThatThrownBy(() -> read.requireProcessed("<another>", sent.mic))
        .isInstanceOf(As2Exception.class);
    return "success";
  }

  private String theirs(Peer peer, boolean signed, boolean later) throws Exception {
    Peer.Understood understood =
        answered(peer, Disposition.PROCESSED, signed ? SIGNED : null, later);
    assertThat(understood.disposition()).isEqualTo("processed");
    assertThat(understood.signed()).isEqualTo(signed);
    // An MDN that comes later finds no MIC to compare it with in Camel.
    boolean compares = signed && !(later && peer instanceof CamelPeer);
    assertThat(understood.micMatches()).isEqualTo(compares || peer instanceof Phase2Peer);
    return understood.success() ? "success" : "failure";
  }

  @Test
  void theTableOfSuccesses_isThatOfThePage() throws Exception {
    List<String> heads = new ArrayList<>(List.of("MDN"));
    peers.forEach(peer -> heads.add(peer.name() + " reads ours"));
    peers.forEach(peer -> heads.add("we read that of " + peer.name()));
    List<List<String>> rows = new ArrayList<>(List.of(heads));
    for (boolean later : new boolean[] {false, true}) {
      for (boolean signed : new boolean[] {true, false}) {
        List<String> cells = new ArrayList<>();
        cells.add((signed ? "signed" : "not signed") + (later ? ", asynchronous" : ""));
        for (Peer peer : peers) {
          cells.add(theirs(peer, signed, later));
        }
        for (Peer peer : peers) {
          cells.add(ours(peer, signed, later));
        }
        rows.add(cells);
      }
    }
    assertIsInPage(rows);
  }

  private static void assertIsInPage(List<List<String>> rows) throws IOException {
    StringBuilder table = new StringBuilder();
    for (List<String> cells : rows) {
      table.append("| " + String.join(" | ", cells) + " |\n");
      if (cells.equals(rows.get(0))) {
        table.append("|---".repeat(cells.size()) + "|\n");
      }
    }
    Path page = Path.of(System.getProperty("smime4j.root", "..")).resolve("docs/as2.md");
    String text = Files.readString(page);
    if (System.getProperty("write") != null) {
      String head = "| " + rows.get(0).get(0) + " |";
      Files.writeString(
          page,
          text.substring(0, text.indexOf(head))
              + table
              + text.substring(text.indexOf("\n\n", text.indexOf(head)) + 1));
    } else {
      assertThat(text).contains(table);
    }
  }

  /** A row of the page: when we answer so, and the same fault of ours for the others. */
  private record Row(
      Disposition disposition, String cause, String layers, boolean changed, String options) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              Disposition.PROCESSED, "a trusted signature covers the content", "se", false, SIGNED),
          new Row(
              Disposition.AUTHENTICATION_FAILED, "the signer is not trusted", "xe", false, SIGNED),
          new Row(
              Disposition.INTEGRITY_CHECK_FAILED,
              "the signed content was changed",
              "s",
              true,
              SIGNED),
          new Row(Disposition.DECRYPTION_FAILED, "the message does not open", "sk", false, SIGNED),
          new Row(
              Disposition.DECOMPRESSION_FAILED, "the content does not inflate", "c", true, SIGNED),
          new Row(
              Disposition.INSUFFICIENT_MESSAGE_SECURITY,
              "there is no signature; under AES-CBC it says decryption-failed",
              "e",
              false,
              SIGNED),
          new Row(
              Disposition.UNSUPPORTED_MIC_ALGORITHMS,
              "the sender names none that we have",
              "se",
              false,
              SIGNED.replace("sha-256", "whirlpool")),
          new Row(
              Disposition.UNEXPECTED_PROCESSING_ERROR, "any other `IOException`", "", false, ""),
          new Row(Disposition.UNSUPPORTED_FORMAT, "you call `asked.refused`", "", false, ""),
          new Row(Disposition.DUPLICATE_DOCUMENT, "you call `asked.refused`", "", false, ""));

  private static String outcome(Disposition ours, Peer.Understood theirs) {
    String read =
        ours.toString().equalsIgnoreCase(theirs.disposition()) ? "" : theirs.disposition() + ", ";
    return read + (theirs.success() ? "success" : "failure");
  }

  private String theirAnswer(Peer peer, Row row) throws Exception {
    if (row.options.isEmpty()) {
      return "not sent";
    }
    // The signed MDNs of Camel are not read, so it sends unsigned ones here.
    String options =
        peer instanceof CamelPeer ? row.options.replaceFirst("[^;]*; ", "") : row.options;
    Sent sent = send(peer, row.layers, row.changed, options, false);
    if (sent.response.statusCode() / 100 != 2) {
      return "HTTP " + sent.response.statusCode();
    } else if (sent.response.body().length == 0) {
      return "no MDN";
    }
    As2Received received =
        opened(flat(sent.response.headers().map()), ByteSource.of(sent.response.body()));
    Mdn read = new Mdn(received.unsignedContent("some failures are not signed"));
    boolean success = true;
    try {
      read.requireProcessed(sent.id, sent.mic);
    } catch (As2Exception e) {
      success = false;
    }
    String disposition = read.disposition().replaceFirst("^[^;]*;\\s*", "");
    return disposition.replaceFirst("(?i)^processed/error: ", "")
        + (disposition.equals("processed") && !success ? " without the MIC" : "");
  }

  @Test
  void theTableOfDispositionsAndPeers_isThatOfThePage() throws Exception {
    List<String> heads = new ArrayList<>(List.of("disposition", "we answer it if"));
    peers.forEach(peer -> heads.add(peer.name() + " reads ours as"));
    peers.forEach(peer -> heads.add(peer.name() + " answers"));
    List<List<String>> rows = new ArrayList<>(List.of(heads));
    for (Row row : ROWS) {
      List<String> cells = new ArrayList<>(List.of(row.disposition.toString(), row.cause));
      for (Peer peer : peers) {
        cells.add(outcome(row.disposition, answered(peer, row.disposition, SIGNED, false)));
      }
      for (Peer peer : peers) {
        cells.add(theirAnswer(peer, row));
      }
      rows.add(cells);
    }
    assertThat(ROWS).extracting(Row::disposition).containsOnlyOnce(Disposition.values());
    assertIsInPage(rows);
  }
}
