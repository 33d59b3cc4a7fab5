package org.smime4j.benchmarks;

import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.Provider;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.smime.SMIMECapabilitiesAttribute;
import org.bouncycastle.asn1.smime.SMIMECapability;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.mail.smime.SMIMEAuthEnveloped;
import org.bouncycastle.mail.smime.SMIMEAuthEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMEEnveloped;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;

/** Bouncy Castle's mail module, as its examples use it, with its own provider. */
final class BcjmailEngine implements Engine {

  private final Provider provider = new BouncyCastleProvider();
  private final Material material;

  BcjmailEngine(Material material) {
    this.material = material;
  }

  @Override
  public byte[] sign(byte[] entity) throws Exception {
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    SMIMECapabilityVector capabilities = new SMIMECapabilityVector();
    capabilities.addCapability(SMIMECapability.aES256_CBC);
    attributes.add(new SMIMECapabilitiesAttribute(capabilities));
    SMIMESignedGenerator generator = new SMIMESignedGenerator();
    String algorithm =
        material.signerKey().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .setProvider(provider)
            .setSignedAttributeGenerator(new AttributeTable(attributes))
            .build(algorithm, material.signerKey(), material.signer()));
    generator.addCertificates(new JcaCertStore(List.of(material.signer())));
    MimeMultipart multipart = generator.generate(part(entity));
    MimeBodyPart whole = new MimeBodyPart();
    whole.setContent(multipart);
    whole.setHeader("Content-Type", multipart.getContentType());
    return bytes(whole, entity.length + 8192);
  }

  @Override
  public byte[] verify(byte[] message) throws Exception {
    MimeBodyPart part = part(message);
    SMIMESigned signed =
        new SMIMESigned(
            new MimeMultipart(
                new ByteArrayDataSource(part.getInputStream(), part.getContentType())));
    for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
      if (!signer.verify(
          new JcaSimpleSignerInfoVerifierBuilder()
              .setProvider(provider)
              .build(material.signer().getPublicKey()))) {
        throw new IllegalStateException("signature is wrong");
      }
    }
    return bytes(signed.getContent(), message.length);
  }

  @Override
  public byte[] encrypt(byte[] entity) throws Exception {
    ASN1ObjectIdentifier cipher =
        material.authenticated() ? CMSAlgorithm.AES256_GCM : CMSAlgorithm.AES256_CBC;
    JceCMSContentEncryptorBuilder content =
        new JceCMSContentEncryptorBuilder(cipher).setProvider(provider);
    MimeBodyPart result;
    if (material.authenticated()) {
      SMIMEAuthEnvelopedGenerator generator = new SMIMEAuthEnvelopedGenerator();
      generator.addRecipientInfoGenerator(recipient());
      result = generator.generate(part(entity), (OutputAEADEncryptor) content.build());
    } else {
      SMIMEEnvelopedGenerator generator = new SMIMEEnvelopedGenerator();
      generator.addRecipientInfoGenerator(recipient());
      result = generator.generate(part(entity), content.build());
    }
    return bytes(result, entity.length * 3 / 2);
  }

  @Override
  public byte[] decrypt(byte[] message) throws Exception {
    MimeBodyPart part = part(message);
    boolean rsa = material.recipientKey().getAlgorithm().equals("RSA");
    if (material.authenticated()) {
      RecipientInformation recipient =
          new SMIMEAuthEnveloped(part).getRecipientInfos().getRecipients().iterator().next();
      return rsa
          ? recipient.getContent(
              new JceKeyTransAuthEnvelopedRecipient(material.recipientKey()).setProvider(provider))
          : recipient.getContent(
              new org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient(
                      material.recipientKey())
                  .setProvider(provider));
    }
    RecipientInformation recipient =
        new SMIMEEnveloped(part).getRecipientInfos().getRecipients().iterator().next();
    return rsa
        ? recipient.getContent(
            new JceKeyTransEnvelopedRecipient(material.recipientKey()).setProvider(provider))
        : recipient.getContent(
            new JceKeyAgreeEnvelopedRecipient(material.recipientKey()).setProvider(provider));
  }

  private org.bouncycastle.cms.RecipientInfoGenerator recipient() throws Exception {
    if (material.recipientKey().getAlgorithm().equals("RSA")) {
      return new JceKeyTransRecipientInfoGenerator(material.recipient()).setProvider(provider);
    }
    java.security.KeyPairGenerator ephemeral =
        java.security.KeyPairGenerator.getInstance("EC", provider);
    ephemeral.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
    java.security.KeyPair pair = ephemeral.generateKeyPair();
    return new JceKeyAgreeRecipientInfoGenerator(
            CMSAlgorithm.ECDH_SHA256KDF,
            pair.getPrivate(),
            pair.getPublic(),
            CMSAlgorithm.AES256_WRAP)
        .addRecipient(material.recipient())
        .setProvider(provider);
  }

  private static MimeBodyPart part(byte[] entity) throws Exception {
    return new MimeBodyPart(new ByteArrayInputStream(entity));
  }

  private static byte[] bytes(MimeBodyPart part, int size) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    part.writeTo(out);
    return out.toByteArray();
  }
}
