package org.smime4j.testing;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.smime4j.ExpectedSigner;

/** What a certificate calls its owner; an old one may have no alternative names. */
record SubjectNames(X500Name subject, @Nullable GeneralNames alternatives) {

  private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");

  /** Of a mail address, of a domain with @ before it, or of a host. */
  static SubjectNames of(String address) {
    return new SubjectNames(subject(address), new GeneralNames(alternative(address)));
  }

  /** Those of another certificate. */
  static SubjectNames of(X509CertificateHolder certificate) {
    Extension alternatives = certificate.getExtension(Extension.subjectAlternativeName);
    return new SubjectNames(
        certificate.getSubject(),
        alternatives == null ? null : GeneralNames.getInstance(alternatives.getParsedValue()));
  }

  static X500Name subject(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, "For tests only")
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static GeneralName alternative(String address) {
    int at = address.lastIndexOf('@');
    String mailbox =
        ExpectedSigner.normalised(at > 0 ? address : "x@" + address.substring(at + 1))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'" + address + "' is no mail address, and no name of a domain or host"));
    String domain = mailbox.substring(mailbox.lastIndexOf('@') + 1);
    if (at < 0) {
      return new GeneralName(GeneralName.dNSName, domain);
    }
    if (at == 0) {
      return new GeneralName(GeneralName.rfc822Name, '@' + domain);
    }
    return StandardCharsets.US_ASCII.newEncoder().canEncode(mailbox)
        ? new GeneralName(GeneralName.rfc822Name, mailbox)
        : new GeneralName(
            GeneralName.otherName, new OtherName(SMTP_UTF8_MAILBOX, new DERUTF8String(mailbox)));
  }

  /** Whether they are those of a server. */
  boolean areOfHost() {
    return alternatives != null && alternatives.getNames()[0].getTagNo() == GeneralName.dNSName;
  }
}
