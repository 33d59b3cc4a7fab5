package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.sources.ByteSource;

/**
 * Content whose SHA-256 and length are reported. Both are taken while the content is written; they
 * are read for themselves only where it is not.
 */
final class HashedOctets implements ByteSource {

  private final ByteSource content;
  private @Nullable String sha256;
  private long length;

  HashedOctets(ByteSource content) {
    this.content = content;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return content.sizeIfKnown();
  }

  @Override
  public InputStream open() throws IOException {
    return content.open();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (HashedStream in = new HashedStream(content.open())) {
      in.transferTo(out);
      sha256 = in.sha256();
      length = in.length();
    }
  }

  /** The SHA-256 in hex. */
  String sha256() throws IOException {
    if (sha256 == null) {
      writeTo(OutputStream.nullOutputStream());
    }
    return Objects.requireNonNull(sha256);
  }

  /** The SHA-256 in hex, the length in octets and the media type. */
  MessageOutcome.Content described(@Nullable String mediaType) throws IOException {
    return new MessageOutcome.Content(sha256(), length, mediaType);
  }
}
