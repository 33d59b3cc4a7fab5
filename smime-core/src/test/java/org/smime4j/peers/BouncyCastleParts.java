package org.smime4j.peers;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.KEMRecipientInfoGenerator;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
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
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;
import org.smime4j.DigestAlgorithm;
import org.smime4j.TestPki;

/** Signers, recipients and ciphers as Bouncy Castle's CMS and its mail module both take them. */
final class BouncyCastleParts {

  static final Provider BC = new BouncyCastleProvider();

  private static final Map<Integer, String> NAMES =
      Map.of(256, "secp256r1", 384, "secp384r1", 521, "secp521r1");

  private BouncyCastleParts() {}

  static List<SignerInfoGenerator> signers(Row.Signed row) throws Exception {
    List<SignerInfoGenerator> all = new ArrayList<>();
    for (Row.Signing signing : row.signers()) {
      JcaSignerInfoGeneratorBuilder builder =
          new JcaSignerInfoGeneratorBuilder(
              new JcaDigestCalculatorProviderBuilder().setProvider(BC).build());
      builder.setDirectSignature(!row.attributes());
      if (signing.pure() && !signing.family().equals("ed448")) {
        builder.setContentDigest(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(signing.digest().oid())));
      }
      X509Certificate certificate = signing.who().certificate();
      ContentSigner signer = signer(signing);
      all.add(
          row.ski()
              ? builder.build(signer, keyIdentifier(signing.who()))
              : builder.build(signer, certificate));
    }
    return all;
  }

  private static ContentSigner signer(Row.Signing signing) throws Exception {
    String digest = signing.digest().jcaName().replace("SHA-", "SHA").replaceAll("-256|-512$", "");
    if (signing.digest().jcaName().startsWith("SHA3")) {
      digest = signing.digest().jcaName();
    }
    String name =
        switch (signing.family()) {
          case "rsa-pkcs1" -> digest + "withRSA";
          case "ecdsa" -> digest + "withECDSA";
          case "rsa-pss" ->
              digest.startsWith("SHAKE") ? digest + "withRSAPSS" : digest + "withRSAandMGF1";
          default -> signing.family().toUpperCase(Locale.ROOT);
        };
    boolean salted = name.endsWith("MGF1") && signing.salt() != signing.digest().octets();
    AlgorithmParameterSpec salt =
        new PSSParameterSpec(
            signing.digest().jcaName(),
            "MGF1",
            new MGF1ParameterSpec(signing.digest().jcaName()),
            signing.salt(),
            1);
    return (salted ? new JcaContentSignerBuilder(name, salt) : new JcaContentSignerBuilder(name))
        .setProvider(BC)
        .build(signing.who().privateKey());
  }

  private static byte[] keyIdentifier(TestPki.Issued who) throws Exception {
    return new JcaX509ExtensionUtils()
        .createSubjectKeyIdentifier(who.publicKey())
        .getKeyIdentifier();
  }

  static JcaCertStore certificates(Row.Signed row) throws Exception {
    List<X509Certificate> all = new ArrayList<>();
    for (Row.Signing signing : row.signers()) {
      all.add(signing.who().certificate());
    }
    all.add(People.ISSUING.certificate());
    return new JcaCertStore(all);
  }

  /** Each signer's signature is right under a certificate that the message holds. */
  static void verify(
      Row.Signed row, SignerInformationStore signers, Store<X509CertificateHolder> certificates)
      throws Exception {
    if (signers.size() != row.signers().size()) {
      throw new Peer.Refusal(signers.size() + " signers");
    }
    for (SignerInformation signer : signers.getSigners()) {
      @SuppressWarnings("unchecked")
      X509CertificateHolder holder =
          (X509CertificateHolder) certificates.getMatches(signer.getSID()).iterator().next();
      if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(holder))) {
        throw new Peer.Refusal("the signature is wrong");
      }
    }
  }

  static OutputEncryptor cipher(Row.Encrypted row) throws Exception {
    return new JceCMSContentEncryptorBuilder(new ASN1ObjectIdentifier(row.cipher().oid()))
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
                      keyIdentifier(to.who()), to.who().publicKey())
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
                              PSource.PSpecified.DEFAULT)))
              .setProvider(BC);
      case RSA_KEM, ML_KEM -> kem(to, wrap);
      case ECDH, ECDH_COFACTOR, XDH -> {
        KeyPair ephemeral = ephemeral(to);
        JceKeyAgreeRecipientInfoGenerator generator =
            new JceKeyAgreeRecipientInfoGenerator(
                scheme(to), ephemeral.getPrivate(), ephemeral.getPublic(), wrap);
        yield (row.ski()
                ? generator.addRecipient(keyIdentifier(to.who()), to.who().publicKey())
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
                  Ours.KEK_IDENTIFIER, new SecretKeySpec(Ours.kek(row.cipher().keyOctets()), "AES"))
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
    return switch (row.cipher().keyOctets()) {
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
                  DigestAlgorithm.SHA256, CMSAlgorithm.ECCDH_SHA256KDF);
          case XDH ->
              Map.of(
                  DigestAlgorithm.SHA256,
                  new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.19"),
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
    boolean aead = row.cipher().aead();
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
        var shared = new SecretKeySpec(Ours.kek(row.cipher().keyOctets()), "AES");
        yield aead
            ? new JceKEKAuthEnvelopedRecipient(shared).setProvider(BC)
            : new JceKEKEnvelopedRecipient(shared).setProvider(BC);
      }
    };
  }
}
