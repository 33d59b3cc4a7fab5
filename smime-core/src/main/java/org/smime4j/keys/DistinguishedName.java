package org.smime4j.keys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/** A Name of X.501 in the two forms that are needed: to compare, and to be read by a person. */
final class DistinguishedName {

  private static final int READABLE_LENGTH = 1024;

  private DistinguishedName() {}

  /**
   * Octets that are equal for Names that RFC 5280, 7.1 calls equal: string types, case and blanks
   * do not count, nor does the order within one RDN. A Name that cannot be parsed stands for
   * itself.
   */
  static byte[] canonical(byte[] der) {
    try {
      ByteArrayOutputStream canonical = new ByteArrayOutputStream(der.length);
      for (RDN rdn : X500Name.getInstance(der).getRDNs()) {
        List<String> parts = new ArrayList<>();
        for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
          parts.add(part.getType().getId() + '=' + canonical(part.getValue()));
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

  private static String canonical(ASN1Encodable value) throws IOException {
    if (value.toASN1Primitive() instanceof ASN1String string
        && !(value.toASN1Primitive() instanceof ASN1UniversalString)) {
      return collapsed(
          compatible(string.getString()).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).strip());
    }
    return '#' + HexFormat.of().formatHex(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
  }

  /** NFKC; ASCII is that already, and most Names need none of its tables. */
  private static String compatible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
      }
    }
    return text;
  }

  /** With one blank for each run of whitespace. */
  private static String collapsed(String text) {
    StringBuilder collapsed = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isBlank = c == ' ' || (c >= '\t' && c <= '\r');
      if (!isBlank) {
        collapsed.append(c);
      } else if (!blank) {
        collapsed.append(' ');
      }
      blank = isBlank;
    }
    return collapsed.toString();
  }

  /**
   * The form of RFC 4514, cut where it is too long to read, with nothing in it that could steer a
   * terminal or hide behind a change of direction; what cannot be parsed in hexadecimal digits.
   */
  static String readable(byte[] der) {
    String name;
    try {
      name =
          new X500Principal(der)
              .getName(X500Principal.RFC2253, Map.of("1.2.840.113549.1.9.1", "emailAddress"));
    } catch (IllegalArgumentException notAName) {
      name = '#' + HexFormat.of().formatHex(der);
    }
    StringBuilder readable = new StringBuilder();
    name.codePoints()
        .limit(READABLE_LENGTH)
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> {
                  for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    readable.append('\\').append(HexFormat.of().toHexDigits(b));
                  }
                }
                default -> readable.appendCodePoint(c);
              }
            });
    return name.length() > READABLE_LENGTH ? readable.append('…').toString() : readable.toString();
  }
}
