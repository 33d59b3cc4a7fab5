package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.asn1.Oids;
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
    if (!(message instanceof EnvelopedData enveloped)) {
      throw new SmimeException.Malformed(
          "ContentInfo", 0, "this is not encrypted content; use Verifier for signed content");
    }
    ContentAlgorithm algorithm = ContentAlgorithm.parse(enveloped.contentEncryptionAlgorithm());
    ContentCipher cipher = algorithm.cipher();
    boolean authenticated = enveloped.contentType().equals(Oids.AUTH_ENVELOPED_DATA);
    List<Finding> deviations = new ArrayList<>(enveloped.deviations());
    if (!authenticated) {
      checkUnauthenticated(enveloped.container(), cipher, policy);
    } else if (!cipher.isAead()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.NOT_AEAD_IN_AUTH_ENVELOPED_DATA,
          cipher.label() + " does not authenticate the content; the message was tampered with");
    }
    if (!authenticated && cipher.isAead()) {
      deviations.add(new Finding(Finding.Code.AEAD_IN_ENVELOPED_DATA, "{0}", cipher.label()));
    }
    ByteSource ciphertext = present(enveloped.encryptedContent(), held);
    byte[] authAttrs = enveloped.authAttrs();
    byte[] associated = authAttrs == null ? null : authAttrs.clone();
    if (associated != null) {
      associated[0] = SET;
    }
    EncryptedContent content =
        new EncryptedContent(
            algorithm, ciphertext, associated, enveloped.mac(), !authenticated && cipher.isAead());
    return new EncryptedContainer(
        enveloped.container(),
        authenticated,
        enveloped.encryptedContentType(),
        cipher,
        enveloped.recipientInfos(),
        ciphertext,
        content.decryption(providers, deviations),
        algorithm.cekOctets(),
        deviations,
        authAttrs,
        enveloped.otherAttrs());
  }

  /**
   * Returns true if the message has no recipients, so that the caller must provide the content key.
   */
  boolean isWithoutRecipients() {
    return label.equals(ENCRYPTED_DATA);
  }

  private static void checkUnauthenticated(String label, ContentCipher cipher, PolicyRules policy)
      throws SmimeException.Refused {
    if (!policy.readsUnauthenticated()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.UNAUTHENTICATED,
          label
              + " does not authenticate its content, and the policy "
              + policy
              + " reads authenticated encryption only");
    }
    if (cipher.isAead() && !policy.readsArchive()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.AEAD_IN_ENVELOPED_DATA,
          cipher.label() + " is allowed only in AuthEnvelopedData; the policy archive reads it");
    }
    if (cipher == ContentCipher.DES_CBC && !policy.readsArchive()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.DES,
          "DES can be broken in hours; the policy archive reads it");
    }
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
