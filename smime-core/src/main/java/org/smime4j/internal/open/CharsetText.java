package org.smime4j.internal.open;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.mime.CharsetNames;
import org.smime4j.internal.platform.Reading;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The characters of a text (RFC 2046 section 4.1.2). */
final class CharsetText {

  /** The most characters of a charset's name in a report. */
  private static final int TOLD = 60;

  private CharsetText() {}

  /**
   * Decodes a text. Without a charset, and as US-ASCII, it is read as UTF-8, which holds ASCII.
   * Octets that stand for no character become U+FFFD.
   *
   * @param name the charset that the media type names
   * @throws SmimeException.UnsupportedAlgorithm if the charset is not known
   * @throws SmimeException.LimitExceeded if there are more octets than {@link Limit#TEXT_OCTETS}
   */
  static String decode(ByteSource text, Optional<String> name, Limits limits) throws IOException {
    Charset charset = charset(name);
    if (charset == null) {
      throw unsupported(name.orElse("").strip());
    }
    int most = (int) Math.min(limits.get(Limit.TEXT_OCTETS), Integer.MAX_VALUE - 64);
    Bound.check(limits, Limit.TEXT_OCTETS, text.sizeIfKnown().orElse(0));
    byte[] octets;
    try (InputStream in = text.open()) {
      octets = Reading.upTo(in, most + 1);
    }
    Bound.check(limits, Limit.TEXT_OCTETS, octets.length);
    try {
      CharBuffer decoded =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .onUnmappableCharacter(CodingErrorAction.REPLACE)
              .decode(ByteBuffer.wrap(octets));
      return decoded.toString();
    } catch (RuntimeException e) {
      // The decoder may come from an extension of the JVM, and its input comes from a stranger.
      throw unsupported(charset.name());
    }
  }

  /** Null if the charset is not known. */
  static @Nullable Charset charset(Optional<String> name) {
    String stripped = name.map(String::strip).orElse("");
    Charset charset = stripped.isEmpty() ? StandardCharsets.UTF_8 : CharsetNames.find(stripped);
    return StandardCharsets.US_ASCII.equals(charset) ? StandardCharsets.UTF_8 : charset;
  }

  private static SmimeException.UnsupportedAlgorithm unsupported(String name) {
    String told = name.length() <= TOLD ? name : name.substring(0, TOLD) + "...";
    return new SmimeException.UnsupportedAlgorithm(
        DistinguishedName.printable(told), "the charset of a text; content() returns its bytes");
  }
}
