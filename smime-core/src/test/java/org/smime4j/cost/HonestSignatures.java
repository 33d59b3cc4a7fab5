package org.smime4j.cost;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.smime4j.TestPki;

/** Right signatures by keys of any kind, also of those that nobody writes any more. */
final class HonestSignatures {

  private HonestSignatures() {}

  static SignerInfo by(TestPki.Issued signer, byte[] content)
      throws IOException, GeneralSecurityException {
    String scheme = scheme(signer.privateKey());
    String digest = scheme.startsWith("SHA256") ? "SHA-256" : "SHA-512";
    ASN1Set signed =
        new DERSet(
            new ASN1Encodable[] {
              new Attribute(CMSAttributes.contentType, new DERSet(PKCSObjectIdentifiers.data)),
              new Attribute(
                  CMSAttributes.messageDigest,
                  new DERSet(new DEROctetString(MessageDigest.getInstance(digest).digest(content))))
            });
    Signature signature = Signature.getInstance(scheme, new BouncyCastleProvider());
    signature.initSign(signer.privateKey());
    signature.update(signed.getEncoded(ASN1Encoding.DER));
    Certificate certificate = Certificate.getInstance(signer.certificate().getEncoded());
    return new SignerInfo(
        new SignerIdentifier(
            new IssuerAndSerialNumber(
                certificate.getIssuer(), certificate.getSerialNumber().getValue())),
        HostileSignatures.algorithm(
            digest.equals("SHA-256") ? HostileSignatures.SHA256 : HostileSignatures.SHA512),
        signed,
        new DefaultSignatureAlgorithmIdentifierFinder().find(scheme),
        new DEROctetString(signature.sign()),
        null);
  }

  private static String scheme(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC", "ECDSA" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "DSA" -> "SHA256withDSA";
      case "EdDSA" -> "Ed448";
      default -> key.getAlgorithm();
    };
  }

  /** As OpenSSL writes a key on a curve: its point stands beside the number. */
  static byte[] withPoint(KeyPair pair) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
    SubjectPublicKeyInfo open = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    return new PrivateKeyInfo(
            info.getPrivateKeyAlgorithm(),
            new ECPrivateKey(
                256,
                ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                open.getPublicKeyData(),
                null))
        .getEncoded();
  }
}
