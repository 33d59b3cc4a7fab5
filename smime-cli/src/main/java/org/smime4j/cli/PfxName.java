package org.smime4j.cli;

import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.keys.DecryptionKey;

/** What the PFX file of one key is called: by facts, and by nothing that a certificate says. */
final class PfxName {

  private static final int ENOUGH = 40;

  private PfxName() {}

  /** The day from which the certificate is valid and its thumbprint; for a key alone, the key's. */
  static String of(KeyHistory part) {
    DecryptionKey key = part.keys().get(0);
    return key.certificate()
        .map(PfxName::of)
        .orElseGet(
            () ->
                "without-certificate-"
                    + Fingerprint.sha256(key.publicKey().getEncoded()).substring(0, ENOUGH)
                    + ".pfx");
  }

  static String of(X509Certificate certificate) {
    return day(certificate) + "-" + Fingerprint.sha1(certificate) + ".pfx";
  }

  /** The day from which a certificate is valid, in UTC. */
  static LocalDate day(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
  }
}
