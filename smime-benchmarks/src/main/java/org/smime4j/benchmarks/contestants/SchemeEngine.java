package org.smime4j.benchmarks.contestants;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.SignatureScheme;

/**
 * A message signed by a scheme, and beside its verification by this library the bare call that
 * verifies a signature of that scheme, by Bouncy Castle, which the library asks for all of these.
 */
public final class SchemeEngine {

  /** One for each kind of key that mail is signed with, RSA by PKCS #1 v1.5 apart. */
  public enum Scheme {
    RSA_PSS(SignatureScheme.RSA_PSS_SHA256, "SHA256withRSAandMGF1"),
    P_256(SignatureScheme.ECDSA_SHA256, "SHA256withECDSA"),
    P_384(SignatureScheme.ECDSA_SHA384, "SHA384withECDSA"),
    P_521(SignatureScheme.ECDSA_SHA512, "SHA512withECDSA"),
    ED25519(SignatureScheme.ED25519, "Ed25519"),
    ED448(SignatureScheme.ED448, "Ed448"),
    ML_DSA_65(SignatureScheme.ML_DSA_65, "ML-DSA-65");

    private final SignatureScheme scheme;
    private final String bare;

    Scheme(SignatureScheme scheme, String bare) {
      this.scheme = scheme;
      this.bare = bare;
    }

    private KeyPair keys() throws GeneralSecurityException {
      if (this == RSA_PSS) {
        return KeyPairs.one(Material.Keys.RSA_2048);
      }
      if (!scheme.keyType().equals("EC")) {
        return KeyPairGenerator.getInstance(bare, BC).generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
      generator.initialize(new ECGenParameterSpec(name().replace('_', '-')));
      return generator.generateKeyPair();
    }
  }

  private static final Provider BC = new BouncyCastleProvider();

  /** About as long as signed attributes are. */
  private static final byte[] SIGNED = new byte[300];

  private final Scheme scheme;
  private final Engine library;
  private final byte[] message;
  private final PublicKey key;
  private final byte[] value;

  /** A message with an entity of this size, under new keys. */
  public SchemeEngine(Scheme scheme, int size) throws Exception {
    this.scheme = scheme;
    KeyPair pair = scheme.keys();
    Material rsa = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.TEXT);
    Material material =
        new Material(
            rsa.authority(),
            Certificates.pretended().issue("signer", 2, pair.getPublic()),
            pair.getPrivate(),
            rsa.recipient(),
            rsa.recipientKey(),
            true,
            Material.Form.TEXT);
    library = Smime4jEngine.signingBy(scheme.scheme, material);
    byte[] entity = Material.entity(size);
    message = Engine.whole(library.sign(entity));
    if (!Arrays.equals(entity, verify().bytes())) {
      throw new IllegalStateException("another entity");
    }
    // As the provider has it, so that nothing is translated.
    key =
        BouncyCastleProvider.getPublicKey(
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    Signature signature = Signature.getInstance(scheme.bare, BC);
    signature.initSign(pair.getPrivate());
    signature.update(SIGNED);
    value = signature.sign();
  }

  /** The signed entity, once its signature is right; see {@link Engine#verify}. */
  public ArrayOctets verify() throws Exception {
    return library.verify(message);
  }

  /** The bare call, with a key that is there. */
  public Signature bare() throws GeneralSecurityException {
    Signature signature = Signature.getInstance(scheme.bare, BC);
    signature.initVerify(key);
    signature.update(SIGNED);
    if (!signature.verify(value)) {
      throw new IllegalStateException("signature is wrong");
    }
    return signature;
  }
}
