package org.smime4j.peers;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.KEMRecipientInfoGenerator;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEKEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKEMAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEMEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEMRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.provider.DigestAlgorithm;

/** Recipients and ciphers as Bouncy Castle's CMS and its mail module both take them. */
final class BouncyCastleRecipients {

  private static final Provider BC = BouncyCastleSigners.BC;

  private static final Map<Integer, String> NAMES =
      Map.of(256, "secp256r1", 384, "secp384r1", 521, "secp521r1");

  private BouncyCastleRecipients() {}

  static OutputEncryptor cipher(Row.Encrypted row) throws Exception {
    return new JceCMSContentEncryptorBuilder(
            new ASN1ObjectIdentifier(CipherForm.of(row.cipher()).oid()))
        .setEnableSha256HKdf(row.derived())
        .setProvider(BC)
        .build();
  }

  static List<RecipientInfoGenerator> recipients(Row.Encrypted row) throws Exception {
    List<RecipientInfoGenerator> all = new ArrayList<>();
    for (Row.KeyManagement to : row.to()) {
      all.add(recipient(row, to));
    }
    return all;
  }

  private static RecipientInfoGenerator recipient(Row.Encrypted row, Row.KeyManagement to)
      throws Exception {
    X509Certificate certificate = to.who().certificate();
    ASN1ObjectIdentifier wrap = wrap(row);
    return switch (to.kind()) {
      case RSA_PKCS1 ->
          (row.ski()
                  ? new JceKeyTransRecipientInfoGenerator(
                      BouncyCastleSigners.keyIdentifier(to.who()), to.who().publicKey())
                  : new JceKeyTransRecipientInfoGenerator(certificate))
              .setProvider(BC);
      case RSA_OAEP ->
          new JceKeyTransRecipientInfoGenerator(
                  certificate,
                  new JcaAlgorithmParametersConverter()
                      .getAlgorithmIdentifier(
                          PKCSObjectIdentifiers.id_RSAES_OAEP,
                          new OAEPParameterSpec(
                              to.hash().jcaName(),
                              "MGF1",
                              new MGF1ParameterSpec(to.mask().jcaName()),
                              new PSource.PSpecified(to.oaepLabel()))))
              .setProvider(BC);
      case RSA_KEM, ML_KEM -> kem(to, wrap);
      case ECDH, ECDH_COFACTOR, XDH -> {
        KeyPair ephemeral = ephemeral(to);
        JceKeyAgreeRecipientInfoGenerator generator =
            new JceKeyAgreeRecipientInfoGenerator(
                scheme(to), ephemeral.getPrivate(), ephemeral.getPublic(), wrap);
        yield (row.ski()
                ? generator.addRecipient(
                    BouncyCastleSigners.keyIdentifier(to.who()), to.who().publicKey())
                : generator.addRecipient(certificate))
            .setProvider(BC);
      }
      case PASSWORD ->
          new JcePasswordRecipientInfoGenerator(
                  CMSAlgorithm.AES256_CBC, Ours.PASSWORD.toCharArray())
              .setProvider(BC)
              .setPRF(PasswordRecipient.PRF.HMacSHA256);
      case KEK ->
          new JceKEKRecipientInfoGenerator(
                  Ours.KEK_IDENTIFIER,
                  new SecretKeySpec(Ours.kek(CipherForm.of(row.cipher()).keyOctets()), "AES"))
              .setProvider(BC);
    };
  }

  private static KEMRecipientInfoGenerator kem(Row.KeyManagement to, ASN1ObjectIdentifier wrap)
      throws Exception {
    AlgorithmIdentifier kdf =
        to.kind() == Row.Kind.ML_KEM
            ? new AlgorithmIdentifier(PKCSObjectIdentifiers.id_alg_hkdf_with_sha256)
            : new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_kdf_kdf3,
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
    return new JceKEMRecipientInfoGenerator(to.who().certificate(), wrap)
        .setKDF(kdf)
        .setProvider(BC);
  }

  private static ASN1ObjectIdentifier wrap(Row.Encrypted row) {
    return switch (CipherForm.of(row.cipher()).keyOctets()) {
      case 32 -> CMSAlgorithm.AES256_WRAP;
      case 24 -> CMSAlgorithm.AES192_WRAP;
      default -> CMSAlgorithm.AES128_WRAP;
    };
  }

  private static KeyPair ephemeral(Row.KeyManagement to) throws Exception {
    if (to.label().contains("brainpool")) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
      generator.initialize(new ECGenParameterSpec(to.label().replaceAll(".* ", "")));
      return generator.generateKeyPair();
    }
    if (to.who().publicKey() instanceof ECPublicKey ec) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
      // By its name: by its numbers alone, Bouncy Castle would spell out the curve in the message.
      generator.initialize(
          new ECGenParameterSpec(NAMES.get(ec.getParams().getOrder().bitLength())));
      return generator.generateKeyPair();
    }
    return KeyPairGenerator.getInstance(to.label().substring(0, to.label().indexOf('-')), BC)
        .generateKeyPair();
  }

  private static ASN1ObjectIdentifier scheme(Row.KeyManagement to) {
    Map<DigestAlgorithm, ASN1ObjectIdentifier> schemes =
        switch (to.kind()) {
          case ECDH_COFACTOR ->
              Map.of(
                  DigestAlgorithm.SHA1, CMSAlgorithm.ECCDH_SHA1KDF,
                  DigestAlgorithm.SHA224, CMSAlgorithm.ECCDH_SHA224KDF,
                  DigestAlgorithm.SHA256, CMSAlgorithm.ECCDH_SHA256KDF,
                  DigestAlgorithm.SHA384, CMSAlgorithm.ECCDH_SHA384KDF,
                  DigestAlgorithm.SHA512, CMSAlgorithm.ECCDH_SHA512KDF);
          case XDH ->
              Map.of(
                  DigestAlgorithm.SHA256,
                  new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.19"),
                  DigestAlgorithm.SHA384,
                  new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.20"),
                  DigestAlgorithm.SHA512,
                  new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.21"));
          default ->
              Map.of(
                  DigestAlgorithm.SHA1, CMSAlgorithm.ECDH_SHA1KDF,
                  DigestAlgorithm.SHA224, CMSAlgorithm.ECDH_SHA224KDF,
                  DigestAlgorithm.SHA256, CMSAlgorithm.ECDH_SHA256KDF,
                  DigestAlgorithm.SHA384, CMSAlgorithm.ECDH_SHA384KDF,
                  DigestAlgorithm.SHA512, CMSAlgorithm.ECDH_SHA512KDF);
        };
    return schemes.get(to.hash() == null ? DigestAlgorithm.SHA256 : to.hash());
  }

  /** What the row's reader finds in a message. */
  static byte[] open(Row.Encrypted row, RecipientInformationStore recipients) throws Exception {
    RecipientInformation own =
        row.to().size() == 1
            ? recipients.getRecipients().iterator().next()
            : recipients.get(new JceKeyTransRecipientId(row.reader().who().certificate()));
    return own.getContent(opener(row));
  }

  private static Recipient opener(Row.Encrypted row) {
    Row.KeyManagement to = row.reader();
    boolean aead = row.cipher().isAead();
    var key = to.who().privateKey();
    return switch (to.kind()) {
      case RSA_PKCS1, RSA_OAEP ->
          aead
              ? new JceKeyTransAuthEnvelopedRecipient(key).setProvider(BC)
              : new JceKeyTransEnvelopedRecipient(key).setProvider(BC);
      case RSA_KEM, ML_KEM ->
          aead
              ? new JceKEMAuthEnvelopedRecipient(key).setProvider(BC)
              : new JceKEMEnvelopedRecipient(key).setProvider(BC);
      case ECDH, ECDH_COFACTOR, XDH ->
          aead
              ? new JceKeyAgreeAuthEnvelopedRecipient(key).setProvider(BC)
              : new JceKeyAgreeEnvelopedRecipient(key).setProvider(BC);
      case PASSWORD ->
          aead
              ? new JcePasswordAuthEnvelopedRecipient(Ours.PASSWORD.toCharArray()).setProvider(BC)
              : new JcePasswordEnvelopedRecipient(Ours.PASSWORD.toCharArray()).setProvider(BC);
      case KEK -> {
        var shared = new SecretKeySpec(Ours.kek(CipherForm.of(row.cipher()).keyOctets()), "AES");
        yield aead
            ? new JceKEKAuthEnvelopedRecipient(shared).setProvider(BC)
            : new JceKEKEnvelopedRecipient(shared).setProvider(BC);
      }
    };
  }
}
