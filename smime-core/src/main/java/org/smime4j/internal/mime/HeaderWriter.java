package org.smime4j.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.smime4j.ArrayOctets;
import org.smime4j.Octets;
import org.smime4j.SmimeException;

/** Writes a header block with CRLF. Nothing goes in that would begin another field. */
public final class HeaderWriter {

  private static final int LINE = 76;
  private static final String TOKEN_SPECIALS = "()<>@,;:\\\"/[]?= ";

  private final ByteArrayOutputStream block = new ByteArrayOutputStream(512);

  /** Copies a field as it is, its line ends made CRLF. */
  public HeaderWriter copy(HeaderField field) throws SmimeException.Refused {
    byte[] raw = field.raw();
    int start = block.size();
    for (int i = 0; i < raw.length; i++) {
      byte octet = raw[i];
      if (octet == 0 || (octet == '\r' && (i + 1 == raw.length || raw[i + 1] != '\n'))) {
        throw refused(field.name());
      }
      if (octet == '\n' && (i == 0 || raw[i - 1] != '\r')) {
        block.write('\r');
      }
      block.write(octet);
    }
    if (block.size() > start && raw[raw.length - 1] != '\n') {
      block.write('\r');
      block.write('\n');
    }
    return this;
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
    block.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** A parameter, quoted where its value is no token. */
  public static String parameter(String name, String value) {
    boolean token =
        !value.isEmpty()
            && value.chars().allMatch(c -> c > ' ' && c < 0x7f && TOKEN_SPECIALS.indexOf(c) < 0);
    return name
        + "="
        + (token ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  /** The block with the empty line that ends it. */
  public ArrayOctets end() {
    block.write('\r');
    block.write('\n');
    return Octets.of(block.toByteArray());
  }

  private static void check(String name, String text) throws SmimeException.Refused {
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
      throw refused(name);
    }
  }

  private static SmimeException.Refused refused(String name) {
    return new SmimeException.Refused(
        "HEADER_VALUE",
        "the header field "
            + name.replaceAll("[^!-~]", "?")
            + " holds CR, LF or NUL; take it out, or fold the field");
  }
}
