package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * One CMS object that was walked to its end (RFC 5652, 3). Arrays in it are complete TLVs exactly
 * as received, unless a component says otherwise; nobody changes them.
 */
public sealed interface ContentInfo {

  /** The content type's object identifier. */
  String contentType();

  /** What the reader had to tolerate. */
  List<Finding> deviations();

  /** What a content type's reader gives once the deviations are known. */
  interface Body {
    ContentInfo with(List<Finding> deviations);
  }

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
      int version,
      List<byte[]> digestAlgorithms,
      String eContentType,
      @Nullable ByteSource eContent,
      List<byte[]> certificates,
      long foreignOctets,
      List<byte[]> crls,
      List<SignerInfo> signerInfos,
      List<Finding> deviations)
      implements ContentInfo {

    public SignedData {
      digestAlgorithms = List.copyOf(digestAlgorithms);
      certificates = List.copyOf(certificates);
      crls = List.copyOf(crls);
      signerInfos = List.copyOf(signerInfos);
      deviations = List.copyOf(deviations);
    }

    @Override
    public String contentType() {
      return Oids.SIGNED_DATA;
    }
  }

  /**
   * EnvelopedData (RFC 5652, 6.1).
   *
   * @param originatorInfo as received, tag 0xA0
   * @param contentEncryptionAlgorithm AlgorithmIdentifier
   * @param encryptedContent the ciphertext without tag, lengths and segment headers
   * @param unprotectedAttrs as received, tag 0xA1
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record EnvelopedData(
      int version,
      byte @Nullable [] originatorInfo,
      List<RecipientInfo> recipientInfos,
      String encryptedContentType,
      byte[] contentEncryptionAlgorithm,
      @Nullable ByteSource encryptedContent,
      byte @Nullable [] unprotectedAttrs,
      List<Finding> deviations)
      implements ContentInfo {

    public EnvelopedData {
      recipientInfos = List.copyOf(recipientInfos);
      deviations = List.copyOf(deviations);
    }

    @Override
    public String contentType() {
      return Oids.ENVELOPED_DATA;
    }
  }

  /**
   * AuthEnvelopedData (RFC 5083, 2.1).
   *
   * @param originatorInfo as received, tag 0xA0
   * @param contentEncryptionAlgorithm AlgorithmIdentifier
   * @param encryptedContent the ciphertext without tag, lengths and segment headers
   * @param authAttrs as received, tag 0xA1 (0xA2 from some writers); with 0x31 in its place it is
   *     the additional authenticated data
   * @param mac the value alone
   * @param unauthAttrs as received
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record AuthEnvelopedData(
      int version,
      byte @Nullable [] originatorInfo,
      List<RecipientInfo> recipientInfos,
      String encryptedContentType,
      byte[] contentEncryptionAlgorithm,
      @Nullable ByteSource encryptedContent,
      byte @Nullable [] authAttrs,
      byte[] mac,
      byte @Nullable [] unauthAttrs,
      List<Finding> deviations)
      implements ContentInfo {

    public AuthEnvelopedData {
      recipientInfos = List.copyOf(recipientInfos);
      deviations = List.copyOf(deviations);
    }

    @Override
    public String contentType() {
      return Oids.AUTH_ENVELOPED_DATA;
    }
  }

  /**
   * CompressedData (RFC 3274).
   *
   * @param algorithm the object identifier of the compression algorithm
   */
  record CompressedData(
      int version,
      String algorithm,
      String eContentType,
      @Nullable ByteSource eContent,
      List<Finding> deviations)
      implements ContentInfo {

    public CompressedData {
      deviations = List.copyOf(deviations);
    }

    @Override
    public String contentType() {
      return Oids.COMPRESSED_DATA;
    }
  }

  /**
   * DigestedData (RFC 5652, 7).
   *
   * @param digestAlgorithm AlgorithmIdentifier
   * @param digest the value alone
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record DigestedData(
      int version,
      byte[] digestAlgorithm,
      String eContentType,
      @Nullable ByteSource eContent,
      byte[] digest,
      List<Finding> deviations)
      implements ContentInfo {

    public DigestedData {
      deviations = List.copyOf(deviations);
    }

    @Override
    public String contentType() {
      return Oids.DIGESTED_DATA;
    }
  }

  /**
   * EncryptedData (RFC 5652, 8).
   *
   * @param contentEncryptionAlgorithm AlgorithmIdentifier
   * @param unprotectedAttrs as received, tag 0xA1
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record EncryptedData(
      int version,
      String encryptedContentType,
      byte[] contentEncryptionAlgorithm,
      @Nullable ByteSource encryptedContent,
      byte @Nullable [] unprotectedAttrs,
      List<Finding> deviations)
      implements ContentInfo {

    public EncryptedData {
      deviations = List.copyOf(deviations);
    }

    @Override
    public String contentType() {
      return Oids.ENCRYPTED_DATA;
    }
  }

  /** Data (RFC 5652, 4): octets without protection; null where there are none. */
  record Data(@Nullable ByteSource content, List<Finding> deviations) implements ContentInfo {

    public Data {
      deviations = List.copyOf(deviations);
    }

    @Override
    public String contentType() {
      return Oids.DATA;
    }
  }

  /** A content type that is not read; its content was walked to its end all the same. */
  record Unknown(String contentType, List<Finding> deviations) implements ContentInfo {

    public Unknown {
      deviations = List.copyOf(deviations);
    }
  }

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
      int version,
      Identifier identifier,
      byte[] digestAlgorithm,
      byte @Nullable [] signedAttrs,
      byte[] signatureAlgorithm,
      byte[] signature,
      byte @Nullable [] unsignedAttrs) {}
}
