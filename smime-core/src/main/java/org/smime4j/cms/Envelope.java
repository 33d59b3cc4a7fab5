package org.smime4j.cms;

import org.smime4j.Octets;
import org.smime4j.internal.base.ArrayOctets;

/** An encrypted message in memory: DER of AuthEnvelopedData or EnvelopedData in a ContentInfo. */
public final class Envelope {

  private final EncryptionReport report;
  private final ArrayOctets octets;

  Envelope(EncryptionReport report, ArrayOctets octets) {
    this.report = report;
    this.octets = octets;
  }

  /** Who can open it and how it was made. */
  public EncryptionReport report() {
    return report;
  }

  /** The message, in a new array. */
  public byte[] bytes() {
    return octets.bytes();
  }

  /** The message without a copy being made. */
  public Octets octets() {
    return octets;
  }

  @Override
  public String toString() {
    return "Envelope of " + octets.size() + " octets for " + report.recipients().size();
  }
}
