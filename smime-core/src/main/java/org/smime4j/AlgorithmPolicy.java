package org.smime4j;

import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;

/**
 * The algorithms that the library may read, and those that it writes. The two are independent: a
 * policy that reads old algorithms still writes only new ones.
 *
 * <p>A message gets the policy's cipher if every recipient supports it. Otherwise it gets the
 * strongest other cipher that all recipients support, down to the policy's weakest cipher. The
 * capabilities of recipients come from verified certificates and from trusted signatures (RFC 8551,
 * section 2.7.1). Each policy has its own assumption about recipients without known capabilities.
 *
 * <p>A policy does not determine whom to trust, and no policy makes a weak signature trusted. An
 * operation that needs a forbidden algorithm throws {@link SmimeException.Refused}. Immutable.
 *
 * <p>{@code toString()} returns the name: standard, archive, authenticated, authenticated-only,
 * outlook or post-quantum. If {@code writing} or a similar method changed the policy, "(changed)"
 * follows the name.
 *
 * <pre>{@code
 * AlgorithmPolicy policy = AlgorithmPolicy.standard().writing(ContentCipher.CHACHA20_POLY1305).derivingContentKeys();
 * }</pre>
 */
public sealed interface AlgorithmPolicy permits AlgorithmPolicyDoor {

  /** Returns a policy that reads AEAD and CBC. */
  private static AlgorithmPolicy writing(
      String name, ContentCipher cipher, ContentCipher weakest, boolean forAll) {
    return new AlgorithmPolicyDoor(new PolicyRules(name, cipher, weakest, forAll));
  }

  /**
   * Returns the default policy for mail. It reads AEAD and CBC, and writes algorithms that the
   * recipients can open. If all recipients are known to support AES-256-GCM, it writes AES-256-GCM.
   * If they are all known to support another AEAD cipher, it writes that one, and otherwise
   * AES-256-CBC. Recipients who are known to support RSA-OAEP get RSA-OAEP, and the others RSA PKCS
   * #1 v1.5. Every mail program can open AES-256-CBC with RSA PKCS #1 v1.5. AES-CBC does not
   * authenticate the content, so sign it.
   */
  static AlgorithmPolicy standard() {
    return new AlgorithmPolicyDoor(PolicyRules.STANDARD);
  }

  /**
   * Returns a policy for old archives. It reads everything that {@link #standard()} reads. It also
   * reads DES, RSA keys from 512 bits, AEAD ciphers in EnvelopedData, raw 8-bit inner headers, and
   * a multipart/signed whose signature also contains the signed content. It writes like {@link
   * #standard()}.
   */
  static AlgorithmPolicy archive() {
    return new AlgorithmPolicyDoor(PolicyRules.STANDARD.reading(true, true).named("archive"));
  }

  /**
   * Returns a policy that always writes RSA-OAEP. It writes AES-256-GCM unless a recipient is known
   * not to support it. In that case it writes the first cipher in the order of {@link #downTo} that
   * all recipients support. The last possible cipher is AES-256-CBC, which does not authenticate
   * the content. Few mail programs can open AES-GCM or RSA-OAEP. The note {@code MAY_NOT_OPEN}
   * names the recipients whose programs are not known to support what was written. It reads like
   * {@link #standard()}.
   */
  static AlgorithmPolicy authenticated() {
    return writing("authenticated", ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC, true);
  }

  /**
   * Returns the policy by which an {@link Encryptor} writes files and streams unless it is given
   * another. It reads only authenticated encryption. It refuses other content before a key is used.
   * It writes RSA-OAEP and AES-256-GCM, or AES-128-GCM if a recipient supports no better cipher. It
   * writes CBC only if you allow it with {@link #writing(ContentCipher)} or {@link #downTo}.
   */
  static AlgorithmPolicy authenticatedOnly() {
    return new AlgorithmPolicyDoor(PolicyRules.AUTHENTICATED_ONLY);
  }

  /**
   * Returns a policy that writes AES-256-CBC and RSA PKCS #1 v1.5, even if a certificate lists
   * AES-GCM. Outlook, NSS and Thunderbird can open these. AES-CBC does not authenticate the
   * content, so sign it. Call {@code writing} or {@code downTo} to choose other ciphers.
   */
  static AlgorithmPolicy outlook() {
    return writing("outlook", ContentCipher.AES_256_CBC, ContentCipher.AES_256_CBC, true);
  }

  /**
   * Returns a policy for content that must stay secret when quantum computers exist. It is {@link
   * #authenticated()} with content keys of 256 bits only: it writes AES-256-GCM, or
   * ChaCha20-Poly1305 or AES-256-CBC if a recipient supports no better cipher. Few programs support
   * ML-KEM and ML-DSA yet. Therefore encrypt also to a person's certificate with a classical key,
   * and sign with a classical key too ({@link KeyHistory#newest}). The report names each recipient
   * who has a classical key, because such a key will not protect the secret.
   */
  static AlgorithmPolicy postQuantum() {
    return new AlgorithmPolicyDoor(authenticated().rules().postQuantum().named("post-quantum"));
  }

  /**
   * Returns this policy with another content cipher, which it writes unless a recipient is known
   * not to support it.
   *
   * @throws IllegalArgumentException if the cipher is for reading only ({@link
   *     ContentCipher#isWritable()})
   */
  default AlgorithmPolicy writing(ContentCipher cipher) {
    if (!cipher.isWritable()) {
      throw new IllegalArgumentException(cipher + " is for reading only; choose one of AES");
    }
    return changed(rules().cipherForAll(cipher));
  }

  /**
   * Returns this policy with another key transport for RSA recipients. If you choose RSA-KEM,
   * recipients who are known not to support it get RSA-OAEP.
   */
  default AlgorithmPolicy writing(KeyTransport transport) {
    return changed(rules().transportForAll(transport));
  }

  /**
   * Returns this policy with a different limit for the weakest cipher that it writes. The order is
   * AES-256-GCM, ChaCha20-Poly1305, AES-192-GCM, AES-128-GCM, AES-256-CBC, AES-192-CBC,
   * AES-128-CBC: a cipher that authenticates the content comes before one that does not. {@code
   * downTo(AES_256_GCM)} therefore excludes every later cipher but the policy's own. Under {@link
   * #standard()}, {@code downTo(AES_256_CBC)} also allows AES-192-GCM and AES-128-GCM, which have
   * shorter keys. Every program that conforms to S/MIME 3.2 (RFC 5751) can open AES-128-CBC.
   *
   * @throws IllegalArgumentException if the cipher is for reading only
   */
  default AlgorithmPolicy downTo(ContentCipher weakest) {
    if (!weakest.isWritable()) {
      throw new IllegalArgumentException(weakest + " is for reading only; choose one of AES");
    }
    return changed(rules().downTo(weakest));
  }

  /**
   * Returns this policy with derived content keys (CEK-HKDF, RFC 9709). The library derives the
   * content key from the key that the recipients get and from the name of the cipher. An attacker
   * therefore cannot make a program read the message with another cipher. Few programs support this
   * yet. If a recipient is known not to support it, the library does not derive the key of the
   * message.
   */
  default AlgorithmPolicy derivingContentKeys() {
    return changed(rules().derivingContentKeys());
  }

  private PolicyRules rules() {
    return Held.by(this, PolicyRules.class);
  }

  private AlgorithmPolicy changed(PolicyRules other) {
    String changed = " (changed)";
    String name = rules().toString();
    return new AlgorithmPolicyDoor(other.named(name.endsWith(changed) ? name : name + changed));
  }
}

final class AlgorithmPolicyDoor extends Held<PolicyRules> implements AlgorithmPolicy {

  AlgorithmPolicyDoor(PolicyRules held) {
    super(held);
  }
}
