package org.smime4j.internal.open;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.CanonicalText;
import org.smime4j.internal.mime.CharsetNames;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderWriter;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.internal.mime.MediaType;
import org.smime4j.internal.mime.QuotedPrintable;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.internal.platform.Reading;
import org.smime4j.sources.ByteSource;

/**
 * Hidden fields at the head of the text, for programs that know no header protection (RFC 9788
 * sections 4.5.3, 5.2.2 and 5.2.3).
 */
public final class LegacyDisplay {

  private static final String PARAMETER = "hp-legacy-display";
  private static final String DIV = "<div class=\"header-protection-legacy-display\">";

  /** The number of bytes at the head of a text in which it may stand. */
  private static final int HEAD = 64 * 1024;

  /** A longer text gets none, because it would need too much memory. */
  private static final long LONGEST_TEXT = 4L * 1024 * 1024;

  /** A source up to this size is rewritten in memory. */
  private static final long IN_MEMORY = 1024 * 1024;

  /** Fields that a person is shown (RFC 9787 section 1.1.2). */
  private static final Set<String> USER_FACING =
      Set.of("subject", "from", "to", "cc", "date", "reply-to", "followup-to", "sender");

  private static final Set<String> ENCODINGS = Set.of("7bit", "8bit", "quoted-printable", "base64");

  private static final Pattern BODY_TAG =
      Pattern.compile("<body(?=[\\s>])", Pattern.CASE_INSENSITIVE);

  private static final String SAMPLE = "Subject: [...]\r\n";

  private LegacyDisplay() {}

  public static boolean isUserFacing(HeaderField field) {
    return USER_FACING.contains(field.name().toLowerCase(Locale.ROOT));
  }

  /** The parts that programs show as the message (RFC 9787 section 7.1). */
  private static List<Entity> mainBodyParts(Entity root) {
    List<Entity> found = new ArrayList<>();
    List<Entity> next = new ArrayList<>(List.of(root));
    while (!next.isEmpty()) {
      Entity entity = next.remove(next.size() - 1);
      MediaType type = entity.mediaType();
      if (type.type().equals("multipart") && !type.is("multipart", "signed")) {
        List<Entity> parts = entity.children();
        int first = entity.mainChild();
        int count = type.is("multipart", "alternative") ? parts.size() : 1;
        for (int i = Math.min(first + count, parts.size()) - 1; i >= first; i--) {
          next.add(parts.get(i));
        }
      } else if ((type.is("text", "plain") || type.is("text", "html")) && !isAttached(entity)) {
        found.add(entity);
      }
    }
    return found;
  }

  private static boolean isAttached(Entity entity) {
    String disposition = entity.header().value("Content-Disposition");
    return disposition != null && MediaType.parse(disposition).toString().equals("attachment");
  }

  /** The message with these fields at the head of each main body part that can take them. */
  public static ByteSource write(ByteSource source, Entity root, List<HeaderField> fields)
      throws IOException {
    List<ByteSource> pieces = new ArrayList<>();
    long copied = 0;
    for (Entity part : mainBodyParts(root)) {
      long size = part.end() - part.bodyStart();
      Charset charset = charset(part);
      if (charset != null && ENCODINGS.contains(part.transferEncoding()) && size <= LONGEST_TEXT) {
        pieces.add(source.slice(copied, part.start()));
        write(part, charset, fields, pieces);
        copied = part.end();
      }
    }
    pieces.add(source.slice(copied, root.end()));
    ByteSource joined = new JoinedOctets(pieces);
    return ArrayOctets.holds(source) && joined.sizeIfKnown().orElse(0) <= IN_MEMORY
        ? ByteSource.of(joined.bytes())
        : joined;
  }

  private static void write(
      Entity part, Charset partCharset, List<HeaderField> fields, List<ByteSource> pieces)
      throws IOException {
    boolean html = part.mediaType().is("text", "html");
    String text = text(fields, html, true);
    Charset charset = partCharset;
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!isAscii(text) && charset.equals(StandardCharsets.US_ASCII)) {
      charset = StandardCharsets.UTF_8;
      parameters.put("charset", "utf-8");
    } else if (!charset.newEncoder().canEncode(text)) {
      text = text(fields, html, false);
    }
    parameters.put(PARAMETER, "1");
    String encoding = part.transferEncoding();
    byte[] content = TransferCoding.decode(part, deviation -> {}).bytes();
    byte[] longer = inserted(content, text.getBytes(charset), html ? behindBodyTag(content) : 0);
    if (encoding.equals("quoted-printable")) {
      longer = QuotedPrintable.encode(CanonicalText.crlf(ByteSource.of(longer)).bytes());
    } else if (encoding.equals("base64")) {
      longer = Base64Text.encode(longer);
    } else if (encoding.equals("7bit") && !isAscii(text)) {
      encoding = "8bit";
    }
    HeaderWriter header = new HeaderWriter();
    boolean typed = false;
    for (HeaderField field : part.header().all()) {
      if (field.is("Content-Type")) {
        header.contentType(field, parameters);
        typed = true;
      } else if (!field.is("Content-Transfer-Encoding")) {
        header.copy(field);
      }
    }
    if (!typed) {
      header.contentType(null, parameters);
    }
    pieces.add(header.field("Content-Transfer-Encoding", encoding).end());
    pieces.add(ByteSource.of(longer));
  }

  /** The charset of a text, if ASCII is a part of it. */
  private static @Nullable Charset charset(Entity part) {
    String name = part.mediaType().parameter("charset");
    Charset charset = name == null ? StandardCharsets.US_ASCII : CharsetNames.find(name.strip());
    boolean holdsAscii =
        charset != null
            && charset.canEncode()
            && Arrays.equals(SAMPLE.getBytes(charset), SAMPLE.getBytes(StandardCharsets.US_ASCII));
    return holdsAscii ? charset : null;
  }

  private static String text(List<HeaderField> fields, boolean html, boolean decoded) {
    StringBuilder text = new StringBuilder();
    for (HeaderField field : fields) {
      String value = field.value();
      String line = field.name() + ": " + (decoded ? EncodedWords.decode(value) : value);
      text.append(line.replaceAll("\\p{Cntrl}", " ")).append("\r\n");
    }
    if (!html) {
      return text.append("\r\n").toString();
    }
    String escaped =
        text.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return DIV + "<pre>" + escaped + "</pre></div>\r\n";
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static int behindBodyTag(byte[] html) {
    String head = new String(html, 0, Math.min(html.length, HEAD), StandardCharsets.ISO_8859_1);
    Matcher tag = BODY_TAG.matcher(head);
    return tag.find() ? head.indexOf('>', tag.end()) + 1 : 0;
  }

  private static byte[] inserted(byte[] content, byte[] text, int at) {
    byte[] longer = new byte[content.length + text.length];
    System.arraycopy(content, 0, longer, 0, at);
    System.arraycopy(text, 0, longer, at, text.length);
    System.arraycopy(content, at, longer, at + text.length, content.length - at);
    return longer;
  }

  /** Whether a part of an encrypted message that protects its header says that it has one. */
  static boolean isMarked(Entity part) {
    MediaType type = part.mediaType();
    return "1".equals(type.parameter(PARAMETER))
        && (type.is("text", "plain") || type.is("text", "html"));
  }

  /**
   * The content without it. What is taken off looks like header fields, or stands in its own
   * element: where neither is there, the content stays whole.
   */
  static ByteSource stripped(ByteSource content, boolean html) throws IOException {
    ArrayOctets head = ArrayOctets.head(content, HEAD);
    String text =
        new String(head.array(), head.from(), (int) head.size(), StandardCharsets.ISO_8859_1);
    int from = html ? text.indexOf(DIV) : 0;
    int to = from < 0 ? -1 : html ? behindDiv(text, from) : behindFields(text);
    return to < 0 ? content : cut(content, from, to);
  }

  /** Behind the first empty line, if all before it are fields or folded; else -1. */
  private static int behindFields(String text) {
    int at = 0;
    for (int end; (end = text.indexOf('\n', at)) >= 0; at = end + 1) {
      String line = text.substring(at, end).stripTrailing();
      boolean folded = at > 0 && text.charAt(at) <= ' ';
      if (line.isEmpty()) {
        return at == 0 ? -1 : end + 1;
      }
      int colon = line.indexOf(':');
      if (!folded
          && (colon <= 0 || line.substring(0, colon).chars().anyMatch(c -> c <= ' ' || c > '~'))) {
        return -1;
      }
    }
    return -1;
  }

  /** Behind the element, line end included; it holds no other div. */
  private static int behindDiv(String text, int from) {
    int end = text.indexOf("</div>", from);
    int inner = text.indexOf("<div", from + 1);
    if (end < 0 || (inner >= 0 && inner < end)) {
      return -1;
    }
    int at = end + "</div>".length();
    return at + (text.startsWith("\r\n", at) ? 2 : text.startsWith("\n", at) ? 1 : 0);
  }

  /** Content without a range near its beginning. */
  private static ByteSource cut(ByteSource content, int from, int to) {
    OptionalLong whole = content.sizeIfKnown();
    return new DerivedOctets(
        whole.isPresent() ? OptionalLong.of(whole.getAsLong() - (to - from)) : whole,
        () -> {
          InputStream in = content.open();
          byte[] before = Reading.upTo(in, from);
          Reading.skip(in, (long) to - from);
          return new SequenceInputStream(new ByteArrayInputStream(before), in);
        });
  }
}
