package org.smime4j.internal.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile.Reason;

/**
 * A serialised certificate store of Windows, a file of type SST: elements with a number, an
 * encoding, a length and a value, the lowest octet first (MS-OSHARED, section 2.3.9.1). CRLs stand
 * beside the certificates under a number of their own ({@code wincrypt.h}); other elements are
 * properties, and trust lists.
 *
 * @param certificates as they are encoded
 * @param crls as they are encoded
 */
public record SerializedStore(List<byte[]> certificates, List<byte[]> crls) {

  /** {@code CERT} as a number whose lowest octet comes first. */
  private static final int FILE_TYPE = 0x54524543;

  private static final int END = 0;
  private static final int CERTIFICATE = 0x20;
  private static final int CRL = 0x21;

  private static final int HEADER = 3 * Integer.BYTES;

  /** Whether octets begin like such a store: with the number of its version, 0, and its type. */
  public static boolean isOne(byte[] octets) {
    return octets.length >= 2 * Integer.BYTES
        && littleEndian(octets).getInt() == 0
        && littleEndian(octets).getInt(Integer.BYTES) == FILE_TYPE;
  }

  private static ByteBuffer littleEndian(byte[] octets) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a store. One that is cut gives nothing, since nobody knows which anchors are lacking.
   *
   * @param most so many certificates, and so many CRLs, may be in it
   */
  public static SerializedStore read(String name, byte[] octets, int most)
      throws SmimeException.KeyFile {
    SerializedStore store = new SerializedStore(new ArrayList<>(), new ArrayList<>());
    ByteBuffer left = littleEndian(octets);
    left.getLong();
    while (left.remaining() >= HEADER) {
      int element = left.getInt();
      left.getInt();
      int length = left.getInt();
      if (element == END) {
        return store;
      }
      if (length < 0 || length > left.remaining()) {
        break;
      }
      byte[] value = new byte[length];
      left.get(value);
      if (element == CERTIFICATE || element == CRL) {
        List<byte[]> all = element == CERTIFICATE ? store.certificates : store.crls;
        if (all.size() == most) {
          throw new SmimeException.KeyFile(
              name, Reason.UNSUPPORTED, "holds more than " + most + " certificates or CRLs");
        }
        all.add(value);
      }
    }
    throw new SmimeException.KeyFile(
        name, Reason.DAMAGED, "this serialised certificate store (SST) is cut; get another copy");
  }
}
