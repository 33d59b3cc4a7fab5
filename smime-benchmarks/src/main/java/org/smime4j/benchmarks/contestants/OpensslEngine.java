package org.smime4j.benchmarks.contestants;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import org.smime4j.internal.bytes.ArrayOctets;

/** OpenSSL's CMS functions in this process: memory in, memory out, keys parsed once. */
final class OpensslEngine implements Engine {

  private final boolean text;
  private final boolean authenticated;
  private final Pointer signer;
  private final Pointer signerKey;
  private final Pointer recipient;
  private final Pointer recipientKey;
  private final Pointer recipientStack;

  OpensslEngine(Material material) {
    if (!Libcrypto.present()) {
      throw new IllegalStateException("libcrypto.so.3 is not installed");
    }
    this.text = material.form() == Material.Form.TEXT;
    this.authenticated = material.authenticated();
    try {
      signer = certificate(material.signer().getEncoded());
      recipient = certificate(material.recipient().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
    signerKey = key(material.signerKey().getEncoded());
    recipientKey = key(material.recipientKey().getEncoded());
    recipientStack = done(Libcrypto.OPENSSL_sk_new_null());
    done(Libcrypto.OPENSSL_sk_push(recipientStack, recipient));
  }

  @Override
  public ArrayOctets sign(byte[] entity) {
    int flags =
        text
            ? Libcrypto.CMS_DETACHED | Libcrypto.CMS_BINARY | Libcrypto.CMS_STREAM
            : Libcrypto.CMS_BINARY;
    try (Input in = new Input(entity)) {
      return written(done(Libcrypto.CMS_sign(signer, signerKey, null, in.bio, flags)), in, flags);
    }
  }

  @Override
  public ArrayOctets verify(byte[] message) {
    PointerByReference content = new PointerByReference();
    try (Input in = new Input(message);
        Output out = new Output()) {
      Pointer cms = read(in, content);
      try {
        done(
            Libcrypto.CMS_verify(
                cms,
                null,
                null,
                content.getValue(),
                out.bio,
                Libcrypto.CMS_BINARY | Libcrypto.CMS_NO_SIGNER_CERT_VERIFY));
      } finally {
        Libcrypto.CMS_ContentInfo_free(cms);
        if (content.getValue() != null) {
          Libcrypto.BIO_free(content.getValue());
        }
      }
      return out.octets();
    }
  }

  @Override
  public ArrayOctets encrypt(byte[] entity) {
    int flags = text ? Libcrypto.CMS_BINARY | Libcrypto.CMS_STREAM : Libcrypto.CMS_BINARY;
    Pointer cipher = authenticated ? Libcrypto.EVP_aes_256_gcm() : Libcrypto.EVP_aes_256_cbc();
    try (Input in = new Input(entity)) {
      return written(done(Libcrypto.CMS_encrypt(recipientStack, in.bio, cipher, flags)), in, flags);
    }
  }

  @Override
  public ArrayOctets decrypt(byte[] message) {
    try (Input in = new Input(message);
        Output out = new Output()) {
      Pointer cms = read(in, new PointerByReference());
      try {
        done(
            Libcrypto.CMS_decrypt(
                cms, recipientKey, recipient, null, out.bio, Libcrypto.CMS_BINARY));
      } finally {
        Libcrypto.CMS_ContentInfo_free(cms);
      }
      return out.octets();
    }
  }

  private ArrayOctets written(Pointer cms, Input in, int flags) {
    try (Output out = new Output()) {
      done(
          text
              ? Libcrypto.SMIME_write_CMS(out.bio, cms, in.bio, flags)
              : Libcrypto.i2d_CMS_bio(out.bio, cms));
      return out.octets();
    } finally {
      Libcrypto.CMS_ContentInfo_free(cms);
    }
  }

  private Pointer read(Input in, PointerByReference content) {
    return done(
        text ? Libcrypto.SMIME_read_CMS(in.bio, content) : Libcrypto.d2i_CMS_bio(in.bio, null));
  }

  private static Pointer certificate(byte[] der) {
    return done(Libcrypto.d2i_X509(null, reference(der), der.length));
  }

  private static Pointer key(byte[] der) {
    return done(Libcrypto.d2i_AutoPrivateKey(null, reference(der), der.length));
  }

  private static PointerByReference reference(byte[] bytes) {
    Memory memory = new Memory(bytes.length);
    memory.write(0, bytes, 0, bytes.length);
    return new PointerByReference(memory);
  }

  private static Pointer done(Pointer result) {
    if (result == null) {
      throw failure();
    }
    return result;
  }

  private static void done(int result) {
    if (result <= 0) {
      throw failure();
    }
  }

  private static IllegalStateException failure() {
    byte[] message = new byte[256];
    Libcrypto.ERR_error_string_n(Libcrypto.ERR_get_error(), message, message.length);
    return new IllegalStateException(Native.toString(message, StandardCharsets.US_ASCII.name()));
  }

  private static final class Input implements AutoCloseable {
    private final Memory memory;
    private final Pointer bio;

    Input(byte[] bytes) {
      memory = new Memory(bytes.length);
      memory.write(0, bytes, 0, bytes.length);
      bio = done(Libcrypto.BIO_new_mem_buf(memory, bytes.length));
    }

    @Override
    public void close() {
      Libcrypto.BIO_free(bio);
      memory.close();
    }
  }

  private static final class Output implements AutoCloseable {
    private final Pointer bio = done(Libcrypto.BIO_new(Libcrypto.BIO_s_mem()));

    ArrayOctets octets() {
      PointerByReference data = new PointerByReference();
      long length = Libcrypto.BIO_ctrl(bio, Libcrypto.BIO_CTRL_INFO, 0, data);
      return ArrayOctets.of(data.getValue().getByteArray(0, (int) length));
    }

    @Override
    public void close() {
      Libcrypto.BIO_free(bio);
    }
  }
}
