package org.smime4j.internal.certificate;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * An authority key identifier (RFC 5280 section 4.2.1.1). Bouncy Castle's own reads none that has a
 * serial number and no issuer, or the other way round; such certificates are in use, and what is
 * there alone contradicts nothing.
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record AuthorityKey(
    byte @Nullable [] identifier, @Nullable GeneralNames issuer, @Nullable BigInteger serial) {

  static AuthorityKey of(ASN1Primitive extension) {
    byte[] identifier = null;
    GeneralNames issuer = null;
    BigInteger serial = null;
    int last = -1;
    for (ASN1Encodable each : ASN1Sequence.getInstance(extension)) {
      ASN1TaggedObject field = ASN1TaggedObject.getInstance(each);
      if (field.getTagNo() <= last) {
        throw new IllegalArgumentException("fields out of their order");
      }
      last = field.getTagNo();
      switch (last) {
        case 0 -> identifier = ASN1OctetString.getInstance(field, false).getOctets();
        case 1 -> issuer = issuer(field);
        case 2 -> serial = ASN1Integer.getInstance(field, false).getValue();
        default -> throw new IllegalArgumentException("an unknown field");
      }
    }
    return new AuthorityKey(identifier, issuer, serial);
  }

  /** Null if the field has no name, because it then identifies no issuer. */
  private static @Nullable GeneralNames issuer(ASN1TaggedObject field) {
    ASN1Sequence names = ASN1Sequence.getInstance(field, false);
    return names.size() == 0 ? null : GeneralNames.getInstance(names);
  }
}
