package org.smime4j.benchmarks.contestants;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.smime.SMIMECapabilitiesAttribute;
import org.bouncycastle.asn1.smime.SMIMECapability;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.Store;

/** What both Bouncy Castle engines do with the keys, as its examples show it. */
final class BcKeys {

  private final Provider provider = new BouncyCastleProvider();
  private final Material material;

  BcKeys(Material material) {
    this.material = material;
  }

  SignerInfoGenerator signerInfo() throws Exception {
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    SMIMECapabilityVector capabilities = new SMIMECapabilityVector();
    capabilities.addCapability(SMIMECapability.aES256_CBC);
    attributes.add(new SMIMECapabilitiesAttribute(capabilities));
    return new JcaSimpleSignerInfoGeneratorBuilder()
        .setProvider(provider)
        .setSignedAttributeGenerator(new AttributeTable(attributes))
        .build(
            isRsa(material.signerKey()) ? "SHA256withRSA" : "SHA256withECDSA",
            material.signerKey(),
            material.signer());
  }

  JcaCertStore certificates() throws Exception {
    return new JcaCertStore(List.of(material.signer()));
  }

  /** Fails unless there is a signer and each one's signature is right. */
  void verify(
      SignerInformationStore signers, Store<X509CertificateHolder> certificates, boolean withPath)
      throws Exception {
    if (signers.size() == 0) {
      throw new IllegalStateException("nobody signed");
    }
    for (SignerInformation signer : signers.getSigners()) {
      X509CertificateHolder holder =
          (X509CertificateHolder) certificates.getMatches(signer.getSID()).iterator().next();
      X509Certificate certificate =
          new JcaX509CertificateConverter().setProvider(provider).getCertificate(holder);
      if (!signer.verify(
          new JcaSimpleSignerInfoVerifierBuilder().setProvider(provider).build(certificate))) {
        throw new IllegalStateException("signature is wrong");
      }
      if (withPath) {
        validate(certificate);
      }
    }
  }

  private void validate(X509Certificate certificate) throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(certificate);
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(Set.of(new TrustAnchor(material.authority(), null)), target);
    parameters.setRevocationEnabled(false);
    parameters.addCertStore(
        CertStore.getInstance(
            "Collection", new CollectionCertStoreParameters(List.of(certificate)), provider));
    CertPathBuilder.getInstance("PKIX", provider).build(parameters);
  }

  OutputEncryptor cipher() throws Exception {
    ASN1ObjectIdentifier cipher =
        material.authenticated() ? CMSAlgorithm.AES256_GCM : CMSAlgorithm.AES256_CBC;
    return new JceCMSContentEncryptorBuilder(cipher).setProvider(provider).build();
  }

  RecipientInfoGenerator recipientInfo() throws Exception {
    if (isRsa(material.recipientKey())) {
      return new JceKeyTransRecipientInfoGenerator(material.recipient()).setProvider(provider);
    }
    KeyPairGenerator ephemeral = KeyPairGenerator.getInstance("EC", provider);
    ephemeral.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = ephemeral.generateKeyPair();
    return new JceKeyAgreeRecipientInfoGenerator(
            CMSAlgorithm.ECDH_SHA256KDF,
            pair.getPrivate(),
            pair.getPublic(),
            CMSAlgorithm.AES256_WRAP)
        .addRecipient(material.recipient())
        .setProvider(provider);
  }

  Recipient recipient() {
    PrivateKey key = material.recipientKey();
    if (material.authenticated()) {
      return isRsa(key)
          ? new JceKeyTransAuthEnvelopedRecipient(key).setProvider(provider)
          : new JceKeyAgreeAuthEnvelopedRecipient(key).setProvider(provider);
    }
    return isRsa(key)
        ? new JceKeyTransEnvelopedRecipient(key).setProvider(provider)
        : new JceKeyAgreeEnvelopedRecipient(key).setProvider(provider);
  }

  private static boolean isRsa(PrivateKey key) {
    return key.getAlgorithm().equals("RSA");
  }
}
