package org.smime4j.internal.seal;

import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SealingReport;

/** A sealed message as it was written. */
public final class WrittenMail extends ArrayOctets implements SealedMail {

  private final SealingReport report;

  WrittenMail(ArrayOctets octets, SealingReport report) {
    super(octets);
    this.report = report;
  }

  @Override
  public SealingReport report() {
    return report;
  }

  public boolean isCompressed() {
    return report.layers().contains(Layer.Kind.COMPRESSED);
  }

  @Override
  public String toString() {
    return "Sealed mail of " + size() + " octets";
  }
}
