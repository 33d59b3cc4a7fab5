package org.smime4j.benchmarks.contestants;

import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.smime4j.internal.bytes.ArrayOctets;

/** Bouncy Castle's CMS without mail around it. */
final class BcCmsEngine implements Engine {

  private final Material material;
  private final BcKeys keys;

  BcCmsEngine(Material material) {
    this.material = material;
    this.keys = new BcKeys(material);
  }

  @Override
  public ArrayOctets sign(byte[] entity) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(keys.signerInfo());
    generator.addCertificates(keys.certificates());
    return ArrayOctets.of(
        generator.generate(new CMSProcessableByteArray(entity), true).getEncoded());
  }

  @Override
  public ArrayOctets verify(byte[] message) throws Exception {
    return verify(message, false);
  }

  @Override
  public ArrayOctets verifyWithPath(byte[] message) throws Exception {
    return verify(message, true);
  }

  private ArrayOctets verify(byte[] message, boolean withPath) throws Exception {
    CMSSignedData signed = new CMSSignedData(message);
    keys.verify(signed.getSignerInfos(), signed.getCertificates(), withPath);
    return ArrayOctets.of((byte[]) signed.getSignedContent().getContent());
  }

  @Override
  public ArrayOctets encrypt(byte[] entity) throws Exception {
    CMSProcessableByteArray content = new CMSProcessableByteArray(entity);
    if (material.authenticated()) {
      CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(keys.recipientInfo());
      return ArrayOctets.of(
          generator.generate(content, (OutputAEADEncryptor) keys.cipher()).getEncoded());
    }
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(keys.recipientInfo());
    return ArrayOctets.of(generator.generate(content, keys.cipher()).getEncoded());
  }

  @Override
  public ArrayOctets decrypt(byte[] message) throws Exception {
    RecipientInformationStore recipients =
        material.authenticated()
            ? new CMSAuthEnvelopedData(message).getRecipientInfos()
            : new CMSEnvelopedData(message).getRecipientInfos();
    return ArrayOctets.of(
        recipients.getRecipients().iterator().next().getContent(keys.recipient()));
  }
}
