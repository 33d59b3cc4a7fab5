package org.smime4j.cli.devices;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.cert.X509Certificate;
import java.util.Collection;

/**
 * The serialised certificate store of Windows (SST), with which Exchange validates certificates
 * (MS-OSHARED, section 2.3.9.1).
 */
public final class SerializedStore {

  private static final int FILE_TYPE = 0x54524543;
  private static final int CERTIFICATE = 0x20;
  private static final int ASN_1 = 1;
  private static final int HEADER = 3 * Integer.BYTES;

  private SerializedStore() {}

  /** A store with these certificates, without properties. */
  public static byte[] of(Collection<X509Certificate> certificates) {
    int length = 2 * Integer.BYTES + HEADER;
    for (X509Certificate each : certificates) {
      length = Math.addExact(length, HEADER + Fingerprint.encoded(each).length);
    }
    // What is not written stays 0: the version in front, and the element that ends the store.
    ByteBuffer store = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    store.putInt(0).putInt(FILE_TYPE);
    for (X509Certificate each : certificates) {
      byte[] encoded = Fingerprint.encoded(each);
      store.putInt(CERTIFICATE).putInt(ASN_1).putInt(encoded.length).put(encoded);
    }
    return store.array();
  }
}
