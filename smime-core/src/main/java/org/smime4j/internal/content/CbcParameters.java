package org.smime4j.internal.content;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.RC2ParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.RC2CBCParameter;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.findings.SmimeException.Refused;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;

/**
 * A block cipher in CBC mode, as an algorithm identifier says: AES, and what old mail holds.
 *
 * @param algorithm its name in the JCA
 * @param iv as long as a block
 * @param keyOctets how long its key is
 * @param effectiveBits of a key that may be shorter than usual; else 0
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record CbcParameters(String algorithm, byte[] iv, int keyOctets, int effectiveBits) {

  /**
   * What export versions wrote. Among keys of up to three octets a made-up one meets the sender's
   * often enough to tell whether a PKCS #1 padding was right (A7).
   */
  private static final int LEAST_BITS = 32;

  /** Reads the parameters that a cipher has in CMS. */
  public static CbcParameters parse(ContentCipher cipher, AlgorithmId algorithm, String where)
      throws SmimeException {
    String name = name(cipher);
    ASN1Encodable parameters = algorithm.parameters();
    if (cipher == ContentCipher.RC2_CBC) {
      RC2ParameterSpec rc2 = rc2(algorithm, where);
      int bits = rc2.getEffectiveKeyBits();
      return new CbcParameters(name, rc2.getIV(), (bits + 7) / 8, bits);
    }
    if (cipher == ContentCipher.CAST5_CBC && parameters instanceof ASN1Sequence sequence) {
      return cast5(sequence, where);
    }
    // RFC 3058 puts the vector of IDEA into a SEQUENCE, and OpenSSL does not.
    ASN1Encodable iv =
        cipher == ContentCipher.IDEA_CBC
                && parameters instanceof ASN1Sequence sequence
                && sequence.size() == 1
            ? sequence.getObjectAt(0)
            : parameters;
    return new CbcParameters(
        name, octets(iv, block(name), where), CipherForm.of(cipher).keyOctets(), 0);
  }

  /** How long the key is, for which the parameters are read only where they tell. */
  static int keyOctets(ContentCipher cipher, AlgorithmId algorithm, String where)
      throws SmimeException {
    return cipher == ContentCipher.RC2_CBC || cipher == ContentCipher.CAST5_CBC
        ? parse(cipher, algorithm, where).keyOctets()
        : CipherForm.of(cipher).keyOctets();
  }

  private static String name(ContentCipher cipher) {
    return switch (cipher) {
      case AES_128_CBC, AES_192_CBC, AES_256_CBC -> "AES";
      case DES_EDE3_CBC -> "DESede";
      case DES_CBC -> "DES";
      case RC2_CBC -> "RC2";
      case CAMELLIA_128_CBC, CAMELLIA_192_CBC, CAMELLIA_256_CBC -> "Camellia";
      case SEED_CBC -> "SEED";
      case CAST5_CBC -> "CAST5";
      case IDEA_CBC -> "IDEA";
      case BLOWFISH_CBC -> "Blowfish";
      default -> throw new IllegalArgumentException(cipher + " is not used in CBC mode");
    };
  }

  private static int block(String name) {
    return switch (name) {
      case "AES", "Camellia", "SEED" -> 16;
      default -> 8;
    };
  }

  /** How long a block is. */
  int block() {
    return block(algorithm);
  }

  /** The cipher, set to decrypt what stands behind a block. */
  public Cipher decrypting(byte[] key, byte[] before, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    Cipher cipher = providers.cipher(algorithm + "/CBC/NoPadding");
    AlgorithmParameterSpec parameters =
        algorithm.equals("RC2")
            ? new RC2ParameterSpec(effectiveBits, before)
            : new IvParameterSpec(before);
    cipher.init(Cipher.DECRYPT_MODE, Transform.key(key, algorithm), parameters);
    return cipher;
  }

  /** CAST5CBCParameters (RFC 2984 section 1): the vector may be left out, and is zero then. */
  private static CbcParameters cast5(ASN1Sequence sequence, String where) throws SmimeException {
    byte[] iv = new byte[8];
    int at = 0;
    if (sequence.size() == 2) {
      iv = octets(sequence.getObjectAt(at++), 8, where);
    }
    if (sequence.size() - at != 1
        || !(sequence.getObjectAt(at).toASN1Primitive() instanceof ASN1Integer length)
        || length.getValue().signum() <= 0
        || length.getValue().bitLength() > 8
        || length.intValueExact() > 128
        || length.intValueExact() % 8 != 0) {
      throw new SmimeException.Malformed(where, -1, "the parameters are not those of CAST5");
    }
    int bits = length.intValueExact();
    if (bits < LEAST_BITS) {
      throw new SmimeException.Refused(
          Refused.Rule.CAST5_KEY_TOO_SHORT,
          "CAST5 with " + bits + " bits; " + LEAST_BITS + " is the least");
    }
    return new CbcParameters("CAST5", iv, bits / 8, bits == 128 ? 0 : bits);
  }

  private static byte[] octets(@Nullable ASN1Encodable value, int length, String where)
      throws Malformed {
    if (value != null
        && value.toASN1Primitive() instanceof ASN1OctetString string
        && string.getOctetsLength() == length) {
      return string.getOctets();
    }
    throw new SmimeException.Malformed(
        where, -1, "the initialisation vector is missing, or has not the length of a block");
  }

  /**
   * RC2-CBC-Parameter (RFC 2268 section 6): a vector alone means 32 effective bits, which old mail
   * has.
   */
  private static RC2ParameterSpec rc2(AlgorithmId algorithm, String where) throws SmimeException {
    RC2ParameterSpec spec;
    ASN1Encodable bare =
        algorithm.parameters() instanceof ASN1Sequence sequence && sequence.size() == 1
            ? sequence.getObjectAt(0)
            : algorithm.parameters();
    if (bare instanceof ASN1OctetString) {
      spec = new RC2ParameterSpec(32, octets(bare, 8, where));
    } else {
      try {
        RC2CBCParameter parameter = RC2CBCParameter.getInstance(algorithm.parameterSequence(where));
        spec =
            new RC2ParameterSpec(
                Rc2Versions.bits(parameter.getRC2ParameterVersion()),
                octets(new DEROctetString(parameter.getIV()), 8, where));
      } catch (RuntimeException e) {
        throw new SmimeException.Malformed(where, -1, "the parameters are not those of RC2");
      }
    }
    if (spec.getEffectiveKeyBits() < 1) {
      throw new SmimeException.Malformed(where, -1, "the parameters are not those of RC2");
    }
    if (spec.getEffectiveKeyBits() < LEAST_BITS) {
      throw new SmimeException.Refused(
          Refused.Rule.RC2_KEY_TOO_SHORT,
          "RC2 with " + spec.getEffectiveKeyBits() + " effective bits; 32 is the least");
    }
    return spec;
  }
}
