package org.smime4j;

import org.smime4j.internal.base.PolicyRules;

/**
 * Which algorithms may be read, and which are written. The two are independent: a policy that reads
 * old algorithms still writes only new ones.
 *
 * <p>A message gets the policy's cipher if every recipient opens it. Otherwise it gets the
 * strongest other cipher that all open, down to the policy's lower bound. The capabilities of
 * recipients come from verified certificates and from trusted signatures (RFC 8551, section 2.7.1).
 * For recipients without known capabilities each policy has its own assumption.
 *
 * <p>A policy does not say whom to trust, and no policy makes a weak signature trusted. An
 * algorithm that it forbids is {@link SmimeException.Refused}. Immutable.
 *
 * <pre>{@code
 * AlgorithmPolicy policy = AlgorithmPolicy.standard().writing(ContentCipher.CHACHA20_POLY1305).derivingContentKeys();
 * }</pre>
 */
public final class AlgorithmPolicy {

  private static final String CHANGED = " (changed)";

  private final String name;
  private final PolicyRules rules;

  private AlgorithmPolicy(String name, PolicyRules rules) {
    this.name = name;
    this.rules = rules;
  }

  /** Reads AEAD and CBC. */
  private static AlgorithmPolicy writing(
      String name, ContentCipher cipher, ContentCipher weakest, boolean forAll) {
    return new AlgorithmPolicy(name, new PolicyRules(cipher, weakest, forAll));
  }

  /**
   * Reads AEAD and CBC, and writes what recipients can open. If all recipients are known to open
   * AES-GCM, it writes AES-256-GCM; recipients known to support RSA-OAEP get RSA-OAEP. Otherwise it
   * writes AES-256-CBC and RSA PKCS #1 v1.5, which every mail program opens but which authenticate
   * nothing: sign the content.
   */
  public static AlgorithmPolicy standard() {
    return writing("standard", ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC, false);
  }

  /**
   * Adds for reading what only old archives hold: DES, RSA keys from 512 bits, AEAD ciphers in
   * EnvelopedData, raw 8-bit inner headers, an eContent that equals the signed part. Writes as
   * {@link #standard()}.
   */
  public static AlgorithmPolicy archive() {
    return new AlgorithmPolicy("archive", standard().rules.reading(true, true));
  }

  /**
   * Reads like {@link #standard()}. Writes RSA-OAEP always, and AES-256-GCM unless a recipient is
   * known not to support it; never weaker than AES-256-CBC. Few mail programs open that: the note
   * {@code MAY_NOT_OPEN} names the recipients whose programs are not known to.
   */
  public static AlgorithmPolicy authenticated() {
    return writing("authenticated", ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC, true);
  }

  /**
   * Reads authenticated encryption only; other content is refused before a key is used. Writes
   * AES-256-GCM, or AES-128-GCM if a recipient opens no better, and RSA-OAEP. It writes CBC only if
   * {@link #writing(ContentCipher)} names it.
   */
  public static AlgorithmPolicy authenticatedOnly() {
    String name = "authenticated-only";
    return new AlgorithmPolicy(
        name,
        writing(name, ContentCipher.AES_256_GCM, ContentCipher.AES_128_GCM, true)
            .rules
            .reading(false, false));
  }

  /**
   * Writes AES-256-CBC and RSA PKCS #1 v1.5, which Outlook, NSS and Thunderbird can open, unless
   * {@code writing} names others. The content is then not authenticated by its encryption; sign it.
   */
  public static AlgorithmPolicy outlook() {
    return writing("outlook", ContentCipher.AES_256_CBC, ContentCipher.AES_256_CBC, true);
  }

  /**
   * For what must stay secret when there are quantum computers: as {@link #authenticated()}, with
   * content keys of 256 bits alone. Until everybody reads ML-KEM and ML-DSA, {@code
   * CertificateBook.findPair} adds a classical recipient, and {@code Signer.with(identities,
   * policy)} a classical signature. A recipient who is addressed by a classical key is named in the
   * result, since that key will not keep the secret.
   */
  public static AlgorithmPolicy postQuantum() {
    return new AlgorithmPolicy("post-quantum", authenticated().rules.postQuantum());
  }

  /**
   * This policy, writing another content cipher to everybody who is not known to lack it. It must
   * be {@link ContentCipher#writable()}.
   */
  public AlgorithmPolicy writing(ContentCipher cipher) {
    if (!cipher.writable()) {
      throw new IllegalArgumentException(cipher + " is for reading only");
    }
    return new AlgorithmPolicy(changed(), rules.cipherForAll(cipher));
  }

  /**
   * This policy with another key transport for RSA recipients; those known not to support RSA-KEM
   * get RSA-OAEP instead.
   */
  public AlgorithmPolicy writing(KeyTransport transport) {
    return new AlgorithmPolicy(changed(), rules.transportForAll(transport));
  }

  /**
   * This policy, with another weakest cipher to fall back to. Every program that conforms to S/MIME
   * 3.2 (RFC 5751) can open {@code AES_128_CBC}.
   */
  public AlgorithmPolicy downTo(ContentCipher weakest) {
    if (!weakest.writable()) {
      throw new IllegalArgumentException(weakest + " is for reading only");
    }
    return new AlgorithmPolicy(changed(), rules.downTo(weakest));
  }

  /**
   * This policy, with content keys that are derived from what recipients get and from the name of
   * the cipher (CEK-HKDF, RFC 9709), so that nobody reads a message as if it were in another
   * cipher. Few programs open that yet; recipients that are known not to support it get the old
   * form.
   */
  public AlgorithmPolicy derivingContentKeys() {
    return new AlgorithmPolicy(changed(), rules.derivingContentKeys());
  }

  PolicyRules rules() {
    return rules;
  }

  private String changed() {
    return name.endsWith(CHANGED) ? name : name + CHANGED;
  }

  /**
   * The name: standard, archive, authenticated, authenticated-only, outlook or post-quantum;
   * followed by "(changed)" if {@code writing} or a similar method derived this policy from it.
   */
  @Override
  public String toString() {
    return name;
  }
}
