package org.smime4j.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.smime4j.cms.Signer;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.HeaderWriter;

/** What a multipart/signed has around the entity that is signed (RFC 8551 section 3.5.3). */
final class SignedEntity {

  private final String boundary = boundary();
  private final byte[] head;

  /**
   * @param outer the fields that stand before its own
   */
  SignedEntity(HeaderWriter outer, Signer signer) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    outer
        .field(
            "Content-Type",
            "multipart/signed",
            HeaderWriter.parameter("protocol", "application/pkcs7-signature"),
            HeaderWriter.parameter("micalg", signer.micalg()),
            HeaderWriter.parameter("boundary", boundary))
        .end()
        .writeTo(octets);
    octets.writeBytes(ascii("--" + boundary + "\r\n"));
    head = octets.toByteArray();
  }

  byte[] head() {
    return head;
  }

  /** What stands behind the entity, with its detached signature. */
  byte[] tail(byte[] signature) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(ascii("\r\n--" + boundary + "\r\n"));
    new HeaderWriter()
        .field("Content-Type", "application/pkcs7-signature", "name=smime.p7s")
        .field("Content-Transfer-Encoding", "base64")
        .field("Content-Disposition", "attachment", "filename=smime.p7s")
        .end()
        .writeTo(octets);
    octets.writeBytes(Base64Text.encode(signature));
    octets.writeBytes(ascii("\r\n--" + boundary + "--\r\n"));
    return octets.toByteArray();
  }

  /** 128 random bits, and characters that stand in no Base64 and no quoted-printable text. */
  private static String boundary() {
    byte[] random = new byte[16];
    Providers.standard().random().nextBytes(random);
    return "=_" + HexFormat.of().formatHex(random);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
