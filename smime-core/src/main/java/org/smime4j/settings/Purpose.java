package org.smime4j.settings;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/**
 * The purpose of a key, for which its certificate is checked. Decryption ignores the purpose: a
 * decryptor also tries a key whose certificate allows only signing.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum Purpose {
  /** {@code smimeSigning}: the owner of the key signs messages. */
  SIGNING,
  /** {@code smimeEncryption}: others encrypt messages for the owner of the key. */
  ENCRYPTION,
  /** The owner of the key is an authority that signs time stamps (RFC 3161, section 2.3). */
  TIMESTAMPING;

  private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int NON_REPUDIATION = 1;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;

  /**
   * Returns whether a certificate allows its key to be used for this purpose in mail. The answer
   * follows from the algorithm, the key usage and the extended key usage (RFC 8550, section 4.4).
   * This method does not check validity, trust or revocation. The certificate of an authority
   * allows neither {@link #SIGNING} nor {@link #ENCRYPTION}, and neither does one whose key cannot
   * be decoded. It never returns true for {@link #TIMESTAMPING}, which is no purpose in mail.
   */
  public boolean isAllowedBy(X509Certificate certificate) {
    String algorithm = algorithm(certificate);
    return !algorithm.isEmpty()
        && certificate.getBasicConstraints() < 0
        && isForMail(certificate)
        && (this == SIGNING
            ? signs(certificate, algorithm)
            : this == ENCRYPTION && isEncryptedTo(certificate, algorithm));
  }

  private static boolean isForMail(X509Certificate certificate) {
    try {
      List<String> extended = certificate.getExtendedKeyUsage();
      return extended == null
          || extended.contains(EMAIL_PROTECTION)
          || extended.contains(ANY_PURPOSE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static boolean signs(X509Certificate certificate, String algorithm) {
    return !algorithm.matches("XDH|X25519|X448|ML-KEM.*")
        && (allows(certificate, DIGITAL_SIGNATURE) || allows(certificate, NON_REPUDIATION));
  }

  private static boolean isEncryptedTo(X509Certificate certificate, String algorithm) {
    if (algorithm.matches("EC|ECDSA|ECDH|XDH|X25519|X448")) {
      return allows(certificate, KEY_AGREEMENT);
    }
    return algorithm.matches("RSA|ML-KEM.*") && allows(certificate, KEY_ENCIPHERMENT);
  }

  /** The algorithm of its key; empty if the key cannot be decoded. */
  private static String algorithm(X509Certificate certificate) {
    try {
      PublicKey key = certificate.getPublicKey();
      return key == null ? "" : key.getAlgorithm().toUpperCase(Locale.ROOT);
    } catch (RuntimeException e) {
      // Bouncy Castle decodes the key only now.
      return "";
    }
  }

  private static boolean allows(X509Certificate certificate, int usage) {
    boolean[] usages = certificate.getKeyUsage();
    return usages == null || usages[usage];
  }
}
