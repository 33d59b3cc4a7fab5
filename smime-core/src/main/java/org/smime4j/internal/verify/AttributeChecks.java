package org.smime4j.internal.verify;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;

/** The signed attributes that bind a signature to its algorithms and to its certificate. */
final class AttributeChecks {

  private AttributeChecks() {}

  /** Returns true if CMSAlgorithmProtection names the algorithms of the signer (RFC 6211). */
  static boolean protects(
      ASN1Encodable attribute, byte[] digestAlgorithm, byte[] signatureAlgorithm) {
    try {
      ASN1Sequence sequence = ASN1Sequence.getInstance(attribute);
      if (sequence.size() != 2
          || !(sequence.getObjectAt(1) instanceof ASN1TaggedObject tagged)
          || !tagged.hasContextTag(1)) {
        return false;
      }
      return isSame(sequence.getObjectAt(0), digestAlgorithm)
          && isSame(tagged.getBaseUniversal(false, BERTags.SEQUENCE), signatureAlgorithm);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Compares algorithms. Absent parameters equal NULL, because both occur in messages (RFC 5754,
   * 2).
   */
  private static boolean isSame(ASN1Encodable one, byte[] encoded) throws SmimeException {
    String where = "AlgorithmIdentifier";
    return AlgorithmId.of(one, where).isSame(AlgorithmId.parse(encoded, where));
  }

  /**
   * Returns true if this is the first certificate that signingCertificateV2 or signingCertificate
   * names (RFC 5035), or if neither attribute is present.
   */
  static boolean names(
      SignedAttributes attributes, X509Certificate certificate, Providers providers)
      throws SmimeException.ProviderUnavailable {
    ASN1Encodable v2 = attributes.signingCertificateV2();
    ASN1Encodable v1 = attributes.signingCertificate();
    try {
      return (v2 == null || namesV2(v2, certificate, providers))
          && (v1 == null || namesV1(v1, certificate, providers));
    } catch (SmimeException.ProviderUnavailable e) {
      throw e;
    } catch (IOException | CertificateEncodingException | RuntimeException e) {
      return false;
    }
  }

  private static boolean namesV2(
      ASN1Encodable attribute, X509Certificate certificate, Providers providers)
      throws IOException, CertificateEncodingException {
    ESSCertIDv2[] named = SigningCertificateV2.getInstance(attribute).getCerts();
    if (named.length == 0) {
      return false;
    }
    DigestAlgorithm digest =
        DigestAlgorithm.ofOid(named[0].getHashAlgorithm().getAlgorithm().getId()).orElse(null);
    return digest != null
        && digest.strength() != DigestAlgorithm.Strength.FORBIDDEN
        && hasDigest(certificate, digest, named[0].getCertHash(), providers)
        && isIssuedAs(certificate, named[0].getIssuerSerial());
  }

  private static boolean namesV1(
      ASN1Encodable attribute, X509Certificate certificate, Providers providers)
      throws IOException, CertificateEncodingException {
    ESSCertID[] named = SigningCertificate.getInstance(attribute).getCerts();
    return named.length > 0
        && hasDigest(certificate, DigestAlgorithm.SHA1, named[0].getCertHash(), providers)
        && isIssuedAs(certificate, named[0].getIssuerSerial());
  }

  private static boolean hasDigest(
      X509Certificate certificate, DigestAlgorithm digest, byte[] expected, Providers providers)
      throws SmimeException.ProviderUnavailable, CertificateEncodingException {
    return Arrays.equals(Digesting.digest(digest, certificate.getEncoded(), providers), expected);
  }

  private static boolean isIssuedAs(X509Certificate certificate, @Nullable IssuerSerial named)
      throws IOException {
    if (named == null) {
      return true;
    }
    GeneralName[] issuer = named.getIssuer().getNames();
    if (!named.getSerial().hasValue(certificate.getSerialNumber())
        || issuer.length != 1
        || issuer[0].getTagNo() != GeneralName.directoryName) {
      return false;
    }
    byte[] name = issuer[0].getName().toASN1Primitive().getEncoded();
    byte[] actual = certificate.getIssuerX500Principal().getEncoded();
    // Compare the names only if their octets differ.
    return Arrays.equals(name, actual)
        || Arrays.equals(CanonicalName.of(name), CanonicalName.of(actual));
  }
}
