package org.smime4j.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.BERSet;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.DLTaggedObject;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * SignedData as no honest writer makes it: an RSA signer of whom every part can be chosen, right
 * unless it is.
 */
public final class HostileSignature {

  public static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private final TestPki.Issued signer;
  private final byte[] content;

  public ASN1ObjectIdentifier eContentType = CMSObjectIdentifiers.data;
  public AlgorithmIdentifier digestAlgorithm = SHA256;
  public AlgorithmIdentifier signatureAlgorithm =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption);
  public String digest = "SHA-256";
  public String signature = "SHA256withRSA";
  public @Nullable List<ASN1Encodable> attributes;
  public @Nullable ASN1Set unsignedAttributes;
  public @Nullable SignerIdentifier identifier;

  /** Whether the attributes stand in the order given, and whether that is what is signed. */
  public boolean sorted = true;

  public boolean signedSorted = true;

  public HostileSignature(TestPki.Issued signer, byte[] content) throws GeneralSecurityException {
    this.signer = signer;
    this.content = content;
    this.attributes = new ArrayList<>(List.of(contentType(eContentType), messageDigest(content)));
  }

  public static ASN1Encodable attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
    return new DERSequence(new ASN1Encodable[] {type, new DERSet(values)});
  }

  public static ASN1Encodable contentType(ASN1ObjectIdentifier type) {
    return attribute(CMSAttributes.contentType, type);
  }

  public ASN1Encodable messageDigest(byte[] of) throws GeneralSecurityException {
    return attribute(CMSAttributes.messageDigest, new DEROctetString(digest(digest, of)));
  }

  public static byte[] digest(String algorithm, byte[] of) throws GeneralSecurityException {
    return MessageDigest.getInstance(algorithm, BC).digest(of);
  }

  public ASN1Encodable signerInfo() throws GeneralSecurityException, IOException {
    ASN1Set asSent = null;
    byte[] toBeSigned = content;
    if (attributes != null) {
      ASN1Encodable[] all = attributes.toArray(ASN1Encodable[]::new);
      asSent = sorted ? new DERSet(all) : new DLSet(all);
      toBeSigned = signedSorted ? new DERSet(all).getEncoded("DER") : asDefinite(all);
    }
    Signature signing = Signature.getInstance(signature, BC);
    signing.initSign(signer.privateKey());
    signing.update(toBeSigned);
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(new ASN1Integer(1));
    parts.add(identifier != null ? identifier : identifier(signer.certificate()));
    parts.add(digestAlgorithm);
    if (asSent != null) {
      parts.add(new DLTaggedObject(false, 0, asSent));
    }
    parts.add(signatureAlgorithm);
    parts.add(new DEROctetString(signing.sign()));
    if (unsignedAttributes != null) {
      parts.add(new DLTaggedObject(false, 1, unsignedAttributes));
    }
    // Not DER, which would sort what was meant to stand otherwise.
    return new DLSequence(parts);
  }

  /** The SET in the order given, with a definite length: what stands in the message. */
  private static byte[] asDefinite(ASN1Encodable[] all) throws IOException {
    byte[] set = new DERSequence(all).getEncoded("DER");
    set[0] = 0x31;
    return set;
  }

  public static SignerIdentifier identifier(X509Certificate certificate) {
    return new SignerIdentifier(
        new IssuerAndSerialNumber(
            X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()),
            certificate.getSerialNumber()));
  }

  public byte[] opaque(X509Certificate... certificates)
      throws GeneralSecurityException, IOException {
    return signedData(eContentType, content, List.of(certificates), List.of(signerInfo()));
  }

  public byte[] opaque() throws GeneralSecurityException, IOException {
    return opaque(signer.chain().toArray(X509Certificate[]::new));
  }

  public byte[] detached() throws GeneralSecurityException, IOException {
    return signedData(eContentType, null, signer.chain(), List.of(signerInfo()));
  }

  public static byte[] signedData(
      ASN1ObjectIdentifier eContentType,
      byte @Nullable [] content,
      List<X509Certificate> certificates,
      List<ASN1Encodable> signers)
      throws GeneralSecurityException, IOException {
    ASN1EncodableVector carried = new ASN1EncodableVector();
    for (X509Certificate each : certificates) {
      carried.add(ASN1Primitive.fromByteArray(each.getEncoded()));
    }
    ASN1EncodableVector infos = new ASN1EncodableVector();
    signers.forEach(infos::add);
    SignedData data =
        new SignedData(
            new DERSet(SHA256),
            new ContentInfo(eContentType, content == null ? null : new DEROctetString(content)),
            certificates.isEmpty() ? null : new BERSet(carried),
            null,
            new BERSet(infos));
    return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded("BER");
  }
}
