package org.smime4j.benchmarks.contestants;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.smime4j.ArrayOctets;
import org.smime4j.Octets;

/**
 * The line that cannot be beaten in Java: the same digests, ciphers and private-key operations over
 * as many octets, Base64 with line breaks and the result array included, and no format around them.
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

  private final Material material;
  private final boolean rsa;
  private final PublicKey signerPublic;
  private final PublicKey recipientPublic;
  private final byte[] signerEncoded;
  private final SecureRandom random = new SecureRandom();
  private final int piece;
  private final ThreadLocal<byte[]> text;

  JdkFloorEngine(Material material) {
    this(material, 7_296);
  }

  /**
   * With pieces of about this many octets at each call of a cipher, a digest or Base64. Large ones
   * are what a fresh JVM suffers from.
   */
  JdkFloorEngine(Material material, int octets) {
    if (material.form() != Material.Form.TEXT) {
      throw new IllegalArgumentException("the floor is measured for S/MIME text only");
    }
    this.piece = octets / UNIT * UNIT;
    this.text = ThreadLocal.withInitial(() -> new byte[piece / 57 * 76]);
    this.material = material;
    this.rsa = material.signerKey().getAlgorithm().equals("RSA");
    this.signerPublic = material.signer().getPublicKey();
    this.recipientPublic = material.recipient().getPublicKey();
    try {
      this.signerEncoded = material.signer().getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
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
    Signature signature = signature();
    signature.initSign(material.signerKey());
    signature.update(digest.digest());
    byte[] value = signature.sign();
    byte[] cms = new byte[CMS];
    cms[0] = (byte) (value.length >> 8);
    cms[1] = (byte) value.length;
    System.arraycopy(value, 0, cms, 2, value.length);
    cms[SIGNATURE] = (byte) (signerEncoded.length >> 8);
    cms[SIGNATURE + 1] = (byte) signerEncoded.length;
    System.arraycopy(signerEncoded, 0, cms, SIGNATURE + 2, signerEncoded.length);
    encode(cms, message, HEAD + entity.length);
    return Octets.of(message);
  }

  @Override
  public ArrayOctets verify(byte[] message) throws Exception {
    int length = message.length - HEAD - lines(CMS);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] entity = new byte[length];
    for (int at = 0; at < length; at += piece) {
      int n = Math.min(piece, length - at);
      digest.update(message, HEAD + at, n);
      System.arraycopy(message, HEAD + at, entity, at, n);
    }
    byte[] cms = new byte[CMS];
    decode(message, HEAD + length, lines(CMS), new byte[lines(CMS)], cms);
    Signature signature = signature();
    signature.initVerify(signer(cms));
    signature.update(digest.digest());
    int n = (cms[0] & 0xFF) << 8 | cms[1] & 0xFF;
    if (!signature.verify(cms, 2, n)) {
      throw new IllegalStateException("signature is wrong");
    }
    return Octets.of(entity);
  }

  /** The key that the message's certificate holds: the known signer's, or one that is read. */
  private PublicKey signer(byte[] cms) throws Exception {
    int from = SIGNATURE + 2;
    int to = from + ((cms[SIGNATURE] & 0xFF) << 8 | cms[SIGNATURE + 1] & 0xFF);
    if (Arrays.equals(cms, from, to, signerEncoded, 0, signerEncoded.length)) {
      return signerPublic;
    }
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(cms, from, to - from))
        .getPublicKey();
  }

  @Override
  public ArrayOctets encrypt(byte[] entity) throws Exception {
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
      java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance("EC");
      generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
      java.security.KeyPair pair = generator.generateKeyPair();
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(pair.getPrivate());
      agreement.doPhase(recipientPublic, true);
      System.arraycopy(agreement.generateSecret(), 0, wrapped, 0, 32);
      byte[] point = pair.getPublic().getEncoded();
      System.arraycopy(point, 0, wrapped, 64, point.length);
      System.arraycopy(cek, 0, wrapped, 32, 32);
    }
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, cek, nonce);
    int padding = material.authenticated() ? 0 : 16 - entity.length % 16;
    byte[] message = new byte[BODY + lines(entity.length + padding)];
    byte[] block = new byte[piece];
    int out = BODY;
    int at = 0;
    for (; entity.length - at >= piece; at += piece) {
      cipher.update(entity, at, piece, block, 0);
      out += encode(block, message, out);
    }
    byte[] rest = cipher.doFinal(entity, at, entity.length - at);
    byte[] front = new byte[FRONT];
    System.arraycopy(wrapped, 0, front, 0, wrapped.length);
    System.arraycopy(nonce, 0, front, NONCE, 16);
    if (material.authenticated()) {
      System.arraycopy(rest, rest.length - 16, front, TAG, 16);
      rest = Arrays.copyOf(rest, rest.length - 16);
    }
    encode(rest, message, out);
    encode(front, message, HEAD);
    return Octets.of(message);
  }

  @Override
  public ArrayOctets decrypt(byte[] message) throws Exception {
    byte[] packed = new byte[piece / 57 * 76];
    byte[] block = new byte[piece];
    decode(message, HEAD, BODY - HEAD, packed, block);
    byte[] front = Arrays.copyOf(block, FRONT);
    byte[] cek;
    if (rsa) {
      Cipher transport = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      transport.init(Cipher.DECRYPT_MODE, material.recipientKey());
      cek = transport.doFinal(front, 0, 256);
    } else {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(material.recipientKey());
      byte[] point = Arrays.copyOfRange(front, 64, 64 + 91);
      agreement.doPhase(
          java.security.KeyFactory.getInstance("EC")
              .generatePublic(new java.security.spec.X509EncodedKeySpec(point)),
          true);
      agreement.generateSecret();
      cek = Arrays.copyOfRange(front, 32, 64);
    }
    byte[] nonce = Arrays.copyOfRange(front, NONCE, NONCE + 16);
    byte[] entity = new byte[(message.length - BODY) / LINE * 57 + 57];
    int text = piece / 57 * LINE;
    int out = 0;
    if (!material.authenticated()) {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, cek, nonce);
      for (int at = BODY; at < message.length; at += text) {
        int n = decode(message, at, Math.min(text, message.length - at), packed, block);
        out += cipher.update(block, 0, n, entity, out);
      }
      out += cipher.doFinal(entity, out);
      return Octets.of(entity, 0, out);
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
    }
    int n = tag.doFinal(sink, 0);
    if (!MessageDigest.isEqual(
        Arrays.copyOfRange(sink, n - 16, n), Arrays.copyOfRange(front, TAG, TAG + 16))) {
      throw new IllegalStateException("tag is wrong");
    }
    return Octets.of(entity, 0, out);
  }

  private Signature signature() throws Exception {
    return Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
  }

  private Cipher cipher(int mode, byte[] cek, byte[] nonce) throws Exception {
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
