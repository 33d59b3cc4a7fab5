package imapmailbox;

import org.smime4j.sources.ByteSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.ContentCipher;

/**
 * What becomes of a message: its envelope is removed, or another one takes its place. The content
 * stays octet for octet, so that signatures in it stay valid. So do the fields of the header, but
 * for those that describe the body.
 *
 * @param to the new recipients; none if envelopes are removed
 * @param isForPlain whether messages that are not encrypted get an envelope too
 */
record Change(Decryptor decryptor, List<X509Certificate> to, boolean isForPlain) {

  private static final String NOT_JUDGED = "signatures stay as they are, and are not judged";

  /**
   * Makes the other message.
   *
   * @param message with CRLF line ends
   * @return empty if the message stays as it is
   * @throws IOException why it stays as it is although it is encrypted
   */
  Optional<byte[]> of(byte[] message) throws IOException, MessagingException {
    try (OpenedMail mail = reader().open(ByteSource.of(message))) {
      if (mail.failure().isPresent()) {
        throw mail.failure().get();
      }
      List<Layer> envelopes =
          mail.layers().stream().filter(layer -> layer.kind() == Layer.Kind.ENCRYPTED).toList();
      if (envelopes.isEmpty()) {
        return isForPlain ? Optional.of(sealed(message, entity(message), true)) : Optional.empty();
      }
      Layer outermost = mail.layers().get(0);
      if (envelopes.size() > 1 || !outermost.isWhole() || !outermost.equals(envelopes.get(0))) {
        throw new IOException("it is encrypted in a part, under a signature or more than once");
      }
      if (outermost.deviations().stream()
          .anyMatch(each -> each.code() == Finding.Code.NOT_MIME)) {
        throw new IOException("its content is no MIME, perhaps because a wrong key opened it");
      }
      if (isForNewKey(outermost)) {
        return Optional.empty();
      }
      byte[] content = content(message);
      byte[] unwrapped = joined(header(message), "", content);
      if (!Arrays.equals(innermost(mail, content), innermost(unwrapped, content))) {
        throw new IOException("its content changed while it was read");
      }
      return Optional.of(
          to.isEmpty()
              ? unwrapped
              : sealed(message, content, outermost.container().equals("AuthEnvelopedData")));
    }
  }

  private MailReader reader() {
    return MailReader.with(decryptor, Verifier.trusting(TrustPolicy.withoutAnchors(NOT_JUDGED)));
  }

  private boolean isForNewKey(Layer envelope) {
    return envelope
        .encryption()
        .flatMap(EncryptedLayer::key)
        .flatMap(key -> key.certificate())
        .filter(to::contains)
        .isPresent();
  }

  /** What is in the envelope. */
  private byte[] content(byte[] message) throws IOException, MessagingException {
    MimeMessage parsed = new MimeMessage((Session) null, new ByteArrayInputStream(message));
    try (InputStream cms = parsed.getInputStream()) {
      return decryptor
          .expectingMail()
          .decrypt(ByteSource.of(cms.readAllBytes()))
          .fold(whole -> whole, UnauthenticatedContent::unauthenticated)
          .bytes();
    }
  }

  /** The content inside all layers: what goes on must be what was opened. */
  private byte[] innermost(byte[] unwrapped, byte[] content) throws IOException {
    try (OpenedMail mail = reader().open(ByteSource.of(unwrapped))) {
      return innermost(mail, content);
    }
  }

  private static byte[] innermost(OpenedMail mail, byte[] content) throws IOException {
    boolean hasLayers = mail.layers().stream().anyMatch(Layer::isWhole);
    return hasLayers && mail.hasContent()
        ? mail.unverifiedContent("it is compared, and not shown").bytes()
        : content;
  }

  /**
   * @param isAuthenticated whether something vouched for the content so far: the new envelope never
   *     says more
   */
  private byte[] sealed(byte[] message, byte[] content, boolean isAuthenticated)
      throws IOException {
    Encryptor encryptor =
        Encryptor.unvalidated("the user of this program named the certificate")
            .to(to.toArray(new X509Certificate[0]))
            .under(
                isAuthenticated
                    ? AlgorithmPolicy.authenticated()
                    : AlgorithmPolicy.standard().writing(ContentCipher.AES_256_CBC));
    String fields =
        String.join(
            "\r\n",
            "MIME-Version: 1.0",
            "Content-Type: application/pkcs7-mime; smime-type="
                + encryptor.smimeType()
                + "; name=\"smime.p7m\"",
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment; filename=\"smime.p7m\"",
            "",
            "");
    return joined(
        header(message),
        fields,
        Base64.getMimeEncoder().encode(encryptor.encrypt(ByteSource.of(content)).bytes()));
  }

  /** The fields that do not describe the body, with their line ends. */
  static String header(byte[] message) {
    return fields(message).filter(field -> !isOfBody(field)).collect(Collectors.joining());
  }

  /** The fields that describe the body, and the body. */
  private static byte[] entity(byte[] message) {
    String fields = fields(message).filter(Change::isOfBody).collect(Collectors.joining());
    int end = headerEnd(message);
    return joined(fields, "\r\n", Arrays.copyOfRange(message, end, message.length));
  }

  private static boolean isOfBody(String field) {
    String name = field.toLowerCase(Locale.ROOT);
    return name.startsWith("content-") || name.startsWith("mime-version");
  }

  /** Each field with its line ends; one octet is one character. */
  private static Stream<String> fields(byte[] message) {
    String header = new String(message, 0, headerEnd(message), StandardCharsets.ISO_8859_1);
    return Stream.of(header.split("(?<=\r\n)(?![ \t])")).filter(field -> !field.isBlank());
  }

  private static int headerEnd(byte[] message) {
    String all = new String(message, StandardCharsets.ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    return end < 0 ? message.length : end + 4;
  }

  private static byte[] joined(String header, String fields, byte[] rest) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes((header + fields).getBytes(StandardCharsets.ISO_8859_1));
    joined.writeBytes(rest);
    return joined.toByteArray();
  }
}
