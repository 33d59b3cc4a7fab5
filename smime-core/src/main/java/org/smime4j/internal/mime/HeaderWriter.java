package org.smime4j.internal.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;

/** Writes a header block with CRLF. Nothing goes in that would begin another field. */
public final class HeaderWriter {

  private static final Set<String> ADDRESSES =
      Set.of("from", "sender", "reply-to", "to", "cc", "resent-from", "resent-to", "resent-cc");

  /** The longest line (RFC 5322, section 2.1.1). */
  private static final int LONGEST = 998;

  private static final int LINE = 76;

  private final ByteArrayOutputStream block = new ByteArrayOutputStream(512);

  /** Copies a field as the value of another one: {@code HP-Outer: Subject: hello}. */
  public HeaderWriter record(String name, HeaderField field) throws SmimeException.Refused {
    write((name + ": ").getBytes(StandardCharsets.US_ASCII));
    return copy(field);
  }

  private void write(byte[] octets) {
    block.write(octets, 0, octets.length);
  }

  /** Whole fields, as {@link #fields()} gives them. */
  public HeaderWriter copy(ByteSource fields) throws IOException {
    fields.writeTo(block);
    return this;
  }

  /**
   * A Content-Type with parameters set: as it stands and longer by them, or written anew where it
   * has one of them already, or could not be continued.
   *
   * @param field the field; null for text/plain
   */
  public HeaderWriter contentType(@Nullable HeaderField field, Map<String, String> set)
      throws SmimeException.Refused {
    MediaType type = MediaType.parse(field == null ? "text/plain" : field.value());
    if (field != null && set.isEmpty()) {
      return copy(field);
    }
    Map<String, String> all = new LinkedHashMap<>(type.parameters());
    all.putAll(set);
    // Behind a comment that does not end nobody would read on.
    if (field != null && field.value().indexOf('(') < 0) {
      StringBuilder longer =
          new StringBuilder(new String(field.raw(), StandardCharsets.ISO_8859_1));
      int end = longer.length();
      while (end > 0
          && (longer.charAt(end - 1) == ';' || Character.isWhitespace(longer.charAt(end - 1)))) {
        end--;
      }
      longer.setLength(end);
      set.forEach((name, value) -> longer.append(";\r\n\t").append(quoted(name, value)));
      byte[] raw = longer.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
      HeaderField continued = field.withRaw(raw);
      if (MediaType.parse(continued.value())
          .equals(new MediaType(type.type(), type.subtype(), all, Set.of()))) {
        return copy(continued);
      }
    }
    List<String> parameters = new ArrayList<>();
    all.forEach(
        (name, value) ->
            parameters.add(set.containsKey(name) ? quoted(name, value) : parameter(name, value)));
    return field("Content-Type", type.toString(), parameters.toArray(String[]::new));
  }

  /** Copies a field as it is, its line ends made CRLF. */
  public HeaderWriter copy(HeaderField field) throws SmimeException.Refused {
    String text = new String(field.raw(), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
    if (text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
      throw refused(field.name());
    }
    String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    String written =
        ADDRESSES.contains(field.name().toLowerCase(Locale.ROOT)) ? unfolded(whole) : whole;
    write(written.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Without line ends inside quotes, where some programs stop, unless a line becomes too long. */
  private static String unfolded(String field) {
    StringBuilder text = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 1 < field.length() - 1) {
        text.append(c);
        c = field.charAt(++i);
      } else {
        quoted ^= c == '"';
      }
      if (c != '\n' || !quoted || i == field.length() - 1) {
        text.append(c);
      }
    }
    boolean isLong =
        Stream.of(text.toString().split("\n")).anyMatch(line -> line.length() > LONGEST);
    return isLong ? field : text.toString();
  }

  /** Writes a field, folded before a parameter where the line would become long. */
  public HeaderWriter field(String name, String value, String... parameters)
      throws SmimeException.Refused {
    check(name, name);
    check(name, value);
    StringBuilder text = new StringBuilder(name).append(": ").append(value);
    int line = text.length();
    for (String parameter : parameters) {
      check(name, parameter);
      text.append(';');
      if (line + 2 + parameter.length() > LINE) {
        text.append("\r\n\t");
        line = 1;
      } else {
        text.append(' ');
      }
      text.append(parameter);
      line += 2 + parameter.length();
    }
    write(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** A parameter, quoted where its value is no token; RFC 2231 where it is not ASCII. */
  public static String parameter(String name, String value) {
    boolean controls = value.chars().anyMatch(c -> c < ' ');
    if (!controls && value.chars().anyMatch(c -> c >= 0x7f)) {
      return name + "*=UTF-8''" + percentEncoded(value);
    }
    boolean token = !value.isEmpty() && value.chars().allMatch(MediaType::isOfToken);
    return token ? name + "=" + value : quoted(name, value);
  }

  private static String quoted(String name, String value) {
    return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String percentEncoded(String value) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      if (octet > 0 && (Character.isLetterOrDigit(octet) || "-._".indexOf(octet) >= 0)) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(Hex.toHexString(new byte[] {octet}).toUpperCase(Locale.ROOT));
      }
    }
    return encoded.toString();
  }

  /** The fields written so far. */
  public ArrayOctets fields() {
    return ArrayOctets.of(block.toByteArray());
  }

  /** The block with the empty line that ends it. */
  public ArrayOctets end() {
    block.write('\r');
    block.write('\n');
    return ArrayOctets.of(block.toByteArray());
  }

  private static void check(String name, String text) throws SmimeException.Refused {
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
      throw refused(name);
    }
  }

  private static SmimeException.Refused refused(String name) {
    return new SmimeException.Refused(
        SmimeException.Refused.Rule.HEADER_VALUE,
        "the header field "
            + name.replaceAll("[^!-~]", "?")
            + " holds CR, LF or NUL; take it out, or fold the field");
  }
}
