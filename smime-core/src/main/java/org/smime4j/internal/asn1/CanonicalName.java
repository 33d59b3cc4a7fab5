package org.smime4j.internal.asn1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.PrimitiveIterator;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/** A Name of X.501 in the form in which two are compared. */
public final class CanonicalName {

  /** What is longer is no Name of an authority, and would cost more than to find one is worth. */
  private static final int LONGEST = 4 * 1024;

  /**
   * On one letter, as in the Stream-Safe Text Format (UAX #15): to bring n marks into their order
   * takes n squared steps.
   */
  private static final int MOST_MARKS = 30;

  private static final int DOTLESS_I = 0x131;
  private static final int NEXT_LINE = 0x85;
  private static final Pattern BLANKS = Pattern.compile(" {2,}");

  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

  private CanonicalName() {}

  /**
   * Octets that are equal for Names that RFC 5280, 7.1 calls equal: string types, case and blanks
   * do not count, nor do characters that are not seen (RFC 4518), nor does the order within one
   * RDN. A Name that cannot be parsed stands for itself, and so does one that is past all measure.
   */
  public static byte[] of(byte[] der) {
    if (der.length > LONGEST) {
      return der;
    }
    try {
      ByteArrayOutputStream canonical = new ByteArrayOutputStream(der.length);
      for (RDN rdn : X500Name.getInstance(TlvScan.parse(der, "Name")).getRDNs()) {
        List<String> parts = new ArrayList<>();
        for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
          parts.add(part.getType().getId() + canonical(part.getValue()));
        }
        Collections.sort(parts);
        canonical.write(String.join("\u0001", parts).getBytes(StandardCharsets.UTF_8));
        canonical.write(0);
      }
      return canonical.toByteArray();
    } catch (IOException | RuntimeException notAName) {
      return der;
    }
  }

  private static String canonical(ASN1Encodable encodable) throws IOException {
    ASN1Primitive value = encodable.toASN1Primitive();
    String text = text(value);
    return text == null
        ? '#' + Hex.toHexString(value.getEncoded(ASN1Encoding.DER))
        : '='
            + BLANKS
                .matcher(isPrintable(text) ? text.toLowerCase(Locale.ROOT) : prepared(text))
                .replaceAll(" ")
                .strip();
  }

  /** Null where it is no text. */
  private static @Nullable String text(ASN1Primitive value) {
    if (value instanceof ASN1UniversalString universal) {
      try {
        return UTF_32BE.newDecoder().decode(ByteBuffer.wrap(universal.getOctets())).toString();
      } catch (CharacterCodingException e) {
        return null;
      }
    }
    // To Bouncy Castle a BIT STRING is a string too.
    return value instanceof ASN1String string && !(value instanceof ASN1BitString)
        ? string.getString()
        : null;
  }

  private static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** Mapped, folded and normalized, as RFC 4518 prepares strings. */
  private static String prepared(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints().forEach(character -> map(character, mapped));
    requireFewMarks(mapped);
    return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
  }

  private static void map(int character, StringBuilder mapped) {
    switch (Character.getType(character)) {
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          mapped.append(' ');
      case Character.CONTROL -> {
        if ((character >= '\t' && character <= '\r') || character == NEXT_LINE) {
          mapped.append(' ');
        }
      }
      case Character.FORMAT -> {
        // Nobody sees them.
      }
      case Character.SURROGATE -> throw new IllegalArgumentException("half of a character");
      default -> {
        // Each alone, since the last sigma of a word has a form of its own.
        String folded = Character.toString(character);
        mapped.append(
            character == DOTLESS_I
                ? folded
                : folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
      }
    }
  }

  private static void requireFewMarks(CharSequence text) {
    int marks = 0;
    for (PrimitiveIterator.OfInt next = text.codePoints().iterator(); next.hasNext(); ) {
      int type = Character.getType(next.nextInt());
      boolean isMark =
          type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
      marks = isMark ? marks + 1 : 0;
      if (marks > MOST_MARKS) {
        throw new IllegalArgumentException("too many marks on one letter");
      }
    }
  }
}
