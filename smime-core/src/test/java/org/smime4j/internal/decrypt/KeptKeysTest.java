package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.sources.PrivateKeyOperations;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPki;

/** Keys of a service: this process has their certificates, and asks for each private operation. */
@Tag("thorough")
public class KeptKeysTest {

  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nBehind seven walls\r\n".getBytes(StandardCharsets.US_ASCII);

  private static Process service;
  private static URI address;
  private static X509Certificate rsa;
  private static X509Certificate ec;

  @BeforeAll
  static void startService() throws Exception {
    service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KeyService.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(
            new InputStreamReader(service.getInputStream(), StandardCharsets.US_ASCII));
    address = URI.create("http://127.0.0.1:" + said.readLine() + "/");
    rsa = certificate(said.readLine());
    ec = certificate(said.readLine());
  }

  private static X509Certificate certificate(String base64) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }

  @AfterAll
  static void stopService() {
    service.destroy();
  }

  /** One key of the service; raw results only where it is told to part with them. */
  private record HttpKey(URI service, String name, boolean raw) implements PrivateKeyOperations {

    private byte[] call(String operation, byte[] body) throws IOException {
      try {
        HttpResponse<byte[]> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(service.resolve(operation))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
          throw new IOException(new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
      } catch (java.net.ConnectException e) {
        throw new SmimeException.ProviderUnavailable("RSA", "the key service does not answer");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new java.io.InterruptedIOException();
      }
    }

    @Override
    public byte[] decryptRaw(byte[] ciphertext) throws IOException {
      return raw
          ? call(name + "/raw", ciphertext)
          : PrivateKeyOperations.super.decryptRaw(ciphertext);
    }

    @Override
    public byte[] decryptPkcs1(byte[] ciphertext) throws IOException {
      return call(name + "/pkcs1", ciphertext);
    }

    @Override
    public byte[] decryptOaep(byte[] ciphertext, OAEPParameterSpec parameters) throws IOException {
      String mask = ((MGF1ParameterSpec) parameters.getMGFParameters()).getDigestAlgorithm();
      return call(name + "/oaep/" + parameters.getDigestAlgorithm() + "/" + mask, ciphertext);
    }

    @Override
    public byte[] agree(PublicKey other) throws IOException {
      return call(name + "/agree", other.getEncoded());
    }

    @Override
    public byte[] sign(SignatureScheme scheme, byte[] toBeSigned) throws IOException {
      return call(name + "/sign/" + scheme, toBeSigned);
    }
  }

  private static Credential identity(String name, boolean raw) {
    return Credential.of(new HttpKey(address, name, raw), name.equals("rsa") ? rsa : ec);
  }

  private static int operations() throws IOException {
    byte[] count = new HttpKey(address, "", false).call("count", new byte[0]);
    return Integer.parseInt(new String(count, StandardCharsets.US_ASCII));
  }

  private static byte[] encrypted(X509Certificate recipient, AlgorithmPolicy policy)
      throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(recipient)
        .under(policy)
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  private static AlgorithmPolicy writing(KeyTransport transport) {
    return AlgorithmPolicy.authenticated().writing(transport).writing(ContentCipher.AES_256_GCM);
  }

  @ParameterizedTest
  @EnumSource(value = KeyTransport.class, mode = EnumSource.Mode.EXCLUDE, names = "RSA_KEM")
  void keyTransport_isAskedForOnce_rawOrUnpadded(KeyTransport transport) throws Exception {
    byte[] cms = encrypted(rsa, writing(transport));
    for (boolean raw : new boolean[] {true, false}) {
      int before = operations();
      Decryption opened =
          Decryptor.with(KeyHistory.of(identity("rsa", raw))).decrypt(ByteSource.of(cms));
      assertThat(Decrypted.authenticated(opened).bytes()).isEqualTo(MAIL);
      assertThat(operations() - before).isEqualTo(1);
    }
  }

  @Test
  void keyAgreement_isAskedForOnce() throws Exception {
    byte[] cms = encrypted(ec, AlgorithmPolicy.authenticated());
    int before = operations();
    Decryption opened =
        Decryptor.with(KeyHistory.of(identity("ec", true))).decrypt(ByteSource.of(cms));
    assertThat(Decrypted.authenticated(opened).bytes()).isEqualTo(MAIL);
    assertThat(operations() - before).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = SignatureScheme.class,
      names = {"RSA_PKCS1_SHA256", "RSA_PSS_SHA384", "ECDSA_SHA256"})
  void signature_isMadeThere_andVerifiesHere(SignatureScheme scheme) throws Exception {
    Credential identity = identity(scheme.keyType().toLowerCase(java.util.Locale.ROOT), true);
    byte[] cms = Signer.with(identity, scheme).signOpaque(ByteSource.of(MAIL));
    TrustPolicy trust =
        TrustPolicy.anchors(List.of(identity.certificate()))
            .revocation(Revocation.notChecked("made for this test"));
    assertThat(
            Verifier.trusting(trust)
                .expecting(ExpectedSigner.anyone("made for this test"))
                .verify(ByteSource.of(cms))
                .signers()
                .get(0)
                .isIntact())
        .isTrue();
  }

  @Test
  void keyOfAnotherCertificate_isNoticedWhenTheSignerIsMade() {
    Credential wrong = Credential.of(new HttpKey(address, "ec", true), rsa);
    assertThat(catchThrowable(() -> Signer.with(wrong)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void privateKey_isNotInThisProcess() throws Exception {
    Credential identity = identity("rsa", true);
    PrivateKey key = KeyHistory.of(identity).keys().get(0).privateKey();
    assertThat(key.getEncoded()).isNull();
    assertThat(key.getFormat()).isNull();
    assertThat(key)
        .isNotInstanceOf(java.security.interfaces.RSAKey.class)
        .hasToString("RSA private key that is kept elsewhere");
    assertThat(
            catchThrowable(
                () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key)))
        .isInstanceOf(NotSerializableException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a7_a9_a11_whateverTheServiceSays_theFailureIsOne(boolean raw) throws Exception {
    Decryptor decryptor = Decryptor.with(KeyHistory.of(identity("rsa", raw), identity("ec", raw)));
    Map<String, String> failures = new TreeMap<>();
    for (KeyTransport transport : EnumSet.complementOf(EnumSet.of(KeyTransport.RSA_KEM))) {
      byte[] honest = encrypted(rsa, writing(transport));
      for (int octet : new int[] {0, 1, 128, 255}) {
        failures.put(
            transport + " encrypted key octet " + octet,
            failure(decryptor, HostileEnvelopes.withFlippedKey(honest, octet)));
      }
      failures.put(transport + " tag", failure(decryptor, HostileEnvelopes.withFlippedTag(honest)));
    }
    byte[] agreed = encrypted(ec, AlgorithmPolicy.authenticated());
    failures.put("agreement, tag", failure(decryptor, HostileEnvelopes.withFlippedTag(agreed)));
    assertThat(failures).hasSizeGreaterThan(10);
    assertThat(failures.values().stream().distinct().toList())
        .as(failures.toString())
        .containsExactly(
            "class org.smime4j.findings.SmimeException$NotDecryptable: "
                + new SmimeException.NotDecryptable().getMessage());
  }

  private static String failure(Decryptor decryptor, byte[] cms) {
    Throwable thrown = catchThrowable(() -> decryptor.decrypt(ByteSource.of(cms)));
    assertThat(thrown).hasNoCause();
    assertThat(thrown.getSuppressed()).isEmpty();
    return thrown.getClass() + ": " + thrown.getMessage();
  }

  @Test
  void serviceThatDoesNotAnswer_isNamed() throws Exception {
    byte[] cms = encrypted(rsa, AlgorithmPolicy.authenticated());
    URI nobody = URI.create("http://127.0.0.1:1/");
    KeyHistory keys = KeyHistory.of(Credential.of(new HttpKey(nobody, "rsa", true), rsa));
    assertThat(
            catchThrowableOfType(
                SmimeException.ProviderUnavailable.class,
                () -> Decryptor.with(keys).decrypt(ByteSource.of(cms))))
        .hasMessage("No provider for RSA: the key service does not answer");
  }

  @Test
  void serviceThatDoesNotAnswer_isNamed_thoughOtherKeysOfTheKindAreHeld() throws Exception {
    byte[] cms = encrypted(rsa, AlgorithmPolicy.authenticated());
    URI nobody = URI.create("http://127.0.0.1:1/");
    TestPki.Issued older =
        TestPki.authority("Older").issue("alice@example.org").rsa(2048).newKey().build();
    KeyHistory keys =
        KeyHistory.of(
            Credential.of(new HttpKey(nobody, "rsa", true), rsa),
            Credential.of(older.privateKey(), older.certificate()));
    assertThat(
            catchThrowableOfType(
                SmimeException.ProviderUnavailable.class,
                () -> Decryptor.with(keys).decrypt(ByteSource.of(cms))))
        .hasMessage("No provider for RSA: the key service does not answer");
  }

  @Test
  void operationThatIsNotOffered_isNamed_withoutBeingAsked() throws Exception {
    PrivateKeyOperations nothing = new PrivateKeyOperations() {};
    KeyHistory keys = KeyHistory.of(Credential.of(nothing, rsa), Credential.of(nothing, ec));
    for (X509Certificate recipient : List.of(rsa, ec)) {
      byte[] cms = encrypted(recipient, AlgorithmPolicy.authenticated());
      assertThat(
              catchThrowableOfType(
                  SmimeException.ProviderUnavailable.class,
                  () -> Decryptor.with(keys).decrypt(ByteSource.of(cms))))
          .hasMessageContaining("the keeper of the private key does not offer it");
    }
  }

  /**
   * A key management service in a JVM of its own, on the loopback interface. It makes its keys when
   * it starts, prints its port and the certificates, and ends with its standard input. Its answers
   * to what it cannot do are as talkative as those of careless services.
   */
  private static final class KeyService {

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
}
