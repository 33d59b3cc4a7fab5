package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.SignedDataReader.EncapsulatedContentInfo;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Reads one CMS object, BER or DER, in one walk from its first octet to its last, so that what is
 * cut short is found before a key is used. The content is passed over and never collected.
 */
public final class ContentInfoReader {

  private ContentInfoReader() {}

  /**
   * Reads a ContentInfo (RFC 5652, 3). Octets behind it are tolerated and reported.
   *
   * @throws org.smime4j.findings.SmimeException if it is malformed or exceeds a limit
   */
  public static ContentInfo read(ByteSource ber, Limits limits) throws IOException {
    try (BerReader reader = new BerReader(ber, limits)) {
      if (!reader.hasRemaining()) {
        throw new SmimeException.Malformed("ContentInfo", 0, "there are no octets");
      }
      if (!reader.beginsWith(BerReader.SEQUENCE)) {
        throw new SmimeException.Malformed(
            "ContentInfo", 0, "CMS does not begin like this; MailReader.open opens mail and PEM");
      }
      reader.enter(BerReader.SEQUENCE, "ContentInfo");
      List<Finding> deviations = new ArrayList<>();
      ContentInfo info;
      if (reader.isNext(BerReader.INTEGER)) {
        deviations.add(new Finding(Finding.Code.BARE_SIGNED_DATA, ""));
        info = SignedDataReader.fields(reader, limits, deviations);
      } else {
        String contentType = reader.objectIdentifier("contentType");
        if (!reader.more()) {
          return empty(contentType, reader, ber, deviations);
        }
        reader.enter(BerReader.TAG_0, "content");
        info = content(contentType, reader, limits, deviations);
        reader.leave();
      }
      reader.leave();
      noteTrailingData(reader, ber, deviations);
      notePaddedInteger(reader, deviations);
      return info;
    }
  }

  private static ContentInfo content(
      String contentType, BerReader reader, Limits limits, List<Finding> deviations)
      throws IOException {
    return switch (contentType) {
      case Oids.DATA ->
          new ContentInfo.Data(reader.content(BerReader.OCTET_STRING, "Data"), deviations);
      case Oids.SIGNED_DATA -> SignedDataReader.read(reader, limits, deviations);
      case Oids.ENVELOPED_DATA, Oids.AUTH_ENVELOPED_DATA, Oids.ENCRYPTED_DATA ->
          EnvelopedDataReader.read(contentType, reader, limits, deviations);
      case Oids.COMPRESSED_DATA -> compressed(reader, deviations);
      default -> {
        reader.skipContent();
        yield new ContentInfo.Unknown(contentType, deviations);
      }
    };
  }

  /** Only Data may be without content, as the content of a detached signature once was. */
  private static ContentInfo empty(
      String contentType, BerReader reader, ByteSource ber, List<Finding> deviations)
      throws IOException {
    reader.leave();
    noteTrailingData(reader, ber, deviations);
    return switch (contentType) {
      case Oids.DATA -> new ContentInfo.Data(null, deviations);
      case Oids.SIGNED_DATA,
          Oids.ENVELOPED_DATA,
          Oids.AUTH_ENVELOPED_DATA,
          Oids.ENCRYPTED_DATA,
          Oids.COMPRESSED_DATA ->
          throw new SmimeException.Malformed("ContentInfo", reader.offset(), "content is missing");
      default -> new ContentInfo.Unknown(contentType, deviations);
    };
  }

  private static void noteTrailingData(BerReader reader, ByteSource ber, List<Finding> deviations)
      throws IOException {
    if (reader.hasRemaining()) {
      OptionalLong size = ber.sizeIfKnown();
      deviations.add(
          size.isEmpty()
              ? new Finding(Finding.Code.TRAILING_DATA, "")
              : new Finding(
                  Finding.Code.TRAILING_DATA, "{0} octets", size.getAsLong() - reader.offset()));
    }
  }

  private static void notePaddedInteger(BerReader reader, List<Finding> deviations) {
    if (!reader.paddedInteger().isEmpty()) {
      deviations.add(new Finding(Finding.Code.INTEGER_PADDED, "{0}", reader.paddedInteger()));
    }
  }

  private static ContentInfo compressed(BerReader reader, List<Finding> deviations)
      throws IOException {
    reader.enter(BerReader.SEQUENCE, "CompressedData");
    reader.version("CompressedData version");
    reader.enter(BerReader.SEQUENCE, "compressionAlgorithm");
    String algorithm = reader.objectIdentifier("compressionAlgorithm");
    if (reader.more()) {
      reader.skipElement();
    }
    reader.leave();
    EncapsulatedContentInfo encapsulated = EncapsulatedContentInfo.read(reader);
    reader.leave();
    return new ContentInfo.CompressedData(
        algorithm, encapsulated.type(), encapsulated.content(), encapsulated.noted(deviations));
  }
}
