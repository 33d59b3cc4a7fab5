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
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/** A Name of X.501 in the form in which two are compared. */
final class CanonicalName {

  private CanonicalName() {}

  /**
   * Octets that are equal for Names that RFC 5280, 7.1 calls equal: string types, case and blanks
   * do not count, nor does the order within one RDN. A Name that cannot be parsed stands for
   * itself.
   */
  static byte[] of(byte[] der) {
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
}
