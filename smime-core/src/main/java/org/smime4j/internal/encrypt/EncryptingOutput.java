package org.smime4j.internal.encrypt;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.smime4j.internal.asn1.EnvelopedDataWriter;
import org.smime4j.internal.content.ContentEncryption;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;

/** Encrypts the bytes written to it. */
final class EncryptingOutput extends CmsOutput<EncryptionReport> {

  /** The longest tag length that RFC 5084 allows, and the only one that this library writes. */
  static final int TAG_OCTETS = 16;

  private static final int PIECE = 16 * 1024;

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
    this.pending = new byte[piece];
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
      encrypt(content, from, pending.length);
      from += pending.length;
      left -= pending.length;
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
   * @throws IOException if writing to the target fails, an earlier write has failed, or the message
   *     is already complete
   */
  @Override
  public EncryptionReport finish() throws IOException {
    requireWriting();
    encryptPending();
    state = State.BROKEN;
    writer.write(ciphertext, 0, encryption.finish(ciphertext, 0));
    if (report.contentCipher().aead()) {
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
