package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.Identifier;

/**
 * A signer's statement on how to encrypt replies (RFC 8551, sections 2.5.2 and 2.5.3). It counts
 * only if the signer is trusted.
 *
 * @param encryption the certificate to encrypt to; null if none is named, or if the message does
 *     not contain it
 * @param listed the SMIMECapabilities, which are parsed only on request; null if there are none
 */
public record SignerOffer(@Nullable X509Certificate encryption, @Nullable ASN1Encodable listed) {

  public static final SignerOffer NONE = new SignerOffer(null, null);

  /** More capabilities than any software has. */
  private static final int MOST = 256;

  static SignerOffer of(@Nullable SignedAttributes attributes, MessageCertificates carried) {
    if (attributes == null) {
      return NONE;
    }
    ASN1Encodable preference = attributes.encryptionKeyPreference();
    return new SignerOffer(
        preference == null ? null : certificate(preference, carried), attributes.capabilities());
  }

  /** Returns the object identifiers of the SMIMECapabilities; null if there are none. */
  public @Nullable Set<String> capabilities() {
    return listed == null ? null : capabilities(listed);
  }

  private static @Nullable X509Certificate certificate(
      ASN1Encodable preference, MessageCertificates carried) {
    try {
      ASN1TaggedObject choice = ASN1TaggedObject.getInstance(preference);
      Identifier identifier =
          switch (choice.getTagNo()) {
            case 0 -> issuerAndSerial(ASN1Sequence.getInstance(choice, false));
            case 1 -> keyIdentifier(ASN1Sequence.getInstance(choice, false).getObjectAt(0));
            case 2 ->
                new Identifier(null, null, ASN1OctetString.getInstance(choice, false).getOctets());
            default -> null;
          };
      List<X509Certificate> named = identifier == null ? List.of() : carried.named(identifier);
      // If two certificates match, the intended one is unknown.
      return named.size() == 1 ? named.get(0) : null;
    } catch (java.io.IOException | RuntimeException malformed) {
      return null;
    }
  }

  private static Identifier issuerAndSerial(ASN1Sequence value) throws java.io.IOException {
    return new Identifier(
        value.getObjectAt(0).toASN1Primitive().getEncoded(),
        ASN1Integer.getInstance(value.getObjectAt(1)).getValue(),
        null);
  }

  private static Identifier keyIdentifier(ASN1Encodable value) {
    return new Identifier(null, null, ASN1OctetString.getInstance(value).getOctets());
  }

  /**
   * Returns the object identifiers in a list of SMIMECapabilities; null if the value is not such a
   * list.
   */
  public static @Nullable Set<String> capabilities(ASN1Encodable value) {
    try {
      ASN1Sequence all = ASN1Sequence.getInstance(value);
      Set<String> oids = new HashSet<>();
      for (int i = 0; i < Math.min(all.size(), MOST); i++) {
        oids.add(
            ASN1ObjectIdentifier.getInstance(
                    ASN1Sequence.getInstance(all.getObjectAt(i)).getObjectAt(0))
                .getId());
      }
      return Set.copyOf(oids);
    } catch (RuntimeException malformed) {
      return null;
    }
  }
}
