package org.smime4j.cms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.smime4j.ContentCipher;
import org.smime4j.KeyTransport;
import org.smime4j.Policy;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.trust.Note;

/**
 * What recipients can open, as far as a verified certificate says (its SMIMECapabilities extension,
 * RFC 4262), and what follows for a new message. A certificate that was not verified says nothing:
 * else whoever made it would choose the cipher.
 */
final class Compatibility {

  private static final int NAMED = 3;

  private Compatibility() {}

  /**
   * The policy's cipher; AES-256-CBC in place of an AEAD where a recipient is known not to have it,
   * unless the policy is about authenticated content only.
   */
  static ContentCipher contentCipher(Policy policy, boolean verified, List<Recipient> recipients) {
    ContentCipher wanted = policy.contentCipher();
    return mayFallBack(policy) && !withoutAead(verified, recipients).isEmpty()
        ? ContentCipher.AES_256_CBC
        : wanted;
  }

  static List<Note> notes(Policy policy, boolean verified, List<Recipient> recipients) {
    List<Note> notes = new ArrayList<>();
    List<Recipient> withoutAead = withoutAead(verified, recipients);
    boolean aead = policy.contentCipher().aead();
    if (mayFallBack(policy) && !withoutAead.isEmpty()) {
      aead = false;
      notes.add(
          new Note(
              EncryptionReport.CBC_FOR_RECIPIENT,
              "Encrypted with AES-256-CBC, since the certificate of "
                  + names(withoutAead)
                  + " says that AES-GCM is not understood there; sign the content"));
    }
    boolean oaep = policy.keyTransport() != KeyTransport.RSA_PKCS1;
    List<Recipient> doubtful = new ArrayList<>();
    for (Recipient recipient : recipients) {
      Optional<Set<String>> known = verified ? capabilities(recipient) : Optional.empty();
      boolean needsOaep =
          oaep && recipient.certificate().getPublicKey().getAlgorithm().startsWith("RSA");
      boolean opensAead = known.isPresent() && hasAead(known.get());
      boolean opensOaep = known.isPresent() && known.get().contains(Oids.RSAES_OAEP);
      boolean kem = recipient.certificate().getPublicKey().getAlgorithm().startsWith("ML-KEM");
      if (kem || (aead && !opensAead) || (needsOaep && !opensOaep)) {
        doubtful.add(recipient);
      }
    }
    if (!doubtful.isEmpty()) {
      notes.add(
          new Note(
              EncryptionReport.MAY_NOT_OPEN,
              "It is not known whether the software of "
                  + names(doubtful)
                  + " opens this message: Outlook, NSS and Thunderbird open neither AES-GCM nor"
                  + " ML-KEM nor, often, RSA-OAEP. Policy.outlook() writes what they open to RSA"
                  + " and elliptic-curve keys"));
    }
    return notes;
  }

  private static boolean mayFallBack(Policy policy) {
    return policy.contentCipher().aead() && policy.readsUnauthenticated();
  }

  private static List<Recipient> withoutAead(boolean verified, List<Recipient> recipients) {
    return recipients.stream()
        .filter(r -> verified && capabilities(r).map(known -> !hasAead(known)).orElse(false))
        .toList();
  }

  private static boolean hasAead(Set<String> capabilities) {
    return capabilities.contains(Oids.AES256_GCM) || capabilities.contains(Oids.AES128_GCM);
  }

  private static String names(List<Recipient> recipients) {
    String first =
        recipients.stream().limit(NAMED).map(Recipient::name).collect(Collectors.joining(", "));
    return recipients.size() <= NAMED
        ? first
        : first + " and " + (recipients.size() - NAMED) + " more";
  }

  /**
   * What a trusted signature, else the certificate, says the recipient's software understands;
   * empty where neither says anything.
   */
  private static Optional<Set<String>> capabilities(Recipient recipient) {
    if (recipient.capabilities() != null) {
      return Optional.of(recipient.capabilities());
    }
    byte[] extension = recipient.certificate().getExtensionValue(Oids.SMIME_CAPABILITIES);
    if (extension == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          SignerOffer.capabilities(
              ASN1Primitive.fromByteArray(ASN1OctetString.getInstance(extension).getOctets())));
    } catch (IOException | RuntimeException e) {
      // Not a list of capabilities: nothing is known.
      return Optional.empty();
    }
  }
}
