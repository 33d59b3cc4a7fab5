package org.smime4j.as2;

import java.io.IOException;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/** Messages of the sender to the receiver, by their layers. */
final class Layered {

  private Layered() {}

  /**
   * Returns a message with these layers, from the inside.
   *
   * @param layers s: signed, c: compressed, e: encrypted by AES-CBC, g: by AES-GCM; x: signed by a
   *     stranger, k: encrypted for a stranger
   */
  static As2Outgoing of(ByteSource entity, String layers) throws IOException {
    As2Outgoing message = new As2Outgoing(entity);
    for (char layer : layers.toCharArray()) {
      message =
          switch (layer) {
            case 's' -> message.signedBy(Partners.SENDER.signer());
            case 'x' -> message.signedBy(Partners.STRANGER.signer());
            case 'c' -> message.compressed();
            case 'k' ->
                message.encryptedBy(encryptor(Partners.STRANGER, ContentCipher.AES_256_CBC));
            case 'g' ->
                message.encryptedBy(encryptor(Partners.RECEIVER, ContentCipher.AES_128_GCM));
            case 'e' ->
                message.encryptedBy(encryptor(Partners.RECEIVER, ContentCipher.AES_256_CBC));
            default -> throw new IllegalArgumentException(layers);
          };
    }
    return message;
  }

  private static Encryptor encryptor(Partners to, ContentCipher cipher) {
    return to.encryptor().under(AlgorithmPolicy.outlook().writing(cipher));
  }
}
