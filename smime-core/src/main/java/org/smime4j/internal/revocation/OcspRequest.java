package org.smime4j.internal.revocation;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Certificates;

/**
 * An OCSP request for one certificate (RFC 6960, section 4.1), with a nonce (RFC 9654). The CertID
 * uses SHA-1, because many responders support nothing else. Security does not depend on its
 * strength.
 */
public final class OcspRequest {

  private static final int NONCE_OCTETS = 32;

  private final byte[] encoded;
  private final byte[] nonce;

  OcspRequest(PathCertificate certificate, PathCertificate issuer) throws IOException {
    byte[] random = new byte[NONCE_OCTETS];
    Providers.standard().random().nextBytes(random);
    this.nonce = new DEROctetString(random).getEncoded(ASN1Encoding.DER);
    CertID id =
        new CertID(
            new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1),
            new DEROctetString(
                OcspResponse.hash(
                    DigestAlgorithm.SHA1, Certificates.issuer(certificate.certificate()))),
            new DEROctetString(
                OcspResponse.hash(DigestAlgorithm.SHA1, OcspResponse.keyBits(issuer))),
            new ASN1Integer(certificate.serial()));
    Extension extension = new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce);
    this.encoded =
        new OCSPRequest(
                new TBSRequest(
                    null, new DERSequence(new Request(id, null)), new Extensions(extension)),
                null)
            .getEncoded(ASN1Encoding.DER);
  }

  byte[] encoded() {
    return encoded;
  }

  /** False if the response answers another request. One without a nonce is judged by its times. */
  boolean isAnsweredBy(OcspResponse response) {
    return response.mayAnswer(nonce);
  }
}
