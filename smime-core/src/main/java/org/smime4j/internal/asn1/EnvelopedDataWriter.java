package org.smime4j.internal.asn1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Writes EnvelopedData (RFC 5652, 6) or AuthEnvelopedData (RFC 5083) around ciphertext that is
 * streamed through: DER where its length is given, else BER.
 */
public final class EnvelopedDataWriter extends ContentWriter {

  private final byte[] authAttrs;

  /** -1 for EnvelopedData. */
  private final int macLength;

  /** Those that nothing covers, behind all else. */
  private final byte[] otherAttrs;

  /**
   * Writes all that stands before the ciphertext.
   *
   * @param recipientInfos complete RecipientInfos
   * @param encryptionAlgorithm AlgorithmIdentifier
   * @param ciphertextLength how many octets will come, or -1
   * @param authAttrs complete, with the tag 0xA1, or null
   * @param macLength octets of the tag that {@link #finish(byte[])} will bring; -1 for
   *     EnvelopedData, which has none
   * @param otherAttrs unprotectedAttrs or unauthAttrs, complete, with the tag 0xA1 or 0xA2, or null
   */
  public EnvelopedDataWriter(
      OutputStream out,
      List<byte[]> recipientInfos,
      String encryptedContentType,
      byte[] encryptionAlgorithm,
      long ciphertextLength,
      byte @Nullable [] authAttrs,
      int macLength,
      byte @Nullable [] otherAttrs)
      throws IOException {
    super(out, ciphertextLength);
    this.authAttrs = authAttrs == null ? new byte[0] : authAttrs;
    this.macLength = macLength;
    this.otherAttrs = otherAttrs == null ? new byte[0] : otherAttrs;
    if (recipientInfos.isEmpty()) {
      throw new IllegalArgumentException("no recipient");
    }
    boolean isAuthenticated = macLength >= 0;
    int least = otherAttrs == null ? 0 : 2;
    int version = isAuthenticated ? 0 : Math.max(least, version(recipientInfos));
    byte[] head =
        new DerWriter().integer(version).setOf(BerReader.SET, recipientInfos).toByteArray();
    byte[] info = new DerWriter().oid(encryptedContentType).raw(encryptionAlgorithm).toByteArray();
    long inner = info.length + DerWriter.elementLength(Math.max(ciphertextLength, 0));
    long mac = isAuthenticated ? DerWriter.elementLength(macLength) : 0;
    long tail = this.authAttrs.length + mac + this.otherAttrs.length;
    long outer = head.length + DerWriter.elementLength(inner) + tail;
    beginContentInfo(
        isAuthenticated ? Oids.AUTH_ENVELOPED_DATA : Oids.ENVELOPED_DATA,
        DerWriter.elementLength(outer));
    begin(BerReader.SEQUENCE, outer);
    raw(head);
    begin(BerReader.SEQUENCE, inner);
    raw(info);
    beginContent(0x80);
  }

  /** Ends an EnvelopedData; the target is flushed and stays open. */
  public void finish() throws IOException {
    if (macLength >= 0) {
      throw new IllegalStateException("AuthEnvelopedData ends with its mac");
    }
    endContent();
    end(1);
    raw(otherAttrs);
    end(3);
    flush();
  }

  /** Ends an AuthEnvelopedData with its tag; the target is flushed and stays open. */
  public void finish(byte[] mac) throws IOException {
    if (mac.length != macLength) {
      throw new IllegalArgumentException("a mac of " + mac.length + ", not of " + macLength);
    }
    endContent();
    end(1);
    raw(authAttrs);
    raw(new DerWriter().octetString(mac).toByteArray());
    raw(otherAttrs);
    end(3);
    flush();
  }

  /** The version that RFC 5652, 6.1 demands where there is nothing but recipients to look at. */
  private static int version(List<byte[]> recipientInfos) throws IOException {
    int version = 0;
    for (byte[] recipientInfo : recipientInfos) {
      int tag = recipientInfo[0] & 0xff;
      if (tag == 0xa3 || tag == 0xa4) {
        return 3;
      }
      try (BerReader reader = new BerReader(ByteSource.of(recipientInfo), Limits.standard())) {
        reader.enter(tag, "RecipientInfo");
        if (reader.version("RecipientInfo version") != 0) {
          version = 2;
        }
      }
    }
    return version;
  }
}
