package org.smime4j.as2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.Compressor;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
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
 * As2Outgoing message = As2Outgoing.of(entity).compressed().signedBy(signer).encryptedBy(encryptor);
 * message.header().forEach(request::setHeader);
 * Mic mic = message.writeBody(request.body(), "sha-256");
 * }</pre>
 */
public final class As2Outgoing {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final ByteSource entity;
  private final long bodyStart;

  /** The message inside this layer; null for the entity itself. */
  private final @Nullable As2Outgoing inside;

  private final Map<String, String> header;
  private final @Nullable Signer signer;
  private final @Nullable Encryptor encryptor;
  private final String boundary;

  private As2Outgoing(
      ByteSource entity,
      long bodyStart,
      @Nullable As2Outgoing inside,
      Map<String, String> header,
      @Nullable Signer signer,
      @Nullable Encryptor encryptor,
      String boundary) {
    this.entity = entity;
    this.bodyStart = bodyStart;
    this.inside = inside;
    this.header = header;
    this.signer = signer;
    this.encryptor = encryptor;
    this.boundary = boundary;
  }

  /**
   * Returns a message with a MIME entity and no layers. The entity has header fields, including
   * Content-Type, an empty line, and the body.
   *
   * @throws As2Exception if the header can be read in more than one way
   */
  public static As2Outgoing of(ByteSource entity) throws IOException {
    Entity read = Entity.of(entity);
    Map<String, String> fields = new LinkedHashMap<>();
    read.fields().forEach((name, value) -> fields.put(spelt(name), value));
    return new As2Outgoing(entity, read.bodyStart(), null, fields, null, null, "");
  }

  /** Returns the usual spelling of a field name, such as Content-Type for content-type. */
  private static String spelt(String name) {
    StringBuilder spelt = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      if (i == 0 || name.charAt(i - 1) == '-') {
        spelt.setCharAt(i, Character.toUpperCase(name.charAt(i)));
      }
    }
    return spelt.toString();
  }

  /**
   * Adds a detached signature, as multipart/signed.
   *
   * @throws IllegalStateException if the message is already signed or encrypted
   */
  public As2Outgoing signedBy(Signer newSigner) {
    requireNot(Layer.SIGNED);
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String newBoundary = "=_" + HexFormat.of().formatHex(random);
    return around(
        "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=\""
            + newSigner.micalg()
            + "\"; boundary=\""
            + newBoundary
            + "\"",
        newSigner,
        null,
        newBoundary);
  }

  /**
   * Adds compression (RFC 3274), which gives no protection.
   *
   * @throws IllegalStateException if the message is already compressed or encrypted
   */
  public As2Outgoing compressed() {
    requireNot(Layer.COMPRESSED);
    return around(cms("compressed-data", "smime.p7z"), null, null, "");
  }

  /**
   * Adds encryption.
   *
   * @throws IllegalStateException if the message is already encrypted
   */
  public As2Outgoing encryptedBy(Encryptor newEncryptor) {
    requireNot(Layer.ENCRYPTED);
    return around(cms(newEncryptor.smimeType(), "smime.p7m"), null, newEncryptor, "");
  }

  private static String cms(String smimeType, String name) {
    return "application/pkcs7-mime; smime-type=" + smimeType + "; name=" + name;
  }

  private As2Outgoing around(
      String type,
      @Nullable Signer newSigner,
      @Nullable Encryptor newEncryptor,
      String newBoundary) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", type);
    fields.put("Content-Transfer-Encoding", "binary");
    return new As2Outgoing(entity, bodyStart, this, fields, newSigner, newEncryptor, newBoundary);
  }

  private enum Layer {
    NONE,
    SIGNED,
    COMPRESSED,
    ENCRYPTED
  }

  private Layer layer() {
    if (inside == null) {
      return Layer.NONE;
    }
    return signer != null ? Layer.SIGNED : encryptor != null ? Layer.ENCRYPTED : Layer.COMPRESSED;
  }

  private boolean has(Layer wanted) {
    return layer() == wanted || (inside != null && inside.has(wanted));
  }

  private void requireNot(Layer wanted) {
    if (has(Layer.ENCRYPTED) || has(wanted)) {
      throw new IllegalStateException(
          "Add each layer once, and encryption last; this message is " + this);
    }
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
   * @param micAlgorithm the algorithm that you request for the receipt, such as {@code sha-256}
   * @return the MIC that the receipt must repeat
   * @throws IllegalArgumentException if the library does not support the MIC algorithm
   * @throws org.smime4j.findings.SmimeException.Refused if a recipient's certificate is not
   *     accepted
   */
  public Mic writeBody(OutputStream target, String micAlgorithm) throws IOException {
    MessageDigest digest = Mic.digest(micAlgorithm);
    body(target, digest);
    return Mic.of(micAlgorithm, digest);
  }

  /**
   * Returns true if this layer computes the MIC of its content. The MIC covers the signed content.
   * Without a signature it covers the entity, or its body if there are no layers.
   */
  private boolean digestsInside() {
    return layer() == Layer.SIGNED
        || (inside != null && inside.layer() == Layer.NONE && !has(Layer.SIGNED));
  }

  private void body(OutputStream target, @Nullable MessageDigest mic) throws IOException {
    As2Outgoing within = inside;
    if (within == null) {
      try (InputStream in = entity.open()) {
        in.skipNBytes(bodyStart);
        in.transferTo(mic == null ? target : new DigestingOutput(mic, target));
      }
      return;
    }
    ByteSource content =
        new Pushed(
            out -> {
              boolean here = mic != null && digestsInside();
              within.entity(
                  here ? new DigestingOutput(Objects.requireNonNull(mic), out) : out,
                  here ? null : mic);
            });
    if (signer != null) {
      sign(content, signer, target);
    } else if (encryptor != null) {
      CmsOutput<EncryptionReport> encrypting = encryptor.into(target);
      content.writeTo(encrypting);
      encrypting.finish();
    } else {
      Compressor.compress(content, target);
    }
  }

  private void entity(OutputStream target, @Nullable MessageDigest mic) throws IOException {
    if (inside == null) {
      entity.writeTo(target);
      return;
    }
    StringBuilder fields = new StringBuilder();
    header.forEach((name, value) -> fields.append(name + ": " + value + "\r\n"));
    target.write(ascii(fields + "\r\n"));
    body(target, mic);
  }

  private void sign(ByteSource content, Signer by, OutputStream target) throws IOException {
    target.write(ascii("--" + boundary + "\r\n"));
    CmsOutput<byte[]> signing = by.detached();
    content.writeTo(new Both(signing, target));
    byte[] signature = signing.finish();
    target.write(
        ascii(
            "\r\n--"
                + boundary
                + "\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=smime.p7s\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(signature)
                + "\r\n--"
                + boundary
                + "--\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return inside == null ? "an entity" : inside + ", " + layer();
  }

  /** Octets that are produced while they are written, and only once. */
  private record Pushed(Body body) implements ByteSource {

    private interface Body {
      void writeTo(OutputStream out) throws IOException;
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
      body.writeTo(out);
    }
  }

  private static final class Both extends OutputStream {
    private final OutputStream first;
    private final OutputStream second;

    Both(OutputStream first, OutputStream second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void write(int octet) throws IOException {
      first.write(octet);
      second.write(octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      first.write(octets, offset, length);
      second.write(octets, offset, length);
    }
  }
}
