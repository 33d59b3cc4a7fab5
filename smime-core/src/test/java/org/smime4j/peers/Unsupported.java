package org.smime4j.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * An algorithm that this library knows by name and does not support.
 *
 * @param as what it would be for
 */
record Unsupported(As as, String oid) {

  /** The roles, each with a message of ours or of a peer's, and what is to be replaced in it. */
  enum As {
    CONTENT("content encryption", "aes256-cbc, rsa-pkcs1", "2.16.840.1.101.3.4.1.42"),
    TRANSPORT("key transport", "aes256-cbc, rsa-pkcs1", "1.2.840.113549.1.1.1"),
    AGREEMENT("key agreement", "aes256-cbc, ecdh P-256", "1.3.132.1.11.1"),
    PASSWORD("key derivation from a password", "aes256-cbc, password", "1.2.840.113549.1.5.12"),
    ENCAPSULATION("key encapsulation", "aes256-gcm, ml-kem-768", "2.16.840.1.101.3.4.4.2"),
    DIGEST("message digests", "ecdsa-sha256, opaque", "2.16.840.1.101.3.4.2.1"),
    SIGNATURE("signatures", "ecdsa-sha256, opaque", "1.2.840.10045.4.3.2");

    private final String role;
    private final String row;
    private final String replaced;

    As(String role, String row, String replaced) {
      this.role = role;
      this.row = row;
      this.replaced = replaced;
    }

    String role() {
      return role;
    }
  }

  static List<Unsupported> all() {
    List<Unsupported> all = new ArrayList<>();
    add(all, As.CONTENT, "1.3.14.3.2.6", "1.3.14.3.2.8", "1.3.14.3.2.9");
    add(all, As.CONTENT, "1.2.840.113549.3.4", "1.2.840.113549.3.8", "1.2.840.113549.3.9");
    add(all, As.CONTENT, "1.2.643.2.2.21", "1.2.156.10197.1.104.2");
    for (int size : new int[] {2, 7, 12}) {
      add(all, As.CONTENT, "1.2.410.200046.1.1." + size);
    }
    for (int size = 0; size < 3; size++) {
      for (int mode : new int[] {1, 3, 4}) {
        add(all, As.CONTENT, "2.16.840.1.101.3.4.1." + (20 * size + mode));
      }
    }
    add(all, As.TRANSPORT, "2.16.840.1.101.2.1.1.22", "1.2.156.10197.1.301.3");
    add(all, As.TRANSPORT, "1.2.840.113549.1.9.16.3.14");
    add(all, As.AGREEMENT, "1.2.840.113549.1.9.16.3.5", "1.2.840.113549.1.9.16.3.10");
    add(all, As.AGREEMENT, "1.3.133.16.840.63.0.16", "1.2.643.7.1.1.6.1");
    for (int digest = 0; digest < 4; digest++) {
      add(all, As.AGREEMENT, "1.3.132.1.15." + digest);
    }
    add(all, As.PASSWORD, "1.3.6.1.4.1.11591.4.11");
    add(all, As.DIGEST, "1.0.10118.3.0.55", "1.2.156.10197.1.401");
    add(all, As.DIGEST, "1.2.643.7.1.1.2.2", "1.2.643.7.1.1.2.3");
    add(all, As.SIGNATURE, "1.2.840.113549.1.9.16.3.17");
    add(all, As.SIGNATURE, "1.3.6.1.5.5.7.6.34", "1.3.6.1.5.5.7.6.35");
    for (int composite = 37; composite <= 54; composite++) {
      add(all, As.SIGNATURE, "1.3.6.1.5.5.7.6." + composite);
    }
    for (int composite = 55; composite <= 66; composite++) {
      add(all, As.ENCAPSULATION, "1.3.6.1.5.5.7.6." + composite);
    }
    return all;
  }

  private static void add(List<Unsupported> all, As as, String... oids) {
    for (String oid : oids) {
      all.add(new Unsupported(as, oid));
    }
  }

  /** A message that is well made but for the one algorithm. */
  byte[] message() throws Exception {
    Row row =
        Rows.all().stream().filter(each -> each.name().equals(as.row)).findFirst().orElseThrow();
    byte[] whole =
        as == As.PASSWORD ? new BouncyCastleCms().write(row) : Ours.write(row, false).orElseThrow();
    byte[] der = ASN1Primitive.fromByteArray(whole).getEncoded("DER");
    byte[] message =
        replaced(
            der,
            new ASN1ObjectIdentifier(as.replaced).getEncoded(),
            new ASN1ObjectIdentifier(oid).getEncoded());
    if (Arrays.equals(message, der)) {
      throw new AssertionError(as + " is nowhere in the message");
    }
    return message;
  }

  /** The same DER with another object identifier wherever one stands; octet strings are left. */
  private static byte[] replaced(byte[] der, byte[] one, byte[] other) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < der.length; ) {
      int head = 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
      int length = der[at + 1];
      for (int i = 2; length < 0 || i < head; i++) {
        length = (i == 2 ? 0 : length << 8) | der[at + i] & 0xff;
      }
      byte[] whole = Arrays.copyOfRange(der, at, at + head + length);
      if ((der[at] & 0x20) != 0) {
        byte[] inside = replaced(Arrays.copyOfRange(whole, head, whole.length), one, other);
        out.write(der[at]);
        out.write(length(inside.length));
        out.write(inside);
      } else {
        out.write(Arrays.equals(whole, one) ? other : whole);
      }
      at += whole.length;
    }
    return out.toByteArray();
  }

  private static byte[] length(int octets) {
    return octets < 128
        ? new byte[] {(byte) octets}
        : new byte[] {(byte) 0x82, (byte) (octets >> 8), (byte) octets};
  }
}
