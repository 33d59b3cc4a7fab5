package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.Decryptor;
import org.smime4j.cli.files.DerivedStream;
import org.smime4j.cli.files.NamedOutput;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;

/**
 * The CMS of a message whose body is one object, apart from its header; to be closed. A message may
 * be bare CMS too, and then has no header. What is read here decides nothing by itself: a program
 * that uses it compares what comes out with what the library found.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
record StoredEnvelope(
    byte @Nullable [] header, String lineEnd, ByteSource cms, @Nullable Path spool)
    implements AutoCloseable {

  private static final int IN_MEMORY = 1024 * 1024;

  /**
   * Reads a message to its end.
   *
   * @param temporary a directory for ciphertext of more than a mebibyte; null to keep all in memory
   */
  static StoredEnvelope read(InputStream message, @Nullable Path temporary) throws IOException {
    InputStream in = new BufferedInputStream(message, 1 << 16);
    in.mark(2);
    boolean bare = in.read() == 0x30 && in.read() >= 0x80;
    in.reset();
    if (bare) {
      return spooled(null, "\r\n", in, temporary);
    }
    HeaderLines header = HeaderLines.read(in);
    boolean isBase64 = header.value("content-transfer-encoding").equalsIgnoreCase("base64");
    InputStream body = isBase64 ? Base64.getMimeDecoder().wrap(in) : in;
    return spooled(kept(header), header.lineEnd(), body, temporary);
  }

  /** The fields that do not describe the body, as they are. */
  static byte[] kept(HeaderLines header) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    header.fields().stream()
        .filter(field -> !field.isOfBody())
        .forEach(field -> kept.writeBytes(field.lines().getBytes(StandardCharsets.ISO_8859_1)));
    return kept.toByteArray();
  }

  private static StoredEnvelope spooled(
      byte @Nullable [] header, String lineEnd, InputStream cms, @Nullable Path temporary)
      throws IOException {
    byte[] first = cms.readNBytes(temporary == null ? Integer.MAX_VALUE : IN_MEMORY);
    if (temporary == null || first.length < IN_MEMORY) {
      return new StoredEnvelope(header, lineEnd, ByteSource.of(first), null);
    }
    Path spool = Files.createTempFile(temporary, ".smime-", ".cms", OwnerOnly.file());
    try {
      try (OutputStream out = NamedOutput.into(spool)) {
        out.write(first);
        cms.transferTo(out);
      }
      return new StoredEnvelope(header, lineEnd, ByteSource.of(spool), spool);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(spool);
      throw e;
    }
  }

  /** The content of the CMS, which may not be authenticated. */
  ByteSource content(Decryptor decryptor) throws IOException {
    return decryptor.decrypt(cms).fold(whole -> whole, UnauthenticatedContent::unauthenticated);
  }

  /** The message that the content is when nothing is around it. */
  ByteSource unwrapped(ByteSource content) {
    byte[] fields = header == null ? new byte[0] : header;
    OptionalLong size = content.sizeIfKnown();
    return source(
        size.isPresent() ? OptionalLong.of(fields.length + size.getAsLong()) : size,
        () -> new SequenceInputStream(new ByteArrayInputStream(fields), content.open()));
  }

  private static ByteSource source(OptionalLong size, HeaderLines.Opening octets) {
    return new ByteSource() {
      @Override
      public OptionalLong sizeIfKnown() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return octets.open();
      }
    };
  }

  /**
   * What is encrypted of a message that came in the clear: the fields that describe its body, and
   * the body. A store that keeps lines with LF alone gives CRLF when a message is fetched, and so
   * does this.
   *
   * @param message gives the message each time from its beginning
   * @throws IOException also if it has no header
   */
  static ByteSource entity(HeaderLines header, HeaderLines.Opening message) throws IOException {
    if (header.fields().isEmpty()) {
      throw new IOException("It has no header");
    }
    ByteArrayOutputStream described = new ByteArrayOutputStream();
    header.fields().stream()
        .filter(HeaderLines.Field::isOfBody)
        .forEach(field -> described.writeBytes(field.octets("\r\n")));
    described.writeBytes(new byte[] {'\r', '\n'});
    return source(
        OptionalLong.empty(),
        () -> {
          InputStream body = new BufferedInputStream(message.open(), 1 << 16);
          body.skipNBytes(header.length());
          return new SequenceInputStream(
              new ByteArrayInputStream(described.toByteArray()),
              header.lineEnd().equals("\n") ? new CrLfStream(body) : body);
        });
  }

  /** The message with another CMS: all its fields but those that describe the body, as they are. */
  void write(OutputStream out, String smimeType, TargetFile.Content other) throws IOException {
    if (header == null) {
      other.writeTo(out);
    } else {
      write(out, header, lineEnd, smimeType, other);
    }
  }

  /** A message of these fields with a CMS object. */
  static void write(
      OutputStream out, byte[] header, String lineEnd, String smimeType, TargetFile.Content cms)
      throws IOException {
    out.write(header);
    String fields =
        """
        MIME-Version: 1.0
        Content-Type: application/pkcs7-mime; smime-type=%s; name="smime.p7m"
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="smime.p7m"

        """;
    out.write(
        fields.formatted(smimeType).replace("\n", lineEnd).getBytes(StandardCharsets.US_ASCII));
    Base64Body.write(out, lineEnd, cms);
  }

  @Override
  public void close() throws IOException {
    if (spool != null) {
      Files.deleteIfExists(spool);
    }
  }

  /** Octets in which each line ends with CRLF. */
  private static final class CrLfStream extends DerivedStream {

    private int last = -1;
    private boolean isDue;

    CrLfStream(InputStream buffered) {
      super(buffered);
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      int n = 0;
      for (int octet = n < count ? next() : -1; octet >= 0; octet = n < count ? next() : -1) {
        into[offset + n++] = (byte) octet;
      }
      return n > 0 || count == 0 ? n : -1;
    }

    private int next() throws IOException {
      int octet = isDue ? '\n' : in.read();
      isDue = !isDue && octet == '\n' && last != '\r';
      last = isDue ? '\r' : octet;
      return last;
    }
  }
}
