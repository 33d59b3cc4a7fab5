package org.smime4j.internal.encrypt;

import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Envelope;

/** An encrypted message as it was written. */
final class WrittenEnvelope extends ArrayOctets implements Envelope {

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
