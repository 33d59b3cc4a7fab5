package org.smime4j.internal.asn1;

import static org.bouncycastle.util.Arrays.areEqual;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Reads SignedData (RFC 5652, 5). */
public final class SignedDataReader {

  /** The object identifier of id-ri-ocsp-response, as it is encoded. */
  private static final byte[] OCSP_RESPONSE = {
    BerReader.OBJECT_IDENTIFIER, 8, 0x2b, 6, 1, 5, 5, 7, 16, 2
  };

  /** CertificateChoices but for other, of which nobody knows the form (RFC 5652, 10.2.2). */
  private static final Set<Integer> CERTIFICATES =
      Set.of(BerReader.SEQUENCE, BerReader.TAG_0, BerReader.TAG_1, BerReader.TAG_2);

  private final BerReader reader;
  private final Limits limits;
  private final List<byte[]> certificates = new ArrayList<>();
  private int otherCertificates;
  private long foreignOctets;
  private final List<byte[]> crls = new ArrayList<>();

  private SignedDataReader(BerReader reader, Limits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  static ContentInfo read(BerReader reader, Limits limits, List<Finding> deviations)
      throws IOException {
    reader.enter(BerReader.SEQUENCE, "SignedData");
    ContentInfo read = fields(reader, limits, deviations);
    reader.leave();
    return read;
  }

  /** Reads what stands in the SEQUENCE, which was entered. */
  static ContentInfo fields(BerReader reader, Limits limits, List<Finding> deviations)
      throws IOException {
    return new SignedDataReader(reader, limits).fields(deviations);
  }

  private ContentInfo fields(List<Finding> deviations) throws IOException {
    reader.version("SignedData version");
    List<byte[]> digestAlgorithms = digestAlgorithms();
    EncapsulatedContentInfo encapsulated = EncapsulatedContentInfo.read(reader);
    if (reader.isNext(BerReader.TAG_0)) {
      readCertificates();
    }
    if (reader.isNext(BerReader.TAG_1)) {
      readCrls();
    }
    List<SignerInfo> signerInfos = signerInfos();
    return new ContentInfo.SignedData(
        digestAlgorithms,
        encapsulated.type(),
        encapsulated.content(),
        certificates,
        foreignOctets,
        crls,
        signerInfos,
        encapsulated.noted(deviations));
  }

  private List<byte[]> digestAlgorithms() throws IOException {
    reader.enter(BerReader.SET, "digestAlgorithms");
    List<byte[]> algorithms = new ArrayList<>();
    while (reader.more()) {
      Bound.check(limits, Limit.SIGNERS, algorithms.size() + 1L);
      algorithms.add(reader.element(BerReader.SEQUENCE, "digestAlgorithm"));
    }
    reader.leave();
    return algorithms;
  }

  /**
   * Certificates are not looked into: a damaged one that nobody needs does not make the message
   * unreadable, and the caller that parses one checks it first.
   */
  private void readCertificates() throws IOException {
    reader.enter(BerReader.TAG_0, "certificates");
    while (reader.more()) {
      Bound.check(limits, Limit.CERTIFICATES, certificates.size() + otherCertificates + 1L);
      int tag = reader.tag();
      byte[] element = reader.opaqueElement();
      // An extended certificate and an attribute certificate begin as a certificate does.
      foreign(element, CERTIFICATES.contains(tag) && begins(element, BerReader.SEQUENCE));
      if (tag == BerReader.SEQUENCE) {
        certificates.add(element);
      } else {
        otherCertificates++;
      }
    }
    reader.leave();
  }

  private void readCrls() throws IOException {
    reader.enter(BerReader.TAG_1, "crls");
    int count = 0;
    while (reader.more()) {
      Bound.check(limits, Limit.CRLS, ++count);
      boolean isCrl = reader.tag() == BerReader.SEQUENCE;
      byte[] element = reader.opaqueElement();
      foreign(element, isCrl ? begins(element, BerReader.SEQUENCE) : isOcspResponse(element));
      if (isCrl) {
        crls.add(element);
      }
    }
    reader.leave();
  }

  private void foreign(byte[] element, boolean isKnown) {
    foreignOctets += isKnown ? 0 : element.length;
  }

  /** Whether the first element inside has this tag. */
  private static boolean begins(byte[] element, int tag) {
    int at = content(element);
    return at < element.length && (element[at] & 0xff) == tag;
  }

  /** OtherRevocationInfoFormat with an OCSP response (RFC 5940, 2.1). */
  private static boolean isOcspResponse(byte[] element) {
    int at = content(element);
    int end = at + OCSP_RESPONSE.length;
    return end <= element.length
        && areEqual(element, at, end, OCSP_RESPONSE, 0, OCSP_RESPONSE.length);
  }

  /** Where the content of an element begins. */
  private static int content(byte[] element) {
    return 2 + (element[1] < 0 ? element[1] & 0x7f : 0);
  }

  private List<SignerInfo> signerInfos() throws IOException {
    reader.enter(BerReader.SET, "signerInfos");
    List<SignerInfo> signers = new ArrayList<>();
    while (reader.more()) {
      Bound.check(limits, Limit.SIGNERS, signers.size() + 1L);
      signers.add(signerInfo());
    }
    reader.leave();
    return signers;
  }

  /** Reads a countersignature (RFC 5652, 11.4), which is a SignerInfo that stands alone. */
  public static SignerInfo signerInfo(byte[] ber, Limits limits) throws IOException {
    try (BerReader reader = new BerReader(ByteSource.of(ber), limits, "SignerInfo")) {
      return new SignedDataReader(reader, limits).signerInfo();
    }
  }

  private SignerInfo signerInfo() throws IOException {
    reader.enter(BerReader.SEQUENCE, "SignerInfo");
    reader.version("SignerInfo version");
    Identifier sid = Identifier.read(reader, "sid");
    byte[] digestAlgorithm = reader.element(BerReader.SEQUENCE, "digestAlgorithm");
    byte[] signedAttrs = attributes(reader, BerReader.TAG_0, "signedAttrs", limits);
    byte[] signatureAlgorithm = reader.element(BerReader.SEQUENCE, "signatureAlgorithm");
    byte[] signature = reader.octetString("signature");
    byte[] unsignedAttrs = attributes(reader, BerReader.TAG_1, "unsignedAttrs", limits);
    reader.leave();
    return new SignerInfo(
        sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature, unsignedAttrs);
  }

  /** A SET of attributes under this tag, as received; null if the next element is another. */
  static byte @Nullable [] attributes(BerReader reader, int tag, String name, Limits limits)
      throws IOException {
    if (!reader.isNext(tag)) {
      return null;
    }
    byte[] attributes = reader.element(tag, name);
    Bound.check(limits, Limit.ATTRIBUTES, reader.children());
    return attributes;
  }

  /**
   * EncapsulatedContentInfo (RFC 5652, 5.2).
   *
   * @param isAny the content was not an OCTET STRING but, as in PKCS #7 before CMS, any type; its
   *     contents octets count (RFC 5652, 5.2.1)
   */
  record EncapsulatedContentInfo(String type, @Nullable ByteSource content, boolean isAny) {

    List<Finding> noted(List<Finding> deviations) {
      if (isAny) {
        deviations.add(new Finding(Finding.Code.ECONTENT_NOT_OCTET_STRING, ""));
      }
      return deviations;
    }

    static EncapsulatedContentInfo read(BerReader reader) throws IOException {
      reader.enter(BerReader.SEQUENCE, "encapContentInfo");
      String type = reader.objectIdentifier("eContentType");
      ByteSource content = null;
      boolean isAny = false;
      if (reader.more()) {
        reader.enter(BerReader.TAG_0, "eContent");
        isAny = !type.equals(Oids.DATA) && (reader.tag() & 0x1f) != BerReader.OCTET_STRING;
        content =
            isAny ? reader.contentOfAny() : reader.content(BerReader.OCTET_STRING, "eContent");
        reader.leave();
      }
      reader.leave();
      return new EncapsulatedContentInfo(type, content, isAny);
    }
  }
}
