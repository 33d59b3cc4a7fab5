package org.smime4j.sources;

import java.io.IOException;
import java.security.PublicKey;
import javax.crypto.spec.OAEPParameterSpec;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.SignatureScheme;

/**
 * The operations of a private key that never leaves its service. Such a service is a key management
 * service, an agent, or an HSM with a proprietary interface. You can create a credential with it in
 * place of a {@link java.security.PrivateKey}. If a JCA provider offers the key, you do not need
 * this interface.
 *
 * <p>An implementation overrides the methods that its key supports, and must be safe for use by
 * several threads. Each method is one private-key operation. The library calls it at most once for
 * each candidate of a message. For RSA decryption, prefer {@link #decryptRaw}: the library then
 * removes the padding in constant time. With the other methods, the service determines how long a
 * wrong padding takes.
 *
 * <p>If a decryption or key agreement throws an exception, the caller gets {@link
 * SmimeException.NotDecryptable}, because a refusal by the service may depend on a secret. Only
 * {@link SmimeException.ProviderUnavailable} reaches the caller unchanged. Throw it if the service
 * is unreachable, and never because of the data in the request.
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
   * Computes RSADP (RFC 8017, section 5.1.2), without removing the padding.
   *
   * @param ciphertext the ciphertext, as long as the modulus and less than it in value
   * @return the result, with or without leading zero bytes
   * @throws UnsupportedOperationException if the service does not offer this operation. The library
   *     then calls {@link #decryptPkcs1} or {@link #decryptOaep}
   */
  default byte[] decryptRaw(byte[] ciphertext) throws IOException {
    throw new UnsupportedOperationException("RSADP");
  }

  /**
   * Decrypts with RSAES-PKCS1-v1_5 (RFC 8017, section 7.2.2). The library calls it only if {@link
   * #decryptRaw} is not offered.
   *
   * @param ciphertext the ciphertext, as long as the modulus
   * @return the message M, without padding
   */
  default byte[] decryptPkcs1(byte[] ciphertext) throws IOException {
    throw new UnsupportedOperationException("RSAES-PKCS1-v1_5");
  }

  /**
   * Decrypts with RSAES-OAEP (RFC 8017, section 7.1.2). The library calls it only if {@link
   * #decryptRaw} is not offered.
   *
   * @param ciphertext the ciphertext, as long as the modulus
   * @param parameters the digests and the label that the message states
   * @return the message M, without padding
   */
  default byte[] decryptOaep(byte[] ciphertext, OAEPParameterSpec parameters) throws IOException {
    throw new UnsupportedOperationException("RSAES-OAEP");
  }

  /**
   * Computes a shared secret with ECDH, X25519 or X448.
   *
   * @param other the sender's public key, on the same curve as this key
   * @return the raw shared secret, not a key derived from it. For ECDH it is the x-coordinate, as
   *     long as the field
   */
  default byte[] agree(PublicKey other) throws IOException {
    throw new UnsupportedOperationException("key agreement");
  }

  /**
   * Returns a signature in the form for a SignerInfo. For ECDSA this is the DER encoding of r and
   * s.
   *
   * @param scheme a scheme that fits this key. The implementation also computes its {@link
   *     SignatureScheme#digest}
   * @param toBeSigned the data to sign, a few hundred bytes
   */
  default byte[] sign(SignatureScheme scheme, byte[] toBeSigned) throws IOException {
    throw new UnsupportedOperationException("signatures");
  }
}
