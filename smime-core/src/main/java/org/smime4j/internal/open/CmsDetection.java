package org.smime4j.internal.open;

import static org.bouncycastle.util.Arrays.areEqual;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.MboxFile;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.sources.ByteSource;

/**
 * Distinguishes CMS from mail by content. CMS may be binary, PEM, bare Base64, or have text around
 * it. This class looks at the first octets only.
 *
 * @param kind what was found
 * @param octets the CMS object in binary, or the MIME entity
 */
record CmsDetection(Kind kind, ByteSource octets) {

  enum Kind {
    CMS,
    MIME,
    OTHER
  }

  /** The most octets to search in text before armour, and in a header. */
  private static final int HEAD = 64 * 1024;

  /** Apart, since mail has no armour, and the expression takes a fresh JVM a while. */
  private static final class Armour {
    static final Pattern LINE =
        Pattern.compile(
            "(?:^|\\n)[ \\t]*(-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA|SIGNED MESSAGE"
                + "|ENCRYPTED MESSAGE)-----)");

    /** CMS begins with a SEQUENCE, whose first character is M; text may stand before it. */
    static final Pattern BASE64 = Pattern.compile("(?:^|[\\n ])M");
  }

  /** How files begin that hold messages, and are none. */
  private static final String[][] CONTAINERS = {
    {"PK\u0003\u0004", "zip"},
    {"\u001f\u008b\b", "gzip"},
    {"!BDN", "PST"},
    {"7z\u00bc\u00af'\u001c", "7z"},
    {"Rar!\u001a\u0007", "RAR"},
    {"\u0001\u0001\u0001\u0001\n", "MMDF"},
    {"\u0001\u0001\u0001\u0001\r", "MMDF"},
    {"BABYL OPTIONS:", "Babyl"},
    {"#! rnews ", "rnews"}
  };

  /** Where the head of the first file in a tar says so. */
  private static final int TAR = 257;

  private static final Pattern CONTENT_TYPE =
      Pattern.compile("^content-type[ \\t]*:", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

  private static final Pattern MIME_FIELD =
      Pattern.compile(
          "^(?:mime-version|content-[a-z-]+)[ \\t]*:",
          Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

  private static final byte[] PKCS7 = {
    0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 7
  };
  private static final byte[] SMIME_CT = {
    0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 9, 16, 1
  };

  /**
   * A whole input: a mail, or CMS in any encoding. Any other input counts as mail, but for a file
   * that holds messages.
   */
  static CmsDetection message(ByteSource input, WorkBudget work, DeviationLog noted)
      throws IOException {
    Head head = head(input);
    if (isCms(head)) {
      return new CmsDetection(Kind.CMS, input);
    }
    if (beginsLikeMbox(head)) {
      MboxFile.refuse(input, work);
    }
    refuseContainers(head);
    if (!beginsLikeMime(head) || head.at(0) <= ' ') {
      CmsDetection armoured = armoured(input, head, noted);
      if (armoured.kind == Kind.CMS) {
        return armoured;
      }
    }
    return new CmsDetection(Kind.MIME, input);
  }

  /**
   * The body of an S/MIME entity without its transfer encoding, see {@link #body(ByteSource,
   * DeviationLog)}.
   */
  static CmsDetection body(Entity entity, DeviationLog noted) throws IOException {
    return body(TransferCoding.decode(entity, noted::add), noted);
  }

  /** The decoded body of an S/MIME entity: CMS in any encoding, or by mistake a MIME entity. */
  static CmsDetection body(ByteSource body, DeviationLog noted) throws IOException {
    Head head = head(body);
    if (isCms(head)) {
      return new CmsDetection(Kind.CMS, body);
    }
    if (beginsLikeMime(head) && CONTENT_TYPE.matcher(header(head)).find()) {
      noted.add(Finding.Code.MEDIA_TYPE, "a MIME entity stands where CMS is due");
      return new CmsDetection(Kind.MIME, body);
    }
    return armoured(body, head, noted);
  }

  /**
   * The content of a layer: a MIME entity, another CMS object, or neither. Signed text without a
   * MIME header is a document: its first lines are text of its signer, even if they look like
   * fields.
   */
  static CmsDetection content(ByteSource content, String contentType, boolean isSigned)
      throws IOException {
    Head head = head(content);
    if (isCms(head) || (contentType.equals(Oids.SIGNED_DATA) && isSequenceOf(head, 0x02))) {
      return new CmsDetection(Kind.CMS, content);
    }
    boolean mime =
        head.length() == 0
            || (beginsLikeMime(head) && (!isSigned || MIME_FIELD.matcher(header(head)).find()));
    return new CmsDetection(mime ? Kind.MIME : Kind.OTHER, content);
  }

  private static CmsDetection armoured(ByteSource octets, Head head, DeviationLog noted)
      throws IOException {
    String beginning = head.text(0, head.length());
    Matcher armour = Armour.LINE.matcher(beginning);
    boolean pem = armour.find();
    OptionalLong size = octets.sizeIfKnown();
    ByteSource text =
        pem && size.isPresent() ? octets.slice(armour.start(1), size.getAsLong()) : octets;
    if (!pem && !Armour.BASE64.matcher(beginning).find()) {
      return new CmsDetection(Kind.OTHER, octets);
    }
    ByteSource decoded = Base64Text.decode(text, pem ? deviation -> {} : noted::add);
    if (!isCms(head(decoded))) {
      return new CmsDetection(Kind.OTHER, octets);
    }
    noted.add(Finding.Code.ARMOURED_CMS, "{0}", pem ? armour.group(1) : "Base64");
    return new CmsDetection(Kind.CMS, decoded);
  }

  private static boolean beginsLikeMbox(Head head) {
    int at = begins(head, 0, "\u00ef\u00bb\u00bf") ? 3 : 0;
    while (at < head.length() && (head.at(at) == '\n' || head.at(at) == '\r')) {
      at++;
    }
    return begins(head, at, "From ");
  }

  private static boolean begins(Head head, int at, String text) {
    int end = at + text.length();
    return end <= head.length() && head.text(at, end).equals(text);
  }

  /** Of messages in such a file the first that looks like CMS would be taken for the whole. */
  private static void refuseContainers(Head head) throws SmimeException.Refused {
    for (String[] each : CONTAINERS) {
      if (begins(head, 0, each[0])) {
        throw noMessage(each[1]);
      }
    }
    if (begins(head, TAR, "ustar") && head.text(0, TAR).indexOf(0) >= 0) {
      throw noMessage("tar");
    }
  }

  private static SmimeException.Refused noMessage(String kind) {
    return new SmimeException.Refused(
        SmimeException.Refused.Rule.SEVERAL_MESSAGES,
        "this is a file of the kind "
            + kind
            + " and no message; take the messages out of it first");
  }

  /** Whether they begin as mail does: with a field, an mbox line, or at once with the body. */
  static boolean beginsLikeMime(ByteSource octets) throws IOException {
    return beginsLikeMime(head(octets));
  }

  /** Whether the first line is a header field, an mbox line or empty. */
  private static boolean beginsLikeMime(Head head) {
    int at = 0;
    while (at < head.length() && head.at(at) > ' ' && head.at(at) < 0x7f && head.at(at) != ':') {
      at++;
    }
    if (at == 4 && head.text(0, 4).equals("From")) {
      return true;
    }
    if (at == 0) {
      return head.length() > 0
          && (head.at(0) == '\n'
              || (head.length() > 1 && head.at(0) == '\r' && head.at(1) == '\n'));
    }
    while (at < head.length() && (head.at(at) == ' ' || head.at(at) == '\t')) {
      at++;
    }
    return at < head.length() && head.at(at) == ':';
  }

  /** The text up to the first empty line. */
  private static String header(Head head) {
    String text = head.text(0, head.length());
    int end = text.indexOf("\n\n");
    int crlfEnd = text.indexOf("\r\n\r\n");
    int stop = end < 0 ? crlfEnd : crlfEnd < 0 ? end : Math.min(end, crlfEnd);
    return stop < 0 ? text : text.substring(0, stop);
  }

  private static boolean isCms(Head head) {
    return isSequenceOf(head, 0x06) || isBareSignedData(head);
  }

  /**
   * SignedData without the ContentInfo around it: a version of one octet, then a SET. Keys, PFX
   * files and certificates have another second element.
   */
  private static boolean isBareSignedData(Head head) {
    int at = insideSequence(head);
    return at > 0
        && at + 4 < head.length()
        && head.at(at) == 0x02
        && head.at(at + 1) == 1
        && head.at(at + 3) == 0x31;
  }

  /** Whether a SEQUENCE begins here whose first element has this tag. */
  private static boolean isSequenceOf(Head head, int tag) {
    int at = insideSequence(head);
    return at > 0 && at < head.length() && head.at(at) == tag;
  }

  private static int insideSequence(Head head) {
    if (head.length() < 4 || head.at(0) != 0x30) {
      return -1;
    }
    int length = head.at(1) & 0xff;
    return length > 0x88 ? -1 : length > 0x80 ? 2 + (length & 0x7f) : 2;
  }

  /** The content type of a CMS object in dotted form, one of those in {@link Oids}, or empty. */
  static String contentType(ByteSource cms) throws IOException {
    Head head = head(cms, 64);
    int at = insideSequence(head);
    if (at < 0 || at + 2 > head.length()) {
      return "";
    }
    if (head.at(at) == 0x02) {
      return Oids.SIGNED_DATA;
    }
    if (head.at(at + 1) < 0) {
      return "";
    }
    byte[] oid = head.range(at + 2, at + 2 + head.at(at + 1));
    String number = oid.length == 0 ? "" : "." + oid[oid.length - 1];
    if (startsWith(oid, PKCS7)) {
      return "1.2.840.113549.1.7" + number;
    }
    return startsWith(oid, SMIME_CT) ? "1.2.840.113549.1.9.16.1" + number : "";
  }

  private static boolean startsWith(byte[] oid, byte[] arcs) {
    return oid.length == arcs.length + 1 && areEqual(oid, 0, arcs.length, arcs, 0, arcs.length);
  }

  private static Head head(ByteSource octets) throws IOException {
    return head(octets, HEAD);
  }

  private static Head head(ByteSource octets, int most) throws IOException {
    ArrayOctets first = ArrayOctets.head(octets, most);
    return new Head(first.array(), first.from(), first.to());
  }

  /** The first octets; those in memory where they are. */
  @SuppressWarnings("ArrayRecordComponent") // a position in the array, never compared
  private record Head(byte[] array, int from, int to) {

    int length() {
      return to - from;
    }

    byte at(int index) {
      return array[from + Objects.checkIndex(index, length())];
    }

    /** As {@link Arrays#copyOfRange}: what is past the end is zero. */
    byte[] range(int first, int last) {
      return Arrays.copyOf(
          Arrays.copyOfRange(array, from + first, Math.min(to, from + last)), last - first);
    }

    String text(int first, int last) {
      return new String(array, from + first, last - first, StandardCharsets.ISO_8859_1);
    }
  }
}
