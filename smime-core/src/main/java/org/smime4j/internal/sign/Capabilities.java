package org.smime4j.internal.sign;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;

/** The SMIMECapabilities of this library (RFC 8551, section 2.5.2). */
public final class Capabilities {

  /** The algorithms whose capabilities have no parameters. */
  private static final String[] PLAIN = {
    Oids.AES256_GCM,
    Oids.AES192_GCM,
    Oids.AES128_GCM,
    Oids.CHACHA20_POLY1305,
    Oids.AES256_CBC,
    Oids.AES192_CBC,
    Oids.AES128_CBC,
    Oids.CEK_HKDF_SHA256,
    Oids.RSA_KEM,
    Oids.ML_KEM_768,
    Oids.ML_KEM_1024,
    Oids.ML_KEM_512,
    Oids.ZLIB
  };

  public static final Set<String> OURS =
      Stream.concat(Stream.of(PLAIN), Stream.of(Oids.RSAES_OAEP))
          .collect(Collectors.toUnmodifiableSet());

  private Capabilities() {}

  /** Returns the capabilities of this library, best first. */
  static byte[] ours() {
    DerWriter writer = new DerWriter().sequence();
    for (String oid : PLAIN) {
      writer.raw(DerWriter.algorithmIdentifier(oid, null));
    }
    return writer.raw(oaep()).end().toByteArray();
  }

  /**
   * Returns RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 3560, section 5; RFC 4055, section
   * 4.1).
   */
  private static byte[] oaep() {
    byte[] sha256 =
        DerWriter.algorithmIdentifier(Oids.SHA256, new DerWriter().nullValue().toByteArray());
    return DerWriter.algorithmIdentifier(
        Oids.RSAES_OAEP,
        new DerWriter()
            .sequence()
            .tagged(0)
            .raw(sha256)
            .end()
            .tagged(1)
            .raw(DerWriter.algorithmIdentifier(Oids.MGF1, sha256))
            .end()
            .end()
            .toByteArray());
  }
}
