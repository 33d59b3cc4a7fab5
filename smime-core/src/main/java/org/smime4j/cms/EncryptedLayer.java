package org.smime4j.cms;

import java.util.List;
import java.util.Optional;
import org.smime4j.ContentCipher;
import org.smime4j.Deviation;
import org.smime4j.internal.decrypt.Candidate;
import org.smime4j.internal.decrypt.EncryptedContainer;
import org.smime4j.internal.decrypt.Opened;
import org.smime4j.internal.io.SystemTime;

/**
 * How one encrypted layer was made, and what opened it.
 *
 * @param container {@code EnvelopedData}, {@code AuthEnvelopedData} or {@code EncryptedData}
 * @param contentType the object identifier of what is inside, id-data for mail
 * @param cipher the cipher of the content
 * @param authenticated whether the container authenticates its content
 * @param tagOctets the length of the AEAD tag; 0 without one
 * @param keyManagement how the recipient came by the content key, for example {@code
 *     rsa-oaep-sha256}, {@code ecdh-x963-sha256/aes256-wrap} or {@code password}
 * @param recipient the place of the recipientInfo that led to it, counted from 0; -1 for
 *     EncryptedData, which has none
 * @param tried how many keys were tried
 * @param key the private key that opened it; empty where a password or a shared key did
 * @param downgradePossible whether the container does not authenticate its content although the key
 *     has opened such as do, as its source remembers ({@link org.smime4j.keys.KeySource#changing}):
 *     an attacker may have renamed the cipher, and chosen some of the content
 * @param deviations what had to be tolerated
 */
public record EncryptedLayer(
    String container,
    String contentType,
    ContentCipher cipher,
    boolean authenticated,
    int tagOctets,
    String keyManagement,
    int recipient,
    KeysTried tried,
    Optional<OpeningKey> key,
    boolean downgradePossible,
    List<Deviation> deviations) {

  public EncryptedLayer {
    deviations = List.copyOf(deviations);
  }

  static EncryptedLayer of(Opened opened) {
    EncryptedContainer message = opened.message();
    Candidate candidate = opened.candidate();
    return new EncryptedLayer(
        message.label(),
        message.contentType(),
        message.cipher(),
        message.authenticated(),
        message.decryption().tagOctets(),
        candidate.keyManagement(),
        candidate.recipient(),
        new KeysTried(opened.named(), opened.others()),
        Optional.ofNullable(candidate.key()).map(key -> OpeningKey.of(key, SystemTime.now())),
        opened.downgradePossible(),
        opened.deviations());
  }

  @Override
  public String toString() {
    return container
        + " "
        + cipher.label()
        + ", "
        + keyManagement
        + key.map(k -> ", " + k).orElse("")
        + (downgradePossible ? ", DOWNGRADE_POSSIBLE" : "")
        + (deviations.isEmpty() ? "" : ", deviations " + deviations);
  }
}
