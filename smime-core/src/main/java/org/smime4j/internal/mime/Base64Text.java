package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;

/** Base64 as a content transfer encoding (RFC 2045 section 6.8). */
public final class Base64Text {

  private Base64Text() {}

  /**
   * The octets that a text encodes: of an array decoded at once, else each time they are read.
   *
   * @param report takes {@link Finding.Code#BASE64_IRREGULAR} when reading meets it
   */
  public static ByteSource decode(ByteSource text, Consumer<Finding> report) {
    return decode(text, report, null);
  }

  /**
   * The same.
   *
   * @param pure is told when all was decoded and is pure, see {@link #isPure}
   */
  static ByteSource decode(ByteSource text, Consumer<Finding> report, @Nullable Runnable pure) {
    return Coding.of(text, () -> new Base64Decoder(report, pure));
  }

  /**
   * Whether a deviation says that others may decode a text to other octets, and so to another
   * object: a line that is no Base64 was passed over, or padding stands where it is not due.
   */
  public static boolean isAmbiguous(Finding deviation) {
    return deviation.code() == Finding.Code.BASE64_IRREGULAR && !deviation.arguments().isEmpty();
  }

  /**
   * Whether a text holds nothing but Base64 and white space, and at its end the one or two
   * characters of padding that are due, since some programs decode others to octets (RFC 2045
   * section 6.8). CR stands before LF alone: where no program decodes the text, some drop another.
   */
  public static boolean isPure(ByteSource text) throws IOException {
    Base64Purity purity = new Base64Purity();
    if (text instanceof ArrayOctets array) {
      return purity.end(array.array(), array.from(), array.to()) == array.to() && purity.isPure();
    }
    byte[] block = new byte[4 * 1024];
    try (InputStream in = text.open()) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        if (purity.end(block, 0, n) < n) {
          return false;
        }
      }
    }
    return purity.isPure();
  }

  /** Lines of 76 characters, each ended by CRLF. */
  public static byte[] encode(byte[] octets) {
    return Base64Encoder.encode(octets);
  }

  /** The lines of {@link #encode(byte[])}, made each time they are read. */
  public static ByteSource encode(ByteSource octets) {
    OptionalLong plain = octets.sizeIfKnown();
    OptionalLong size =
        plain.isPresent() ? OptionalLong.of(Base64Encoder.encodedSize(plain.getAsLong())) : plain;
    return Coding.whenRead(octets, size, Base64Encoder::new);
  }
}
