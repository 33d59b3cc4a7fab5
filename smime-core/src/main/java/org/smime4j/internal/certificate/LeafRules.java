package org.smime4j.internal.certificate;

import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.smime4j.findings.Finding;
import org.smime4j.settings.Purpose;

/**
 * The rules that a certificate for mail must meet under every authority (RFC 8550, sections 4.4.2
 * and 4.4.4; threats C9). Neither validator of the platform checks them.
 */
public final class LeafRules {

  private LeafRules() {}

  /**
   * @param isAnchor whether it is itself an anchor: then somebody chose it, as {@code openssl req
   *     -x509} makes it, and it need not say that an authority's key is for signatures too
   */
  public static List<Finding> check(
      PathCertificate leaf, Purpose purpose, Instant at, boolean isAnchor) {
    List<Finding> findings = new ArrayList<>();
    validity(leaf, at, findings);
    if (leaf.isMarkedAuthority() && !isAnchor && !leaf.saysUsage()) {
      findings.add(
          new Finding(
              Finding.Code.KEY_USAGE,
              "{0} belongs to a certification authority, and does not say that its key is for"
                  + " anything else",
              leaf));
    }
    usage(leaf, purpose, findings);
    if (purpose == Purpose.TIMESTAMPING) {
      if (!leaf.isOnlyFor(KeyPurposeId.id_kp_timeStamping)) {
        findings.add(
            new Finding(
                Finding.Code.EXTENDED_KEY_USAGE,
                "{0} is not, by a critical extension, for time stamping alone",
                leaf));
      }
    } else if (!leaf.mayBeFor(KeyPurposeId.id_kp_emailProtection)) {
      findings.add(
          new Finding(
              Finding.Code.EXTENDED_KEY_USAGE,
              "{0} is not for e-mail but for {1}",
              leaf,
              String.join(", ", leaf.purposes())));
    }
    strength(leaf, findings);
    return findings;
  }

  /** Adds a finding if the key of a certificate is weak. */
  public static void strength(PathCertificate certificate, List<Finding> findings) {
    Strength.weakness(certificate.publicKey())
        .ifPresent(
            weakness ->
                findings.add(
                    new Finding(Finding.Code.WEAK_KEY, "{0} has {1}", certificate, weakness)));
  }

  /**
   * Adds a finding if the certificate is not valid at the time, which counts as it would be written
   * in a certificate: in whole seconds.
   */
  public static void validity(PathCertificate certificate, Instant time, List<Finding> findings) {
    Instant at = time.truncatedTo(ChronoUnit.SECONDS);
    Instant from = certificate.notBefore();
    Instant until = certificate.notAfter();
    if (at.isAfter(until)) {
      findings.add(
          new Finding(
              Finding.Code.EXPIRED, "{0} was valid until {1}, not at {2}", certificate, until, at));
    }
    if (at.isBefore(from)) {
      findings.add(
          new Finding(
              Finding.Code.NOT_YET_VALID,
              "{0} is valid from {1}, not yet at {2}",
              certificate,
              from,
              at));
    }
  }

  private static void usage(PathCertificate leaf, Purpose purpose, List<Finding> findings) {
    if (purpose != Purpose.ENCRYPTION) {
      if (!leaf.mayBeUsedFor(KeyUsage.digitalSignature | KeyUsage.nonRepudiation)) {
        findings.add(
            new Finding(Finding.Code.KEY_USAGE, "{0} is not for signing, by its key usage", leaf));
      }
      return;
    }
    int bits = encryptionUsage(leaf.publicKey());
    if (bits == 0) {
      findings.add(
          new Finding(
              Finding.Code.KEY_USAGE,
              "{0} has a key of the kind {1}, to which nothing can be encrypted",
              leaf,
              leaf.publicKey().getAlgorithm()));
    } else if (!leaf.mayBeUsedFor(bits)) {
      findings.add(
          new Finding(Finding.Code.KEY_USAGE, "{0} is not for encryption, by its key usage", leaf));
    }
  }

  /** The usage bit by which the key may receive a content-encryption key; 0 if it cannot. */
  private static int encryptionUsage(PublicKey key) {
    String algorithm = key.getAlgorithm().toUpperCase(Locale.ROOT);
    if (algorithm.startsWith("ML-KEM") || algorithm.startsWith("MLKEM")) {
      return KeyUsage.keyEncipherment;
    }
    return switch (algorithm) {
      case "RSA", "RSAES-OAEP" -> KeyUsage.keyEncipherment;
      case "EC", "ECDSA", "ECDH", "XDH", "X25519", "X448", "DH", "DIFFIEHELLMAN" ->
          KeyUsage.keyAgreement;
      default -> 0;
    };
  }
}
