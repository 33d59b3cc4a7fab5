package org.smime4j.cli.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  /** Text without halves of surrogate pairs, which no encoding has: a file name may hold them. */
  public static String wellFormed(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints().forEach(c -> whole.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
    return whole.toString();
  }
}
