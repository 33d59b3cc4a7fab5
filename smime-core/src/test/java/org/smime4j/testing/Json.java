package org.smime4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as test vectors have it (RFC 8259), read into maps, lists, strings, numbers and booleans.
 * What is not there, or not of the type that is asked for, is an error.
 */
public final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** An object. */
  public record Entry(Map<String, @Nullable Object> fields) {

    /** A field that may be missing or null. */
    public Optional<Object> optional(String name) {
      return Optional.ofNullable(fields.get(name));
    }

    /** A string. */
    public String string(String name) {
      return (String) optional(name).orElseThrow(() -> new AssertionError("no " + name));
    }

    /** A whole number. */
    public int number(String name) {
      return ((Number) optional(name).orElseThrow(() -> new AssertionError("no " + name)))
          .intValue();
    }

    /** A list of strings. */
    public List<String> strings(String name) {
      return list(name).stream().map(String.class::cast).toList();
    }

    /** A list of objects. */
    public List<Entry> entries(String name) {
      return list(name).stream().map(Entry.class::cast).toList();
    }

    private List<?> list(String name) {
      return (List<?>) optional(name).orElseThrow(() -> new AssertionError("no " + name));
    }
  }

  /** Reads a file that holds an object. */
  public static Entry read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** Reads an object. */
  public static Entry parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.blanks();
    if (json.at != json.text.length() || !(value instanceof Entry entry)) {
      throw json.malformed();
    }
    return entry;
  }

  private @Nullable Object value() {
    blanks();
    char first = text.charAt(at);
    return switch (first) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Entry object() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    at++;
    while (!ends('}', !fields.isEmpty())) {
      blanks();
      String name = string();
      expect(':');
      fields.put(name, value());
    }
    return new Entry(fields);
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> values = new ArrayList<>();
    at++;
    while (!ends(']', !values.isEmpty())) {
      values.add(value());
    }
    return values;
  }

  private boolean ends(char close, boolean follows) {
    blanks();
    if (text.charAt(at) == close) {
      at++;
      return true;
    }
    if (follows) {
      expect(',');
    }
    return false;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    expect('"');
    while (text.charAt(at) != '"') {
      char character = text.charAt(at++);
      string.append(character == '\\' ? escaped() : character);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char character = text.charAt(at++);
    return switch (character) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> character;
    };
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw malformed();
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int from = at;
    while ("+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return Double.valueOf(text.substring(from, at));
  }

  private void expect(char character) {
    blanks();
    if (text.charAt(at) != character) {
      throw malformed();
    }
    at++;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private AssertionError malformed() {
    return new AssertionError("no JSON at " + at);
  }
}
