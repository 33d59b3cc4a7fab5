package org.smime4j.internal.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.util.encoders.Hex;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.HeaderWriter;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.sources.ByteSource;

/** The parts of a multipart/signed around the signed entity (RFC 8551 section 3.5.3). */
final class SignedEntity {

  private final String boundary = boundary();
  private final ByteSource head;

  /**
   * @param outer the fields that stand before its own
   */
  SignedEntity(HeaderWriter outer, Signatory signer) throws IOException {
    outer.field(
        "Content-Type",
        "multipart/signed",
        HeaderWriter.parameter("protocol", "application/pkcs7-signature"),
        HeaderWriter.parameter("micalg", signer.micalg()),
        HeaderWriter.parameter("boundary", boundary));
    head = new JoinedOctets(List.of(outer.end(), ascii("--" + boundary + "\r\n")));
  }

  ByteSource head() {
    return head;
  }

  /** The text after the entity, with its detached signature. */
  ByteSource tail(byte[] signature) throws IOException {
    HeaderWriter header =
        new HeaderWriter()
            .field("Content-Type", "application/pkcs7-signature", "name=smime.p7s")
            .field("Content-Transfer-Encoding", "base64")
            .field("Content-Disposition", "attachment", "filename=smime.p7s");
    return new JoinedOctets(
        List.of(
            ascii("\r\n--" + boundary + "\r\n"),
            header.end(),
            ByteSource.of(Base64Text.encode(signature)),
            ascii("\r\n--" + boundary + "--\r\n")));
  }

  /** 128 random bits, and characters that stand in no Base64 and no quoted-printable text. */
  private static String boundary() {
    byte[] random = new byte[16];
    Providers.standard().random().nextBytes(random);
    return "=_" + Hex.toHexString(random);
  }

  private static ByteSource ascii(String text) {
    return ByteSource.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
