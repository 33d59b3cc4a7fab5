package org.smime4j;

import java.io.IOException;
import java.security.PublicKey;
import javax.crypto.spec.OAEPParameterSpec;

/**
 * What a private key does where it never leaves its keeper: a key management service, an HSM with
 * an interface of its own, an agent. An identity or a decryption key may be made of it in place of
 * a {@link java.security.PrivateKey}; a key that a JCA provider offers needs none of this.
 *
 * <p>An implementation overrides what its key can do, and must be safe for use by several threads.
 * Each method is one private operation, and is called at most once for each candidate of a message.
 * Of the two ways to decrypt with RSA, {@link #decryptRaw} is the better one: padding is then taken
 * off here, in constant time. With the others, the time that a wrong padding takes is the keeper's.
 *
 * <p>Whatever a decryption or agreement throws becomes the one {@link
 * SmimeException.NotDecryptable}, since a keeper's refusal may depend on a secret. The exception is
 * {@link SmimeException.ProviderUnavailable}, which reaches the caller as it is: throw it where the
 * keeper could not be asked at all, and never because of what it was asked.
 *
 * <pre>{@code
 * PrivateKeyOperations service =
 *     new PrivateKeyOperations() {
 *       @Override
 *       public byte[] decryptRaw(byte[] ciphertext) throws IOException {
 *         return client.call("decrypt", keyName, ciphertext);
 *       }
 *     };
 * Decryptor.with(KeyHistory.of(Credential.of(service, certificate)));
 * }</pre>
 */
public interface PrivateKeyOperations {

  /**
   * RSADP (RFC 8017, section 5.1.2): no padding is taken off.
   *
   * @param ciphertext as long as the modulus, its value below it
   * @return the result; leading octets of zero may be left out
   * @throws UnsupportedOperationException where the keeper does not part with it; then {@link
   *     #decryptPkcs1} or {@link #decryptOaep} is called
   */
  default byte[] decryptRaw(byte[] ciphertext) throws IOException {
    throw new UnsupportedOperationException("RSADP");
  }

  /** RSAES-PKCS1-v1_5 (RFC 8017, section 7.2.2). */
  default byte[] decryptPkcs1(byte[] ciphertext) throws IOException {
    throw new UnsupportedOperationException("RSAES-PKCS1-v1_5");
  }

  /** RSAES-OAEP (RFC 8017, section 7.1.2), with the parameters of the message. */
  default byte[] decryptOaep(byte[] ciphertext, OAEPParameterSpec parameters) throws IOException {
    throw new UnsupportedOperationException("RSAES-OAEP");
  }

  /**
   * ECDH, X25519 or X448.
   *
   * @param other the sender's key, on the curve of the own one
   * @return the shared secret itself, nothing derived from it: for ECDH the x-coordinate, as long
   *     as the field
   */
  default byte[] agree(PublicKey other) throws IOException {
    throw new UnsupportedOperationException("key agreement");
  }

  /**
   * A signature, as it stands in a SignerInfo: for ECDSA the DER of r and s.
   *
   * @param scheme one for the kind of this key; its {@link SignatureScheme#digest} is not yet
   *     computed
   * @param toBeSigned a few hundred octets
   */
  default byte[] sign(SignatureScheme scheme, byte[] toBeSigned) throws IOException {
    throw new UnsupportedOperationException("signatures");
  }
}
