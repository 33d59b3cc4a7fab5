package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A JSON value, read with the same library that writes it and judged by name. */
final class Json {

  private final Object value;

  private Json(Object value) {
    this.value = value;
  }

  /** Exactly one value in a line. */
  static Json parse(String line) {
    try (JsonParser parser =
        JsonFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .createParser(line)) {
      parser.nextToken();
      Json json = new Json(read(parser));
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one value in the line: " + line);
      }
      return json;
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private static Object read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, read(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(read(parser));
        }
        yield array;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new AssertionError("unexpected " + parser.currentToken());
    };
  }

  /** The field of an object, which must be there. */
  Json get(String name) {
    if (!(value instanceof Map<?, ?> object) || !object.containsKey(name)) {
      throw new AssertionError("no field " + name + " in " + value);
    }
    return new Json(object.get(name));
  }

  List<String> names() {
    return ((Map<?, ?>) value).keySet().stream().map(String::valueOf).toList();
  }

  List<Json> list() {
    return ((List<?>) value).stream().map(Json::new).collect(Collectors.toList());
  }

  List<String> strings() {
    return list().stream().map(Json::text).toList();
  }

  /** The string, or null. */
  String text() {
    return (String) value;
  }

  long number() {
    return (Long) value;
  }

  boolean bool() {
    return (Boolean) value;
  }

  boolean isNull() {
    return value == null;
  }

  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
