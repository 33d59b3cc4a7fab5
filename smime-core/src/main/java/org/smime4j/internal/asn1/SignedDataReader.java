package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.internal.asn1.ContentInfoReader.Body;
import org.smime4j.internal.asn1.ContentInfoReader.Encapsulated;
import org.smime4j.internal.base.Bound;

/** Reads SignedData (RFC 5652, 5). */
final class SignedDataReader {

  private final BerReader reader;
  private final Limits limits;
  private final List<byte[]> certificates = new ArrayList<>();
  private int otherCertificates;
  private final List<byte[]> crls = new ArrayList<>();

  private SignedDataReader(BerReader reader, Limits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  static Body read(BerReader reader, Limits limits) throws IOException {
    reader.enter(BerReader.SEQUENCE, "SignedData");
    Body body = fields(reader, limits);
    reader.leave();
    return body;
  }

  /** Reads what stands in the SEQUENCE, which was entered. */
  static Body fields(BerReader reader, Limits limits) throws IOException {
    return new SignedDataReader(reader, limits).fields();
  }

  private Body fields() throws IOException {
    int version = reader.version("SignedData version");
    List<byte[]> digestAlgorithms = digestAlgorithms();
    Encapsulated encapsulated = ContentInfoReader.encapsulated(reader);
    if (reader.isNext(ContentInfoReader.TAG_0)) {
      readCertificates();
    }
    if (reader.isNext(ContentInfoReader.TAG_1)) {
      readCrls();
    }
    List<SignerInfo> signerInfos = signerInfos();
    return deviations ->
        new SignedData(
            version,
            digestAlgorithms,
            encapsulated.type(),
            encapsulated.content(),
            certificates,
            otherCertificates,
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
    reader.enter(ContentInfoReader.TAG_0, "certificates");
    while (reader.more()) {
      Bound.check(limits, Limit.CERTIFICATES, certificates.size() + otherCertificates + 1L);
      if (reader.tag() == BerReader.SEQUENCE) {
        certificates.add(reader.opaqueElement());
      } else {
        reader.skipElement();
        otherCertificates++;
      }
    }
    reader.leave();
  }

  private void readCrls() throws IOException {
    reader.enter(ContentInfoReader.TAG_1, "crls");
    int count = 0;
    while (reader.more()) {
      Bound.check(limits, Limit.CRLS, ++count);
      if (reader.tag() == BerReader.SEQUENCE) {
        crls.add(reader.opaqueElement());
      } else {
        reader.skipElement();
      }
    }
    reader.leave();
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

  /** Reads one SignerInfo that stands alone. */
  static SignerInfo signerInfo(Octets ber, Limits limits) throws IOException {
    try (BerReader reader = new BerReader(ber, limits, "SignerInfo")) {
      return new SignedDataReader(reader, limits).signerInfo();
    }
  }

  private SignerInfo signerInfo() throws IOException {
    reader.enter(BerReader.SEQUENCE, "SignerInfo");
    int version = reader.version("SignerInfo version");
    Identifier sid = ContentInfoReader.identifier(reader, "sid");
    byte[] digestAlgorithm = reader.element(BerReader.SEQUENCE, "digestAlgorithm");
    byte[] signedAttrs = attributes(ContentInfoReader.TAG_0, "signedAttrs");
    byte[] signatureAlgorithm = reader.element(BerReader.SEQUENCE, "signatureAlgorithm");
    byte[] signature = reader.octetString("signature");
    byte[] unsignedAttrs = attributes(ContentInfoReader.TAG_1, "unsignedAttrs");
    reader.leave();
    return new SignerInfo(
        version, sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature, unsignedAttrs);
  }

  private byte @Nullable [] attributes(int tag, String name) throws IOException {
    if (!reader.isNext(tag)) {
      return null;
    }
    byte[] attributes = reader.element(tag, name);
    Bound.check(limits, Limit.ATTRIBUTES, reader.children());
    return attributes;
  }
}
