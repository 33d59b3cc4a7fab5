package org.smime4j.cms;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.ContentCipher;
import org.smime4j.KeyTransport;
import org.smime4j.Policy;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.trust.Note;

/**
 * What a new message is made of: the first cipher of the policy that no recipient is known not to
 * open, and how each RSA recipient gets the key (RFC 8551, section 2.7). What is known, verified
 * certificates and trusted signatures said; of others nothing is, else whoever made them would
 * choose the cipher.
 *
 * @param transports for each recipient, in their order
 * @param deriving whether the content key is derived (RFC 9709)
 * @param reason why it is this cipher
 */
record Negotiation(
    ContentCipher cipher,
    List<KeyTransport> transports,
    boolean deriving,
    String reason,
    List<Note> notes) {

  private static final int NAMED = 3;

  static Negotiation of(Policy policy, boolean verified, List<Recipient> recipients) {
    List<@Nullable Set<String>> known = new ArrayList<>();
    recipients.forEach(each -> known.add(verified ? Capabilities.of(each) : null));
    ContentCipher cipher = cipher(policy, known);
    boolean deriving =
        policy.derivesContentKeys() && allOpen(known, c -> c.contains(Oids.CEK_HKDF_SHA256));
    List<KeyTransport> transports = new ArrayList<>();
    known.forEach(each -> transports.add(transport(policy, each)));
    return new Negotiation(
        cipher,
        List.copyOf(transports),
        deriving,
        reason(policy, cipher, recipients, known),
        notes(policy, cipher, deriving, transports, recipients, known));
  }

  private static ContentCipher cipher(Policy policy, List<@Nullable Set<String>> known) {
    List<ContentCipher> may = policy.mayWrite();
    return may.stream()
        .filter(each -> allOpen(known, c -> c.contains(each.oid())))
        .findFirst()
        // Nobody has all of one: then what the policy goes down to, which is understood most.
        .orElse(policy.readsUnauthenticated() ? may.get(may.size() - 1) : may.get(0));
  }

  private static boolean allOpen(List<@Nullable Set<String>> known, Predicate<Set<String>> opens) {
    return known.stream().allMatch(each -> each == null || opens.test(each));
  }

  /** RSA-KEM where it is wanted and not known to be missing; never below what the policy says. */
  private static KeyTransport transport(Policy policy, @Nullable Set<String> known) {
    boolean noKem =
        policy.keyTransport() == KeyTransport.RSA_KEM
            && known != null
            && !known.contains(Oids.RSA_KEM);
    return noKem ? KeyTransport.RSA_OAEP_SHA256 : policy.keyTransport();
  }

  private static String reason(
      Policy policy,
      ContentCipher cipher,
      List<Recipient> recipients,
      List<@Nullable Set<String>> known) {
    if (cipher == policy.contentCipher()) {
      return cipher.label()
          + " is what the policy "
          + policy.name()
          + " writes"
          + (allOpen(known, c -> c.contains(cipher.oid()))
              ? ", and nobody is known not to open it"
              : ", which goes no further down");
    }
    return cipher.label()
        + " in place of "
        + policy.contentCipher().label()
        + ", which "
        + names(lacking(recipients, known, policy.contentCipher().oid()))
        + " said not to open";
  }

  private static List<Note> notes(
      Policy policy,
      ContentCipher cipher,
      boolean deriving,
      List<KeyTransport> transports,
      List<Recipient> recipients,
      List<@Nullable Set<String>> known) {
    List<Note> notes = new ArrayList<>();
    recipients.forEach(each -> notes.addAll(each.notes()));
    if (policy.contentCipher().aead() && !cipher.aead()) {
      notes.add(
          new Note(
              EncryptionReport.CBC_FOR_RECIPIENT,
              "Encrypted with "
                  + cipher.label().toUpperCase(Locale.ROOT)
                  + ", since the certificate of "
                  + names(lacking(recipients, known, policy.contentCipher().oid()))
                  + " says that AES-GCM is not understood there; sign the content"));
    }
    if (policy.derivesContentKeys() && !deriving) {
      notes.add(
          new Note(
              EncryptionReport.CONTENT_KEY_NOT_DERIVED,
              "The content key is not derived from the name of the cipher, since "
                  + names(lacking(recipients, known, Oids.CEK_HKDF_SHA256))
                  + " said not to open that; encrypt for them apart"));
    }
    List<Recipient> doubtful = new ArrayList<>();
    List<Recipient> classical = new ArrayList<>();
    for (int i = 0; i < recipients.size(); i++) {
      // Null where the algorithm is unknown: whoever wraps the key for it says so.
      PublicKey key = Certificates.publicKey(recipients.get(i).certificate());
      String algorithm = key == null ? "" : key.getAlgorithm();
      boolean kem = algorithm.startsWith("ML-KEM");
      if (!kem) {
        classical.add(recipients.get(i));
      }
      boolean rsa = algorithm.startsWith("RSA");
      if (kem || !opens(cipher, deriving, rsa ? transports.get(i) : null, known.get(i))) {
        doubtful.add(recipients.get(i));
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
    if (policy.isPostQuantum() && !classical.isEmpty()) {
      notes.add(
          new Note(
              EncryptionReport.CLASSICAL_KEY,
              "Who keeps this message until there are quantum computers reads it by the key of "
                  + names(classical)));
    }
    return List.copyOf(notes);
  }

  /** Whether the software is known to open it, or everybody's is. */
  private static boolean opens(
      ContentCipher cipher,
      boolean deriving,
      @Nullable KeyTransport transport,
      @Nullable Set<String> known) {
    boolean content = known == null ? !cipher.aead() && !deriving : known.contains(cipher.oid());
    boolean management =
        transport == null
            || transport == KeyTransport.RSA_PKCS1
            || (known != null
                && known.contains(
                    transport == KeyTransport.RSA_KEM ? Oids.RSA_KEM : Oids.RSAES_OAEP));
    return content && management;
  }

  private static List<Recipient> lacking(
      List<Recipient> recipients, List<@Nullable Set<String>> known, String oid) {
    List<Recipient> lacking = new ArrayList<>();
    for (int i = 0; i < recipients.size(); i++) {
      Set<String> its = known.get(i);
      if (its != null && !its.contains(oid)) {
        lacking.add(recipients.get(i));
      }
    }
    return lacking;
  }

  private static String names(List<Recipient> recipients) {
    String first =
        recipients.stream().limit(NAMED).map(Recipient::name).collect(Collectors.joining(", "));
    return recipients.size() <= NAMED
        ? first
        : first + " and " + (recipients.size() - NAMED) + " more";
  }
}
