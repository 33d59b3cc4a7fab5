package org.smime4j.cli.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with its fields in order. A value is a string, a number, a truth value, octets (as
 * Base64), an object, a collection or an {@link Optional} of these, or null.
 */
public final class JsonObject {

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  /** Adds a field. */
  public JsonObject with(String name, @Nullable Object value) {
    fields.put(name, value);
    return this;
  }

  /** The object in UTF-8 on a line of its own. */
  public byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator to = JSON.createGenerator(line)) {
      write(to, this);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void write(JsonGenerator to, @Nullable Object value) throws IOException {
    if (value instanceof JsonObject object) {
      to.writeStartObject();
      for (Map.Entry<String, @Nullable Object> field : object.fields.entrySet()) {
        to.writeFieldName(field.getKey());
        write(to, field.getValue());
      }
      to.writeEndObject();
    } else if (value instanceof Collection<?> all) {
      to.writeStartArray();
      for (Object each : all) {
        write(to, each);
      }
      to.writeEndArray();
    } else if (value instanceof Optional<?> optional) {
      write(to, optional.orElse(null));
    } else if (value instanceof String text) {
      to.writeString(wellFormed(text));
    } else {
      to.writePOJO(value);
    }
  }

  /**
   * Reads an object.
   *
   * @throws IOException if it is no JSON object
   */
  public static JsonObject read(byte[] json) throws IOException {
    try (JsonParser from = JSON.createParser(json)) {
      from.nextToken();
      return read(from);
    }
  }

  /** Reads the object at the current token. */
  public static JsonObject read(JsonParser from) throws IOException {
    if (value(from) instanceof JsonObject object) {
      return object;
    }
    throw new IOException("this is no JSON object");
  }

  private static @Nullable Object value(JsonParser from) throws IOException {
    if (from.currentToken() == JsonToken.START_OBJECT) {
      JsonObject object = new JsonObject();
      for (String name = from.nextFieldName(); name != null; name = from.nextFieldName()) {
        from.nextToken();
        object.with(name, value(from));
      }
      return object;
    }
    if (from.currentToken() == JsonToken.START_ARRAY) {
      List<@Nullable Object> all = new ArrayList<>();
      while (from.nextToken() != JsonToken.END_ARRAY) {
        all.add(value(from));
      }
      return all;
    }
    return from.currentToken() == JsonToken.VALUE_NUMBER_INT
            && from.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        ? (Object) from.getLongValue()
        : from.currentToken() == JsonToken.VALUE_NULL ? null : from.getText();
  }

  /** The names of the fields. */
  public Set<String> names() {
    return fields.keySet();
  }

  /** The text of a field; empty if there is none. */
  public String text(String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  /** The whole number of a field; 0 if there is none. */
  public long number(String name) {
    return fields.get(name) instanceof Long number ? number : 0;
  }

  /** The object of a field; an empty one if there is none. */
  public JsonObject object(String name) {
    return fields.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  /** What of this type is in the list of a field. */
  public <T> List<T> list(String name, Class<T> type) {
    return fields.get(name) instanceof List<?> list
        ? list.stream().filter(type::isInstance).map(type::cast).toList()
        : List.of();
  }

  /** Text without halves of surrogate pairs, which no encoding has: a file name may hold them. */
  public static String wellFormed(String text) {
    return text.replaceAll("\\p{Cs}", "\uFFFD");
  }
}
