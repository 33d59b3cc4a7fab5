package org.smime4j.internal.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.internal.encrypt.Encryption;
import org.smime4j.internal.mime.AddedHeader;
import org.smime4j.internal.mime.EntityForm;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.open.OuterHeader;
import org.smime4j.internal.open.ReadMail;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** A message with another envelope around the same content, under its own header. */
public record NewEnvelope(ReadMail mail) {

  /** What is encrypted of the opened message. */
  public static NewEnvelope of(OpenedMail mail) {
    return new NewEnvelope(ReadMail.of(mail));
  }

  /** Whether the content was authenticated until now, or was not encrypted at all. */
  public boolean isAuthenticated() {
    return mail.isAuthenticated();
  }

  /** Writes the message. */
  public EncryptionReport write(Encryption encryption, OutputStream target) throws IOException {
    ByteSource content = content();
    if (mail.outside() == null) {
      return encryption.encrypt(content, target);
    }
    OuterHeader header = new OuterHeader(mail.outside());
    String fields =
        """
        MIME-Version: 1.0
        Content-Type: application/pkcs7-mime; smime-type=%s; name="smime.p7m"
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="smime.p7m"

        """
            .replace("%s", encryption.smimeType());
    byte[] end = header.lineEnd().getBytes(StandardCharsets.US_ASCII);
    target.write(header.octets(mail.isDoubted()));
    target.write(fields.replace("\n", header.lineEnd()).getBytes(StandardCharsets.US_ASCII));
    // Closing the encoder writes the last group, and would close what is not ours.
    OutputStream open =
        new ArrayOutput() {
          @Override
          public void write(byte[] octets, int offset, int length) throws IOException {
            target.write(octets, offset, length);
          }
        };
    EncryptionReport report;
    try (OutputStream base64 = Base64.getMimeEncoder(76, end).wrap(open)) {
      report = encryption.encrypt(content, base64);
    }
    target.write(end);
    return report;
  }

  private ByteSource content() throws IOException {
    if (mail.failure().isPresent()) {
      throw mail.failure().get();
    }
    long envelopes =
        mail.layers().stream().filter(layer -> layer.kind() == Layer.Kind.ENCRYPTED).count();
    if (envelopes == 0 && mail.outside() != null) {
      ByteSource whole = mail.octets();
      return EntityForm.canonical(
              whole, EntityScanner.scan(whole, Limits.standard()), AddedHeader.NONE)
          .octets();
    }
    if (envelopes != 1 || mail.outermost() == null) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.NOT_DELIVERABLE,
          "it is encrypted in a part, under a signature or more than once: it cannot get another"
              + " envelope");
    }
    mail.requireProven();
    return mail.outermost();
  }
}
