package org.smime4j.internal.keyfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file of keys or certificates: blocks of PEM (RFC 7468), whatever text stands around
 * them, or Base64 alone. What a block holds, its octets say: its label is often wrong, and the one
 * in its last line is not looked at (RFC 7468 section 2).
 */
public final class PemText {

  /** What a label promises. */
  public enum Kind {
    KEY,
    CERTIFICATE,
    CRL,
    /** Certificates in PKCS #7 or CMS. */
    BUNDLE,
    STORE,
    /** Something else, or a label that nobody knows. */
    OTHER
  }

  /** OpenSSL's, with {@link Kind#CERTIFICATE} and its trust settings behind it. */
  public static final String TRUSTED = "TRUSTED CERTIFICATE";

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int LONGEST_LABEL = 64;

  private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9-]+):[ \\t]*(.*)");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private PemText() {}

  /**
   * One block.
   *
   * @param number among those whose label is known, from 1
   * @param body the lines between the first and the last; null if the last is missing
   */
  public record Block(int number, String label, @Nullable String body) {

    public Kind kind() {
      return kindOf(label);
    }

    /** For people. */
    public String name() {
      return "block " + number + " (" + label + ")";
    }

    /** The value of the header DEK-Info (RFC 1421), which keys have that OpenSSL encrypted. */
    public @Nullable String encryption() {
      String encryption = null;
      for (String line : lines()) {
        Matcher header = HEADER.matcher(line);
        if (header.matches() && header.group(1).equalsIgnoreCase("DEK-Info")) {
          encryption = header.group(2).strip();
        }
      }
      return encryption;
    }

    /** The octets, as they may be encrypted. */
    public byte[] octets() throws Unreadable {
      if (body == null) {
        throw Unreadable.damaged("its end is missing");
      }
      StringBuilder base64 = new StringBuilder(body.length());
      for (String line : lines()) {
        if (line.indexOf(':') < 0 || !HEADER.matcher(line).matches()) {
          base64.append(line);
        }
      }
      try {
        return Base64.getMimeDecoder().decode(base64.toString());
      } catch (IllegalArgumentException e) {
        throw Unreadable.damaged("it is not Base64");
      }
    }

    private String[] lines() {
      return body == null ? new String[0] : body.split("[\\r\\n]+", -1);
    }
  }

  /** RFC 7468 sections 5 to 9, and labels of OpenSSL and Netscape. */
  private static Kind kindOf(String label) {
    return switch (label) {
      case "CERTIFICATE", "X509 CERTIFICATE", TRUSTED -> Kind.CERTIFICATE;
      case "X509 CRL", "CRL" -> Kind.CRL;
      case "PKCS7", "PKCS #7 SIGNED DATA", "CMS", "CERTIFICATE CHAIN" -> Kind.BUNDLE;
      case "PKCS12" -> Kind.STORE;
      case "OPENSSH PRIVATE KEY" -> Kind.OTHER;
      default -> label.endsWith("PRIVATE KEY") ? Kind.KEY : Kind.OTHER;
    };
  }

  /** All blocks of a file, in their order; none if there is no PEM in it. */
  public static List<Block> blocks(byte[] octets) {
    String text = text(octets);
    List<Block> blocks = new ArrayList<>();
    int number = 0;
    int position = text.indexOf(BEGIN);
    // The same end is found again by all beginnings before it: each octet is looked at once.
    int end = text.indexOf(END);
    while (position >= 0) {
      int labelStart = position + BEGIN.length();
      int labelEnd = text.indexOf(DASHES, labelStart);
      if (labelEnd < 0) {
        break;
      }
      String label = text.substring(labelStart, Math.min(labelEnd, labelStart + LONGEST_LABEL));
      boolean isLabel = labelStart + label.length() == labelEnd && label.indexOf('\n') < 0;
      int bodyStart = isLabel ? labelEnd + DASHES.length() : labelStart;
      if (end >= 0 && end < bodyStart) {
        end = text.indexOf(END, bodyStart);
      }
      int next = text.indexOf(BEGIN, bodyStart);
      if (isLabel) {
        boolean whole = end >= 0 && (next < 0 || end < next);
        number += kindOf(label) == Kind.OTHER ? 0 : 1;
        blocks.add(new Block(number, label, whole ? text.substring(bodyStart, end) : null));
      }
      position = next;
    }
    return blocks;
  }

  /** The octets of a file that is Base64 and nothing else; none if it is not. */
  public static byte[] bareBase64(byte[] octets) {
    try {
      return Base64.getDecoder().decode(BLANKS.matcher(text(octets)).replaceAll(""));
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  /** Editors of Windows put a mark in front, and may write UTF-16. */
  private static String text(byte[] octets) {
    boolean utf16 =
        octets.length > 1
            && ((octets[0] == (byte) 0xFF && octets[1] == (byte) 0xFE)
                || (octets[0] == (byte) 0xFE && octets[1] == (byte) 0xFF));
    String text = new String(octets, utf16 ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
    return text.startsWith("\u00EF\u00BB\u00BF") ? text.substring(3) : text;
  }
}
