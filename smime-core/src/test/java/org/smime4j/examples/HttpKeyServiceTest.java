package org.smime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.findings.SmimeException.NotDecryptable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** A key in a service over HTTP, which is busy, refuses or answers nonsense for a while. */
class HttpKeyServiceTest {

  private static final TestPki.Authority CA = TestPki.authority("Key service");
  private static final TestPki.Issued ALICE = CA.issue("alice@example.org").rsa(2048).build();
  private static final Pattern REQUEST =
      Pattern.compile("\\{\"alg\":\"([A-Z0-9_-]+)\",\"value\":\"([A-Za-z0-9_-]+)\"}");

  /** DigestInfo of SHA-256 without the digest (RFC 8017, section 9.2). */
  private static final String SHA_256 = "3031300d060960864801650304020105000420";

  /** Statuses that it answers before it works; 200 is one without a value. */
  private final Deque<Integer> faults = new ArrayDeque<>();

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private Credential credential;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/keys/mail/1/", this::answer);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys/mail/1/");
    credential = Credential.of(new HttpKeyService(uri, () -> "token"), ALICE.certificate());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(path.substring(path.lastIndexOf('/') + 1));
    assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer token");
    String answer = "{}";
    int status = 200;
    if (faults.isEmpty()) {
      Matcher request = REQUEST.matcher(body);
      assertThat(request.matches()).as(body).isTrue();
      try {
        byte[] value = Base64.getUrlDecoder().decode(request.group(2));
        answer =
            "{\"kid\":\"1\", \"value\": \"%s\"}"
                .formatted(
                    Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(operation(request.group(1), value)));
      } catch (GeneralSecurityException e) {
        status = 400;
      }
    } else {
      status = faults.remove();
      exchange.getResponseHeaders().set("Retry-After", "0");
    }
    byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, octets.length);
    exchange.getResponseBody().write(octets);
    exchange.close();
  }

  private static byte[] operation(String algorithm, byte[] value) throws GeneralSecurityException {
    if (algorithm.equals("RS256")) {
      Signature signature = Signature.getInstance("NONEwithRSA");
      signature.initSign(ALICE.keys().getPrivate());
      signature.update(HexFormat.of().parseHex(SHA_256));
      signature.update(value);
      return signature.sign();
    }
    Cipher cipher =
        Cipher.getInstance(
            algorithm.equals("RSA1_5")
                ? "RSA/ECB/PKCS1Padding"
                : "RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    if (algorithm.equals("RSA-OAEP-256")) {
      cipher.init(
          Cipher.DECRYPT_MODE,
          ALICE.keys().getPrivate(),
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    } else {
      cipher.init(Cipher.DECRYPT_MODE, ALICE.keys().getPrivate());
    }
    return cipher.doFinal(value);
  }

  private void open() throws IOException {
    byte[] envelope =
        Encryptor.unvalidated("test")
            .to(ALICE.certificate())
            .encrypt(ByteSource.of(new byte[100]))
            .bytes();
    Decryptor.with(KeyHistory.of(credential)).decrypt(ByteSource.of(envelope));
  }

  @Test
  void theService_signsAndDecrypts() throws IOException {
    open();
    assertThat(asked).containsExactly("decrypt?api-version=7.4");
    assertThat(Signer.with(credential).signOpaque(ByteSource.of(new byte[100]))).isNotEmpty();
    assertThat(asked).contains("sign?api-version=7.4");
  }

  @Test
  void aBusyService_isAskedAgain_andThenIsUnavailable() throws IOException {
    faults.addAll(List.of(429, 503));
    open();
    assertThat(asked).hasSize(3);
    faults.addAll(List.of(429, 429, 429));
    assertThatThrownBy(this::open).isInstanceOf(ProviderUnavailable.class);
  }

  @Test
  void anAnswerThatIsNone_aStatus_andAServerThatIsGone_areNoFaultOfTheMessage() {
    faults.addAll(List.of(200));
    assertThatThrownBy(this::open).isInstanceOf(ProviderUnavailable.class);
    faults.addAll(List.of(401));
    assertThatThrownBy(this::open).isInstanceOf(ProviderUnavailable.class);
    server.stop(0);
    assertThatThrownBy(this::open).isInstanceOf(ProviderUnavailable.class);
  }

  @Test
  void aCiphertextThatItRefuses_doesNotOpen() {
    faults.addAll(List.of(400));
    assertThatThrownBy(this::open).isInstanceOf(NotDecryptable.class);
  }
}
