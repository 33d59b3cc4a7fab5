package org.smime4j.benchmarks.contestants;

import org.smime4j.internal.bytes.ArrayOctets;

/**
 * One implementation of S/MIME, ready with its keys: what a contestant is timed at. Everything goes
 * from memory to memory; a message is of the {@link Material.Form} that the material asks for. What
 * comes out need not fill the array that it lies in, so that nobody pays for a copy.
 */
public interface Engine {

  /** A MIME entity in CRLF form, signed by {@link Material#signer()}. */
  ArrayOctets sign(byte[] entity) throws Exception;

  /**
   * The signed entity, once its signature is right by the certificate that the message carries. No
   * certificate path is judged.
   */
  ArrayOctets verify(byte[] message) throws Exception;

  /** The same, with the certificate's path to {@link Material#authority()}, without revocation. */
  default ArrayOctets verifyWithPath(byte[] message) throws Exception {
    throw new UnsupportedOperationException("no path validation is timed here");
  }

  /** The entity, encrypted to {@link Material#recipient()}. */
  ArrayOctets encrypt(byte[] entity) throws Exception;

  /** The entity of an encrypted message. */
  ArrayOctets decrypt(byte[] message) throws Exception;

  /** Signed, then encrypted: what {@link #openSigned} reads. */
  default ArrayOctets signThenEncrypt(byte[] entity) throws Exception {
    return encrypt(whole(sign(entity)));
  }

  /** Decrypted, then verified as by {@link #verify}. */
  default ArrayOctets openSigned(byte[] message) throws Exception {
    return verify(whole(decrypt(message)));
  }

  /** The octets in an array of their own; no copy is made where they fill theirs. */
  static byte[] whole(ArrayOctets octets) {
    return octets.from() == 0 && octets.to() == octets.array().length
        ? octets.array()
        : octets.bytes();
  }
}
