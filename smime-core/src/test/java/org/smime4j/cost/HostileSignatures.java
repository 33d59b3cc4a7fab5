package org.smime4j.cost;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.BERSet;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** SignedData of which every part is chosen, and no signature is right. */
final class HostileSignatures {

  static final String SHA256 = "2.16.840.1.101.3.4.2.1";
  static final String SHA512 = "2.16.840.1.101.3.4.2.3";
  static final String RSA = "1.2.840.113549.1.1.1";
  static final String DSA_SHA256 = "2.16.840.1.101.3.4.3.2";
  static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";

  private HostileSignatures() {}

  static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static DERSequence sequence(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  /** A signature value of two numbers, as DSA and ECDSA have it. */
  static byte[] pair(int octets) {
    byte[] number = new byte[octets];
    Arrays.fill(number, (byte) 0x5b);
    ASN1Integer one = new ASN1Integer(number);
    return der(sequence(one, one));
  }

  static byte[] octets(int count) {
    byte[] octets = new byte[count];
    Arrays.fill(octets, (byte) 0x5b);
    return octets;
  }

  static AlgorithmIdentifier algorithm(String oid) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
  }

  static Attribute attribute(String oid, ASN1Encodable... values) {
    return new Attribute(new ASN1ObjectIdentifier(oid), new DERSet(values));
  }

  /** contentType and messageDigest, and what else. */
  static ASN1Set attributes(ASN1Encodable... more) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    all.add(new Attribute(CMSAttributes.contentType, new DERSet(PKCSObjectIdentifiers.data)));
    all.add(
        new Attribute(CMSAttributes.messageDigest, new DERSet(new DEROctetString(new byte[32]))));
    for (ASN1Encodable each : more) {
      all.add(each);
    }
    return new DERSet(all);
  }

  static SignerInfo signer(
      String digest, String scheme, byte[] signature, ASN1Set signed, ASN1Set unsigned) {
    boolean rsa = scheme.equals(RSA);
    return new SignerInfo(
        new SignerIdentifier(
            new DERTaggedObject(false, 0, new DEROctetString(HostileCertificates.KEY_IDENTIFIER))),
        algorithm(digest),
        signed,
        rsa
            ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(scheme), DERNull.INSTANCE)
            : algorithm(scheme),
        new DEROctetString(signature),
        unsigned);
  }

  /** A right signature, by ECDSA with SHA-256, of the one whom this certificate names. */
  static SignerInfo right(byte[] content, Certificate certificate, PrivateKey key) {
    try {
      ASN1Set signed =
          new DERSet(
              new ASN1Encodable[] {
                new Attribute(CMSAttributes.contentType, new DERSet(PKCSObjectIdentifiers.data)),
                new Attribute(
                    CMSAttributes.messageDigest,
                    new DERSet(
                        new DEROctetString(MessageDigest.getInstance("SHA-256").digest(content))))
              });
      return new SignerInfo(
          new SignerIdentifier(
              new IssuerAndSerialNumber(
                  certificate.getIssuer(), certificate.getSerialNumber().getValue())),
          algorithm(SHA256),
          signed,
          algorithm(ECDSA_SHA256),
          new DEROctetString(sign("SHA256withECDSA", key, der(signed))),
          null);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sign(String scheme, PrivateKey key, byte[] octets) {
    try {
      Signature signature =
          scheme.contains("-DSA-")
              ? Signature.getInstance(scheme, new BouncyCastleProvider())
              : Signature.getInstance(scheme);
      signature.initSign(key);
      signature.update(octets);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] detached(
      Collection<Certificate> certificates, List<? extends ASN1Encodable> signers) {
    return message(null, certificates, List.of(), signers);
  }

  static byte[] message(
      byte[] content, Collection<Certificate> certificates, List<? extends ASN1Encodable> signers) {
    return message(content, certificates, List.of(), signers);
  }

  static byte[] message(
      byte[] content,
      Collection<Certificate> certificates,
      List<? extends ASN1Encodable> crls,
      List<? extends ASN1Encodable> signers) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    certificates.forEach(all::add);
    SignedData signed =
        new SignedData(
            new DERSet(algorithm(SHA256)),
            new ContentInfo(
                PKCSObjectIdentifiers.data, content == null ? null : new DEROctetString(content)),
            new BERSet(all),
            crls.isEmpty() ? null : new BERSet(crls.toArray(ASN1Encodable[]::new)),
            new BERSet(signers.toArray(ASN1Encodable[]::new)));
    try {
      return new ContentInfo(CMSObjectIdentifiers.signedData, signed).getEncoded("DL");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
