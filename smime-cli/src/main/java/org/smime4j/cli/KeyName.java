package org.smime4j.cli;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;
import org.smime4j.keys.KeyMatch;

/**
 * The names of the key that opened a message.
 *
 * @param subject of its certificate; null without one
 * @param issuer of its certificate, as RFC 4514 writes names; null without one
 * @param serial of its certificate, in hex; null without one
 * @param ski the subject key identifier, in hex
 * @param foundBy how the message led to it
 */
record KeyName(
    @Nullable String subject,
    @Nullable String issuer,
    @Nullable String serial,
    @Nullable String ski,
    String foundBy) {

  static KeyName of(KeyMatch key) {
    X509Certificate certificate = key.certificate().orElse(null);
    return new KeyName(
        certificate == null ? null : certificate.getSubjectX500Principal().getName(),
        certificate == null ? null : certificate.getIssuerX500Principal().getName(),
        certificate == null ? null : certificate.getSerialNumber().toString(16),
        ski(key, certificate),
        key.foundBy().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** What opened, and how it was found. */
  String sentence() {
    return "opened with the key of "
        + (subject == null ? "no certificate" : subject)
        + (serial == null ? "" : ", serial " + serial)
        + ", found by "
        + switch (foundBy) {
          case "recipient-id" -> "issuer and serial";
          case "ski" -> "its key identifier";
          case "same-key" -> "another certificate of the same key";
          default -> "trial";
        };
  }

  /** What the certificate says, or else the SHA-1 of the key (RFC 5280, section 4.2.1.2). */
  private static @Nullable String ski(KeyMatch key, @Nullable X509Certificate certificate) {
    try {
      byte[] said =
          certificate == null
              ? null
              : certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
      SubjectKeyIdentifier identifier =
          said == null
              ? new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.key().publicKey())
              : SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(said));
      return HexFormat.of().formatHex(identifier.getKeyIdentifier());
    } catch (IOException | NoSuchAlgorithmException | IllegalArgumentException e) {
      return null;
    }
  }
}
