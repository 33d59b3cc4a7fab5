package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * SignedData (RFC 5652, 5.1) whose parts are kept as they were received, so that it can be written
 * once more with others beside them. What departs from the standard is not taken.
 *
 * @param digestAlgorithms AlgorithmIdentifiers
 * @param eContent the content; null where it is detached
 * @param certificates of any kind
 * @param crls of any kind
 * @param signerInfos complete, at least one
 */
public record SignedDataParts(
    int version,
    List<byte[]> digestAlgorithms,
    String eContentType,
    @Nullable ByteSource eContent,
    List<byte[]> certificates,
    List<byte[]> crls,
    List<byte[]> signerInfos) {

  /**
   * Takes a ContentInfo with SignedData apart.
   *
   * @throws org.smime4j.findings.SmimeException if it is something else, or exceeds a limit
   */
  public static SignedDataParts read(ByteSource ber, Limits limits) throws IOException {
    try (BerReader reader = new BerReader(ber, limits, "SignedData")) {
      reader.enter(BerReader.SEQUENCE, "ContentInfo");
      String type = reader.objectIdentifier("contentType");
      if (!type.equals(Oids.SIGNED_DATA)) {
        throw new SmimeException.Malformed("ContentInfo", 0, "this is no SignedData but " + type);
      }
      reader.enter(BerReader.TAG_0, "content");
      reader.enter(BerReader.SEQUENCE, "SignedData");
      int version = reader.version("SignedData version");
      List<byte[]> digestAlgorithms =
          elements(reader, BerReader.SET, "digestAlgorithms", Limit.SIGNERS, limits);
      SignedDataReader.EncapsulatedContentInfo content =
          SignedDataReader.EncapsulatedContentInfo.read(reader);
      if (content.isAny()) {
        throw new SmimeException.Malformed("eContent", -1, "the content is no OCTET STRING");
      }
      List<byte[]> certificates =
          reader.isNext(BerReader.TAG_0)
              ? elements(reader, BerReader.TAG_0, "certificates", Limit.CERTIFICATES, limits)
              : List.of();
      List<byte[]> crls =
          reader.isNext(BerReader.TAG_1)
              ? elements(reader, BerReader.TAG_1, "crls", Limit.CRLS, limits)
              : List.of();
      List<byte[]> signerInfos =
          elements(reader, BerReader.SET, "signerInfos", Limit.SIGNERS, limits);
      reader.leave();
      reader.leave();
      reader.leave();
      if (reader.hasRemaining()) {
        throw new SmimeException.Malformed(
            "ContentInfo", reader.offset(), "octets stand behind it");
      }
      if (signerInfos.isEmpty()) {
        throw new SmimeException.Malformed("SignedData", -1, "there is no signer");
      }
      return new SignedDataParts(
          version,
          digestAlgorithms,
          content.type(),
          content.content(),
          certificates,
          crls,
          signerInfos);
    }
  }

  private static List<byte[]> elements(
      BerReader reader, int tag, String name, Limit limit, Limits limits) throws IOException {
    List<byte[]> elements = new ArrayList<>();
    reader.enter(tag, name);
    while (reader.more()) {
      Bound.check(limits, limit, elements.size() + 1L);
      elements.add(reader.opaqueElement());
    }
    reader.leave();
    return elements;
  }
}
