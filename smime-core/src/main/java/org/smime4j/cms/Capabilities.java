package org.smime4j.cms;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.internal.verify.SignerOffer;

/**
 * Writes the SMIMECapabilities of this library and reads those of others (RFC 8551, section 2.5.2;
 * RFC 4262).
 */
final class Capabilities {

  /** The algorithms whose capabilities have no parameters. */
  private static final String[] PLAIN = {
    Oids.AES256_GCM,
    Oids.AES192_GCM,
    Oids.AES128_GCM,
    Oids.CHACHA20_POLY1305,
    Oids.AES256_CBC,
    Oids.AES192_CBC,
    Oids.AES128_CBC,
    Oids.CEK_HKDF_SHA256,
    Oids.RSA_KEM,
    Oids.ML_KEM_768,
    Oids.ML_KEM_1024,
    Oids.ML_KEM_512,
    Oids.ZLIB
  };

  private static final Set<String> OURS =
      Stream.concat(Stream.of(PLAIN), Stream.of(Oids.RSAES_OAEP))
          .collect(Collectors.toUnmodifiableSet());

  private Capabilities() {}

  /**
   * Returns the known capabilities of the recipient's software, or null if nothing is known. They
   * come from a trusted signature, or otherwise from a verified certificate. The sender's own
   * certificate needs no verification. If it states no capabilities, the sender is assumed to use
   * this library, and never makes a message weaker.
   */
  static @Nullable Set<String> of(Recipient recipient, boolean verified) {
    if (recipient.sender()) {
      Set<String> stated = stated(recipient);
      return stated == null ? OURS : stated;
    }
    return verified ? stated(recipient) : null;
  }

  /**
   * Returns the capabilities that decide how the recipient gets the content key. The assumption
   * about the sender counts only beside an AEAD cipher, which needs new software anyway. Beside
   * AES-CBC, every program of the sender must be able to open the sender's copy.
   */
  static @Nullable Set<String> forKey(Recipient recipient, boolean verified, boolean aead) {
    return recipient.sender() && !aead ? stated(recipient) : of(recipient, verified);
  }

  private static @Nullable Set<String> stated(Recipient recipient) {
    if (recipient.capabilities() != null) {
      return recipient.capabilities();
    }
    try {
      ASN1Primitive extension =
          Certificates.extension(recipient.certificate(), Oids.SMIME_CAPABILITIES);
      return extension == null ? null : SignerOffer.capabilities(extension);
    } catch (SmimeException | RuntimeException e) {
      // Not a list of capabilities: nothing is known.
      return null;
    }
  }

  /** Returns the capabilities of this library, best first. */
  static byte[] ours() {
    DerWriter writer = new DerWriter().sequence();
    for (String oid : PLAIN) {
      writer.raw(DerWriter.algorithmIdentifier(oid, null));
    }
    return writer.raw(oaep()).end().toByteArray();
  }

  /**
   * Returns RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 3560, section 5; RFC 4055, section
   * 4.1).
   */
  private static byte[] oaep() {
    byte[] sha256 =
        DerWriter.algorithmIdentifier(Oids.SHA256, new DerWriter().nullValue().toByteArray());
    return DerWriter.algorithmIdentifier(
        Oids.RSAES_OAEP,
        new DerWriter()
            .sequence()
            .tagged(0)
            .raw(sha256)
            .end()
            .tagged(1)
            .raw(DerWriter.algorithmIdentifier(Oids.MGF1, sha256))
            .end()
            .end()
            .toByteArray());
  }
}
