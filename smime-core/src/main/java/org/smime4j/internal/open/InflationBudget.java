package org.smime4j.internal.open;

import java.io.IOException;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** One limit for all compressed content of a message, which is inflated and kept in memory. */
final class InflationBudget {

  private final Limits limits;
  private long inflated;

  InflationBudget(Limits limits) {
    this.limits = limits;
  }

  Decompressor.Content inflate(CmsObject cms) throws IOException {
    long most = limits.get(Limit.INFLATED_OCTETS);
    long kept = limits.get(Limit.SPOOL_THRESHOLD);
    Limits left =
        limits
            .allowing(Limit.INFLATED_OCTETS, most - inflated)
            .allowing(Limit.SPOOL_THRESHOLD, Math.max(0, kept - inflated));
    try {
      Decompressor.Content content = Decompressor.decompress(cms, left);
      inflated += content.content().sizeIfKnown().orElseThrow();
      return content;
    } catch (SmimeException.LimitExceeded e) {
      if (e.limit() != Limit.INFLATED_OCTETS) {
        throw e;
      }
      inflated = most;
      throw new SmimeException.LimitExceeded(Limit.INFLATED_OCTETS, most);
    }
  }
}
