package org.smime4j.cms;

import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;

/** What this library opens, best first, as SMIMECapabilities (RFC 8551, section 2.5.2). */
final class Capabilities {

  /** Content ciphers and compression; their capabilities have no parameters. */
  private static final String[] PLAIN = {
    Oids.AES256_GCM,
    Oids.AES192_GCM,
    Oids.AES128_GCM,
    Oids.CHACHA20_POLY1305,
    Oids.AES256_CBC,
    Oids.AES192_CBC,
    Oids.AES128_CBC,
    Oids.ZLIB
  };

  private Capabilities() {}

  static byte[] ours() {
    DerWriter writer = new DerWriter().sequence();
    for (String oid : PLAIN) {
      writer.raw(DerWriter.algorithmIdentifier(oid, null));
    }
    return writer.raw(oaep()).end().toByteArray();
  }

  /** RSAES-OAEP with SHA-256 and MGF1 of SHA-256 (RFC 3560, section 5; RFC 4055, section 4.1). */
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
