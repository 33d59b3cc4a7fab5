package org.smime4j.peers;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSAuthEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSCompressedData;
import org.bouncycastle.cms.CMSCompressedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSSignedDataStreamGenerator;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.ZlibCompressor;
import org.bouncycastle.cms.jcajce.ZlibExpanderProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.smime4j.peers.Peer.Shortfall;

/** Bouncy Castle's CMS, of the module bcpkix. */
final class BouncyCastleCms implements Peer {

  private final CMSProcessableByteArray content = new CMSProcessableByteArray(Ours.CONTENT);

  @Override
  public String version() {
    return BouncyCastleSigners.BC.getVersionStr();
  }

  @Override
  public byte[] write(Row row) throws Exception {
    if (row instanceof Row.Signed signed) {
      return sign(signed);
    }
    if (row instanceof Row.Encrypted encrypted) {
      return encrypt(encrypted);
    }
    if (row instanceof Row.CertificatesOnly) {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addCertificates(new JcaCertStore(Ours.BAG));
      return generator.generate(new CMSAbsentContent()).getEncoded();
    }
    return new CMSCompressedDataGenerator().generate(content, new ZlibCompressor()).getEncoded();
  }

  private byte[] sign(Row.Signed row) throws Exception {
    if (row.form() == Row.Form.STREAMED) {
      CMSSignedDataStreamGenerator generator = new CMSSignedDataStreamGenerator();
      for (SignerInfoGenerator signer : BouncyCastleSigners.signers(row)) {
        generator.addSignerInfoGenerator(signer);
      }
      generator.addCertificates(BouncyCastleSigners.certificates(row));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream into = generator.open(out, true)) {
        into.write(Ours.CONTENT);
      }
      return out.toByteArray();
    }
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    for (SignerInfoGenerator signer : BouncyCastleSigners.signers(row)) {
      generator.addSignerInfoGenerator(signer);
    }
    generator.addCertificates(BouncyCastleSigners.certificates(row));
    return generator.generate(content, !row.detached()).getEncoded();
  }

  private byte[] encrypt(Row.Encrypted row) throws Exception {
    if (row.cipher().isAead()) {
      if (row.streamed()) {
        CMSAuthEnvelopedDataStreamGenerator streaming = new CMSAuthEnvelopedDataStreamGenerator();
        for (RecipientInfoGenerator recipient : BouncyCastleRecipients.recipients(row)) {
          streaming.addRecipientInfoGenerator(recipient);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream into =
            streaming.open(out, (OutputAEADEncryptor) BouncyCastleRecipients.cipher(row))) {
          into.write(Ours.CONTENT);
        }
        return out.toByteArray();
      }
      CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
      for (RecipientInfoGenerator recipient : BouncyCastleRecipients.recipients(row)) {
        generator.addRecipientInfoGenerator(recipient);
      }
      return generator
          .generate(content, (OutputAEADEncryptor) BouncyCastleRecipients.cipher(row))
          .getEncoded();
    }
    if (row.streamed()) {
      CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
      for (RecipientInfoGenerator recipient : BouncyCastleRecipients.recipients(row)) {
        generator.addRecipientInfoGenerator(recipient);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream into = generator.open(out, BouncyCastleRecipients.cipher(row))) {
        into.write(Ours.CONTENT);
      }
      return out.toByteArray();
    }
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    for (RecipientInfoGenerator recipient : BouncyCastleRecipients.recipients(row)) {
      generator.addRecipientInfoGenerator(recipient);
    }
    return generator.generate(content, BouncyCastleRecipients.cipher(row)).getEncoded();
  }

  @Override
  public byte[] read(Row row, byte[] message) throws Exception {
    if (row instanceof Row.Signed signed) {
      CMSSignedData data =
          signed.detached() ? new CMSSignedData(content, message) : new CMSSignedData(message);
      BouncyCastleSigners.verify(signed, data.getSignerInfos(), data.getCertificates());
      return (byte[]) data.getSignedContent().getContent();
    }
    if (row instanceof Row.Encrypted encrypted) {
      return BouncyCastleRecipients.open(
          encrypted,
          encrypted.cipher().isAead()
              ? new CMSAuthEnvelopedData(message).getRecipientInfos()
              : new CMSEnvelopedData(message).getRecipientInfos());
    }
    if (row instanceof Row.CertificatesOnly) {
      return BouncyCastleSigners.octets(new CMSSignedData(message).getCertificates());
    }
    return new CMSCompressedData(message).getContent(new ZlibExpanderProvider());
  }

  @Override
  public List<Shortfall> shortfalls() {
    return List.of();
  }
}
