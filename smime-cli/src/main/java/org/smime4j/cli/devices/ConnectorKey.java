package org.smime4j.cli.devices;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;

/**
 * The public RSA key of Intune's certificate connector, to which passwords of PFX files are
 * encrypted.
 */
public record ConnectorKey(RSAPublicKey key) {

  private static final Pattern PEM =
      Pattern.compile(
          // Windows may write its mark of UTF-8 in front.
          "(?:\u00EF\u00BB\u00BF)?\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC"
              + " KEY-----\\s*");

  /** {@code RSA1} as a number whose lowest octet comes first. */
  private static final int CNG_PUBLIC_KEY = 0x31415352;

  private static final int CNG_HEADER = 24;
  private static final int FEWEST_BITS = 2048;
  private static final int MOST_BITS = 16384;

  /**
   * Reads the two forms that Intune's importer writes: PEM of a SubjectPublicKeyInfo, and the
   * BCRYPT_RSAKEY_BLOB of Windows, known as RSAPUBLICBLOB.
   *
   * @throws IllegalArgumentException with a sentence, if it is neither, or too short a key
   */
  public static ConnectorKey read(byte[] octets) {
    try {
      RSAPublicKey key = isCng(octets) ? cng(octets) : pem(octets);
      int bits = key.getModulus().bitLength();
      if (bits < FEWEST_BITS || bits > MOST_BITS) {
        throw new IllegalArgumentException(
            "the key has " + bits + " bits; it needs " + FEWEST_BITS + " at least");
      }
      if (!key.getPublicExponent().testBit(0) || key.getPublicExponent().bitLength() < 2) {
        throw new IllegalArgumentException("the key's exponent is none of RSA's");
      }
      if (!key.getModulus().testBit(0)) {
        throw new IllegalArgumentException("the key's modulus is even, and none of RSA's");
      }
      return new ConnectorKey(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the RSA key in it is damaged", e);
    }
  }

  private static RSAPublicKey pem(byte[] octets) throws GeneralSecurityException {
    Matcher pem = PEM.matcher(new String(octets, StandardCharsets.ISO_8859_1));
    if (!pem.matches()) {
      throw new IllegalArgumentException(
          "this is neither the PEM of a public key nor an RSAPUBLICBLOB of Windows");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
    PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    return (RSAPublicKey) key;
  }

  private static boolean isCng(byte[] octets) {
    return octets.length >= CNG_HEADER && header(octets).getInt() == CNG_PUBLIC_KEY;
  }

  private static ByteBuffer header(byte[] octets) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Six numbers, lowest octet first; then exponent and modulus, highest octet first. */
  private static RSAPublicKey cng(byte[] octets) throws GeneralSecurityException {
    ByteBuffer blob = header(octets).position(Integer.BYTES);
    int bits = blob.getInt();
    int exponentLength = blob.getInt();
    int modulusLength = blob.getInt();
    long lengthsOfPrimes = blob.getLong();
    boolean fits =
        exponentLength > 0
            && exponentLength <= Long.BYTES
            && modulusLength > 0
            && modulusLength <= MOST_BITS / Byte.SIZE
            && lengthsOfPrimes == 0
            && octets.length == CNG_HEADER + exponentLength + modulusLength;
    if (!fits) {
      throw new IllegalArgumentException("the RSAPUBLICBLOB is damaged: its lengths do not fit");
    }
    int middle = CNG_HEADER + exponentLength;
    BigInteger exponent = new BigInteger(1, Arrays.copyOfRange(octets, CNG_HEADER, middle));
    BigInteger modulus = new BigInteger(1, Arrays.copyOfRange(octets, middle, octets.length));
    if (modulus.bitLength() != bits) {
      throw new IllegalArgumentException("the RSAPUBLICBLOB is damaged: its modulus is cut");
    }
    return (RSAPublicKey)
        KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  /**
   * Encrypts a password as one octet for each character, which is how Intune's importer does it.
   *
   * @throws IllegalArgumentException with a sentence, if it has other characters than ASCII, or
   *     more than the key takes
   */
  public byte[] encrypt(char[] password, OaepHash padding) {
    byte[] octets = new byte[password.length];
    try {
      for (int i = 0; i < octets.length; i++) {
        if (password[i] < ' ' || password[i] > '~') {
          throw new IllegalArgumentException(
              "the password has characters outside of ASCII, which Intune cuts to one octet each;"
                  + " choose another one");
        }
        octets[i] = (byte) password[i];
      }
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, padding.parameters());
      return cipher.doFinal(octets);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the password is longer than the key takes with " + padding.label(), e);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }
}
