package org.smime4j.internal.mime;

import java.util.function.Consumer;
import org.smime4j.findings.Finding;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.sources.ByteSource;

/** Content transfer encodings by their names (RFC 2045 section 6). */
public final class TransferCoding {

  private TransferCoding() {}

  /** The body of an entity without its transfer encoding; as it stands where that is unknown. */
  public static ByteSource decode(Entity entity, Consumer<Finding> report) {
    return switch (entity.transferEncoding()) {
      case "base64" -> Base64Text.decode(entity.body(), report, entity::pure);
      case "quoted-printable" -> QuotedPrintable.decode(entity.body());
      default -> entity.body();
    };
  }

  /**
   * The same, decoded each time it is read, and not before: most bodies are looked at in one form
   * only. What is irregular in it is not reported.
   */
  public static ByteSource decodeWhenRead(Entity entity) {
    return switch (entity.transferEncoding()) {
      case "base64", "quoted-printable" ->
          new DerivedOctets(() -> decode(entity, deviation -> {}).open());
      default -> entity.body();
    };
  }
}
