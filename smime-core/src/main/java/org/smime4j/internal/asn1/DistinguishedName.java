package org.smime4j.internal.asn1;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.util.encoders.Hex;
import org.smime4j.findings.SmimeException;

/**
 * Names as RFC 4514 writes them, for people: bounded in length, and with everything escaped that
 * could make a reader see another name (controls, line ends, marks that turn the direction of
 * writing). Never a basis for comparison.
 */
public final class DistinguishedName {

  /** A name that is longer is cut here: X500Name.toString is quadratic (CVE-2026-58059). */
  private static final int LONGEST = 1_000;

  private DistinguishedName() {}

  /** The name of a certificate's subject or issuer. */
  public static String print(X500Principal name) {
    return print(name.getEncoded());
  }

  /** A name in DER; what is none is shown as its beginning in hex. */
  public static String print(byte[] der) {
    try {
      return print(X500Name.getInstance(TlvScan.parse(der, "Name")));
    } catch (SmimeException | RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that this is no name.
      return "#" + Hex.toHexString(der, 0, Math.min(der.length, 32));
    }
  }

  /** A name; the last RDN first, as RFC 4514 wants it. */
  public static String print(X500Name name) {
    StringBuilder text = new StringBuilder();
    RDN[] rdns = name.getRDNs();
    for (int i = rdns.length - 1; i >= 0; i--) {
      String separator = text.length() == 0 ? "" : ",";
      for (AttributeTypeAndValue attribute : rdns[i].getTypesAndValues()) {
        if (text.length() > LONGEST) {
          return text.append("\u2026").toString();
        }
        text.append(separator);
        append(text, attribute);
        separator = "+";
      }
    }
    return text.toString();
  }

  /** A text out of a certificate or a message, fit for a sentence. */
  public static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    appendVisible(safe, text, "");
    return safe.toString();
  }

  private static void append(StringBuilder text, AttributeTypeAndValue attribute) {
    String type = attribute.getType().getId();
    ASN1Encodable value = attribute.getValue();
    String keyword = BCStyle.INSTANCE.oidToDisplayName(attribute.getType());
    text.append(
            keyword == null
                ? (type.length() <= LONGEST ? type : type.substring(0, LONGEST))
                : keyword)
        .append('=');
    if (keyword == null
        || value instanceof ASN1BitString
        || !(value instanceof ASN1String characters)) {
      text.append('#').append(hex(value));
      return;
    }
    String string = characters.getString();
    if (string.startsWith("#") || string.startsWith(" ")) {
      text.append('\\');
    }
    boolean blankAtEnd = string.length() > 1 && string.endsWith(" ");
    appendVisible(
        text, blankAtEnd ? string.substring(0, string.length() - 1) : string, "\"+,;<>\\");
    if (blankAtEnd) {
      text.append("\\ ");
    }
  }

  private static String hex(ASN1Encodable value) {
    try {
      byte[] der = value.toASN1Primitive().getEncoded("DER");
      return Hex.toHexString(der, 0, Math.min(der.length, LONGEST / 2));
    } catch (java.io.IOException e) {
      return "";
    }
  }

  private static void appendVisible(StringBuilder text, String string, String escaped) {
    int end = Math.min(string.length(), LONGEST);
    for (int i = 0; i < end; ) {
      int character = string.codePointAt(i);
      i += Character.charCount(character);
      if (escaped.indexOf(character) >= 0) {
        text.append('\\').appendCodePoint(character);
      } else if (isHidden(character)) {
        byte[] octets = Character.toString(character).getBytes(StandardCharsets.UTF_8);
        for (byte octet : octets) {
          text.append('\\').append(String.format(Locale.ROOT, "%02X", octet & 0xFF));
        }
      } else {
        text.appendCodePoint(character);
      }
    }
    if (end < string.length()) {
      text.append("\u2026");
    }
  }

  /** Controls, formats (the marks of direction among them), line ends, halves of pairs. */
  private static boolean isHidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> character == 0x200B || character == 0x00AD;
    };
  }
}
