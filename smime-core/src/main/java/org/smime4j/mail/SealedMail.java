package org.smime4j.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.ArrayOctets;
import org.smime4j.Octets;
import org.smime4j.trust.Note;

/**
 * A message that is signed, encrypted or compressed, held in memory. It was made once: it gives the
 * same octets each time, ready to travel, with CRLF and in 7-bit lines.
 *
 * <pre>{@code
 * SealedMail sealed = SecureMail.encrypt(SecureMail.sign(message, signer), encryptor);
 * sealed.writeTo(out);
 * }</pre>
 */
public final class SealedMail implements Octets {

  private final ArrayOctets octets;
  private final List<X509Certificate> recipients;
  private final List<Note> notes;

  SealedMail(ArrayOctets octets, List<X509Certificate> recipients, List<Note> notes) {
    this.octets = octets;
    this.recipients = List.copyOf(recipients);
    this.notes = List.copyOf(notes);
  }

  /** Who can open it: certificates in the order in which they were named; empty if anybody can. */
  public List<X509Certificate> recipients() {
    return recipients;
  }

  /** What the sender should know, for example that a recipient may not be able to open it. */
  public List<Note> notes() {
    return notes;
  }

  /** The message without a copy being made. */
  public ArrayOctets octets() {
    return octets;
  }

  @Override
  public byte[] bytes() {
    return octets.bytes();
  }

  @Override
  public long size() {
    return octets.size();
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
  public ArrayOctets slice(long from, long to) {
    return octets.slice(from, to);
  }

  @Override
  public String toString() {
    return "Sealed mail of " + size() + " octets";
  }
}
