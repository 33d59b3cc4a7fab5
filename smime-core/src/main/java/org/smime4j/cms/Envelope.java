package org.smime4j.cms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;

/** An encrypted message in memory: DER of AuthEnvelopedData or EnvelopedData in a ContentInfo. */
public final class Envelope implements ByteSource {

  private final EncryptionReport report;
  private final ArrayOctets octets;

  Envelope(EncryptionReport report, ArrayOctets octets) {
    this.report = report;
    this.octets = octets;
  }

  /** Returns the recipients who can open this message, and how it was encrypted. */
  public EncryptionReport report() {
    return report;
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
    return "Envelope of " + octets.size() + " octets for " + report.recipients().size();
  }
}
