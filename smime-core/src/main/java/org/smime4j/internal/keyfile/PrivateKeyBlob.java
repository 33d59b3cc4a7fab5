package org.smime4j.internal.keyfile;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.smime4j.settings.Limits;

/**
 * A private key as Windows archives it (MS-WCCE 2.2.2.9): the PRIVATEKEYBLOB of CryptoAPI, a blob
 * of BCrypt, or PKCS#8.
 *
 * <p>Nothing authenticates an archived key, and an RSA key with one changed number gives its
 * factors away with its first signature. So of an RSA key only modulus, exponent and factors are
 * taken, which must fit each other. The other numbers are computed.
 */
public final class PrivateKeyBlob {

  private static final int PRIVATEKEYBLOB = 7;
  private static final int SEQUENCE = 0x30;

  /** The shortest head of a blob, and where in CryptoAPI's the magic number stands. */
  private static final int HEAD = 24;

  private static final int CAPI_MAGIC = 8;

  private static final int RSA2 = 0x32415352;

  /** BCrypt's blob with all numbers, of which the first are those of RSA2. */
  private static final int RSA3 = 0x33415352;

  /** No provider takes more for RSA. */
  private static final int MOST_BITS = 16_384;

  /** FIPS 186-5 allows no larger one. */
  private static final int MOST_EXPONENT_BITS = 256;

  /** By the magic number of BCrypt for ECDH, and for ECDSA. */
  private static final Map<Integer, ASN1ObjectIdentifier> CURVES =
      Map.of(
          0x324B4345, SECObjectIdentifiers.secp256r1,
          0x344B4345, SECObjectIdentifiers.secp384r1,
          0x364B4345, SECObjectIdentifiers.secp521r1,
          0x32534345, SECObjectIdentifiers.secp256r1,
          0x34534345, SECObjectIdentifiers.secp384r1,
          0x36534345, SECObjectIdentifiers.secp521r1);

  private PrivateKeyBlob() {}

  /** The key as PKCS#8, whatever the form it has. */
  public static PrivateKeyInfo read(byte[] content, Limits limits) throws Unreadable, IOException {
    if (content.length < HEAD) {
      throw unknown();
    }
    ByteBuffer blob = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (content[0] == SEQUENCE) {
      return pkcs8(PrivateKeyInfo.getInstance(Ber.read(content, limits)));
    }
    if (content[0] == PRIVATEKEYBLOB && blob.getInt(CAPI_MAGIC) == RSA2) {
      blob.getLong();
      blob.getInt();
      return capi(blob);
    }
    int magic = blob.getInt();
    if (magic == RSA2 || magic == RSA3) {
      return bcryptRsa(blob);
    }
    if (magic == Integer.reverseBytes(RSA2)) {
      // So MS-WCCE has it, although BCrypt writes this head little-endian.
      return bcryptRsa(blob.order(ByteOrder.BIG_ENDIAN));
    }
    ASN1ObjectIdentifier curve = CURVES.get(magic);
    if (curve == null) {
      throw unknown();
    }
    return ec(blob, curve);
  }

  private static PrivateKeyInfo pkcs8(PrivateKeyInfo info) throws Unreadable, IOException {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (!algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
        && !algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return info;
    }
    RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
    return rsa(key.getModulus(), key.getPublicExponent(), key.getPrime1(), key.getPrime2());
  }

  private static PrivateKeyInfo capi(ByteBuffer blob) throws Unreadable, IOException {
    int bits = blob.getInt();
    if (bits < 1 || bits > MOST_BITS) {
      throw unknown();
    }
    BigInteger exponent = number(blob, Integer.BYTES);
    BigInteger modulus = number(blob, (bits + 7) / 8);
    BigInteger p = number(blob, (bits + 15) / 16);
    return rsa(modulus, exponent, p, number(blob, (bits + 15) / 16));
  }

  private static PrivateKeyInfo bcryptRsa(ByteBuffer blob) throws Unreadable, IOException {
    blob.getInt();
    int[] sizes = {blob.getInt(), blob.getInt(), blob.getInt(), blob.getInt()};
    blob.order(ByteOrder.BIG_ENDIAN);
    BigInteger exponent = number(blob, sizes[0]);
    BigInteger modulus = number(blob, sizes[1]);
    BigInteger p = number(blob, sizes[2]);
    return rsa(modulus, exponent, p, number(blob, sizes[3]));
  }

  /** BCrypt writes these numbers big-endian, MS-WCCE says little-endian: the point decides. */
  private static PrivateKeyInfo ec(ByteBuffer blob, ASN1ObjectIdentifier name)
      throws Unreadable, IOException {
    X9ECParameters curve = Curves.parameters(name);
    int size = (curve.getCurve().getFieldSize() + 7) / 8;
    if (blob.getInt() != size) {
      throw unknown();
    }
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer numbers = blob.slice().order(order);
      BigInteger x = number(numbers, size);
      BigInteger y = number(numbers, size);
      BigInteger secret = number(numbers, size);
      if (isOn(curve, x, y)) {
        return new PrivateKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, name),
            new ECPrivateKey(curve.getN().bitLength(), secret));
      }
    }
    throw unknown();
  }

  private static boolean isOn(X9ECParameters curve, BigInteger x, BigInteger y) {
    try {
      curve.getCurve().validatePoint(x, y);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The next number, in the order of the buffer. */
  private static BigInteger number(ByteBuffer blob, int size) throws Unreadable {
    if (size < 1 || size > MOST_BITS / 8 || size > blob.remaining()) {
      throw unknown();
    }
    boolean forwards = blob.order().equals(ByteOrder.BIG_ENDIAN);
    byte[] octets = new byte[size];
    for (int i = 0; i < size; i++) {
      octets[forwards ? i : size - 1 - i] = blob.get();
    }
    return new BigInteger(1, octets);
  }

  private static PrivateKeyInfo rsa(
      BigInteger modulus, BigInteger exponent, BigInteger p, BigInteger q)
      throws Unreadable, IOException {
    BigInteger one = BigInteger.ONE;
    if (modulus.bitLength() > MOST_BITS
        || exponent.bitLength() > MOST_EXPONENT_BITS
        || p.bitLength() > MOST_BITS
        || q.bitLength() > MOST_BITS
        || p.compareTo(one) <= 0
        || q.compareTo(one) <= 0
        || !p.multiply(q).equals(modulus)) {
      throw unknown();
    }
    BigInteger p1 = p.subtract(one);
    BigInteger q1 = q.subtract(one);
    BigInteger secret = exponent.modInverse(p1.divide(p1.gcd(q1)).multiply(q1));
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        new RSAPrivateKey(
            modulus, exponent, secret, p, q, secret.mod(p1), secret.mod(q1), q.modInverse(p)));
  }

  private static Unreadable unknown() {
    return Unreadable.damaged("it is not a private key in a known form");
  }
}
