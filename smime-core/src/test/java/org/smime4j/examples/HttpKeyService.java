package org.smime4j.examples;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.PrivateKeyOperations;

/**
 * An RSA key in a service with the REST interface of Azure Key Vault. A service that is slow, busy
 * or answers nonsense is unavailable, and the message waits; only a refusal of the ciphertext (400)
 * makes a message one that does not open.
 *
 * <pre>{@code
 * PrivateKeyOperations service =
 *     new HttpKeyService(URI.create("https://company.vault.azure.net/keys/mail/1/"), token::get);
 * Decryptor.with(KeyHistory.of(Credential.of(service, certificate)));
 * }</pre>
 */
public final class HttpKeyService implements PrivateKeyOperations {

  private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*\"([A-Za-z0-9_-]+)\"");
  private static final Map<String, String> OAEP =
      Map.of("SHA-1", "RSA-OAEP", "SHA-256", "RSA-OAEP-256");
  private static final Map<SignatureScheme, String> SCHEMES =
      Map.of(
          SignatureScheme.RSA_PKCS1_SHA256, "RS256",
          SignatureScheme.RSA_PKCS1_SHA512, "RS512",
          SignatureScheme.RSA_PSS_SHA256, "PS256");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int TRIES = 3;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI key;
  private final Supplier<String> token;

  public HttpKeyService(URI key, Supplier<String> token) {
    this.key = key;
    this.token = token;
  }

  @Override
  public byte[] decryptPkcs1(byte[] ciphertext) throws IOException {
    return call("decrypt", "RSA1_5", ciphertext);
  }

  @Override
  public byte[] decryptOaep(byte[] ciphertext, OAEPParameterSpec parameters) throws IOException {
    boolean isOffered =
        parameters.getMGFParameters() instanceof MGF1ParameterSpec mask
            && mask.getDigestAlgorithm().equals(parameters.getDigestAlgorithm())
            && parameters.getPSource() instanceof PSource.PSpecified label
            && label.getValue().length == 0;
    String algorithm = isOffered ? OAEP.get(parameters.getDigestAlgorithm()) : null;
    if (algorithm == null) {
      throw new UnsupportedOperationException("RSAES-OAEP with these parameters");
    }
    return call("decrypt", algorithm, ciphertext);
  }

  @Override
  public byte[] sign(SignatureScheme scheme, byte[] toBeSigned) throws IOException {
    String algorithm = SCHEMES.get(scheme);
    if (algorithm == null) {
      throw new UnsupportedOperationException(scheme.label());
    }
    try {
      return call("sign", algorithm, MessageDigest.getInstance(scheme.digest()).digest(toBeSigned));
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderUnavailable(scheme.digest(), "Java has none");
    }
  }

  private byte[] call(String operation, String algorithm, byte[] value) throws IOException {
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    HttpRequest request =
        HttpRequest.newBuilder(key.resolve(operation + "?api-version=7.4"))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token.get())
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"alg\":\"%s\",\"value\":\"%s\"}".formatted(algorithm, text)))
            .build();
    HttpResponse<String> answer = null;
    for (int i = 1; i <= TRIES && (answer == null || isBusy(answer)); i++) {
      try {
        Thread.sleep(answer == null ? 0 : wait(answer, i));
        answer = client.send(request, BodyHandlers.ofString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      } catch (IOException e) {
        throw new ProviderUnavailable(algorithm, "the key service does not answer: " + e);
      }
    }
    if (answer.statusCode() == 400) {
      throw new IOException("the key service refuses the request");
    }
    Matcher found = VALUE.matcher(answer.body());
    if (answer.statusCode() != 200 || !found.find()) {
      throw new ProviderUnavailable(algorithm, "the key service answers " + answer.statusCode());
    }
    return Base64.getUrlDecoder().decode(found.group(1));
  }

  private static boolean isBusy(HttpResponse<String> answer) {
    return answer.statusCode() == 429 || answer.statusCode() == 503;
  }

  /**
   * What the service asks for, in milliseconds, or the number of the try in seconds; not more than
   * five.
   */
  private static long wait(HttpResponse<String> answer, int number) {
    String asked = answer.headers().firstValue("Retry-After").orElse("" + number);
    return 1000L * (asked.matches("[0-5]") ? Integer.parseInt(asked) : 5);
  }
}
