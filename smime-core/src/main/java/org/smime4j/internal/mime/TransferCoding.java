package org.smime4j.internal.mime;

import java.util.function.Consumer;
import org.smime4j.Deviation;
import org.smime4j.Octets;

/** Content transfer encodings by their names (RFC 2045 section 6). */
public final class TransferCoding {

  private TransferCoding() {}

  /** The body of an entity without its transfer encoding; as it stands where that is unknown. */
  public static Octets decode(Entity entity, Consumer<Deviation> report) {
    return switch (entity.transferEncoding()) {
      case "base64" -> Base64Text.decode(entity.body(), report);
      case "quoted-printable" -> QuotedPrintable.decode(entity.body());
      default -> entity.body();
    };
  }
}
