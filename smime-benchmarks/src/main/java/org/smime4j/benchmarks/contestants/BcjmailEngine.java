package org.smime4j.benchmarks.contestants;

import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.mail.smime.SMIMEAuthEnveloped;
import org.bouncycastle.mail.smime.SMIMEAuthEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMEEnveloped;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.smime4j.internal.bytes.ArrayOctets;

/** Bouncy Castle's mail module, as its examples use it, with its own provider. */
final class BcjmailEngine implements Engine {

  private final Material material;
  private final BcKeys keys;

  BcjmailEngine(Material material) {
    this.material = material;
    this.keys = new BcKeys(material);
  }

  @Override
  public ArrayOctets sign(byte[] entity) throws Exception {
    SMIMESignedGenerator generator = new SMIMESignedGenerator();
    generator.addSignerInfoGenerator(keys.signerInfo());
    generator.addCertificates(keys.certificates());
    MimeMultipart multipart = generator.generate(part(entity));
    MimeBodyPart whole = new MimeBodyPart();
    whole.setContent(multipart);
    whole.setHeader("Content-Type", multipart.getContentType());
    return octets(whole, entity.length + 8192);
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
    MimeBodyPart part = part(message);
    SMIMESigned signed =
        new SMIMESigned(
            new MimeMultipart(
                new ByteArrayDataSource(part.getInputStream(), part.getContentType())));
    keys.verify(signed.getSignerInfos(), signed.getCertificates(), withPath);
    return octets(signed.getContent(), message.length);
  }

  @Override
  public ArrayOctets encrypt(byte[] entity) throws Exception {
    MimeBodyPart result;
    if (material.authenticated()) {
      SMIMEAuthEnvelopedGenerator generator = new SMIMEAuthEnvelopedGenerator();
      generator.addRecipientInfoGenerator(keys.recipientInfo());
      result = generator.generate(part(entity), (OutputAEADEncryptor) keys.cipher());
    } else {
      SMIMEEnvelopedGenerator generator = new SMIMEEnvelopedGenerator();
      generator.addRecipientInfoGenerator(keys.recipientInfo());
      result = generator.generate(part(entity), keys.cipher());
    }
    return octets(result, entity.length * 3 / 2);
  }

  @Override
  public ArrayOctets decrypt(byte[] message) throws Exception {
    MimeBodyPart part = part(message);
    RecipientInformationStore recipients =
        material.authenticated()
            ? new SMIMEAuthEnveloped(part).getRecipientInfos()
            : new SMIMEEnveloped(part).getRecipientInfos();
    return ArrayOctets.of(
        recipients.getRecipients().iterator().next().getContent(keys.recipient()));
  }

  private static MimeBodyPart part(byte[] entity) throws Exception {
    return new MimeBodyPart(new ByteArrayInputStream(entity));
  }

  private static ArrayOctets octets(MimeBodyPart part, int size) throws Exception {
    Collected out = new Collected(size);
    part.writeTo(out);
    return out.octets();
  }

  /** Gives its array away, so that the contestant is not charged for a copy. */
  private static final class Collected extends ByteArrayOutputStream {
    Collected(int size) {
      super(size);
    }

    ArrayOctets octets() {
      return ArrayOctets.of(buf, 0, count);
    }
  }
}
