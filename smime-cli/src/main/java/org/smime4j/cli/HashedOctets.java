package org.smime4j.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.Fingerprint;
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
    Hashing hashing = new Hashing(out);
    content.writeTo(hashing);
    sha256 = HexFormat.of().formatHex(hashing.digest.digest());
    length = hashing.length;
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

  private static final class Hashing extends FilterOutputStream {
    private final MessageDigest digest = Fingerprint.sha256();
    private long length;

    Hashing(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int count) throws IOException {
      out.write(octets, from, count);
      digest.update(octets, from, count);
      length += count;
    }
  }
}
