package org.smime4j.as2;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Parses the parameters of a media type (RFC 2045, section 5.1), and refuses ambiguous ones. */
final class Parameters {

  private final String text;
  private int at;

  private Parameters(String text) {
    this.text = text;
  }

  /**
   * Returns the parameters by their names in lower case.
   *
   * @param text the text after the media type
   */
  static Map<String, String> of(String text) throws As2Exception {
    Parameters reading = new Parameters(text);
    Map<String, String> found = new HashMap<>();
    while (reading.isNext(';')) {
      String name = reading.word("=").toLowerCase(Locale.ROOT);
      if (name.isEmpty() && reading.at == text.length()) {
        return found;
      }
      if (name.isEmpty() || name.indexOf('*') >= 0 || !reading.isNext('=')) {
        throw refused();
      }
      String value = reading.isNext('"') ? reading.quoted() : reading.word("");
      if (value.isEmpty() || found.put(name, value) != null) {
        throw refused();
      }
    }
    if (reading.at < text.length()) {
      throw refused();
    }
    return found;
  }

  private static As2Exception refused() {
    return new As2Exception("The parameters of Content-Type can be read in more than one way");
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private boolean isNext(char wanted) {
    skipBlanks();
    if (at == text.length() || text.charAt(at) != wanted) {
      return false;
    }
    at++;
    return true;
  }

  /**
   * Reads a value without quotes. It accepts some characters that need quotes but often lack them.
   */
  private String word(String end) {
    skipBlanks();
    int from = at;
    while (at < text.length()
        && text.charAt(at) > ' '
        && text.charAt(at) < 0x7f
        && "\"\\;,()<>@".indexOf(text.charAt(at)) < 0
        && end.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    skipBlanks();
    return word;
  }

  private String quoted() throws As2Exception {
    StringBuilder value = new StringBuilder();
    for (; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\' && ++at == text.length()) {
        throw refused();
      }
      value.append(text.charAt(at));
    }
    if (at == text.length()) {
      throw refused();
    }
    at++;
    skipBlanks();
    return value.toString();
  }
}
