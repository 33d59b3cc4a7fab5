package org.smime4j.internal.encrypt;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.io.Listing;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.sign.SigningAttributes.Capabilities;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.verify.SignerOffer;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;

/**
 * The algorithms of a new message: the first cipher of the policy that every recipient supports,
 * and the key transport for each RSA recipient (RFC 8551, section 2.7). Capabilities come only from
 * verified certificates and trusted signatures. Otherwise the maker of a forged certificate could
 * choose the cipher. For recipients without known capabilities, the policy has an assumption.
 *
 * @param transports the key transport for each recipient, in their order
 * @param deriving whether the content key is derived (RFC 9709)
 * @param reason the reason for the cipher
 */
record Negotiation(
    ContentCipher cipher,
    List<KeyTransport> transports,
    boolean deriving,
    String reason,
    List<Finding> notes) {

  private static final int NAMED = 3;

  static Negotiation of(PolicyRules policy, boolean verified, List<Recipient> recipients) {
    List<@Nullable Set<String>> known = new ArrayList<>();
    recipients.forEach(each -> known.add(capabilities(each, verified)));
    ContentCipher cipher = cipher(policy, known);
    boolean deriving =
        policy.derivesContentKeys() && nobodyLacks(known, c -> c.contains(Oids.CEK_HKDF_SHA256));
    List<KeyTransport> transports = new ArrayList<>();
    recipients.forEach(
        each -> transports.add(transport(policy, forKey(each, verified, cipher.isAead()))));
    return new Negotiation(
        cipher,
        List.copyOf(transports),
        deriving,
        reason(policy, cipher, recipients, known),
        notes(policy, cipher, deriving, transports, recipients, known));
  }

  private static ContentCipher cipher(PolicyRules policy, List<@Nullable Set<String>> known) {
    return policy.mayWrite().stream()
        .filter(each -> allOpen(policy, each, known))
        .findFirst()
        // No cipher suits all recipients: take the policy's weakest, which most programs support.
        .orElse(policy.readsUnauthenticated() ? policy.lastResort() : policy.contentCipher());
  }

  private static boolean allOpen(
      PolicyRules policy, ContentCipher cipher, List<@Nullable Set<String>> known) {
    return known.stream()
        .allMatch(
            each ->
                each == null ? policy.assumes(cipher) : each.contains(CipherForm.of(cipher).oid()));
  }

  private static boolean nobodyLacks(
      List<@Nullable Set<String>> known, Predicate<Set<String>> opens) {
    return known.stream().allMatch(each -> each == null || opens.test(each));
  }

  /**
   * Returns the policy's key transport if the policy assumes that recipients support it, or if the
   * recipient is known to support it. A recipient who is known not to support RSA-KEM never gets
   * it.
   */
  private static KeyTransport transport(PolicyRules policy, @Nullable Set<String> known) {
    KeyTransport wanted = policy.keyTransport();
    boolean stated = known != null && known.contains(oid(wanted));
    if (!policy.assumes(wanted) && !stated) {
      return KeyTransport.RSA_PKCS1;
    }
    boolean noKem = wanted == KeyTransport.RSA_KEM && known != null && !stated;
    return noKem ? KeyTransport.RSA_OAEP_SHA256 : wanted;
  }

  private static String oid(KeyTransport transport) {
    return switch (transport) {
      case RSA_PKCS1 -> Oids.RSA_ENCRYPTION;
      case RSA_KEM -> Oids.RSA_KEM;
      default -> Oids.RSAES_OAEP;
    };
  }

  private static String reason(
      PolicyRules policy,
      ContentCipher cipher,
      List<Recipient> recipients,
      List<@Nullable Set<String>> known) {
    ContentCipher wanted = policy.contentCipher();
    if (cipher == wanted) {
      return cipher.label()
          + " is what the policy "
          + policy
          + " writes"
          + (allOpen(policy, cipher, known)
              ? ", and no recipient is known not to support it"
              : ", which allows no weaker cipher");
    }
    List<String> why = new ArrayList<>();
    List<Recipient> lacking = lacking(recipients, known, CipherForm.of(wanted).oid());
    if (!lacking.isEmpty()) {
      why.add("which " + names(lacking) + " cannot open");
    }
    List<Recipient> unknown = having(recipients, known, Objects::isNull);
    if (!policy.assumes(wanted) && !unknown.isEmpty()) {
      why.add("of which nothing is known at " + names(unknown));
    }
    return cipher.label() + " in place of " + wanted.label() + ", " + String.join(", and ", why);
  }

  private static List<Finding> notes(
      PolicyRules policy,
      ContentCipher cipher,
      boolean deriving,
      List<KeyTransport> transports,
      List<Recipient> recipients,
      List<@Nullable Set<String>> known) {
    List<Finding> notes = new ArrayList<>();
    recipients.forEach(each -> notes.addAll(each.notes()));
    List<Recipient> lacking =
        lacking(recipients, known, CipherForm.of(policy.contentCipher()).oid());
    if (policy.contentCipher().isAead() && !cipher.isAead() && !lacking.isEmpty()) {
      notes.add(
          new Finding(
              Finding.Code.CBC_FOR_RECIPIENT,
              "Encrypted with {0}, because the software of {1} does not support AES-GCM",
              cipher.label().toUpperCase(Locale.ROOT),
              names(lacking)));
    }
    if (!cipher.isAead()) {
      notes.add(
          new Finding(
              Finding.Code.NOT_AUTHENTICATED,
              "{0} does not show whether someone changed the content: sign it, then encrypt",
              cipher.label().toUpperCase(Locale.ROOT)));
    }
    if (policy.derivesContentKeys() && !deriving) {
      notes.add(
          new Finding(
              Finding.Code.CONTENT_KEY_NOT_DERIVED,
              "The content key is not derived from the name of the cipher, because {0} cannot"
                  + " open such a message; encrypt for them separately",
              names(lacking(recipients, known, Oids.CEK_HKDF_SHA256))));
    }
    List<Recipient> doubtful = new ArrayList<>();
    List<Recipient> classical = new ArrayList<>();
    List<Recipient> others = new ArrayList<>();
    List<Recipient> rare = new ArrayList<>();
    for (int i = 0; i < recipients.size(); i++) {
      // Null if the algorithm is unknown: wrapping the key reports this later.
      PublicKey key = Certificates.publicKey(recipients.get(i).certificate());
      String algorithm = key == null ? "" : key.getAlgorithm();
      boolean kem = algorithm.startsWith("ML-KEM");
      if (algorithm.startsWith("X")) {
        rare.add(recipients.get(i));
      }
      if (!kem) {
        classical.add(recipients.get(i));
      }
      boolean rsa = algorithm.startsWith("RSA");
      if (!rsa) {
        others.add(recipients.get(i));
      }
      if (kem || !opens(cipher, deriving, rsa ? transports.get(i) : null, known.get(i))) {
        doubtful.add(recipients.get(i));
      }
    }
    if (!doubtful.isEmpty()) {
      notes.add(
          cipher.isAead()
                  || deriving
                  || classical.size() < recipients.size()
                  || transports.stream().anyMatch(t -> t != KeyTransport.RSA_PKCS1)
              ? new Finding(
                  Finding.Code.MAY_NOT_OPEN,
                  "It is unknown whether the software of {0} can open this message: Outlook, NSS"
                      + " and Thunderbird cannot open AES-GCM or ML-KEM, and often not RSA-OAEP."
                      + " AlgorithmPolicy.standard() writes messages that they can open with RSA"
                      + " and elliptic-curve keys",
                  names(doubtful))
              : new Finding(
                  Finding.Code.MAY_NOT_OPEN,
                  "It is unknown whether the software of {0} can open this message: it states none"
                      + " of the ciphers that the policy may write",
                  names(doubtful)));
    }
    if (!others.isEmpty() && others.size() < recipients.size()) {
      notes.add(
          new Finding(
              Finding.Code.OTHER_KEY_BESIDE_RSA,
              "Besides RSA keys, the message names the key of {0}, which is of another kind."
                  + " Programs that support only PKCS #7 cannot open such a message with any key."
                  + " Outgoing.sealEach writes a separate message for each kind of key",
              names(others)));
    }
    if (!rare.isEmpty()) {
      notes.add(
          new Finding(
              Finding.Code.RARE_ALGORITHM,
              "Most mail programs have no keys on X25519 or X448, as {0}: encrypt to an RSA or"
                  + " P-256 key if the recipient has one",
              names(rare)));
    }
    if (recipients.stream().anyMatch(each -> each.key().isNamedByKeyIdentifier())) {
      notes.add(
          new Finding(
              Finding.Code.KEY_IDENTIFIERS,
              "The message names its recipients by key identifiers, by which some programs find no"
                  + " key: leave out namingKeyIdentifiers unless a recipient needs it"));
    }
    if (policy.isPostQuantum() && !classical.isEmpty()) {
      notes.add(
          new Finding(
              Finding.Code.CLASSICAL_KEY,
              "An attacker who keeps this message can read it with a future quantum computer,"
                  + " by breaking the key of {0}",
              names(classical)));
    }
    return List.copyOf(notes);
  }

  /**
   * Returns true if the recipient's software is known to open the message, or if all software does.
   */
  private static boolean opens(
      ContentCipher cipher,
      boolean deriving,
      @Nullable KeyTransport transport,
      @Nullable Set<String> known) {
    boolean content =
        known == null ? !cipher.isAead() && !deriving : known.contains(CipherForm.of(cipher).oid());
    boolean management =
        transport == null
            || transport == KeyTransport.RSA_PKCS1
            || (known != null && known.contains(oid(transport)));
    return content && management;
  }

  private static List<Recipient> lacking(
      List<Recipient> recipients, List<@Nullable Set<String>> known, String oid) {
    return having(recipients, known, its -> its != null && !its.contains(oid));
  }

  private static List<Recipient> having(
      List<Recipient> recipients,
      List<@Nullable Set<String>> known,
      Predicate<@Nullable Set<String>> sought) {
    return IntStream.range(0, recipients.size())
        .filter(i -> sought.test(known.get(i)))
        .mapToObj(recipients::get)
        .toList();
  }

  private static Object names(List<Recipient> recipients) {
    return Listing.of(recipients, NAMED, Recipient::name);
  }

  /**
   * Returns the known capabilities of the recipient's software (RFC 8551, section 2.5.2), or null
   * if nothing is known. They come from a trusted signature, or otherwise from a verified
   * certificate. The sender's own certificate needs no verification. If it states no capabilities,
   * the sender is assumed to use this library, and never makes a message weaker.
   */
  private static @Nullable Set<String> capabilities(Recipient recipient, boolean verified) {
    if (recipient.sender()) {
      Set<String> stated = stated(recipient);
      return stated == null ? Capabilities.OURS : stated;
    }
    return verified ? stated(recipient) : null;
  }

  /**
   * Returns the capabilities that decide how the recipient gets the content key. The assumption
   * about the sender counts only beside an AEAD cipher, which needs new software anyway. Beside
   * AES-CBC, every program of the sender must be able to open the sender's copy.
   */
  private static @Nullable Set<String> forKey(Recipient recipient, boolean verified, boolean aead) {
    return recipient.sender() && !aead ? stated(recipient) : capabilities(recipient, verified);
  }

  private static @Nullable Set<String> stated(Recipient recipient) {
    if (recipient.capabilities() != null) {
      return recipient.capabilities();
    }
    try {
      ASN1Primitive extension =
          Certificates.extension(recipient.certificate(), Oids.SMIME_CAPABILITIES);
      return extension == null ? null : SignerOffer.capabilities(extension);
    } catch (SmimeException | RuntimeException e) {
      // Not a list of capabilities: nothing is known.
      return null;
    }
  }
}
