package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.ContentCipher;

/** Reports of what never happened, for tests. */
public final class Reported {

  private Reported() {}

  /** The diagnosis where this certificate is the nearest. */
  public static Diagnosis nearest(X509Certificate certificate) {
    return new Diagnosis(
        Diagnosis.Prospect.NO_KEY,
        List.of(),
        0,
        List.of(),
        0,
        List.of(),
        Optional.of(certificate),
        "nothing");
  }

  /** The report of a message to one recipient. */
  public static EncryptionReport to(X509Certificate recipient) {
    return new EncryptionReport(
        ContentCipher.AES_256_CBC, List.of(recipient), List.of("ecdh"), "so", List.of());
  }
}
