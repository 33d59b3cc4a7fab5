package org.smime4j.as2;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Compressor;
import org.smime4j.Decryptor;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.decrypt.DecryptionRun;
import org.smime4j.internal.decrypt.OpenedContent;
import org.smime4j.internal.open.MessageStructure;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Opens AS2 messages (RFC 4130). A message can be encrypted, signed and compressed, each at most
 * once, in any order of RFC 5402. The reader refuses repeated layers, and does not open layers
 * inside an untrusted signature. It identifies partners by their certificates and binds no
 * signature to a mail address. The anchors of the verifier may be the certificates of the partners
 * themselves, old and new ones together.
 *
 * <p>The reader repairs nothing. If a header can be read in two ways, or if there is text around
 * the parts of a multipart/signed, it throws {@link As2Exception}.
 *
 * <pre>{@code
 * As2Reader reader = As2Reader.with(Decryptor.with(keys), Verifier.trusting(partner));
 * As2Received message = reader.open(As2Reader.entity(httpHeader, body));
 * ByteSource order = message.requireSigned();
 * String receivedContentMic = message.mic("sha-256").toString();
 * }</pre>
 */
public sealed interface As2Reader permits As2ReaderDoor {

  /**
   * Returns a reader that decrypts with this decryptor and verifies signatures with this verifier.
   */
  static As2Reader with(Decryptor decryptor, Verifier verifier) {
    return new As2ReaderDoor(
        Objects.requireNonNull(decryptor), Objects.requireNonNull(verifier), Limits.standard());
  }

  /**
   * Returns the MIME entity of an HTTP request. It consists of the body and the header fields that
   * begin with {@code Content-}, without Content-Length and Content-Encoding. Decode the
   * Content-Encoding of HTTP first.
   *
   * @throws As2Exception if such a field has an invalid name or value
   */
  static ByteSource entity(Map<String, String> header, ByteSource body) throws As2Exception {
    StringBuilder fields = new StringBuilder();
    for (Map.Entry<String, String> field : header.entrySet()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!name.startsWith("content-")
          || name.equals("content-length")
          || name.equals("content-encoding")) {
        continue;
      }
      String line = field.getKey() + ": " + field.getValue();
      if (!name.matches("[a-z0-9!#$%&'*+.^_`|~-]+")
          || line.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
        throw new As2Exception("A header field has an invalid name or value");
      }
      fields.append(line).append("\r\n");
    }
    return new Entity.Joined((fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1), body);
  }

  /**
   * Sets the limits for compressed content, parts and header fields; {@link Limit#LINE_OCTETS} is
   * not applied. The decryptor and the verifier have their own limits.
   */
  As2Reader within(Limits other);

  /**
   * Opens a message.
   *
   * <p>The encryption may not authenticate, as with AES-CBC, and the content may have no trusted
   * signature. Every error in such encrypted content causes the same {@link As2Exception}. A key
   * that does not fit causes this exception too. If receipts distinguished these errors, a stranger
   * could learn the encrypted content octet by octet. This method does the same work for right and
   * for wrong padding: it uses all keys that the message names, or else all that fit, and reads
   * octets that do not open like content. {@link As2Received#requireSigned} and {@link MdnRequest}
   * add none that depends on padding. This does not hold for a decryptor with {@link
   * Decryptor#tryingOtherKeys}, or if you read content without a signature.
   *
   * @param entity the message. This method reads it more than once
   * @throws As2Exception if the structure of the message is invalid, or if it cannot be opened
   * @throws org.smime4j.findings.SmimeException if a layer cannot be opened for another reason
   */
  As2Received open(ByteSource entity) throws IOException;
}

final class As2ReaderDoor implements As2Reader {

  private final Decryptor decryptor;
  private final Verifier verifier;
  private final Limits limits;

  As2ReaderDoor(Decryptor decryptor, Verifier verifier, Limits limits) {
    this.decryptor = decryptor;
    this.verifier = verifier;
    this.limits = limits;
  }

  @Override
  public As2Reader within(Limits other) {
    return new As2ReaderDoor(decryptor, verifier, Objects.requireNonNull(other));
  }

  @Override
  public As2Received open(ByteSource entity) throws IOException {
    Entity outer = message(entity);
    if (kind(outer) != Layer.Kind.ENCRYPTED) {
      return new Layers(null, null).open(outer);
    }
    OpenedContent read;
    try {
      read = DecryptionRun.read(outer.decoded(), decryptor);
    } catch (SmimeException.NotDecryptable e) {
      throw As2Exception.closed();
    }
    // Made whether it is thrown or not.
    As2Exception closed = As2Exception.closed();
    try {
      // What did not open is read like content, too: the time must not tell which it was.
      As2Received received = inside(read, closed);
      if (read.isOpen()) {
        return received;
      }
    } catch (IOException | RuntimeException e) {
      if (read.isOpen()) {
        throw e;
      }
    }
    throw closed;
  }

  private As2Received inside(OpenedContent opened, As2Exception closed) throws IOException {
    ByteSource inside =
        opened.<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated);
    ByteSource read = opened.message() == null ? inside : opened.message();
    Layers layers = new Layers(opened.layer(), opened.layer().isAuthenticated() ? null : closed);
    try {
      As2Received received = layers.open(message(read));
      // Octets in an OCTET STRING that does not end with the content are read as well.
      if (!read.equals(inside)) {
        throw closed;
      }
      return received;
    } catch (As2Exception | SmimeException e) {
      throw layers.closed != null ? layers.closed : e;
    }
  }

  /** The layers inside the encryption, or all layers of a message without encryption. */
  private final class Layers {
    private final Set<Layer.Kind> seen = EnumSet.noneOf(Layer.Kind.class);
    private final @Nullable EncryptedLayer encryption;

    /** What is thrown for every error in content that anyone may have changed; otherwise null. */
    private @Nullable As2Exception closed;

    Layers(@Nullable EncryptedLayer encryption, @Nullable As2Exception closed) {
      this.encryption = encryption;
      this.closed = closed;
      if (encryption != null) {
        seen.add(Layer.Kind.ENCRYPTED);
      }
    }

    As2Received open(Entity outermost) throws IOException {
      SignatureReport signature = null;
      Entity at = outermost;
      for (Layer.Kind kind = kind(at); kind != null; kind = kind(at)) {
        if (!seen.add(kind)) {
          throw new As2Exception("The message is " + kind + " twice");
        }
        if (kind == Layer.Kind.COMPRESSED) {
          at = message(decompressed(at));
        } else if (kind == Layer.Kind.SIGNED) {
          SignedParts parts = SignedParts.of(at);
          signature = verified(parts);
          if (signature.worst().state() != SignerVerdict.State.TRUSTED) {
            if (closed != null && !signature.signers().stream().allMatch(SignerVerdict::isIntact)) {
              throw closed;
            }
            return new As2Received(seen, encryption, signature, null, null);
          }
          closed = null;
          at = Entity.of(parts.content());
        } else {
          throw new As2Exception("The encryption is not the outermost layer");
        }
      }
      return new As2Received(seen, encryption, signature, at, closed);
    }
  }

  /** Reads a message if the core reads all its parts. HTTP carries lines of any length. */
  private Entity message(ByteSource octets) throws IOException {
    Entity message = Entity.of(octets);
    MessageStructure.of(octets, limits.allowing(Limit.LINE_OCTETS, Long.MAX_VALUE));
    return message;
  }

  private ByteSource decompressed(Entity at) throws IOException {
    try {
      return Compressor.decompress(at.decoded(), limits);
    } catch (SmimeException.Malformed | SmimeException.UnsupportedAlgorithm e) {
      throw new As2Exception(
          "The compressed content cannot be read: " + e.getMessage(),
          Disposition.DECOMPRESSION_FAILED);
    }
  }

  private SignatureReport verified(SignedParts parts) throws IOException {
    try {
      return verifier.expectingMail().verifyDetached(parts.content(), parts.signature());
    } catch (SmimeException.Malformed | SmimeException.UnsupportedAlgorithm e) {
      throw new As2Exception(
          "The signature cannot be read: " + e.getMessage(), Disposition.AUTHENTICATION_FAILED);
    }
  }

  /**
   * Returns the kind of layer of an entity; null for the entity inside all layers. The first octets
   * of a CMS object determine its kind, because the sender can write anything in the header.
   */
  private static Layer.@Nullable Kind kind(Entity at) throws IOException {
    if (at.type().equals("multipart/signed")) {
      return Layer.Kind.SIGNED;
    }
    if (!at.isCms()) {
      return null;
    }
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
}
