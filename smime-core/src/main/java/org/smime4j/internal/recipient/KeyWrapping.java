package org.smime4j.internal.recipient;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.NamedCurves;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.RecipientKey.WrappedKey;
import org.smime4j.settings.KeyTransport;

/** From a recipient's certificate and a content-encryption key to a RecipientInfo in DER. */
public final class KeyWrapping {

  private static final byte[] RSA_ENCRYPTION = AlgorithmId.derWithNull(Oids.RSA_ENCRYPTION);

  private KeyWrapping() {}

  /**
   * Wraps by what the certificate's key can do: RSA by the transport given, an elliptic curve by
   * ephemeral-static Diffie-Hellman (RFC 5753, RFC 8418) with a wrap as long as the content's key,
   * ML-KEM by encapsulation (RFC 9629).
   */
  public static WrappedKey recipientInfo(
      RecipientKey recipient, byte[] cek, KeyTransport rsa, Providers providers)
      throws SmimeException {
    RecipientKey.Parts parts = recipient.parts();
    byte[] rid = parts.rid();
    AlgorithmId algorithm = parts.algorithm();
    PublicKey key = parts.key();
    return switch (algorithm.oid()) {
      case Oids.RSA_ENCRYPTION ->
          rsa == KeyTransport.RSA_KEM && key instanceof RSAPublicKey numbers
              ? KeyEncapsulation.rsaKem(rid, numbers, cek, providers)
              : transport(rid, key, cek, rsa, providers);
      case Oids.EC_PUBLIC_KEY -> elliptic(rid, algorithm, key, cek, providers);
      case Oids.X25519 ->
          montgomery(rid, key, "X25519", 255, Oids.STD_DH_HKDF_SHA256, cek, providers);
      case Oids.X448 -> montgomery(rid, key, "X448", 448, Oids.STD_DH_HKDF_SHA512, cek, providers);
      case Oids.ML_KEM_512, Oids.ML_KEM_768, Oids.ML_KEM_1024 ->
          KeyEncapsulation.mlKem(rid, algorithm.oid(), key, cek, providers);
      default ->
          throw new SmimeException.UnsupportedAlgorithm(
              algorithm.oid(), "recipients of new messages");
    };
  }

  private static WrappedKey transport(
      byte[] rid, PublicKey key, byte[] cek, KeyTransport how, Providers providers)
      throws SmimeException {
    byte[] encryptedKey;
    byte[] algorithm;
    try {
      if (how == KeyTransport.RSA_PKCS1) {
        Cipher cipher = providers.cipher("RSA/ECB/PKCS1Padding");
        providers.initWithForm(
            key,
            cipher.getProvider(),
            form -> cipher.init(Cipher.ENCRYPT_MODE, form, providers.random()));
        algorithm = RSA_ENCRYPTION;
        encryptedKey = cipher.doFinal(cek);
      } else {
        // The JDK's own OAEP takes its digests from whichever provider is first in the registry.
        DigestAlgorithm hash = hash(how);
        int length = key instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : 0;
        byte[] block = new Oaep(hash, hash, new byte[0]).pad(cek, length, providers);
        Cipher cipher = providers.cipher("RSA/ECB/NoPadding");
        providers.initWithForm(
            key, cipher.getProvider(), form -> cipher.init(Cipher.ENCRYPT_MODE, form));
        algorithm = oaep(hash);
        encryptedKey = ConstantTime.leftPad(cipher.doFinal(block), length);
      }
    } catch (GeneralSecurityException | ProviderException e) {
      throw new ProviderUnavailable("RSA", "it refuses the recipient's key");
    }
    byte[] info =
        new DerWriter()
            .sequence()
            .integer(RecipientKey.version(rid))
            .raw(rid)
            .raw(algorithm)
            .octetString(encryptedKey)
            .end()
            .toByteArray();
    return new WrappedKey(info, label(how));
  }

  /** The label of reports, such as {@code rsa-oaep-sha256}. */
  private static String label(KeyTransport transport) {
    return transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static DigestAlgorithm hash(KeyTransport how) {
    return switch (how) {
      case RSA_OAEP_SHA1 -> DigestAlgorithm.SHA1;
      case RSA_OAEP_SHA256 -> DigestAlgorithm.SHA256;
      case RSA_OAEP_SHA384 -> DigestAlgorithm.SHA384;
      case RSA_OAEP_SHA512 -> DigestAlgorithm.SHA512;
      case RSA_PKCS1, RSA_KEM -> throw new IllegalArgumentException(how + " has no hash");
    };
  }

  private static byte[] oaep(DigestAlgorithm hash) {
    AlgorithmIdentifier digest =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.oid()), DERNull.INSTANCE);
    return AlgorithmId.der(
        Oids.RSAES_OAEP,
        new RSAESOAEPparams(
            digest,
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.MGF1), digest),
            RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
  }

  private static WrappedKey elliptic(
      byte[] rid, AlgorithmId algorithm, PublicKey key, byte[] cek, Providers providers)
      throws SmimeException {
    NamedCurves.checked(key);
    String curve = NamedCurves.of(algorithm);
    String name =
        switch (curve == null ? "" : curve) {
          case Oids.P256 -> "secp256r1";
          case Oids.P384 -> "secp384r1";
          case Oids.P521 -> "secp521r1";
          case Oids.BRAINPOOL_P256R1 -> "brainpoolP256r1";
          case Oids.BRAINPOOL_P384R1 -> "brainpoolP384r1";
          case Oids.BRAINPOOL_P512R1 -> "brainpoolP512r1";
          default ->
              throw new SmimeException.UnsupportedAlgorithm(
                  String.valueOf(curve), "recipients of new messages");
        };
    int octets = NamedCurves.coordinateOctets(String.valueOf(curve));
    // The digest as strong as the curve (RFC 5753 section 8).
    String scheme = Oids.STD_DH_KDF + (octets <= 32 ? ".1" : octets <= 48 ? ".2" : ".3");
    KeyPairGenerator generator = providers.keyPairGenerator("EC");
    try {
      generator.initialize(new ECGenParameterSpec(name), providers.random());
    } catch (GeneralSecurityException e) {
      throw new ProviderUnavailable(name, "the generator does not know the curve");
    }
    return agreed(rid, key, generator.generateKeyPair(), "ECDH", scheme, cek, providers);
  }

  private static WrappedKey montgomery(
      byte[] rid,
      PublicKey key,
      String name,
      int bits,
      String scheme,
      byte[] cek,
      Providers providers)
      throws SmimeException {
    KeyPairGenerator generator = providers.keyPairGenerator(name);
    generator.initialize(bits, providers.random());
    return agreed(rid, key, generator.generateKeyPair(), name, scheme, cek, providers);
  }

  private static WrappedKey agreed(
      byte[] rid,
      PublicKey key,
      KeyPair ephemeral,
      String agreementName,
      String schemeOid,
      byte[] cek,
      Providers providers)
      throws SmimeException {
    byte[] algorithm =
        AlgorithmId.der(
            schemeOid,
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(KeyWrap.oidFor(cek.length))));
    KeyAgreementScheme scheme = KeyAgreementScheme.parse(algorithm);
    byte[] secret;
    try {
      KeyAgreement agreement = providers.keyAgreement(agreementName);
      agreement.init(ephemeral.getPrivate(), providers.random());
      agreement.doPhase(key, true);
      secret = agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new ProviderUnavailable(agreementName, "it refuses the recipient's key");
    }
    byte[] encryptedKey =
        scheme.wrap().wrap(scheme.derive(secret, null, providers), cek, providers);
    SubjectPublicKeyInfo publicKey =
        SubjectPublicKeyInfo.getInstance(ephemeral.getPublic().getEncoded());
    // Absent parameters are what every reader accepts (RFC 5753 section 3.1.1).
    byte[] info =
        new DerWriter()
            .tagged(1)
            .integer(3)
            .tagged(0)
            .tagged(1)
            .raw(AlgorithmId.der(publicKey.getAlgorithm().getAlgorithm().getId()))
            .bitString(publicKey.getPublicKeyData().getBytes())
            .end()
            .end()
            .raw(algorithm)
            .sequence()
            .sequence()
            .raw(RecipientKey.inAgreement(rid))
            .octetString(encryptedKey)
            .end()
            .end()
            .end()
            .toByteArray();
    return new WrappedKey(info, agreementName.toLowerCase(Locale.ROOT) + "-" + scheme.scheme());
  }
}
