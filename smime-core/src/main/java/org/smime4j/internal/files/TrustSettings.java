package org.smime4j.internal.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.settings.Limits;

/**
 * What stands behind the certificate in OpenSSL's TRUSTED CERTIFICATE: for which purposes it is
 * trusted and rejected ({@code X509_CERT_AUX}, see {@code openssl-x509}, "Trust Settings").
 *
 * @param trusted the only purposes; null if there is no such list
 * @param rejected no purposes, whatever the other list says
 */
record TrustSettings(
    @Nullable List<ASN1ObjectIdentifier> trusted, List<ASN1ObjectIdentifier> rejected) {

  private static final int REJECTED = 0;

  private static final List<ASN1ObjectIdentifier> MAIL =
      List.of(KeyPurposeId.id_kp_emailProtection.toOID(), KeyPurposeId.anyExtendedKeyUsage.toOID());

  /** Reads the settings behind the first value in the octets; there may be none. */
  static TrustSettings behindFirst(byte[] octets, Limits limits) throws IOException, Unreadable {
    int end = Tlv.at(octets, 0, octets.length, TrustSettings.class.getSimpleName()).end();
    List<ASN1ObjectIdentifier> trusted = null;
    List<ASN1ObjectIdentifier> rejected = List.of();
    if (end < octets.length) {
      byte[] settings = Arrays.copyOfRange(octets, end, octets.length);
      for (ASN1Encodable each : ASN1Sequence.getInstance(Ber.read(settings, limits))) {
        if (each instanceof ASN1Sequence list && trusted == null) {
          trusted = purposes(list);
        } else if (each instanceof ASN1TaggedObject tagged && tagged.hasContextTag(REJECTED)) {
          rejected = purposes(ASN1Sequence.getInstance(tagged, false));
        } else if (!(each instanceof ASN1TaggedObject
            || each instanceof ASN1UTF8String
            || each instanceof ASN1OctetString)) {
          throw new IllegalArgumentException("neither purposes, nor a name, nor a key");
        }
      }
    }
    return new TrustSettings(trusted, rejected);
  }

  private static List<ASN1ObjectIdentifier> purposes(ASN1Sequence list) {
    List<ASN1ObjectIdentifier> purposes = new ArrayList<>();
    list.forEach(each -> purposes.add(ASN1ObjectIdentifier.getInstance(each)));
    return purposes;
  }

  boolean isForMail() {
    return MAIL.stream().noneMatch(rejected::contains)
        && (trusted == null || MAIL.stream().anyMatch(trusted::contains));
  }
}
