package org.smime4j.internal.keyfile;

import static java.math.BigInteger.ONE;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jcajce.interfaces.EdDSAPrivateKey;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jcajce.interfaces.MLKEMPrivateKey;
import org.bouncycastle.jcajce.interfaces.SLHDSAPrivateKey;
import org.bouncycastle.jcajce.interfaces.XDHPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.provider.Providers;

/**
 * From PKCS#8 to a pair of keys: the public half is computed, so that a key is paired with its
 * certificates whatever the file says about them.
 */
public final class PrivateKeys {

  private static final Set<ASN1ObjectIdentifier> EDWARDS =
      Set.of(
          EdECObjectIdentifiers.id_X25519,
          EdECObjectIdentifiers.id_X448,
          EdECObjectIdentifiers.id_Ed25519,
          EdECObjectIdentifiers.id_Ed448);

  /** No provider takes more for RSA. */
  private static final int MOST_BITS = 16_384;

  private PrivateKeys() {}

  public static KeyPair pair(PrivateKeyInfo info) throws Unreadable {
    try {
      ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
      if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
          || algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
        return rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()));
      }
      if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        return ec(
            ECPrivateKey.getInstance(info.parsePrivateKey()),
            info.getPrivateKeyAlgorithm().getParameters());
      }
      return EDWARDS.contains(algorithm) ? edwards(info) : other(info);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw Unreadable.damaged("it is not a private key of the kind that it says it is");
    }
  }

  /** PKCS#1, in files of its own. */
  public static KeyPair rsa(RSAPrivateKey key)
      throws IOException, GeneralSecurityException, Unreadable {
    for (ASN1Encodable number : ASN1Sequence.getInstance(key.toASN1Primitive())) {
      if (number instanceof ASN1Integer whole && whole.getValue().bitLength() > MOST_BITS) {
        throw Unreadable.unsupported("RSA keys of more than " + MOST_BITS + " bits are not read");
      }
    }
    RSAPrivateKey usable = ofTwoFactors(key);
    if (!fitsTogether(usable)) {
      throw Unreadable.damaged("the numbers of its RSA key do not belong together");
    }
    AlgorithmIdentifier rsa =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    return pair(
        "RSA",
        new PrivateKeyInfo(rsa, usable),
        new SubjectPublicKeyInfo(rsa, new RSAPublicKey(key.getModulus(), key.getPublicExponent())));
  }

  /**
   * A key of more than two primes (RFC 8017 section 3.2) as providers take it: all primes but the
   * first stand as one factor, since the Chinese remainder theorem asks only that factors have no
   * divisor in common.
   */
  private static RSAPrivateKey ofTwoFactors(RSAPrivateKey key) {
    if (key.getVersion().signum() == 0) {
      return key;
    }
    BigInteger p = key.getPrime1();
    BigInteger rest = key.getModulus().divide(p);
    // The exponent of a factor may be any that d is modulo the order of its group.
    return new RSAPrivateKey(
        key.getModulus(),
        key.getPublicExponent(),
        key.getPrivateExponent(),
        p,
        rest,
        key.getExponent1(),
        key.getPrivateExponent(),
        rest.modInverse(p));
  }

  /**
   * No provider asks this, and a key with one wrong number opens nothing. Providers compute with
   * the private exponent only where one of the numbers beside the primes is zero, or where {@link
   * #ofTwoFactors} put it.
   */
  private static boolean fitsTogether(RSAPrivateKey key) {
    BigInteger p = key.getPrime1();
    BigInteger q = key.getPrime2();
    if (p.signum() == 0 && q.signum() == 0) {
      return true;
    }
    boolean complete =
        key.getExponent1().signum() * key.getExponent2().signum() * key.getCoefficient().signum()
            != 0;
    BigInteger ofP = complete ? key.getExponent1() : key.getPrivateExponent();
    BigInteger ofQ = complete ? key.getExponent2() : key.getPrivateExponent();
    // The second factor may have several primes, which nobody names here; d is more than p.
    boolean ofComposite = ofQ.equals(key.getPrivateExponent()) && ofQ.compareTo(p) > 0;
    BigInteger p1 = p.subtract(ONE);
    return p.signum() + q.signum() == 2
        && p.multiply(q).equals(key.getModulus())
        && (!complete || isOne(q.multiply(key.getCoefficient()), p))
        && isOne(ofP.multiply(key.getPublicExponent()), p1)
        && isOne(ofQ.multiply(key.getPublicExponent()), ofComposite ? p1 : q.subtract(ONE));
  }

  private static boolean isOne(BigInteger number, BigInteger modulus) {
    return modulus.signum() > 0 && number.mod(modulus).equals(ONE);
  }

  /** SEC 1, in files of its own, or inside PKCS#8, which then holds the curve. */
  public static KeyPair ec(ECPrivateKey key, @Nullable ASN1Encodable parameters)
      throws IOException, GeneralSecurityException, Unreadable {
    ASN1Encodable given = parameters != null ? parameters : key.getParametersObject();
    if (given == null) {
      throw Unreadable.unsupported("it does not say on which curve it is");
    }
    X9ECParameters curve = Curves.parameters(given);
    BigInteger secret = key.getKey();
    if (secret.signum() <= 0 || secret.compareTo(curve.getN()) >= 0) {
      throw Unreadable.damaged("its number is out of the range of its curve");
    }
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, Curves.named(given));
    ASN1BitString point =
        new DERBitString(
            new FixedPointCombMultiplier()
                .multiply(curve.getG(), secret)
                .normalize()
                .getEncoded(false));
    // Its static table of key kinds is filled by the first instance.
    Providers.bouncyCastle();
    return new KeyPair(
        BouncyCastleProvider.getPublicKey(new SubjectPublicKeyInfo(algorithm, point.getBytes())),
        BouncyCastleProvider.getPrivateKey(
            new PrivateKeyInfo(
                algorithm, new ECPrivateKey(curve.getN().bitLength(), secret, point, null))));
  }

  /** These providers compute the public half where they read a key: it is not computed twice. */
  private static KeyPair edwards(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    boolean agrees =
        algorithm.equals(EdECObjectIdentifiers.id_X25519)
            || algorithm.equals(EdECObjectIdentifiers.id_X448);
    PrivateKey secret = secret(Providers.standard().keyFactory(agrees ? "XDH" : "EdDSA"), info);
    if (secret instanceof XDHPrivateKey key) {
      return new KeyPair(key.getPublicKey(), key);
    }
    EdDSAPrivateKey key = (EdDSAPrivateKey) secret;
    return new KeyPair(key.getPublicKey(), key);
  }

  private static KeyPair other(PrivateKeyInfo info) throws IOException, Unreadable {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (!algorithm.on(NISTObjectIdentifiers.kems) && !algorithm.on(NISTObjectIdentifiers.sigAlgs)) {
      // Bouncy Castle reads others too, some of which compute for minutes.
      throw unsupported(algorithm);
    }
    // Its static table of key kinds is filled by the first instance.
    Providers.bouncyCastle();
    PrivateKey key = BouncyCastleProvider.getPrivateKey(info);
    if (key instanceof MLKEMPrivateKey kem) {
      return new KeyPair(kem.getPublicKey(), key);
    }
    if (key instanceof MLDSAPrivateKey dsa) {
      return new KeyPair(dsa.getPublicKey(), key);
    }
    if (key instanceof SLHDSAPrivateKey dsa) {
      return new KeyPair(dsa.getPublicKey(), key);
    }
    throw unsupported(algorithm);
  }

  private static Unreadable unsupported(ASN1ObjectIdentifier algorithm) {
    return Unreadable.unsupported(
        "private keys of the algorithm " + algorithm + " are not supported");
  }

  /** In the classes of the provider that works with keys of this algorithm. */
  private static KeyPair pair(String algorithm, PrivateKeyInfo secret, SubjectPublicKeyInfo open)
      throws IOException, GeneralSecurityException {
    KeyFactory factory = Providers.standard().keyFactory(algorithm);
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(open.getEncoded())), secret(factory, secret));
  }

  private static PrivateKey secret(KeyFactory factory, PrivateKeyInfo info)
      throws IOException, GeneralSecurityException {
    // Attributes, which Windows adds, and the outer public key are of no use to a provider.
    byte[] pkcs8 =
        new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey()).getEncoded();
    try {
      return factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }
}
