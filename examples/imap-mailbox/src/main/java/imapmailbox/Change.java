package imapmailbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * What becomes of a message: its envelope is removed, or another one takes its place. The content
 * stays octet for octet, so that signatures in it stay valid. {@code Delivery} says which fields
 * the header then has.
 *
 * @param to the new recipients; none if envelopes are removed
 * @param isForPlain whether messages that are not encrypted get an envelope too
 */
record Change(Decryptor decryptor, List<X509Certificate> to, boolean isForPlain) {

  private static final String NOT_JUDGED = "signatures stay as they are, and are not judged";

  /**
   * Makes the other message.
   *
   * @return empty if the message stays as it is
   * @throws IOException why it stays as it is although it is encrypted
   */
  Optional<byte[]> of(byte[] message) throws IOException {
    MailReader reader =
        MailReader.with(decryptor, Verifier.trusting(TrustPolicy.withoutAnchors(NOT_JUDGED)));
    try (OpenedMail mail = reader.open(ByteSource.of(message))) {
      if (mail.failure().isPresent()) {
        throw mail.failure().get();
      }
      Optional<Layer> envelope =
          mail.layers().stream()
              .filter(layer -> layer.kind() == Layer.Kind.ENCRYPTED)
              .findFirst();
      if (envelope.isEmpty() ? !isForPlain : isForNewKey(envelope.get())) {
        return Optional.empty();
      }
      if (to.isEmpty()) {
        return Optional.of(mail.delivery().withoutEnvelope().bytes());
      }
      ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
      Encryptor.unvalidated("the user of this program named the certificate")
          .to(to.toArray(new X509Certificate[0]))
          .encryptAgain(mail, encrypted);
      return Optional.of(encrypted.toByteArray());
    }
  }

  private boolean isForNewKey(Layer envelope) {
    return envelope
        .encryption()
        .flatMap(EncryptedLayer::key)
        .flatMap(key -> key.certificate())
        .filter(to::contains)
        .isPresent();
  }
}
