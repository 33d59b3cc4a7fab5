package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.settings.ContentCipher;

/** Reports of what never happened, for tests. */
public final class Reported {

  private Reported() {}

  /** The report of a message to one recipient. */
  public static EncryptionReport to(X509Certificate recipient) {
    return new EncryptionReport(
        ContentCipher.AES_256_CBC, List.of(recipient), List.of("ecdh"), "so", List.of());
  }
}
