package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.smime4j.internal.path.JudgedCertificate;
import org.smime4j.reports.Timestamp;

/** A time stamp of an authority that is trusted. */
public record BelievedTimestamp(Instant time, X509Certificate authority) implements Timestamp {

  @Override
  public String toString() {
    return time + " by " + JudgedCertificate.name(authority);
  }
}
