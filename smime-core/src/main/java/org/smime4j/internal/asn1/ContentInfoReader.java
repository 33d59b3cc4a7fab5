package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Deviation;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Reads one CMS object, BER or DER, in one walk from its first octet to its last, so that what is
 * cut short is found before a key is used. The content is passed over and never collected.
 */
public final class ContentInfoReader {

  /** A context-specific constructed tag of number 0 and 1. */
  static final int TAG_0 = 0xa0;

  static final int TAG_1 = 0xa1;

  static final int TAG_2 = 0xa2;

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
            "ContentInfo", 0, "CMS does not begin like this; MailReader.open opens mail");
      }
      reader.enter(BerReader.SEQUENCE, "ContentInfo");
      List<Deviation> deviations = new ArrayList<>();
      if (reader.isNext(BerReader.INTEGER)) {
        deviations.add(new Deviation(Deviation.Code.BARE_SIGNED_DATA));
        Body body = SignedDataReader.fields(reader, limits);
        reader.leave();
        noteTrailingData(reader, ber, deviations);
        notePaddedInteger(reader, deviations);
        return body.with(deviations);
      }
      String contentType = reader.objectIdentifier("contentType");
      if (!reader.more()) {
        return empty(contentType, reader, ber, deviations);
      }
      reader.enter(TAG_0, "content");
      Body body = body(contentType, reader, limits);
      reader.leave();
      reader.leave();
      noteTrailingData(reader, ber, deviations);
      notePaddedInteger(reader, deviations);
      return body.with(deviations);
    }
  }

  /** What a content type's reader gives once the deviations are known. */
  interface Body {
    ContentInfo with(List<Deviation> deviations);
  }

  private static Body body(String contentType, BerReader reader, Limits limits) throws IOException {
    return switch (contentType) {
      case Oids.DATA -> {
        ByteSource content = reader.content(BerReader.OCTET_STRING, "Data");
        yield deviations -> new Data(content, deviations);
      }
      case Oids.SIGNED_DATA -> SignedDataReader.read(reader, limits);
      case Oids.ENVELOPED_DATA -> EnvelopedDataReader.enveloped(reader, limits);
      case Oids.AUTH_ENVELOPED_DATA -> EnvelopedDataReader.authEnveloped(reader, limits);
      case Oids.ENCRYPTED_DATA -> EnvelopedDataReader.encrypted(reader, limits);
      case Oids.COMPRESSED_DATA -> compressed(reader);
      case Oids.DIGESTED_DATA -> digested(reader);
      default -> {
        reader.skipContent();
        yield deviations -> new Unknown(contentType, deviations);
      }
    };
  }

  /** Only Data may be without content, as the content of a detached signature once was. */
  private static ContentInfo empty(
      String contentType, BerReader reader, ByteSource ber, List<Deviation> deviations)
      throws IOException {
    reader.leave();
    noteTrailingData(reader, ber, deviations);
    return switch (contentType) {
      case Oids.DATA -> new Data(null, deviations);
      case Oids.SIGNED_DATA,
          Oids.ENVELOPED_DATA,
          Oids.AUTH_ENVELOPED_DATA,
          Oids.ENCRYPTED_DATA,
          Oids.COMPRESSED_DATA,
          Oids.DIGESTED_DATA ->
          throw new SmimeException.Malformed("ContentInfo", reader.offset(), "content is missing");
      default -> new Unknown(contentType, deviations);
    };
  }

  private static void noteTrailingData(BerReader reader, ByteSource ber, List<Deviation> deviations)
      throws IOException {
    if (reader.hasRemaining()) {
      OptionalLong size = ber.sizeIfKnown();
      String detail = size.isEmpty() ? "" : size.getAsLong() - reader.offset() + " octets";
      deviations.add(new Deviation(Deviation.Code.TRAILING_DATA, detail));
    }
  }

  private static void notePaddedInteger(BerReader reader, List<Deviation> deviations) {
    if (!reader.paddedInteger().isEmpty()) {
      deviations.add(new Deviation(Deviation.Code.INTEGER_PADDED, reader.paddedInteger()));
    }
  }

  private static Body compressed(BerReader reader) throws IOException {
    reader.enter(BerReader.SEQUENCE, "CompressedData");
    int version = reader.version("CompressedData version");
    reader.enter(BerReader.SEQUENCE, "compressionAlgorithm");
    String algorithm = reader.objectIdentifier("compressionAlgorithm");
    if (reader.more()) {
      reader.skipElement();
    }
    reader.leave();
    Encapsulated encapsulated = encapsulated(reader);
    reader.leave();
    return deviations ->
        new CompressedData(
            version,
            algorithm,
            encapsulated.type(),
            encapsulated.content(),
            encapsulated.noted(deviations));
  }

  private static Body digested(BerReader reader) throws IOException {
    reader.enter(BerReader.SEQUENCE, "DigestedData");
    int version = reader.version("DigestedData version");
    byte[] algorithm = reader.element(BerReader.SEQUENCE, "digestAlgorithm");
    Encapsulated encapsulated = encapsulated(reader);
    byte[] digest = reader.octetString("digest");
    reader.leave();
    return deviations ->
        new DigestedData(
            version,
            algorithm,
            encapsulated.type(),
            encapsulated.content(),
            digest,
            encapsulated.noted(deviations));
  }

  /**
   * EncapsulatedContentInfo (RFC 5652, 5.2).
   *
   * @param isAny the content was not an OCTET STRING but, as in PKCS #7 before CMS, any type; its
   *     contents octets count (RFC 5652, 5.2.1)
   */
  record Encapsulated(String type, @Nullable ByteSource content, boolean isAny) {

    List<Deviation> noted(List<Deviation> deviations) {
      if (isAny) {
        deviations.add(new Deviation(Deviation.Code.ECONTENT_NOT_OCTET_STRING));
      }
      return deviations;
    }
  }

  static Encapsulated encapsulated(BerReader reader) throws IOException {
    reader.enter(BerReader.SEQUENCE, "encapContentInfo");
    String type = reader.objectIdentifier("eContentType");
    ByteSource content = null;
    boolean isAny = false;
    if (reader.more()) {
      reader.enter(TAG_0, "eContent");
      isAny = !type.equals(Oids.DATA) && (reader.tag() & 0x1f) != BerReader.OCTET_STRING;
      content = isAny ? reader.contentOfAny() : reader.content(BerReader.OCTET_STRING, "eContent");
      reader.leave();
    }
    reader.leave();
    return new Encapsulated(type, content, isAny);
  }

  /** A sid or rid: IssuerAndSerialNumber, or [0] SubjectKeyIdentifier. */
  static Identifier identifier(BerReader reader, String name) throws IOException {
    if (reader.isNext(BerReader.SEQUENCE)) {
      return issuerAndSerial(reader);
    }
    return Identifier.of(reader.octetString(0x80, name));
  }

  static Identifier issuerAndSerial(BerReader reader) throws IOException {
    reader.enter(BerReader.SEQUENCE, "issuerAndSerialNumber");
    byte[] issuer = reader.element(BerReader.SEQUENCE, "issuer");
    Identifier identifier = Identifier.of(issuer, reader.integer("serialNumber"));
    reader.leave();
    return identifier;
  }
}
