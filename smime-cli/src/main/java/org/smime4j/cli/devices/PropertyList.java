package org.smime4j.cli.devices;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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

  /** What XML 1.0, section 2.2, leaves out or discourages. */
  private static final Pattern FORBIDDEN =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\p{IsNoncharacter_Code_Point}]");

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
    String escaped =
        FORBIDDEN
            .matcher(text)
            .replaceAll("\uFFFD")
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;");
    xml.append('<').append(name).append('>').append(escaped);
    xml.append("</").append(name).append(">\n");
  }
}
