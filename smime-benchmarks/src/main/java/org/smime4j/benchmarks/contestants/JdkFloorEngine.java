package org.smime4j.benchmarks.contestants;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayOctets;

/**
 * The line that cannot be beaten in Java: the same digests, ciphers and private-key operations over
 * as many octets, Base64 with line breaks and the result array included, and no format around them.
 * The calls are those of the JDK, and for elliptic curves those of Bouncy Castle, which are faster.
 * Its messages are its own; nothing else reads them.
 */
final class JdkFloorEngine implements Engine {

  /** Whole AES blocks and whole Base64 lines at once. */
  private static final int UNIT = 57 * 16;

  private static final int LINE = 78;
  private static final int HEAD = 160;
  private static final int CMS = 2048;
  private static final int SIGNATURE = 600;

  /** Wrapped key, nonce and tag, in lines of their own before the ciphertext. */
  private static final int FRONT = 6 * 57;

  private static final int NONCE = 256;
  private static final int TAG = 272;
  private static final int BODY = HEAD + FRONT / 57 * LINE;

  /** Made where it is needed, so that a fresh JVM does not pay for it. */
  private static final class Curves {
    static final Provider PROVIDER = new BouncyCastleProvider();
  }

  private final Material material;
  private final boolean rsa;
  private final PublicKey signerPublic;
  private final PrivateKey signerPrivate;
  private final PublicKey recipientPublic;
  private final PrivateKey recipientPrivate;
  private final byte[] signerEncoded;
  private final SecureRandom random = new SecureRandom();
  private final int piece;
  private final ThreadLocal<byte[]> text;

  JdkFloorEngine(Material material) throws GeneralSecurityException {
    this(material, 7_296);
  }

  /**
   * With pieces of about this many octets at each call of a cipher, a digest or Base64. Large ones
   * are what makes a fresh JVM slow.
   */
  JdkFloorEngine(Material material, int octets) throws GeneralSecurityException {
    if (material.form() != Material.Form.TEXT) {
      throw new IllegalArgumentException("the floor is measured for S/MIME text only");
    }
    this.piece = octets / UNIT * UNIT;
    // The last piece may have what is signed behind it.
    this.text = ThreadLocal.withInitial(() -> new byte[(piece + 4 * UNIT) / 57 * 76]);
    this.material = material;
    this.rsa = material.signerKey().getAlgorithm().equals("RSA");
    this.signerPublic = usable(material.signer().getPublicKey());
    this.signerPrivate = usable(material.signerKey());
    this.recipientPublic = usable(material.recipient().getPublicKey());
    this.recipientPrivate = usable(material.recipientKey());
    this.signerEncoded = material.signer().getEncoded();
  }

  private PublicKey usable(PublicKey key) throws GeneralSecurityException {
    return rsa ? key : curves().generatePublic(new X509EncodedKeySpec(key.getEncoded()));
  }

  private PrivateKey usable(PrivateKey key) throws GeneralSecurityException {
    return rsa ? key : curves().generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
  }

  private static KeyFactory curves() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC", Curves.PROVIDER);
  }

  @Override
  public ArrayOctets sign(byte[] entity) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] message = new byte[HEAD + entity.length + lines(CMS)];
    for (int at = 0; at < entity.length; at += piece) {
      int n = Math.min(piece, entity.length - at);
      digest.update(entity, at, n);
      System.arraycopy(entity, at, message, HEAD + at, n);
    }
    encode(signed(digest), message, HEAD + entity.length);
    return ArrayOctets.of(message);
  }

  /** The signature and the signer's certificate. */
  private byte[] signed(MessageDigest digest) throws GeneralSecurityException {
    Signature signature = signature();
    signature.initSign(signerPrivate);
    signature.update(digest.digest());
    byte[] value = signature.sign();
    byte[] cms = new byte[CMS];
    cms[0] = (byte) (value.length >> 8);
    cms[1] = (byte) value.length;
    System.arraycopy(value, 0, cms, 2, value.length);
    System.arraycopy(signerEncoded, 0, cms, SIGNATURE, signerEncoded.length);
    return cms;
  }

  @Override
  public ArrayOctets verify(byte[] message) throws Exception {
    Digested digested = new Digested(message);
    for (int at = HEAD; at < message.length; at += piece) {
      digested.upTo(at);
    }
    return digested.verified(message.length);
  }

  @Override
  public ArrayOctets encrypt(byte[] entity) throws Exception {
    return encrypt(entity, null);
  }

  @Override
  public ArrayOctets signThenEncrypt(byte[] entity) throws Exception {
    return encrypt(entity, MessageDigest.getInstance("SHA-256"));
  }

  /**
   * @param digest of what is signed, of which the octets go through the cipher while they are in
   *     the processor's cache; null where nothing is signed
   */
  private ArrayOctets encrypt(byte[] entity, @Nullable MessageDigest digest)
      throws GeneralSecurityException {
    byte[] cek = new byte[32];
    byte[] nonce = new byte[16];
    random.nextBytes(cek);
    random.nextBytes(nonce);
    byte[] wrapped = new byte[256];
    if (rsa) {
      Cipher transport = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      transport.init(Cipher.ENCRYPT_MODE, recipientPublic);
      wrapped = transport.doFinal(cek);
    } else {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", Curves.PROVIDER);
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH", Curves.PROVIDER);
      agreement.init(pair.getPrivate());
      agreement.doPhase(recipientPublic, true);
      System.arraycopy(agreement.generateSecret(), 0, wrapped, 0, 32);
      byte[] point = pair.getPublic().getEncoded();
      System.arraycopy(point, 0, wrapped, 64, point.length);
      System.arraycopy(cek, 0, wrapped, 32, 32);
    }
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, cek, nonce);
    int plain = entity.length + (digest == null ? 0 : HEAD + lines(CMS));
    int padding = material.authenticated() ? 0 : 16 - plain % 16;
    byte[] message = new byte[BODY + lines(plain + padding)];
    byte[] block = new byte[piece];
    int out = BODY;
    int at = 0;
    int filled = digest == null ? 0 : cipher.update(new byte[HEAD], 0, HEAD, block, 0);
    while (entity.length - at >= piece - filled) {
      int n = piece - filled;
      if (digest != null) {
        digest.update(entity, at, n);
      }
      cipher.update(entity, at, n, block, filled);
      filled = 0;
      at += n;
      out += encode(block, message, out);
    }
    int left = entity.length - at;
    byte[] end = Arrays.copyOfRange(entity, at, at + left + (digest == null ? 0 : lines(CMS)));
    if (digest != null) {
      digest.update(end, 0, left);
      encode(signed(digest), end, left);
    }
    byte[] rest = Arrays.copyOf(block, filled + cipher.getOutputSize(end.length));
    int n = filled + cipher.doFinal(end, 0, end.length, rest, filled);
    byte[] front = new byte[FRONT];
    System.arraycopy(wrapped, 0, front, 0, wrapped.length);
    System.arraycopy(nonce, 0, front, NONCE, 16);
    if (material.authenticated()) {
      n -= 16;
      System.arraycopy(rest, n, front, TAG, 16);
    }
    encode(Arrays.copyOf(rest, n), message, out);
    encode(front, message, HEAD);
    return ArrayOctets.of(message);
  }

  @Override
  public ArrayOctets decrypt(byte[] message) throws Exception {
    byte[] entity = new byte[plain(message)];
    return ArrayOctets.of(entity, 0, decrypt(message, entity, null));
  }

  @Override
  public ArrayOctets openSigned(byte[] message) throws Exception {
    byte[] entity = new byte[plain(message)];
    Digested digested = new Digested(entity);
    return digested.verified(decrypt(message, entity, digested));
  }

  /** At most so many octets are in it. */
  private static int plain(byte[] message) {
    return (message.length - BODY) / LINE * 57 + 57;
  }

  /**
   * @param digested digests what is decrypted while it is in the processor's cache; null where
   *     nothing is signed
   * @return the octets that are in the array then
   */
  private int decrypt(byte[] message, byte[] entity, @Nullable Digested digested)
      throws GeneralSecurityException {
    byte[] packed = new byte[piece / 57 * 76];
    byte[] block = new byte[piece];
    decode(message, HEAD, BODY - HEAD, packed, block);
    byte[] front = Arrays.copyOf(block, FRONT);
    byte[] cek;
    if (rsa) {
      Cipher transport = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      transport.init(Cipher.DECRYPT_MODE, recipientPrivate);
      cek = transport.doFinal(front, 0, 256);
    } else {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH", Curves.PROVIDER);
      agreement.init(recipientPrivate);
      byte[] point = Arrays.copyOfRange(front, 64, 64 + 91);
      agreement.doPhase(curves().generatePublic(new X509EncodedKeySpec(point)), true);
      agreement.generateSecret();
      cek = Arrays.copyOfRange(front, 32, 64);
    }
    byte[] nonce = Arrays.copyOfRange(front, NONCE, NONCE + 16);
    int text = piece / 57 * LINE;
    int out = 0;
    if (!material.authenticated()) {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, cek, nonce);
      for (int at = BODY; at < message.length; at += text) {
        int n = decode(message, at, Math.min(text, message.length - at), packed, block);
        out += cipher.update(block, 0, n, entity, out);
        digest(digested, out);
      }
      return out + cipher.doFinal(entity, out);
    }
    // What any constant-memory reader has to do: the keystream, and the tag over what went by.
    Cipher keystream = Cipher.getInstance("AES/CTR/NoPadding");
    byte[] counter = Arrays.copyOf(nonce, 16);
    counter[12] = 0;
    counter[13] = 0;
    counter[14] = 0;
    counter[15] = 2;
    keystream.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(cek, "AES"), new IvParameterSpec(counter));
    Cipher tag = cipher(Cipher.ENCRYPT_MODE, cek, nonce);
    byte[] sink = new byte[piece + 32];
    for (int at = BODY; at < message.length; at += text) {
      int n = decode(message, at, Math.min(text, message.length - at), packed, block);
      keystream.update(block, 0, n, entity, out);
      tag.update(entity, out, n, sink, 0);
      out += n;
      digest(digested, out);
    }
    int n = tag.doFinal(sink, 0);
    if (!MessageDigest.isEqual(
        Arrays.copyOfRange(sink, n - 16, n), Arrays.copyOfRange(front, TAG, TAG + 16))) {
      throw new IllegalStateException("tag is wrong");
    }
    return out;
  }

  private static void digest(@Nullable Digested digested, int to) {
    if (digested != null) {
      digested.upTo(to);
    }
  }

  /** A signed message in an array, which may still be filled. */
  private final class Digested {
    private final byte[] message;
    private final MessageDigest digest;
    private int done = HEAD;

    Digested(byte[] message) throws GeneralSecurityException {
      this.message = message;
      this.digest = MessageDigest.getInstance("SHA-256");
    }

    /** Digests what lies before, but what may be the signature or its padding. */
    void upTo(int end) {
      int to = end - lines(CMS) - 16;
      if (to > done) {
        digest.update(message, done, to - done);
        done = to;
      }
    }

    /** What is signed in the message that ends there. */
    ArrayOctets verified(int end) throws GeneralSecurityException {
      int to = end - lines(CMS);
      digest.update(message, done, to - done);
      byte[] cms = new byte[CMS];
      decode(message, to, lines(CMS), new byte[lines(CMS)], cms);
      if (!Arrays.equals(
          cms,
          SIGNATURE,
          SIGNATURE + signerEncoded.length,
          signerEncoded,
          0,
          signerEncoded.length)) {
        throw new IllegalStateException("signed by another");
      }
      Signature signature = signature();
      signature.initVerify(signerPublic);
      signature.update(digest.digest());
      int n = (cms[0] & 0xFF) << 8 | cms[1] & 0xFF;
      if (!signature.verify(cms, 2, n)) {
        throw new IllegalStateException("signature is wrong");
      }
      return ArrayOctets.of(message, HEAD, to);
    }
  }

  private Signature signature() throws GeneralSecurityException {
    return rsa
        ? Signature.getInstance("SHA256withRSA")
        : Signature.getInstance("SHA256withECDSA", Curves.PROVIDER);
  }

  private Cipher cipher(int mode, byte[] cek, byte[] nonce) throws GeneralSecurityException {
    if (material.authenticated()) {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(cek, "AES"), new GCMParameterSpec(128, nonce, 0, 12));
      return cipher;
    }
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, new SecretKeySpec(cek, "AES"), new IvParameterSpec(nonce));
    return cipher;
  }

  /** How many octets of text the Base64 of that many octets takes. */
  private static int lines(int octets) {
    int rest = octets % 57;
    return octets / 57 * LINE + (rest == 0 ? 0 : (rest + 2) / 3 * 4 + 2);
  }

  private int encode(byte[] in, byte[] out, int from) {
    byte[] packed = text.get();
    int n = Base64.getEncoder().encode(in, packed);
    int to = from;
    for (int at = 0; at < n; at += 76) {
      int line = Math.min(76, n - at);
      System.arraycopy(packed, at, out, to, line);
      out[to + line] = '\r';
      out[to + line + 1] = '\n';
      to += line + 2;
    }
    return to - from;
  }

  /** Lines into an array by way of another that holds as many without their ends. */
  private static int decode(byte[] in, int from, int length, byte[] packed, byte[] out) {
    int filled = 0;
    for (int at = from; at < from + length; at += LINE) {
      int line = Math.min(76, from + length - at - 2);
      System.arraycopy(in, at, packed, filled, line);
      filled += line;
    }
    byte[] whole = filled == packed.length ? packed : Arrays.copyOf(packed, filled);
    return Base64.getDecoder().decode(whole, out);
  }
}
