package org.smime4j.internal.content;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.findings.SmimeException.Refused;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;

/**
 * Encrypts one content under a fresh key and nonce, which nobody can set (threats A21). Of any
 * length: what goes in comes out at once, in constant memory.
 */
public final class ContentEncryption {

  /** How much longer than its input an output may be. */
  public static final int SLACK = Transform.SLACK;

  private static final int TAG = 16;

  private final ContentCipher cipher;
  private final byte[] cek;
  private final byte[] contentKey;
  private final byte[] identifier;
  private final byte[] nonce;
  private final long segment;
  private final Providers providers;
  private byte @Nullable [] authAttrs;
  private @Nullable Transform transform;
  private boolean ended;

  /** For tests: everything chosen. */
  ContentEncryption(
      ContentCipher cipher, byte[] cek, byte[] nonce, long segment, Providers providers) {
    this(cipher, cek, cek, nonce, identifier(cipher, nonce), segment, providers);
  }

  private ContentEncryption(
      ContentCipher cipher,
      byte[] cek,
      byte[] contentKey,
      byte[] nonce,
      byte[] identifier,
      long segment,
      Providers providers) {
    this.cipher = cipher;
    this.cek = cek;
    this.contentKey = contentKey;
    this.nonce = nonce;
    this.identifier = identifier;
    this.segment = segment;
    this.providers = providers;
  }

  /** A new encryption; the cipher must be {@link ContentCipher#isWritable()}. */
  public static ContentEncryption of(ContentCipher cipher, Providers providers) {
    if (!cipher.isWritable()) {
      throw new IllegalArgumentException(cipher + " is for reading only");
    }
    int key = CipherForm.of(cipher).keyOctets();
    byte[] drawn = new byte[key + (cipher.isAead() ? 12 : 16)];
    providers.random().nextBytes(drawn);
    byte[] cek = Arrays.copyOf(drawn, key);
    byte[] nonce = Arrays.copyOfRange(drawn, key, drawn.length);
    Arrays.fill(drawn, (byte) 0);
    return new ContentEncryption(cipher, cek, nonce, GcmEncryption.SEGMENT, providers);
  }

  /** The same under a key that is derived from the one that recipients get (RFC 9709). */
  public static ContentEncryption deriving(ContentCipher cipher, Providers providers)
      throws ProviderUnavailable {
    ContentEncryption plain = of(cipher, providers);
    return new ContentEncryption(
        cipher,
        plain.cek,
        DerivedKeyDecryption.derive(plain.cek, plain.identifier, providers),
        plain.nonce,
        ContentAlgorithm.deriving(plain.identifier),
        plain.segment,
        providers);
  }

  /**
   * Binds authenticated attributes to the content; before its first octet.
   *
   * @param set their DER under the SET tag (RFC 5083 section 2.2)
   */
  public ContentEncryption withAuthAttrs(byte[] set) {
    if (transform != null || !cipher.isAead()) {
      throw new IllegalStateException("too late, or not authenticated");
    }
    authAttrs = set.clone();
    return this;
  }

  /** The content-encryption key, for the recipients. */
  public byte[] cek() {
    return cek.clone();
  }

  public ContentCipher cipher() {
    return cipher;
  }

  /** The contentEncryptionAlgorithm, in DER. */
  public byte[] algorithmIdentifier() {
    return identifier.clone();
  }

  private static byte[] identifier(ContentCipher cipher, byte[] nonce) {
    DEROctetString octets = new DEROctetString(nonce);
    if (CipherForm.of(cipher).mode() != CipherForm.Mode.GCM) {
      return AlgorithmId.der(CipherForm.of(cipher).oid(), octets);
    }
    ASN1EncodableVector parameters = new ASN1EncodableVector();
    parameters.add(octets);
    parameters.add(new ASN1Integer(TAG));
    return AlgorithmId.der(CipherForm.of(cipher).oid(), new DERSequence(parameters));
  }

  /** How long the encrypted content of a plaintext is; -1 for -1. */
  public long ciphertextSize(long plaintext) {
    return plaintext < 0 || cipher.isAead() ? plaintext : (plaintext / 16 + 1) * 16;
  }

  /**
   * Encrypts the next octets; {@code out} has room for them and {@link #SLACK}.
   *
   * @return how many octets came out
   */
  public int update(byte[] in, int from, int length, byte[] out, int at) throws IOException {
    try {
      return running().update(pieces(), in, from, length, out, at);
    } catch (GeneralSecurityException e) {
      if (CipherForm.of(cipher).mode() == CipherForm.Mode.GCM) {
        throw new SmimeException.Refused(
            Refused.Rule.GCM_LENGTH, "AES-GCM ends at 2^36-32 octets; send the content in parts");
      }
      throw unavailable();
    }
  }

  private Pieces pieces() {
    return switch (CipherForm.of(cipher).mode()) {
      case GCM -> Transform.GCM;
      case CHACHA20_POLY1305 -> Transform.CHACHA20;
      case CBC -> Transform.CBC;
      case CCM -> throw new IllegalStateException("CCM is for reading only");
    };
  }

  /** Ends; {@code out} has room for {@link #SLACK}. */
  public int finish(byte[] out, int at) throws IOException {
    try {
      int written = running().finish(out, at);
      ended = true;
      return written;
    } catch (GeneralSecurityException e) {
      throw unavailable();
    }
  }

  /** The tag that goes into the mac field, once the content has ended. */
  public byte[] tag() {
    if (!ended || !(transform instanceof AeadTransform aead)) {
      throw new IllegalStateException("has not ended, or has none");
    }
    return aead.tag();
  }

  private Transform running() throws SmimeException, GeneralSecurityException {
    if (ended) {
      throw new IllegalStateException("has ended");
    }
    Transform running = transform;
    if (running == null) {
      running =
          switch (CipherForm.of(cipher).mode()) {
            case GCM -> GcmEncryption.of(contentKey, nonce, authAttrs, segment, providers);
            case CHACHA20_POLY1305 -> new ChaChaEncryption(contentKey, nonce, authAttrs, providers);
            case CBC -> {
              Cipher cbc = providers.cipher("AES/CBC/PKCS5Padding");
              cbc.init(
                  Cipher.ENCRYPT_MODE,
                  Transform.key(contentKey, "AES"),
                  new IvParameterSpec(nonce));
              yield Transform.of(cbc);
            }
            case CCM -> throw new IllegalStateException("CCM is for reading only");
          };
      transform = running;
    }
    return running;
  }

  private ProviderUnavailable unavailable() {
    return new ProviderUnavailable(cipher.label(), "the cipher failed");
  }
}
