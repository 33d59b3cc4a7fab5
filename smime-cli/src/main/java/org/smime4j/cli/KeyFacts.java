package org.smime4j.cli;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;
import org.smime4j.settings.Purpose;

/** What is said of a key by facts. */
final class KeyFacts {

  private static final Map<String, String> CURVES =
      Map.of(
          "1.2.840.10045.3.1.7", "P-256",
          "1.3.101.110", "X25519",
          "1.3.101.111", "X448",
          "1.3.132.0.34", "P-384",
          "1.3.132.0.35", "P-521",
          "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1",
          "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1",
          "1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1");

  private static final int ENOUGH = 40;

  private KeyFacts() {}

  /** The algorithm and size of a key, such as {@code RSA-3072} or {@code P-256}. */
  static String algorithm(KeyEntry entry) {
    PublicKey key =
        entry
            .key()
            .map(held -> held.publicKey())
            .or(() -> entry.certificates().stream().findFirst().map(X509Certificate::getPublicKey))
            .orElseThrow();
    String kind = entry.kind();
    if (key instanceof RSAKey rsa) {
      return "RSA-" + rsa.getModulus().bitLength();
    }
    String curve = kind.replaceFirst("^EC ", "");
    return CURVES.getOrDefault(curve, curve.equals(kind) ? key.getAlgorithm() : curve);
  }

  /** For what a certificate allows its key in mail. */
  static List<String> purposes(X509Certificate certificate) {
    return Stream.of(Purpose.values())
        .filter(each -> each.isAllowedBy(certificate))
        .map(LayerText::word)
        .toList();
  }

  /** The day of a time, in UTC. */
  static LocalDate day(Date date) {
    return day(date.toInstant());
  }

  static LocalDate day(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /**
   * What the PFX file of one key is called, by nothing that a certificate says: the day from which
   * the certificate is valid and its thumbprint; for a key alone, the key's.
   */
  static String pfxName(KeyHistory part) {
    DecryptionKey key = part.keys().get(0);
    String name =
        key.certificates().stream()
            .findFirst()
            .map(each -> day(each.getNotBefore()) + "-" + Fingerprint.sha1(each))
            .orElseGet(
                () ->
                    "without-certificate-"
                        + Fingerprint.sha256(key.publicKey().getEncoded()).substring(0, ENOUGH));
    return name + ".pfx";
  }
}
