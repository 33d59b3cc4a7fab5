package org.smime4j.internal.encrypt;

import java.io.IOException;
import java.io.OutputStream;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.asn1.EnvelopedDataWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.content.ContentEncryption;
import org.smime4j.internal.io.ArrayTarget;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.io.Transfer;
import org.smime4j.internal.recipient.KeyWrapping;
import org.smime4j.internal.recipient.RecipientKey.WrappedKey;
import org.smime4j.internal.sign.AttributeEncoding;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Envelope;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.sources.ByteSource;

/** Writes encrypted messages. The certificates of the recipients are checked for each. */
public final class Encryption {

  private final EncryptingOptions options;

  // What follows from the recipients, for all messages to them.
  private volatile @Nullable Negotiation negotiated;
  private volatile @Nullable List<CertificateAddresses> addresses;

  public Encryption(EncryptingOptions options) {
    this.options = options;
  }

  public EncryptingOptions options() {
    return options;
  }

  /** The smime-type of messages to these recipients (RFC 8551, 3.2.2; RFC 7114). */
  public String smimeType() {
    requireAddressed();
    return negotiated().cipher().isAead() ? "authEnveloped-data" : "enveloped-data";
  }

  public Envelope encrypt(ByteSource content) throws IOException {
    checkRecipients();
    long overhead = 256 + 1024L * options.recipients.size();
    ArrayTarget target = new ArrayTarget(content.sizeIfKnown().orElse(0) + overhead);
    EncryptionReport report = encryptChecked(content, target);
    return new WrittenEnvelope(report, target.octets());
  }

  public EncryptionReport encrypt(ByteSource content, OutputStream target) throws IOException {
    checkRecipients();
    return encryptChecked(content, target);
  }

  public CmsOutput<EncryptionReport> into(OutputStream target) throws IOException {
    checkRecipients();
    return start(target, -1);
  }

  /** The same for mail. */
  public Encryption ofMail() {
    return new Encryption(options.writingMail());
  }

  /** The same to more recipients. */
  public Encryption alsoTo(List<Recipient> more) {
    return new Encryption(options.to(more));
  }

  /** The same to these recipients alone. */
  public Encryption onlyTo(List<Recipient> recipients) {
    return new Encryption(options.only(recipients));
  }

  /**
   * Equal for recipients who can read the same message. Beside RSA keys, programs that know only
   * PKCS #7 cannot read a message for keys of another kind; no such program knows AEAD ciphers.
   */
  public Object readableAs(Recipient recipient) {
    Negotiation alone = negotiated(List.of(recipient));
    PublicKey key = Certificates.publicKey(recipient.certificate());
    boolean rsa = key != null && key.getAlgorithm().startsWith("RSA");
    return List.of(alone.cipher(), alone.deriving(), alone.cipher().isAead() || rsa);
  }

  /** The addresses in the certificates of the recipients. */
  public List<CertificateAddresses> addresses() {
    List<CertificateAddresses> known = addresses;
    if (known == null) {
      known =
          options.recipients.stream()
              .map(each -> CertificateAddresses.read(each.certificate()))
              .toList();
      addresses = known;
    }
    return known;
  }

  private Negotiation negotiated() {
    Negotiation known = negotiated;
    if (known == null) {
      known = negotiated(options.recipients);
      negotiated = known;
    }
    return known;
  }

  private Negotiation negotiated(List<Recipient> recipients) {
    return Negotiation.of(options.policy(), options.check.verifies(), recipients);
  }

  private void requireAddressed() {
    if (options.recipients.isEmpty()) {
      throw new IllegalStateException(
          "There is no recipient: add one with Encryptor.to(certificate)");
    }
  }

  private void checkRecipients() throws SmimeException {
    requireAddressed();
    Bound.check(options.limits, Limit.RECIPIENTS, options.recipients.size());
    options.check.check(options.recipients, options.limits);
  }

  private EncryptionReport encryptChecked(ByteSource content, OutputStream target)
      throws IOException {
    EncryptingOutput encrypting = start(target, content.sizeIfKnown().orElse(-1));
    new Transfer(options.progress, content.sizeIfKnown()).run(content, encrypting::write);
    return encrypting.finish();
  }

  private EncryptingOutput start(OutputStream target, long size) throws IOException {
    Negotiation chosen = negotiated();
    ContentCipher cipher = chosen.cipher();
    byte[] authenticated = AttributeEncoding.set(BerReader.SET, options.attributes, true);
    if (authenticated != null && !cipher.isAead()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.UNAUTHENTICATED,
          cipher.label() + " does not authenticate attributes");
    }
    ContentEncryption encryption =
        chosen.deriving()
            ? ContentEncryption.deriving(cipher, options.providers)
            : ContentEncryption.of(cipher, options.providers);
    if (authenticated != null) {
      encryption.withAuthAttrs(authenticated);
    }
    List<byte[]> infos = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    byte[] cek = encryption.cek();
    try {
      for (int i = 0; i < options.recipients.size(); i++) {
        WrappedKey wrapped =
            KeyWrapping.recipientInfo(
                options.recipients.get(i).key(),
                cek,
                chosen.transports().get(i),
                options.providers);
        infos.add(wrapped.recipientInfo());
        labels.add(wrapped.label());
      }
    } finally {
      Arrays.fill(cek, (byte) 0);
    }
    EncryptionReport report =
        new WrittenEncryption(
            cipher,
            options.recipients.stream().map(Recipient::certificate).toList(),
            labels,
            chosen.reason(),
            chosen.notes());
    long length = size < 0 ? -1 : encryption.ciphertextSize(size);
    byte[] algorithm = encryption.algorithmIdentifier();
    boolean aead = cipher.isAead();
    EnvelopedDataWriter writer =
        new EnvelopedDataWriter(
            target,
            infos,
            Oids.DATA,
            algorithm,
            length,
            aead ? AttributeEncoding.set(0xa1, options.attributes, true) : null,
            aead ? EncryptingOutput.TAG_OCTETS : -1,
            AttributeEncoding.set(aead ? 0xa2 : 0xa1, options.attributes, false));
    return new EncryptingOutput(target, writer, encryption, size, report);
  }

  /** An encrypted message as it was written. */
  private static final class WrittenEnvelope extends ArrayOctets implements Envelope {

    private final EncryptionReport report;

    WrittenEnvelope(EncryptionReport report, ArrayOctets octets) {
      super(octets);
      this.report = report;
    }

    @Override
    public EncryptionReport report() {
      return report;
    }

    @Override
    public String toString() {
      return "Envelope of " + size() + " octets for " + report.recipients().size();
    }
  }

  /** Encrypts the bytes written to it. */
  private static final class EncryptingOutput extends CmsOutput<EncryptionReport> {

    /** The longest tag length that RFC 5084 allows, and the only one that this library writes. */
    static final int TAG_OCTETS = 16;

    private static final int PIECE = 16 * 1024;

    /** What is kept of a small message: longer writes are encrypted where they lie. */
    private static final int KEPT = 1024;

    private final OutputStream target;
    private final EnvelopedDataWriter writer;
    private final ContentEncryption encryption;
    private final EncryptionReport report;

    private final byte[] pending;
    private final byte[] ciphertext;
    private int pendingOctets;
    private State state = State.WRITING;

    private enum State {
      WRITING,
      FINISHED,
      /** The state during each step, and permanently after a failed step. */
      BROKEN
    }

    /**
     * @param expected the number of bytes to write, or -1. Another number is not an error
     */
    EncryptingOutput(
        OutputStream target,
        EnvelopedDataWriter writer,
        ContentEncryption encryption,
        long expected,
        EncryptionReport report) {
      this.target = target;
      this.writer = writer;
      this.encryption = encryption;
      this.report = report;
      int piece = expected < 0 ? PIECE : (int) Math.max(1, Math.min(PIECE, expected));
      this.pending = new byte[piece < PIECE ? Math.min(KEPT, piece) : PIECE];
      this.ciphertext = new byte[piece + ContentEncryption.SLACK];
    }

    @Override
    public void write(int octet) throws IOException {
      requireWriting();
      pending[pendingOctets++] = (byte) octet;
      if (pendingOctets == pending.length) {
        encryptPending();
      }
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, content.length);
      requireWriting();
      int from = offset;
      int left = length;
      if (pendingOctets > 0) {
        int fill = Math.min(left, pending.length - pendingOctets);
        System.arraycopy(content, from, pending, pendingOctets, fill);
        pendingOctets += fill;
        from += fill;
        left -= fill;
        if (pendingOctets == pending.length) {
          encryptPending();
        }
      }
      while (left >= pending.length) {
        int piece = Math.min(left, ciphertext.length - ContentEncryption.SLACK);
        encrypt(content, from, piece);
        from += piece;
        left -= piece;
      }
      System.arraycopy(content, from, pending, pendingOctets, left);
      pendingOctets += left;
    }

    private void encryptPending() throws IOException {
      int octets = pendingOctets;
      pendingOctets = 0;
      encrypt(pending, 0, octets);
    }

    private void encrypt(byte[] content, int offset, int length) throws IOException {
      state = State.BROKEN;
      writer.write(ciphertext, 0, encryption.update(content, offset, length, ciphertext, 0));
      state = State.WRITING;
    }

    private void requireWriting() throws IOException {
      if (state != State.WRITING) {
        throw new IOException(
            state == State.FINISHED
                ? "The message is finished; nothing can be added to it"
                : "An earlier write failed, or the message was abandoned; you cannot continue it");
      }
    }

    /** Flushes the target. Bytes that cannot be encrypted yet stay in this stream. */
    @Override
    public void flush() throws IOException {
      target.flush();
    }

    /**
     * Completes the message and flushes the target, which stays open.
     *
     * @throws IOException if writing to the target fails, an earlier write has failed, or the
     *     message is already complete
     */
    @Override
    public EncryptionReport finish() throws IOException {
      requireWriting();
      encryptPending();
      state = State.BROKEN;
      writer.write(ciphertext, 0, encryption.finish(ciphertext, 0));
      if (report.contentCipher().isAead()) {
        writer.finish(encryption.tag());
      } else {
        writer.finish();
      }
      target.flush();
      state = State.FINISHED;
      return report;
    }

    /**
     * Closes the target. Without {@link #finish()} the message stays incomplete: see {@link
     * CmsOutput}.
     */
    @Override
    public void close() throws IOException {
      if (state == State.WRITING) {
        state = State.BROKEN;
      }
      target.close();
    }
  }
}
