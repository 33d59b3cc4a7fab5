package org.smime4j.internal.content;

import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;

/**
 * contentEncryptionAlgorithm, taken apart: a cipher, and whether its key is derived from the one
 * that recipients get and from the cipher's own identifier (CEK-HKDF, RFC 9709). Where it is,
 * nobody can make another cipher read the content by renaming it.
 *
 * @param identifier the AlgorithmIdentifier of the cipher as received, without what says that the
 *     key is derived
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record ContentAlgorithm(ContentCipher cipher, byte[] identifier, boolean derived) {

  private static final String WHERE = "contentEncryptionAlgorithm";

  /** Reads one; one derivation at most. */
  public static ContentAlgorithm parse(byte[] received) throws SmimeException {
    AlgorithmId algorithm = AlgorithmId.parse(received, WHERE);
    if (!algorithm.oid().equals(Oids.CEK_HKDF_SHA256)) {
      return new ContentAlgorithm(cipher(algorithm.oid()), received, false);
    }
    if (algorithm.parameters() == null) {
      throw new SmimeException.Malformed(WHERE, -1, "the cipher whose key is derived is missing");
    }
    String oid = AlgorithmId.of(algorithm.parameters(), WHERE).oid();
    // The octets of the cipher enter the derivation; it is over DER, which BER has to become.
    return new ContentAlgorithm(cipher(oid), algorithm.parameterOctets(received, WHERE), true);
  }

  private static ContentCipher cipher(String oid) throws UnsupportedAlgorithm {
    return CipherForm.cipher(oid)
        .orElseThrow(() -> new SmimeException.UnsupportedAlgorithm(oid, "content encryption"));
  }

  /** The object identifier of what is not supported, or of the cipher: for a look from outside. */
  public static String named(byte[] received) throws SmimeException {
    AlgorithmId algorithm = AlgorithmId.parse(received, WHERE);
    return algorithm.oid().equals(Oids.CEK_HKDF_SHA256) && algorithm.parameters() != null
        ? AlgorithmId.of(algorithm.parameters(), WHERE).oid()
        : algorithm.oid();
  }

  /**
   * How long the content-encryption key is that the identifier asks for.
   *
   * @throws SmimeException.Refused for RC2 and CAST5 with fewer than 32 bits
   */
  public int cekOctets() throws SmimeException {
    return cipher.isAead()
        ? CipherForm.of(cipher).keyOctets()
        : CbcParameters.keyOctets(cipher, AlgorithmId.parse(identifier, WHERE), WHERE);
  }

  /** The decryption, under a derived key where there is one. */
  ContentDecryption keyed(ContentDecryption decryption, Providers providers) {
    return derived ? new DerivedKeyDecryption(decryption, identifier, providers) : decryption;
  }

  /** The identifier that says that the key for the cipher is derived. */
  static byte[] deriving(byte[] cipherIdentifier) {
    return AlgorithmId.der(Oids.CEK_HKDF_SHA256, AlgorithmId.sequenceOf(cipherIdentifier));
  }
}
