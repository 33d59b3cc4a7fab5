package org.smime4j.cost;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.smime4j.internal.asn1.Compression;

/** What is compressed: content that is inflated again and again, and DEFLATE without content. */
final class CompressedFamilies {

  private static final int MEGABYTE = 1_000_000;
  private static final int[] CODE_LENGTH_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1
  };

  private CompressedFamilies() {}

  private static byte[] mail(byte[] cms) {
    byte[] header =
        ("From: alice@example.org\r\nContent-Type: application/pkcs7-mime\r\n"
                + "Content-Transfer-Encoding: binary\r\n\r\n")
            .getBytes(ISO_8859_1);
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    mail.writeBytes(header);
    mail.writeBytes(cms);
    return mail.toByteArray();
  }

  private static byte[] compressed(String content) throws IOException {
    return mail(Compression.compress(content.getBytes(ISO_8859_1)));
  }

  /** Lines that are compressed to a fiftieth and no further. */
  private static String lines(int octets) {
    Random random = new Random(5);
    StringBuilder lines = new StringBuilder(octets);
    while (lines.length() < octets) {
      lines.append((char) ('a' + random.nextInt(26))).append((char) ('a' + random.nextInt(26)));
      lines.append("x".repeat(88)).append("\r\n");
    }
    return lines.toString();
  }

  private static String part() throws IOException {
    byte[] cms =
        HostileSignatures.message(
            new byte[100],
            HostileCertificates.leaves(1, i -> HostileCertificates.point("P-256", i)),
            List.of());
    return "--m\r\nContent-Type: application/pkcs7-mime\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(cms)
        + "\r\n";
  }

  /** Bits of DEFLATE (RFC 1951), the lowest first. */
  private static final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int octet;
    private int count;

    void put(int value, int bits) {
      for (int i = 0; i < bits; i++) {
        octet |= (value >> i & 1) << count;
        if (++count == 8) {
          out.write(octet);
          octet = 0;
          count = 0;
        }
      }
    }
  }

  /**
   * Blocks with trees of their own; zlib around them.
   *
   * @param holding so many long matches each, beside one octet
   */
  private static byte[] blocks(int n, int holding) {
    Bits bits = new Bits();
    bits.put(0x9c78, 16);
    for (int i = 0; i < n; i++) {
      bits.put(i == n - 1 ? 1 : 0, 1);
      bits.put(2, 2);
      bits.put(29, 5);
      bits.put(0, 5);
      bits.put(14, 4);
      for (int each : CODE_LENGTH_ORDER) {
        bits.put(each == 18 ? 1 : each == 1 || each == 2 ? 2 : 0, 3);
      }
      // A literal, 255 others without a code, the end, a match of 3, 27 without, a match of 258.
      bits.put(3, 2);
      bits.put(0, 1);
      bits.put(127, 7);
      bits.put(0, 1);
      bits.put(106, 7);
      bits.put(3, 2);
      bits.put(3, 2);
      bits.put(0, 1);
      bits.put(16, 7);
      bits.put(3, 2);
      // One distance.
      bits.put(1, 2);
      // The literal, and long matches of it.
      bits.put(0, 2);
      for (int each = 0; each < holding; each++) {
        bits.put(3, 2);
        bits.put(0, 1);
      }
      bits.put(2, 2);
    }
    bits.put(0, 7);
    bits.out.writeBytes(checksum(new byte[0], n * (1 + 258 * holding)));
    return bits.out.toByteArray();
  }

  /** Of content, and of zeros behind it. */
  private static byte[] checksum(byte[] content, int zeros) {
    Adler32 checksum = new Adler32();
    checksum.update(content);
    checksum.update(new byte[zeros]);
    return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
  }

  /** Content in zlib that goes on. */
  private static byte[] flushed(byte[] content) {
    Deflater deflater = new Deflater();
    deflater.setInput(content);
    byte[] zlib = new byte[content.length / 2 + 100];
    int n = deflater.deflate(zlib, 0, zlib.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(zlib, n);
  }

  /** The same, in which stands nothing but their end. */
  private static byte[] emptyBlocks(byte[] before, int n) {
    Bits bits = new Bits();
    bits.out.writeBytes(flushed(before));
    for (int i = 0; i < n; i++) {
      bits.put(i == n - 1 ? 1 : 0, 1);
      bits.put(2, 2);
      bits.put(0, 10);
      bits.put(14, 4);
      for (int each : CODE_LENGTH_ORDER) {
        bits.put(each == 18 || each == 1 ? 1 : 0, 3);
      }
      bits.put(1, 1);
      bits.put(127, 7);
      bits.put(1, 1);
      bits.put(107, 7);
      bits.put(0, 3);
    }
    bits.put(0, 7);
    bits.out.writeBytes(checksum(before, 0));
    return bits.out.toByteArray();
  }

  /** Blocks without trees: nothing stands in them, or nothing in the code that all know. */
  private static byte[] plainBlocks(int n, boolean stored) {
    Bits bits = new Bits();
    bits.put(0x9c78, 16);
    for (int i = 0; i < n; i++) {
      bits.put(i == n - 1 ? 1 : 0, 1);
      if (stored) {
        bits.put(0, 7);
        bits.put(0, 16);
        bits.put(0xffff, 16);
      } else {
        bits.put(1, 2);
        bits.put(0, 7);
      }
    }
    bits.put(0, 7);
    bits.out.writeBytes(new byte[] {0, 0, 0, 1});
    return bits.out.toByteArray();
  }

  private static byte[] deflated(byte[] zlib) {
    ASN1Encodable data = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");
    return HostileSignatures.der(
        HostileSignatures.sequence(
            new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.9"),
            new DERTaggedObject(
                true,
                0,
                HostileSignatures.sequence(
                    new ASN1Integer(0),
                    HostileSignatures.algorithm("1.2.840.113549.1.9.16.3.8"),
                    HostileSignatures.sequence(
                        data, new DERTaggedObject(true, 0, new DEROctetString(zlib)))))));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    all.add(
        new Family(
            "blocks of DEFLATE without content",
            850_000,
            n -> mail(deflated(emptyBlocks(new byte[0], n))),
            MailFamilies::open));
    all.add(
        new Family(
            "blocks of DEFLATE with an octet each",
            500_000,
            n -> mail(deflated(blocks(n, 0))),
            MailFamilies::open));
    all.add(
        new Family(
            "blocks of DEFLATE with a long match each",
            200_000,
            n -> mail(deflated(blocks(n, 1))),
            MailFamilies::open));
    all.add(
        new Family(
            "blocks of DEFLATE behind clear signatures",
            70_000,
            n ->
                mail(
                    deflated(
                        emptyBlocks(
                            HeaderFamilies.clear(3, lines(9 * MEGABYTE)).getBytes(ISO_8859_1), n))),
            MailFamilies::open));
    all.add(
        new Family(
            "stored blocks of DEFLATE without content",
            1_900_000,
            n -> mail(deflated(plainBlocks(n, true))),
            MailFamilies::open));
    all.add(
        new Family(
            "blocks of DEFLATE by the fixed code without content",
            7_500_000,
            n -> mail(deflated(plainBlocks(n, false))),
            MailFamilies::open));
    all.add(
        new Family(
            "parts of CMS behind much that is compressed",
            900,
            n ->
                compressed(
                    "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\n"
                        + lines(50 * MEGABYTE)
                        + part().repeat(n)
                        + "--m--\r\n"),
            MailFamilies::open));
    all.add(
        new Family(
            "octets of clear signatures in what is compressed",
            60 * MEGABYTE,
            n -> compressed(HeaderFamilies.clear(3, lines(n))),
            MailFamilies::open));
    return all;
  }
}
