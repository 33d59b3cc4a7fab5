package org.smime4j.peers;

import static org.smime4j.peers.Cell.Direction.THEY_WRITE;
import static org.smime4j.peers.Peer.Shortfall.lacks;

import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.ZlibCompressor;
import org.bouncycastle.cms.jcajce.ZlibExpanderProvider;
import org.bouncycastle.mail.smime.SMIMEAuthEnveloped;
import org.bouncycastle.mail.smime.SMIMEAuthEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMECompressed;
import org.bouncycastle.mail.smime.SMIMECompressedGenerator;
import org.bouncycastle.mail.smime.SMIMEEnveloped;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.smime4j.peers.Peer.Shortfall;

/** Bouncy Castle's mail module, with whole messages. */
final class BouncyCastleMail implements Peer {

  @Override
  public String version() {
    String jar = SMIMESigned.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return jar.replaceAll(".*-([0-9.]+)\\.jar", "$1");
  }

  @Override
  public boolean mail() {
    return true;
  }

  @Override
  public byte[] write(Row row) throws Exception {
    MimeBodyPart content = part(Ours.CONTENT);
    if (row instanceof Row.Signed signed) {
      return sign(signed, content);
    }
    if (row instanceof Row.Encrypted encrypted) {
      if (encrypted.streamed()) {
        throw new Refusal("no choice of lengths");
      }
      return encrypt(encrypted, content);
    }
    if (row instanceof Row.CertificatesOnly) {
      SMIMESignedGenerator generator = new SMIMESignedGenerator();
      generator.addCertificates(new JcaCertStore(Ours.BAG));
      return octets(generator.generateCertificateManagement());
    }
    return octets(new SMIMECompressedGenerator().generate(content, new ZlibCompressor()));
  }

  private static byte[] sign(Row.Signed row, MimeBodyPart content) throws Exception {
    if (row.form() == Row.Form.STREAMED) {
      throw new Refusal("no choice of lengths");
    }
    SMIMESignedGenerator generator = new SMIMESignedGenerator();
    for (SignerInfoGenerator signer : BouncyCastleSigners.signers(row)) {
      generator.addSignerInfoGenerator(signer);
    }
    generator.addCertificates(BouncyCastleSigners.certificates(row));
    if (!row.detached()) {
      return octets(generator.generateEncapsulated(content));
    }
    MimeMultipart multipart = generator.generate(content);
    MimeBodyPart whole = new MimeBodyPart();
    whole.setContent(multipart);
    whole.setHeader("Content-Type", multipart.getContentType());
    return octets(whole);
  }

  private static byte[] encrypt(Row.Encrypted row, MimeBodyPart content) throws Exception {
    if (row.cipher().isAead()) {
      SMIMEAuthEnvelopedGenerator generator = new SMIMEAuthEnvelopedGenerator();
      for (RecipientInfoGenerator recipient : BouncyCastleRecipients.recipients(row)) {
        generator.addRecipientInfoGenerator(recipient);
      }
      return octets(
          generator.generate(content, (OutputAEADEncryptor) BouncyCastleRecipients.cipher(row)));
    }
    SMIMEEnvelopedGenerator generator = new SMIMEEnvelopedGenerator();
    for (RecipientInfoGenerator recipient : BouncyCastleRecipients.recipients(row)) {
      generator.addRecipientInfoGenerator(recipient);
    }
    return octets(generator.generate(content, BouncyCastleRecipients.cipher(row)));
  }

  @Override
  public byte[] read(Row row, byte[] message) throws Exception {
    MimeBodyPart part = part(message);
    if (row instanceof Row.Signed signed) {
      SMIMESigned data =
          signed.detached()
              ? new SMIMESigned(
                  new MimeMultipart(
                      new ByteArrayDataSource(part.getInputStream(), part.getContentType())))
              : new SMIMESigned(part);
      BouncyCastleSigners.verify(signed, data.getSignerInfos(), data.getCertificates());
      return octets(data.getContent());
    }
    if (row instanceof Row.Encrypted encrypted) {
      return BouncyCastleRecipients.open(
          encrypted,
          encrypted.cipher().isAead()
              ? new SMIMEAuthEnveloped(part).getRecipientInfos()
              : new SMIMEEnveloped(part).getRecipientInfos());
    }
    if (row instanceof Row.CertificatesOnly) {
      return BouncyCastleSigners.octets(new SMIMESigned(part).getCertificates());
    }
    return new SMIMECompressed(part).getContent(new ZlibExpanderProvider());
  }

  private static MimeBodyPart part(byte[] octets) throws Exception {
    return new MimeBodyPart(new ByteArrayInputStream(octets));
  }

  private static byte[] octets(MimeBodyPart part) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    part.writeTo(out);
    return out.toByteArray();
  }

  @Override
  public List<Shortfall> shortfalls() {
    return List.of(lacks(THEY_WRITE, "indefinite", "no choice of lengths"));
  }
}
