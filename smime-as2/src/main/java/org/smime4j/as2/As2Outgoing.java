package org.smime4j.as2;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.smime4j.Compressor;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Layer;
import org.smime4j.sources.ByteSource;

/**
 * Signs, compresses and encrypts a MIME entity with its header, without another transfer encoding
 * (RFC 4130, RFC 5402). The layers are added in the order in which you name them. Compress before
 * or after you sign, and encrypt last. Writing a message of any size takes constant memory.
 *
 * <p>The signature covers exactly the octets of the entity. Bring text into canonical form first:
 * its lines must end with CRLF (RFC 8551, section 3.1.1).
 *
 * <p>Immutable, and safe for use by several threads. You can write a message more than once. Its
 * header stays the same.
 *
 * <pre>{@code
 * As2Outgoing message = new As2Outgoing(entity).compressed().signedBy(signer).encryptedBy(encryptor);
 * message.header().forEach(request::setHeader);
 * Mic mic = message.writeBody(request.body(), "sha-256");
 * }</pre>
 */
public final class As2Outgoing {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\n'});

  /** Writes the body of a layer around a content that can only be written. */
  private interface Layering {
    void write(ByteSource content, OutputStream target) throws IOException;
  }

  private final Entity entity;

  /** The message inside the outermost layer; null for the entity itself. */
  private final @Nullable As2Outgoing inside;

  /** The layers, from the inside. */
  private final List<Layer.Kind> kinds;

  private final Map<String, String> header;
  private final Layering outermost;

  private As2Outgoing(
      Entity entity,
      @Nullable As2Outgoing inside,
      List<Layer.Kind> kinds,
      Map<String, String> header,
      Layering outermost) {
    this.entity = entity;
    this.inside = inside;
    this.kinds = kinds;
    this.header = header;
    this.outermost = outermost;
  }

  /**
   * Returns a message with a MIME entity and no layers. The entity has header fields, including
   * Content-Type, an empty line, and the body.
   *
   * @throws As2Exception if the header can be read in more than one way
   */
  public As2Outgoing(ByteSource entity) throws IOException {
    this(Entity.of(entity));
  }

  private As2Outgoing(Entity entity) throws IOException {
    this(entity, null, List.of(), entity.fields(), ByteSource::writeTo);
  }

  /**
   * Adds a detached signature, as multipart/signed.
   *
   * @throws IllegalStateException if the message is already signed or encrypted
   */
  public As2Outgoing signedBy(Signer signer) {
    String boundary = boundary();
    return around(
        Layer.Kind.SIGNED,
        "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=\""
            + signer.micalg()
            + "\"; boundary=\""
            + boundary
            + "\"",
        (content, target) -> sign(content, signer, boundary, target));
  }

  /**
   * Adds compression (RFC 3274), which gives no protection.
   *
   * @throws IllegalStateException if the message is already compressed or encrypted
   */
  public As2Outgoing compressed() {
    return around(Layer.Kind.COMPRESSED, cms("compressed-data", "smime.p7z"), Compressor::compress);
  }

  /**
   * Adds encryption.
   *
   * @throws IllegalStateException if the message is already encrypted
   */
  public As2Outgoing encryptedBy(Encryptor given) {
    Encryptor encryptor = given.writingMail();
    return around(
        Layer.Kind.ENCRYPTED,
        cms(encryptor.smimeType(), "smime.p7m"),
        (content, target) -> {
          CmsOutput<EncryptionReport> encrypting = encryptor.into(target);
          content.writeTo(encrypting);
          encrypting.finish();
        });
  }

  private static String cms(String smimeType, String name) {
    return "application/pkcs7-mime; smime-type=" + smimeType + "; name=" + name;
  }

  /** Returns a boundary that no content has, because nobody can guess it. */
  static String boundary() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    return "=_" + HexFormat.of().formatHex(random);
  }

  private As2Outgoing around(Layer.Kind kind, String type, Layering layering) {
    if (kinds.contains(Layer.Kind.ENCRYPTED) || kinds.contains(kind)) {
      throw new IllegalStateException(
          "Add each layer once, and encryption last; this message is " + this);
    }
    List<Layer.Kind> all = new ArrayList<>(kinds);
    all.add(kind);
    Map<String, String> fields =
        new TreeMap<>(Map.of("Content-Type", type, "Content-Transfer-Encoding", "binary"));
    return new As2Outgoing(entity, this, all, fields, layering);
  }

  /**
   * Returns the header fields of the outermost layer, without line ends. Set them in the HTTP
   * request.
   */
  public Map<String, String> header() {
    return Map.copyOf(header);
  }

  /**
   * Writes the body that belongs to {@link #header()}. The target stays open. If this method
   * throws, discard the bytes already written, because they are not a complete message.
   *
   * @param micAlgorithm the algorithm that you request for the MDN, such as {@code sha-256}
   * @return the MIC that the MDN must repeat
   * @throws IllegalArgumentException if the library does not support the MIC algorithm
   * @throws org.smime4j.findings.SmimeException.Refused if a recipient's certificate is not
   *     accepted
   */
  public Mic writeBody(OutputStream target, String micAlgorithm) throws IOException {
    MessageDigest digest = Mic.digest(micAlgorithm);
    outermost.write(content(digest), target);
    return Mic.of(micAlgorithm, digest);
  }

  /**
   * Returns what the outermost layer covers. Writing it computes the MIC: over the signed content,
   * or without a signature over the entity, or over the body if there are no layers.
   */
  private ByteSource content(@Nullable MessageDigest mic) {
    As2Outgoing within = inside;
    if (within == null) {
      return new Pushed(out -> entity.body().writeTo(digesting(out, mic)));
    }
    boolean here = kinds.get(kinds.size() - 1) == Layer.Kind.SIGNED || within.inside == null;
    return new Pushed(
        out -> within.writeEntity(here ? digesting(out, mic) : out, here ? null : mic));
  }

  private static OutputStream digesting(OutputStream out, @Nullable MessageDigest mic) {
    return mic == null ? out : new DigestOutputStream(out, mic);
  }

  private void writeEntity(OutputStream target, @Nullable MessageDigest mic) throws IOException {
    if (inside == null) {
      entity.raw().writeTo(target);
      return;
    }
    StringBuilder fields = new StringBuilder();
    header.forEach((name, value) -> fields.append(name + ": " + value + "\n"));
    target.write(lines(fields + "\n"));
    outermost.write(content(mic), target);
  }

  private static void sign(ByteSource content, Signer by, String boundary, OutputStream target)
      throws IOException {
    target.write(lines("--" + boundary + "\n"));
    CmsOutput<byte[]> signing = by.detached();
    content.writeTo(
        new FilterOutputStream(target) {
          @Override
          public void write(int octet) throws IOException {
            signing.write(octet);
            out.write(octet);
          }

          @Override
          public void write(byte[] octets, int offset, int length) throws IOException {
            signing.write(octets, offset, length);
            out.write(octets, offset, length);
          }
        });
    target.write(
        lines(
            """

            --%1$s
            Content-Type: application/pkcs7-signature; name=smime.p7s
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename=smime.p7s

            %2$s
            --%1$s--
            """
                .formatted(boundary, BASE64.encodeToString(signing.finish()))));
  }

  /** Returns the octets of text whose lines end with LF, in lines that end with CRLF. */
  static byte[] lines(String text) {
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return kinds.isEmpty() ? "an entity" : "an entity with " + kinds;
  }

  /** Octets that are produced while they are written. */
  private record Pushed(Writing writing) implements ByteSource {

    private interface Writing {
      void to(OutputStream out) throws IOException;
    }

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.empty();
    }

    @Override
    public InputStream open() {
      throw new UnsupportedOperationException("These octets can only be written");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      writing.to(out);
    }
  }
}
