package org.smime4j.cli.devices;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Apple's property list in XML: dictionaries, arrays, strings, whole numbers, booleans and octets.
 * Whatever is in a string stays text.
 */
final class PropertyList {

  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          + "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\""
          + " \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
          + "<plist version=\"1.0\">\n";

  private static final char REPLACEMENT = '\uFFFD';

  private final StringBuilder xml = new StringBuilder(HEAD);

  private PropertyList() {}

  /** The list in UTF-8; keys stand in the order of the dictionary. */
  static byte[] of(Map<String, ?> dictionary) {
    PropertyList list = new PropertyList();
    list.value(dictionary);
    return list.xml.append("</plist>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(Object value) {
    if (value instanceof Map<?, ?> dictionary) {
      xml.append("<dict>\n");
      dictionary.forEach(
          (key, each) -> {
            element("key", String.valueOf(key));
            value(each);
          });
      xml.append("</dict>\n");
    } else if (value instanceof List<?> array) {
      xml.append("<array>\n");
      array.forEach(this::value);
      xml.append("</array>\n");
    } else if (value instanceof byte[] octets) {
      element("data", Base64.getEncoder().encodeToString(octets));
    } else if (value instanceof Boolean bool) {
      xml.append(bool ? "<true/>\n" : "<false/>\n");
    } else if (value instanceof Integer number) {
      element("integer", number.toString());
    } else {
      element("string", (String) value);
    }
  }

  private void element(String name, String text) {
    xml.append('<').append(name).append('>');
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                default -> xml.appendCodePoint(isAllowed(c) ? c : REPLACEMENT);
              }
            });
    xml.append("</").append(name).append(">\n");
  }

  /** The characters of XML 1.0, section 2.2, without the controls among them. */
  private static boolean isAllowed(int c) {
    return !Character.isISOControl(c)
        && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        && (c & 0xFFFE) != 0xFFFE;
  }
}
