package org.smime4j.internal.decrypt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.smime4j.TestPki;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.settings.SignatureScheme;

/**
 * A key management service in a JVM of its own, on the loopback interface. It makes its keys when
 * it starts, prints its port and the certificates, and ends with its standard input. Its answers to
 * what it cannot do are as talkative as those of careless services.
 */
public final class KeyService {

  private static final TestPki.Authority CA = TestPki.authority("Service");
  private static final Map<String, TestPki.Issued> KEYS =
      Map.of(
          "rsa", CA.issue("rsa@example.org").rsa(2048).build(),
          "ec", CA.issue("ec@example.org").ec("P-256").build());

  private static final AtomicInteger OPERATIONS = new AtomicInteger();

  private KeyService() {}

  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", KeyService::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
    for (String name : new String[] {"rsa", "ec"}) {
      System.out.println(
          Base64.getEncoder().encodeToString(KEYS.get(name).certificate().getEncoded()));
    }
    System.out.flush();
    while (System.in.read() >= 0) {
      // Until the test that started it ends.
    }
    server.stop(0);
  }

  /** POST /key/operation[/parameter]; the answer to /count is the number of operations so far. */
  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
    int status = 200;
    byte[] answer;
    if (path[0].equals("count")) {
      answer = OPERATIONS.toString().getBytes(StandardCharsets.US_ASCII);
    } else {
      OPERATIONS.incrementAndGet();
      try {
        answer = operation(KEYS.get(path[0]).privateKey(), path, body);
      } catch (Exception e) {
        status = 400;
        answer = e.toString().getBytes(StandardCharsets.UTF_8);
      }
    }
    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static byte[] operation(PrivateKey key, String[] path, byte[] body)
      throws GeneralSecurityException {
    switch (path[1]) {
      case "raw":
        return rsa("RSA/ECB/NoPadding", key, null, body);
      case "pkcs1":
        return rsa("RSA/ECB/PKCS1Padding", key, null, body);
      case "oaep":
        return rsa(
            "RSA/ECB/OAEPPadding",
            key,
            new OAEPParameterSpec(
                path[2], "MGF1", new MGF1ParameterSpec(path[3]), PSource.PSpecified.DEFAULT),
            body);
      case "agree":
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(
            KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(body)), true);
        return agreement.generateSecret();
      default:
        return sign(SignatureScheme.valueOf(path[2]), key, body);
    }
  }

  private static byte[] rsa(
      String transformation, PrivateKey key, OAEPParameterSpec parameters, byte[] body)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(transformation);
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    return cipher.doFinal(body);
  }

  private static byte[] sign(SignatureScheme scheme, PrivateKey key, byte[] body)
      throws GeneralSecurityException {
    String hash = DigestAlgorithm.of(scheme).jcaName().replace("-", "");
    boolean pss = scheme.name().startsWith("RSA_PSS");
    Signature signature =
        Signature.getInstance(
            pss
                ? "RSASSA-PSS"
                : hash + "with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
    if (pss) {
      signature.setParameter(
          new PSSParameterSpec(
              DigestAlgorithm.of(scheme).jcaName(),
              "MGF1",
              new MGF1ParameterSpec(DigestAlgorithm.of(scheme).jcaName()),
              DigestAlgorithm.of(scheme).octets(),
              1));
    }
    signature.initSign(key);
    signature.update(body);
    return signature.sign();
  }
}
