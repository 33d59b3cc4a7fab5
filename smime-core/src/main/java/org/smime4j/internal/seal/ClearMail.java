package org.smime4j.internal.seal;

import java.util.List;
import java.util.Optional;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SealingReport;

/** A message without any layer, octet for octet as the caller wrote it. */
final class ClearMail extends ArrayOctets implements SealedMail {

  ClearMail(ArrayOctets octets) {
    super(octets);
  }

  @Override
  public SealingReport report() {
    return new SealingReport(List.of(), List.of(), Optional.empty(), List.of());
  }

  @Override
  public String toString() {
    return "Mail in clear of " + size() + " octets";
  }
}
