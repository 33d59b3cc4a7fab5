package org.smime4j.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.smime4j.cms.Signer;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.cms.Verbs;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;

/**
 * A signed, encrypted or compressed message in memory. It writes the same bytes each time, with
 * CRLF and in 7-bit lines. {@link #report()} has the notes for the sender. Immutable.
 *
 * <pre>{@code
 * SealedMail sealed = Outgoing.of(message).signedBy(signer).encryptedBy(encryptor).seal();
 * sealed.report().notes().forEach(System.err::println);
 * sealed.writeTo(out);
 * }</pre>
 */
public final class SealedMail implements ByteSource {

  private final ArrayOctets octets;
  private final SealingReport report;

  SealedMail(Sealing.Result result) {
    this.octets = result.octets();
    this.report = result.report();
  }

  /**
   * Returns a signed receipt for a message that requests one (RFC 2634, section 2.4). The recipient
   * of the receipt learns that you read the message, and when. {@link ReceiptRequest#to()} has the
   * addresses to send it to. {@link OpenedMail#receipt()} reads such a receipt.
   *
   * @param header the header fields of the receipt, such as From, To and Subject, without content.
   *     Nothing protects them
   * @param original the verdict on the signer of the message
   * @throws IllegalArgumentException if that signer did not request a receipt
   * @throws org.smime4j.findings.SmimeException.NotTrusted if that signer is not trusted
   * @throws org.smime4j.findings.SmimeException.Refused if there is content, or the header can be
   *     read in more than one way
   */
  public static SealedMail receipt(ByteSource header, SignerVerdict original, Signer signer)
      throws IOException {
    UnsealedMail answer = UnsealedMail.of(header);
    SealingReport report =
        new SealingReport(
            List.of(Layer.Kind.SIGNED_OPAQUELY),
            List.of(),
            Optional.empty(),
            SendingNotes.ofSigning(answer.header(), Verbs.signing(signer)));
    return carrying(answer, signer.signReceipt(original), "signed-receipt", "smime.p7m", report);
  }

  /**
   * Returns a mail with certificates only (certs-only, RFC 8551, section 3.8), without a signature.
   *
   * @param header the header fields of the mail, such as From, To and Subject, without content
   * @throws IllegalArgumentException if there is no certificate
   * @throws org.smime4j.findings.SmimeException.Refused if there is content, or the header can be
   *     read in more than one way
   */
  public static SealedMail certificates(ByteSource header, Collection<X509Certificate> certificates)
      throws IOException {
    byte[] cms = CertificatesOnly.write(certificates);
    SealingReport report = new SealingReport(List.of(), List.of(), Optional.empty(), List.of());
    return carrying(UnsealedMail.of(header), cms, "certs-only", "smime.p7c", report);
  }

  private static SealedMail carrying(
      UnsealedMail header, byte[] cms, String smimeType, String file, SealingReport report)
      throws IOException {
    return new SealedMail(new Sealing.Result(Sealing.carry(header, cms, smimeType, file), report));
  }

  boolean isCompressed() {
    return report.layers().contains(Layer.Kind.COMPRESSED);
  }

  /** Returns the layers, recipients and cipher of the message, and notes for its sender. */
  public SealingReport report() {
    return report;
  }

  /** The message without a copy. */
  ArrayOctets octets() {
    return octets;
  }

  @Override
  public byte[] bytes() {
    return octets.bytes();
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return octets.sizeIfKnown();
  }

  @Override
  public InputStream open() {
    return octets.open();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    octets.writeTo(out);
  }

  @Override
  public ByteSource slice(long from, long to) {
    return octets.slice(from, to);
  }

  @Override
  public String toString() {
    return "Sealed mail of " + octets.size() + " octets";
  }
}
