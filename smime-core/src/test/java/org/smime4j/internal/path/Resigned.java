package org.smime4j.internal.path;

import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** The same certificate, CRL or OCSP response with another signature of its issuer. */
public final class Resigned {

  private Resigned() {}

  /**
   * @param named what it says of its signature, in both places
   * @param algorithm the one that the signature is really made by, in the words of the JCA
   */
  static byte[] by(
      PrivateKey issuer,
      byte[] encoded,
      AlgorithmIdentifier named,
      String algorithm,
      @Nullable AlgorithmParameterSpec parameters)
      throws Exception {
    ASN1Sequence whole = ASN1Sequence.getInstance(encoded);
    ASN1Sequence fields = ASN1Sequence.getInstance(whole.getObjectAt(0));
    ASN1EncodableVector changed = new ASN1EncodableVector();
    boolean replaced = false;
    for (ASN1Encodable field : fields) {
      boolean isAlgorithm =
          !replaced
              && field.toASN1Primitive() instanceof ASN1Sequence sequence
              && sequence.getObjectAt(0) instanceof org.bouncycastle.asn1.ASN1ObjectIdentifier;
      changed.add(isAlgorithm ? named : field);
      replaced |= isAlgorithm;
    }
    byte[] signed = new DERSequence(changed).getEncoded("DER");
    // With parameters, the JDK's own: Bouncy Castle refuses two digests in one PSS signature.
    Signature signing =
        parameters == null
            ? Signature.getInstance(algorithm)
            : Signature.getInstance(algorithm, "SunRsaSign");
    signing.initSign(issuer);
    if (parameters != null) {
      signing.setParameter(parameters);
    }
    signing.update(signed);
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(ASN1Sequence.getInstance(signed));
    parts.add(named);
    parts.add(new DERBitString(signing.sign()));
    for (int i = 3; i < whole.size(); i++) {
      parts.add(whole.getObjectAt(i));
    }
    return new DERSequence(parts).getEncoded("DER");
  }
}
