package org.smime4j.internal.mime;

import java.util.Map;
import org.smime4j.sources.ByteSource;

/**
 * What the header of an entity gets that is sealed in place of a message: fields in front, and
 * parameters of its Content-Type.
 *
 * @param fields whole fields with CRLF; may be empty
 * @param parameters by their names in lower case
 */
public record AddedHeader(ByteSource fields, Map<String, String> parameters) {

  /** Nothing. */
  public static final AddedHeader NONE = new AddedHeader(ByteSource.of(new byte[0]), Map.of());
}
