package org.smime4j.as2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.cms.Compressor;
import org.smime4j.cms.Decryption;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.UnauthenticatedContent;
import org.smime4j.cms.Verifier;
import org.smime4j.mail.Layer;

/**
 * Opens messages of AS2 (RFC 4130): encrypted once, signed once and compressed once, in each order
 * of RFC 5402. A layer that comes again is refused, and one under a signature that is not trusted
 * stays closed. Partners are known by their certificates: no signature is bound to a mail address,
 * and the verifier's anchors may be the partners' certificates themselves, old and new beside each
 * other.
 *
 * <p>What it reads it does not repair: a header that can be read in two ways, or text around the
 * parts of a multipart/signed, is an {@link As2Exception}.
 *
 * <pre>{@code
 * As2Reader reader = As2Reader.with(Decryptor.with(keys), Verifier.trusting(partner));
 * As2Received message = reader.open(As2Reader.entity(httpHeader, body));
 * Octets order = message.requireSigned();
 * String receivedContentMic = message.mic("sha-256").toString();
 * }</pre>
 */
public final class As2Reader {

  private final Decryptor decryptor;
  private final Verifier verifier;
  private final Limits limits;

  private As2Reader(Decryptor decryptor, Verifier verifier, Limits limits) {
    this.decryptor = decryptor;
    this.verifier = verifier;
    this.limits = limits;
  }

  /** Opens with the keys of the one, and judges by the other. */
  public static As2Reader with(Decryptor decryptor, Verifier verifier) {
    return new As2Reader(
        Objects.requireNonNull(decryptor), Objects.requireNonNull(verifier), Limits.standard());
  }

  /** Inflates compressed content within other limits; the two verbs have their own. */
  public As2Reader within(Limits other) {
    return new As2Reader(decryptor, verifier, Objects.requireNonNull(other));
  }

  /**
   * The entity that a request brings: of its header the fields that begin with {@code Content-},
   * without Content-Length and Content-Encoding, and its body. Content-Encoding of HTTP has to be
   * undone before.
   *
   * @throws IllegalArgumentException if a field holds a line end
   */
  public static Octets entity(Map<String, String> header, Octets body) {
    StringBuilder fields = new StringBuilder();
    header.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!lower.startsWith("content-")
              || lower.equals("content-length")
              || lower.equals("content-encoding")) {
            return;
          }
          String field = name + ": " + value;
          if (field.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("A field holds a line end: " + lower);
          }
          fields.append(field).append("\r\n");
        });
    return new Joined((fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1), body);
  }

  /**
   * Opens a message.
   *
   * @param entity the message; it is read more than once
   * @throws As2Exception if it is built as none may be
   * @throws org.smime4j.SmimeException if a layer cannot be opened
   */
  public As2Received open(Octets entity) throws IOException {
    Set<Layer.Kind> seen = EnumSet.noneOf(Layer.Kind.class);
    EncryptedLayer encryption = null;
    SignatureReport signature = null;
    boolean authenticated = true;
    Entity at = Entity.of(entity);
    while (at.isCms() || at.type().equals("multipart/signed")) {
      Octets inside;
      Layer.Kind kind = at.isCms() ? kind(at) : Layer.Kind.SIGNED;
      if (!seen.add(kind)) {
        throw new As2Exception("The message is " + kind + " twice");
      }
      if (kind == Layer.Kind.ENCRYPTED) {
        if (seen.size() > 1) {
          throw new As2Exception("The encryption is not the outermost layer");
        }
        Decryption opened = decryptor.decrypt(at.decoded());
        encryption = opened.layer();
        authenticated = encryption.authenticated();
        inside = opened.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
      } else if (kind == Layer.Kind.COMPRESSED) {
        inside = Compressor.decompress(at.decoded(), limits);
      } else {
        SignedParts parts = SignedParts.of(at);
        signature = verifier.verifyDetached(parts.content(), parts.signature());
        if (!isTrusted(signature)) {
          return new As2Received(seen, encryption, signature, null, false);
        }
        inside = parts.content();
      }
      at = Entity.of(inside);
    }
    return new As2Received(seen, encryption, signature, at, authenticated);
  }

  private static boolean isTrusted(SignatureReport report) {
    return report.worst().findings().isEmpty();
  }

  /** What a CMS object is by its first octets; what a header says of it is a stranger's word. */
  private static Layer.Kind kind(Entity at) throws IOException {
    byte[] head;
    try (InputStream in = at.decoded().open()) {
      head = in.readNBytes(24);
    }
    int length = head.length > 1 ? head[1] & 0xff : 0;
    int oid = length > 0x80 ? 2 + (length & 0x7f) : 2;
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u0006\t*\u0086H\u0086\u00f7\r\u0001\u0007\u0003", oid)
        || text.startsWith("\u0006\u000b*\u0086H\u0086\u00f7\r\u0001\t\u0010\u0001\u0017", oid)) {
      return Layer.Kind.ENCRYPTED;
    }
    if (text.startsWith("\u0006\u000b*\u0086H\u0086\u00f7\r\u0001\t\u0010\u0001\t", oid)) {
      return Layer.Kind.COMPRESSED;
    }
    throw new As2Exception("The CMS object is neither encrypted nor compressed");
  }

  /** A header and the body behind it. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Joined(byte[] header, Octets body) implements Octets {

    @Override
    public OptionalLong sizeIfKnown() {
      OptionalLong known = body.sizeIfKnown();
      return known.isPresent() ? OptionalLong.of(header.length + known.getAsLong()) : known;
    }

    @Override
    public InputStream open() throws IOException {
      return new SequenceInputStream(new ByteArrayInputStream(header), body.open());
    }
  }
}
