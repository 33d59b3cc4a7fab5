package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.smime4j.findings.Deviation;
import org.smime4j.sources.ByteSource;

/** Content transfer encodings by their names (RFC 2045 section 6). */
public final class TransferCoding {

  private TransferCoding() {}

  /** The body of an entity without its transfer encoding; as it stands where that is unknown. */
  public static ByteSource decode(Entity entity, Consumer<Deviation> report) {
    return switch (entity.transferEncoding()) {
      case "base64" -> Base64Text.decode(entity.body(), report);
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
      case "base64", "quoted-printable" -> new Decoded(entity);
      default -> entity.body();
    };
  }

  private record Decoded(Entity entity) implements ByteSource {
    private ByteSource now() {
      return decode(entity, deviation -> {});
    }

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.empty();
    }

    @Override
    public InputStream open() throws IOException {
      return now().open();
    }

    @Override
    public byte[] bytes() throws IOException {
      return now().bytes();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      now().writeTo(out);
    }
  }
}
