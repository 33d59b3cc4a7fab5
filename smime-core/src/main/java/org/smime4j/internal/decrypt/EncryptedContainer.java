package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.AuthEnvelopedData;
import org.smime4j.internal.asn1.ContentInfo.EncryptedData;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.content.ContentAlgorithm;
import org.smime4j.internal.content.ContentDecryption;
import org.smime4j.internal.content.EncryptedContent;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/**
 * An encrypted message that the policy accepts. The decision depends only on cleartext, and no key
 * is used before it. The main rule is which cipher may be in which container. An AEAD cipher
 * relabelled as CBC, or an AEAD container that names CBC, would make the reader an oracle (threats
 * A2 to A6).
 *
 * @param label the name of the container
 * @param authenticated whether it is AuthEnvelopedData
 * @param contentType the object identifier of the content type inside
 * @param encryptedContent the ciphertext
 * @param cekOctets the length of the content key
 * @param deviations the deviations that were tolerated so far
 * @param authAttrs the attributes that the tag covers, as received
 * @param otherAttrs the attributes that no tag covers, as received
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record EncryptedContainer(
    String label,
    boolean authenticated,
    String contentType,
    ContentCipher cipher,
    List<RecipientInfo> recipients,
    ByteSource encryptedContent,
    ContentDecryption decryption,
    int cekOctets,
    List<Finding> deviations,
    byte @Nullable [] authAttrs,
    byte @Nullable [] otherAttrs) {

  private static final byte SET = 0x31;
  private static final String ENCRYPTED_DATA = "EncryptedData";

  /**
   * Returns the container if the message is accepted, and otherwise throws an exception with the
   * reason.
   *
   * @param held content of at most this many octets is read once and kept. Each key may read it,
   *     and a source may have to decode everything before it each time
   */
  static EncryptedContainer admit(
      ContentInfo message, PolicyRules policy, Providers providers, long held) throws IOException {
    if (message instanceof EnvelopedData enveloped) {
      return enveloped("EnvelopedData", enveloped, policy, providers, held);
    }
    if (message instanceof AuthEnvelopedData enveloped) {
      return authEnveloped(enveloped, providers, held);
    }
    if (message instanceof EncryptedData encrypted) {
      // It has no recipients: the caller must provide the content key.
      return enveloped(
          ENCRYPTED_DATA,
          new EnvelopedData(
              encrypted.version(),
              null,
              List.of(),
              encrypted.encryptedContentType(),
              encrypted.contentEncryptionAlgorithm(),
              encrypted.encryptedContent(),
              encrypted.unprotectedAttrs(),
              encrypted.deviations()),
          policy,
          providers,
          held);
    }
    throw new SmimeException.Malformed(
        "ContentInfo", 0, "this is not encrypted content; use Verifier for signed content");
  }

  /**
   * Returns true if the message has no recipients, so that the caller must provide the content key.
   */
  boolean isWithoutRecipients() {
    return label.equals(ENCRYPTED_DATA);
  }

  private static EncryptedContainer enveloped(
      String label, EnvelopedData message, PolicyRules policy, Providers providers, long held)
      throws IOException {
    ContentAlgorithm algorithm = ContentAlgorithm.parse(message.contentEncryptionAlgorithm());
    ContentCipher cipher = algorithm.cipher();
    if (!policy.readsUnauthenticated()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.UNAUTHENTICATED,
          label
              + " does not authenticate its content, and the policy "
              + policy
              + " reads authenticated encryption only");
    }
    if (cipher.aead() && !policy.readsArchive()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.AEAD_IN_ENVELOPED_DATA,
          cipher.label() + " is allowed only in AuthEnvelopedData; the policy archive reads it");
    }
    if (cipher == ContentCipher.DES_CBC && !policy.readsArchive()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.DES,
          "DES can be broken in hours; the policy archive reads it");
    }
    List<Finding> deviations = new ArrayList<>(message.deviations());
    if (cipher.aead()) {
      deviations.add(new Finding(Finding.Code.AEAD_IN_ENVELOPED_DATA, "{0}", cipher.label()));
    }
    EncryptedContent content =
        EncryptedContent.enveloped(algorithm, present(message.encryptedContent(), held));
    return new EncryptedContainer(
        label,
        false,
        message.encryptedContentType(),
        cipher,
        message.recipientInfos(),
        content.ciphertext(),
        content.decryption(providers, deviations),
        algorithm.cekOctets(),
        deviations,
        null,
        message.unprotectedAttrs());
  }

  private static EncryptedContainer authEnveloped(
      AuthEnvelopedData message, Providers providers, long held) throws IOException {
    ContentAlgorithm algorithm = ContentAlgorithm.parse(message.contentEncryptionAlgorithm());
    ContentCipher cipher = algorithm.cipher();
    if (!cipher.aead()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.NOT_AEAD_IN_AUTH_ENVELOPED_DATA,
          cipher.label() + " does not authenticate the content; the message was tampered with");
    }
    byte[] authAttrs = message.authAttrs();
    byte[] associated = authAttrs == null ? null : authAttrs.clone();
    if (associated != null) {
      associated[0] = SET;
    }
    List<Finding> deviations = new ArrayList<>(message.deviations());
    EncryptedContent content =
        EncryptedContent.authEnveloped(
            algorithm, present(message.encryptedContent(), held), associated, message.mac());
    return new EncryptedContainer(
        "AuthEnvelopedData",
        true,
        message.encryptedContentType(),
        cipher,
        message.recipientInfos(),
        content.ciphertext(),
        content.decryption(providers, deviations),
        algorithm.cekOctets(),
        deviations,
        message.authAttrs(),
        message.unauthAttrs());
  }

  private static ByteSource present(@Nullable ByteSource encryptedContent, long held)
      throws IOException {
    if (encryptedContent == null) {
      throw new SmimeException.Malformed(
          "encryptedContentInfo", -1, "the encrypted content is missing");
    }
    return !ArrayOctets.holds(encryptedContent)
            && encryptedContent.sizeIfKnown().orElse(Long.MAX_VALUE) <= held
        ? ByteSource.of(encryptedContent.bytes())
        : encryptedContent;
  }
}
