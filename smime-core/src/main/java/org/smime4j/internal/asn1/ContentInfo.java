package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * One CMS object that was walked to its end (RFC 5652, 3). Arrays in it are complete TLVs exactly
 * as received, unless a component says otherwise; nobody changes them, nor the lists.
 */
public sealed interface ContentInfo {

  /** The content type's object identifier. */
  String contentType();

  /** What the reader had to tolerate. */
  List<Finding> deviations();

  /**
   * SignedData (RFC 5652, 5.1).
   *
   * @param digestAlgorithms AlgorithmIdentifiers; may be empty
   * @param eContent the content without tag, lengths and segment headers; null where it is detached
   * @param certificates X.509 certificates
   * @param foreignOctets of what stands among certificates and CRLs and begins like neither
   * @param crls X.509 CRLs
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record SignedData(
      List<byte[]> digestAlgorithms,
      String eContentType,
      @Nullable ByteSource eContent,
      List<byte[]> certificates,
      long foreignOctets,
      List<byte[]> crls,
      List<SignerInfo> signerInfos,
      List<Finding> deviations)
      implements ContentInfo {

    @Override
    public String contentType() {
      return Oids.SIGNED_DATA;
    }
  }

  /**
   * EnvelopedData, EncryptedData (RFC 5652, 6.1 and 8) or AuthEnvelopedData (RFC 5083, 2.1).
   *
   * @param container the name of the content type
   * @param recipientInfos none in EncryptedData
   * @param contentEncryptionAlgorithm AlgorithmIdentifier
   * @param encryptedContent the ciphertext without tag, lengths and segment headers
   * @param authAttrs of AuthEnvelopedData as received, tag 0xA1 (0xA2 from some writers); with 0x31
   *     in its place it is the additional authenticated data
   * @param mac of AuthEnvelopedData, the value alone
   * @param otherAttrs unprotectedAttrs or unauthAttrs as received
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record EnvelopedData(
      String contentType,
      String container,
      int version,
      List<RecipientInfo> recipientInfos,
      String encryptedContentType,
      byte[] contentEncryptionAlgorithm,
      @Nullable ByteSource encryptedContent,
      byte @Nullable [] authAttrs,
      byte @Nullable [] mac,
      byte @Nullable [] otherAttrs,
      List<Finding> deviations)
      implements ContentInfo {}

  /**
   * CompressedData (RFC 3274).
   *
   * @param algorithm the object identifier of the compression algorithm
   */
  record CompressedData(
      String algorithm,
      String eContentType,
      @Nullable ByteSource eContent,
      List<Finding> deviations)
      implements ContentInfo {

    @Override
    public String contentType() {
      return Oids.COMPRESSED_DATA;
    }
  }

  /** Data (RFC 5652, 4): octets without protection; null where there are none. */
  record Data(@Nullable ByteSource content, List<Finding> deviations) implements ContentInfo {

    @Override
    public String contentType() {
      return Oids.DATA;
    }
  }

  /** A content type that is not read; its content was walked to its end all the same. */
  record Unknown(String contentType, List<Finding> deviations) implements ContentInfo {}

  /**
   * SignerInfo (RFC 5652, 5.3).
   *
   * @param identifier the sid
   * @param digestAlgorithm AlgorithmIdentifier
   * @param signedAttrs as received, tag 0xA0; with 0x31 in its place it is what may have been
   *     signed
   * @param signatureAlgorithm AlgorithmIdentifier
   * @param signature the value alone
   * @param unsignedAttrs as received, tag 0xA1
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record SignerInfo(
      Identifier identifier,
      byte[] digestAlgorithm,
      byte @Nullable [] signedAttrs,
      byte[] signatureAlgorithm,
      byte[] signature,
      byte @Nullable [] unsignedAttrs) {}
}
