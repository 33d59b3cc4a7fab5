package org.smime4j.internal.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.smime4j.SmimeException.Malformed;

/**
 * A SEQUENCE of what is signed, the algorithm and the signature, as X.509 has it for certificates,
 * CRLs and OCSP responses. What is signed counts as it was received.
 */
@SuppressWarnings("ArrayRecordComponent") // octets of a message, never compared
public record SignedObject(byte[] signed, AlgorithmIdentifier algorithm, byte[] signature) {

  /** Takes the first three elements of a SEQUENCE; what follows them is not signed. */
  public static SignedObject of(byte[] encoded, String where) throws Malformed {
    List<Tlv> parts = Tlv.of(encoded, where).children(where);
    if (parts.size() < 3 || parts.get(2).tag() != 0x03) {
      throw new Malformed(where, 0, "has no signature");
    }
    byte[] bitString = parts.get(2).value();
    if (bitString.length < 2 || bitString[0] != 0) {
      throw new Malformed(where, parts.get(2).start(), "the signature is no string of octets");
    }
    try {
      return new SignedObject(
          parts.get(0).raw(),
          AlgorithmIdentifier.getInstance(parts.get(1).raw()),
          Arrays.copyOfRange(bitString, 1, bitString.length));
    } catch (RuntimeException e) {
      throw new Malformed(where, parts.get(1).start(), "the signature algorithm is malformed");
    }
  }

  /** Whether the key made the signature; false as well for a key that costs too much. */
  public boolean isSignedBy(PublicKey key) {
    if (!SignatureCheck.isAffordable(key)) {
      return false;
    }
    try {
      ContentVerifier verifier =
          new JcaContentVerifierProviderBuilder()
              .setProvider(Providers.bouncyCastle())
              .build(key)
              .get(algorithm);
      try (OutputStream out = verifier.getOutputStream()) {
        out.write(signed);
      }
      return verifier.verify(signature);
    } catch (OperatorCreationException | IOException | RuntimeException e) {
      // Bouncy Castle has unchecked exceptions too for a key that does not fit.
      return false;
    }
  }
}
