package org.smime4j.internal.sign;

import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.SignedDataParts;
import org.smime4j.internal.asn1.SignedDataWriter;
import org.smime4j.internal.io.ArrayTarget;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.io.Transfer;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.verify.JudgedSigner;
import org.smime4j.internal.verify.SignedMessage;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Writes SignedData (RFC 5652, section 5.1). */
public final class Signatory {

  /**
   * The version of SignedData over data, with signers named by issuer and serial (RFC 5652, 5.1).
   */
  private static final int VERSION = 1;

  /** The version of SignedData over any other content type. */
  private static final int VERSION_OF_OTHER_CONTENT = 3;

  /** Room for the structure before the signed content. */
  private static final int HEAD_OCTETS = 128;

  private final SigningOptions options;
  private final List<byte[]> certificates;

  public Signatory(SigningOptions options) {
    this.options = options;
    this.certificates = options.certificates();
  }

  public SigningOptions options() {
    return options;
  }

  /** Returns the signers' certificates, in the order of their signatures. */
  public List<X509Certificate> certificates() {
    return options.profiles().stream().map(SigningProfile::certificate).toList();
  }

  /**
   * Returns the micalg parameter for a multipart/signed (RFC 8551, section 3.5.3.2): the digests in
   * use, separated by commas.
   */
  public String micalg() {
    return options.digests().stream().map(DigestAlgorithm::micalg).collect(Collectors.joining(","));
  }

  /** Returns a detached signature in DER, but for the order of several signers. */
  public byte[] detached(ByteSource content) throws IOException {
    return detached(
        options.digests(content, new Transfer(options.progress(), content.sizeIfKnown())));
  }

  /** Returns a stream for the content of a detached signature. */
  public CmsOutput<byte[]> detached() throws SmimeException {
    return new DetachedSigning();
  }

  private byte[] detached(Map<DigestAlgorithm, byte[]> digests) throws IOException {
    return SignedDataWriter.detached(VERSION, options.digestAlgorithms(), Oids.DATA, tail(digests));
  }

  /** Returns the content with a signature in DER, but for the order of several signers. */
  public byte[] opaque(ByteSource content) throws IOException {
    ArrayTarget target = new ArrayTarget(HEAD_OCTETS);
    OptionalLong size = content.sizeIfKnown();
    if (size.isPresent()) {
      opaque(content, size.getAsLong(), target, target::expect);
    } else {
      opaque(ByteSource.of(content.bytes()), target);
    }
    return target.bytes();
  }

  /** Writes the content with a signature: as DER if its size is known, otherwise as BER. */
  public void opaque(ByteSource content, OutputStream target) throws IOException {
    OptionalLong size = content.sizeIfKnown();
    if (size.isPresent()) {
      opaque(content, size.getAsLong(), target, more -> {});
    } else {
      signOnce(sink -> new Transfer(options.progress(), size).run(content, sink), target);
    }
  }

  /**
   * @param expecting receives the number of remaining octets once the head is written
   */
  private void opaque(ByteSource content, long size, OutputStream target, LongConsumer expecting)
      throws IOException {
    Transfer passes = new Transfer(options.progress(), OptionalLong.of(2 * size));
    byte[] tail = tail(options.digests(content, passes));
    SignedDataWriter writer =
        SignedDataWriter.start(
            target, VERSION, options.digestAlgorithms(), Oids.DATA, size, tail.length);
    expecting.accept(size + tail.length);
    passes.run(content, writer::write);
    writer.finish(tail);
  }

  private void signOnce(Transfer.Passage content, OutputStream target) throws IOException {
    SigningOptions.ContentDigests digests =
        SigningOptions.ContentDigests.of(options.digests(), options.providers());
    SignedDataWriter writer =
        SignedDataWriter.start(target, VERSION, options.digestAlgorithms(), Oids.DATA, -1, -1);
    content.into(
        (octets, offset, length) -> {
          digests.update(octets, offset, length);
          writer.write(octets, offset, length);
        });
    writer.finish(tail(digests.finish()));
  }

  /**
   * Adds a signature to SignedData whose content type is id-data (RFC 5652, section 5.1). Detached
   * content stays detached. Existing signatures, certificates and CRLs stay unchanged. This method
   * does not verify them, so verify them first. The target stays open.
   *
   * @param content the content that the new signature covers. If the SignedData contains content,
   *     both must be equal
   * @throws SmimeException.Malformed if the input is not SignedData, has no signer, has a content
   *     type other than id-data, or contains different content. The method has then written nothing
   */
  public void addTo(ByteSource signedData, ByteSource content, OutputStream target)
      throws IOException {
    SignedDataParts parts = SignedDataParts.read(signedData, Limits.standard());
    if (!parts.eContentType().equals(Oids.DATA)) {
      throw new SmimeException.Malformed(
          "SignedData", -1, "the content is not data: " + parts.eContentType());
    }
    ByteSource inside = parts.eContent();
    if (inside != null && !ContentForms.areSame(inside, content)) {
      throw new SmimeException.Malformed(
          "SignedData", -1, "its content differs from the content to sign");
    }
    Instant time = options.signingTime();
    List<byte[]> infos = new ArrayList<>(parts.signerInfos());
    Transfer passes =
        new Transfer(
            options.progress(),
            inside == null
                ? content.sizeIfKnown()
                : OptionalLong.of(2 * inside.sizeIfKnown().orElseThrow()));
    infos.addAll(
        options.infos(
            options.digests(inside == null ? content : inside, passes),
            time,
            options.ofContent(time)));
    byte[] tail =
        SignedDataWriter.tail(joined(parts.certificates(), certificates), parts.crls(), infos);
    List<byte[]> algorithms = joined(parts.digestAlgorithms(), options.digestAlgorithms());
    if (inside == null) {
      target.write(SignedDataWriter.detached(parts.version(), algorithms, Oids.DATA, tail));
      return;
    }
    SignedDataWriter writer =
        SignedDataWriter.start(
            target,
            parts.version(),
            algorithms,
            Oids.DATA,
            inside.sizeIfKnown().orElseThrow(),
            tail.length);
    passes.run(inside, writer::write);
    writer.finish(tail);
  }

  /** Returns the elements of both lists, each once. */
  private static List<byte[]> joined(List<byte[]> some, List<byte[]> more) {
    List<byte[]> all = new ArrayList<>(some);
    for (byte[] each : more) {
      if (some.stream().noneMatch(known -> Arrays.equals(known, each))) {
        all.add(each);
      }
    }
    return all;
  }

  /** Returns a receipt for a message in DER (RFC 2634, section 2.4). */
  public byte[] receipt(SignerVerdict original) throws IOException {
    original.requireTrusted();
    ReceiptRequest request =
        original
            .receiptRequest()
            .orElseThrow(() -> new IllegalArgumentException("The signer requested no receipt"));
    return receipt(JudgedSigner.of(original).evidence().message(), request);
  }

  private byte[] receipt(SignedMessage message, ReceiptRequest request) throws IOException {
    byte[] content = EssEncoding.receipt(message, request);
    Instant time = options.signingTime();
    byte[] ofMessage = new DerWriter().octetString(message.digest()).toByteArray();
    byte[] tail =
        tail(
            options.digests(ByteSource.of(content), new Transfer(null, OptionalLong.empty())),
            time,
            List.of(
                SigningAttributes.contentType(Oids.RECEIPT),
                SigningAttributes.attribute(Oids.MESSAGE_SIGNATURE_DIGEST, ofMessage)));
    ArrayTarget target = new ArrayTarget(content.length + tail.length + 128L);
    SignedDataWriter writer =
        SignedDataWriter.start(
            target,
            VERSION_OF_OTHER_CONTENT,
            options.digestAlgorithms(),
            Oids.RECEIPT,
            content.length,
            tail.length);
    writer.write(content, 0, content.length);
    writer.finish(tail);
    return target.bytes();
  }

  /** Returns the part after the content: the certificates and the signatures over the digests. */
  private byte[] tail(Map<DigestAlgorithm, byte[]> digests) throws IOException {
    Instant time = options.signingTime();
    return tail(digests, time, options.ofContent(time));
  }

  private byte[] tail(Map<DigestAlgorithm, byte[]> digests, Instant time, List<byte[]> more)
      throws IOException {
    return SignedDataWriter.tail(certificates, List.of(), options.infos(digests, time, more));
  }

  @Override
  public String toString() {
    return options.profiles().stream()
        .map(SigningProfile::toString)
        .collect(Collectors.joining(" and "));
  }

  /** Takes the content of a detached signature, and keeps only its digests. */
  private final class DetachedSigning extends CmsOutput<byte[]> {

    private final SigningOptions.ContentDigests digests;
    private final byte[] one = new byte[1];
    private boolean finished;

    private DetachedSigning() throws SmimeException {
      digests = SigningOptions.ContentDigests.of(options.digests(), options.providers());
    }

    @Override
    public void write(int octet) throws IOException {
      one[0] = (byte) octet;
      write(one, 0, 1);
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, content.length);
      if (finished) {
        throw new IOException("The signature is complete; you cannot add content");
      }
      digests.update(content, offset, length);
    }

    /**
     * Signs the written content, and returns a ContentInfo with SignedData without content, as DER.
     */
    @Override
    public byte[] finish() throws IOException {
      if (finished) {
        throw new IllegalStateException("The signature is already complete");
      }
      finished = true;
      return detached(digests.finish());
    }
  }
}
