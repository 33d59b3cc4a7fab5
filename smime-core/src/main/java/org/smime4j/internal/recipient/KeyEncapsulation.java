package org.smime4j.internal.recipient;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.bouncycastle.jcajce.SecretKeyWithEncapsulation;
import org.bouncycastle.jcajce.spec.KEMExtractSpec;
import org.bouncycastle.jcajce.spec.KEMGenerateSpec;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.KeyDerivation;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.RecipientKey.WrappedKey;

/**
 * The algorithms of a KEMRecipientInfo, taken apart: ML-KEM (RFC 9629, RFC 9936) and RSA-KEM (RFC
 * 9690). ML-KEM rejects implicitly by itself: a wrong ciphertext gives a secret too, and another.
 *
 * @param kem the object identifier of the encapsulation
 * @param hash of the derivation
 * @param kdf3 whether the derivation is KDF3, else it is HKDF
 * @param wrap how the content-encryption key is wrapped
 */
public record KeyEncapsulation(String kem, DigestAlgorithm hash, boolean kdf3, KeyWrap wrap) {

  private static final String WHERE = "KEMRecipientInfo";

  /** The lengths of ciphertexts (FIPS 203 table 3). */
  private static final Map<String, Integer> ML_KEM_CIPHERTEXT =
      Map.of(Oids.ML_KEM_512, 768, Oids.ML_KEM_768, 1088, Oids.ML_KEM_1024, 1568);

  private static final Map<String, String> ML_KEM_NAME =
      Map.of(
          Oids.ML_KEM_512, "ML-KEM-512",
          Oids.ML_KEM_768, "ML-KEM-768",
          Oids.ML_KEM_1024, "ML-KEM-1024");

  static KeyEncapsulation parse(RecipientInfo.Kem recipient) throws SmimeException {
    AlgorithmId kem = AlgorithmId.parse(recipient.kem(), "kem");
    boolean rsa = kem.oid().equals(Oids.RSA_KEM);
    if (!rsa) {
      Integer octets = ML_KEM_CIPHERTEXT.get(kem.oid());
      if (octets == null) {
        throw new SmimeException.UnsupportedAlgorithm(kem.oid(), "key encapsulation");
      }
      kem.requireNoParameters("kem");
      if (recipient.ciphertext().length != octets) {
        throw new SmimeException.Malformed(
            WHERE, -1, "a ciphertext of another length than the algorithm's");
      }
    }
    AlgorithmId kdf = AlgorithmId.parse(recipient.kdf(), "kdf");
    DigestAlgorithm hash;
    boolean kdf3 = kdf.oid().equals(Oids.KDF3);
    if (kdf3) {
      AlgorithmId named = AlgorithmId.of(kdf.parameters(), "kdf");
      hash =
          DigestAlgorithm.ofOid(named.oid())
              .filter(digest -> digest.strength() == DigestAlgorithm.Strength.SOUND)
              .orElseThrow(
                  () -> new SmimeException.UnsupportedAlgorithm(named.oid(), "key derivation"));
      named.requireNoParameters("kdf");
    } else {
      hash =
          switch (kdf.oid()) {
            case Oids.HKDF_SHA256 -> DigestAlgorithm.SHA256;
            case Oids.HKDF_SHA384 -> DigestAlgorithm.SHA384;
            case Oids.HKDF_SHA512 -> DigestAlgorithm.SHA512;
            default -> throw new SmimeException.UnsupportedAlgorithm(kdf.oid(), "key derivation");
          };
      kdf.requireNoParameters("kdf");
    }
    KeyWrap wrap = KeyWrap.of(AlgorithmId.parse(recipient.wrap(), "wrap"));
    if (recipient.kekLength() != wrap.octets()) {
      throw new SmimeException.Malformed(
          WHERE, -1, "kekLength is not the length of the wrap's key");
    }
    return new KeyEncapsulation(kem.oid(), hash, kdf3, wrap);
  }

  /** The name in reports. */
  String label() {
    String name = ML_KEM_NAME.getOrDefault(kem, "RSA-KEM").toLowerCase(Locale.ROOT);
    return name
        + (kdf3 ? "-kdf3-" : "-hkdf-")
        + hash.micalg().replace("sha-", "sha")
        + "-"
        + wrap.label();
  }

  boolean isRsa() {
    return kem.equals(Oids.RSA_KEM);
  }

  /** The key-encryption key for a secret (RFC 9629 section 5). */
  byte[] derive(byte[] secret, byte[] wrapAlgorithm, byte @Nullable [] ukm, Providers use)
      throws SmimeException {
    DerWriter info = new DerWriter().sequence().raw(wrapAlgorithm).integer(wrap.octets());
    if (ukm != null) {
      info.tagged(0).octetString(ukm).end();
    }
    byte[] otherInfo = info.end().toByteArray();
    return kdf3
        ? kdf3(hash, secret, otherInfo, wrap.octets(), use)
        : KeyDerivation.hkdf(hash, secret, otherInfo, wrap.octets(), use);
  }

  /** KDF3 of ANSI X9.44: the counter, from 1, before the secret. */
  private static byte[] kdf3(
      DigestAlgorithm hash, byte[] secret, byte[] otherInfo, int octets, Providers providers)
      throws ProviderUnavailable {
    MessageDigest digest = providers.digest(hash);
    byte[] key = new byte[octets];
    int at = 0;
    for (int counter = 1; at < octets; counter++) {
      digest.update(ByteBuffer.allocate(4).putInt(counter).array());
      digest.update(secret);
      byte[] block = digest.digest(otherInfo);
      int n = Math.min(block.length, octets - at);
      System.arraycopy(block, 0, key, at, n);
      at += n;
    }
    return key;
  }

  /**
   * The secret of ML-KEM; null where the key is not one for it. The parameters are Bouncy Castle's.
   */
  byte @Nullable [] decapsulate(PrivateKey key, byte[] ciphertext) throws ProviderUnavailable {
    try {
      KeyGenerator generator = Providers.standard().keyGenerator(jcaName());
      generator.init(
          new KEMExtractSpec.Builder(
                  PrivateOperations.formFor(key, generator.getProvider(), Providers.standard()),
                  ciphertext,
                  "Secret",
                  256)
              .withNoKdf()
              .build());
      return generator.generateKey().getEncoded();
    } catch (GeneralSecurityException | RuntimeException e) {
      return null;
    }
  }

  private String jcaName() {
    return ML_KEM_NAME.getOrDefault(kem, "ML-KEM");
  }

  /**
   * A KEMRecipientInfo inside its OtherRecipientInfo, in DER, for an ML-KEM key.
   *
   * @param rid RecipientIdentifier in DER
   */
  static WrappedKey mlKem(byte[] rid, String kem, PublicKey key, byte[] cek, Providers providers)
      throws SmimeException {
    KeyEncapsulation scheme =
        new KeyEncapsulation(kem, DigestAlgorithm.SHA256, false, KeyWrap.AES_256);
    try {
      KeyGenerator generator = Providers.standard().keyGenerator(scheme.jcaName());
      generator.init(
          new KEMGenerateSpec.Builder(key, "Secret", 256).withNoKdf().build(), providers.random());
      SecretKeyWithEncapsulation secret = (SecretKeyWithEncapsulation) generator.generateKey();
      return scheme.wrapped(
          rid,
          AlgorithmId.der(kem),
          secret.getEncapsulation(),
          secret.getEncoded(),
          cek,
          AlgorithmId.der(Oids.HKDF_SHA256),
          providers);
    } catch (GeneralSecurityException e) {
      throw new ProviderUnavailable(scheme.jcaName(), "it refuses the recipient's key");
    }
  }

  /** The same for an RSA key. */
  static WrappedKey rsaKem(byte[] rid, RSAPublicKey key, byte[] cek, Providers providers)
      throws SmimeException {
    KeyEncapsulation scheme =
        new KeyEncapsulation(Oids.RSA_KEM, DigestAlgorithm.SHA256, true, KeyWrap.AES_256);
    int length = (key.getModulus().bitLength() + 7) / 8;
    BigInteger z =
        BigIntegers.createRandomInRange(
            BigIntegers.TWO, key.getModulus().subtract(BigIntegers.TWO), providers.random());
    byte[] secret = BigIntegers.asUnsignedByteArray(length, z);
    try {
      Cipher cipher = providers.cipher("RSA/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      byte[] kdf =
          new DerWriter()
              .sequence()
              .oid(Oids.KDF3)
              .raw(AlgorithmId.der(Oids.SHA256))
              .end()
              .toByteArray();
      return scheme.wrapped(
          rid,
          AlgorithmId.der(Oids.RSA_KEM),
          ConstantTime.leftPad(cipher.doFinal(secret), length),
          secret,
          cek,
          kdf,
          providers);
    } catch (GeneralSecurityException e) {
      throw new ProviderUnavailable("RSA", "it refuses the recipient's key");
    }
  }

  private WrappedKey wrapped(
      byte[] rid,
      byte[] kemAlgorithm,
      byte[] ciphertext,
      byte[] secret,
      byte[] cek,
      byte[] kdfAlgorithm,
      Providers providers)
      throws SmimeException {
    byte[] wrapAlgorithm = AlgorithmId.der(wrap.oid());
    byte[] kek = derive(secret, wrapAlgorithm, null, providers);
    byte[] info =
        new DerWriter()
            .sequence()
            .oid(Oids.KEM_RECIPIENT_INFO)
            .sequence()
            .integer(0)
            .raw(rid)
            .raw(kemAlgorithm)
            .octetString(ciphertext)
            .raw(kdfAlgorithm)
            .integer(wrap.octets())
            .raw(wrapAlgorithm)
            .octetString(wrap.wrap(kek, cek, providers))
            .end()
            .end()
            .toByteArray();
    info[0] = (byte) 0xa4;
    return new WrappedKey(info, label());
  }
}
