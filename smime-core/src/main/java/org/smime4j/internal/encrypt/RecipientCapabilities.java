package org.smime4j.internal.encrypt;

import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.sign.Capabilities;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.verify.SignerOffer;

/** Reads the SMIMECapabilities of a recipient (RFC 8551, section 2.5.2; RFC 4262). */
final class RecipientCapabilities {

  private RecipientCapabilities() {}

  /**
   * Returns the known capabilities of the recipient's software, or null if nothing is known. They
   * come from a trusted signature, or otherwise from a verified certificate. The sender's own
   * certificate needs no verification. If it states no capabilities, the sender is assumed to use
   * this library, and never makes a message weaker.
   */
  static @Nullable Set<String> of(Recipient recipient, boolean verified) {
    if (recipient.sender()) {
      Set<String> stated = stated(recipient);
      return stated == null ? Capabilities.OURS : stated;
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
}
