package org.smime4j.benchmarks;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;

/** OpenSSL's CMS functions in this process: memory in, memory out, keys parsed once. */
final class OpensslEngine implements Engine {

  private final Libcrypto openssl;
  private final boolean authenticated;
  private final Pointer signer;
  private final Pointer signerKey;
  private final Pointer recipient;
  private final Pointer recipientKey;
  private final Pointer signerStack;
  private final Pointer recipientStack;

  OpensslEngine(Material material) {
    this.openssl =
        Libcrypto.load()
            .orElseThrow(() -> new IllegalStateException("libcrypto.so.3 is not installed"));
    this.authenticated = material.authenticated();
    try {
      signer = certificate(material.signer().getEncoded());
      recipient = certificate(material.recipient().getEncoded());
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
    signerKey = key(material.signerKey().getEncoded());
    recipientKey = key(material.recipientKey().getEncoded());
    signerStack = stack(signer);
    recipientStack = stack(recipient);
  }

  @Override
  public byte[] sign(byte[] entity) {
    int flags = Libcrypto.CMS_DETACHED | Libcrypto.CMS_BINARY | Libcrypto.CMS_STREAM;
    try (Input in = new Input(entity);
        Output out = new Output()) {
      Pointer cms = done(openssl.CMS_sign(signer, signerKey, null, in.bio, flags));
      try {
        done(openssl.SMIME_write_CMS(out.bio, cms, in.bio, flags));
      } finally {
        openssl.CMS_ContentInfo_free(cms);
      }
      return out.bytes();
    }
  }

  @Override
  public byte[] verify(byte[] message) {
    PointerByReference content = new PointerByReference();
    try (Input in = new Input(message);
        Output out = new Output()) {
      Pointer cms = done(openssl.SMIME_read_CMS(in.bio, content));
      try {
        done(
            openssl.CMS_verify(
                cms,
                signerStack,
                null,
                content.getValue(),
                out.bio,
                Libcrypto.CMS_NO_SIGNER_CERT_VERIFY));
      } finally {
        openssl.CMS_ContentInfo_free(cms);
        if (content.getValue() != null) {
          openssl.BIO_free(content.getValue());
        }
      }
      return out.bytes();
    }
  }

  @Override
  public byte[] encrypt(byte[] entity) {
    int flags = Libcrypto.CMS_BINARY | Libcrypto.CMS_STREAM;
    try (Input in = new Input(entity);
        Output out = new Output()) {
      Pointer cipher = authenticated ? openssl.EVP_aes_256_gcm() : openssl.EVP_aes_256_cbc();
      Pointer cms = done(openssl.CMS_encrypt(recipientStack, in.bio, cipher, flags));
      try {
        done(openssl.SMIME_write_CMS(out.bio, cms, in.bio, flags));
      } finally {
        openssl.CMS_ContentInfo_free(cms);
      }
      return out.bytes();
    }
  }

  @Override
  public byte[] decrypt(byte[] message) {
    try (Input in = new Input(message);
        Output out = new Output()) {
      Pointer cms = done(openssl.SMIME_read_CMS(in.bio, new PointerByReference()));
      try {
        done(
            openssl.CMS_decrypt(cms, recipientKey, recipient, null, out.bio, Libcrypto.CMS_BINARY));
      } finally {
        openssl.CMS_ContentInfo_free(cms);
      }
      return out.bytes();
    }
  }

  private Pointer certificate(byte[] der) {
    return done(openssl.d2i_X509(null, reference(der), der.length));
  }

  private Pointer key(byte[] der) {
    return done(openssl.d2i_AutoPrivateKey(null, reference(der), der.length));
  }

  private Pointer stack(Pointer element) {
    Pointer stack = done(openssl.OPENSSL_sk_new_null());
    done(openssl.OPENSSL_sk_push(stack, element));
    return stack;
  }

  private static PointerByReference reference(byte[] bytes) {
    Memory memory = new Memory(bytes.length);
    memory.write(0, bytes, 0, bytes.length);
    return new PointerByReference(memory);
  }

  private Pointer done(Pointer result) {
    if (result == null) {
      throw failure();
    }
    return result;
  }

  private void done(int result) {
    if (result <= 0) {
      throw failure();
    }
  }

  private IllegalStateException failure() {
    byte[] text = new byte[256];
    openssl.ERR_error_string_n(openssl.ERR_get_error(), text, text.length);
    return new IllegalStateException(Native.toString(text, StandardCharsets.US_ASCII.name()));
  }

  private final class Input implements AutoCloseable {
    private final Memory memory;
    private final Pointer bio;

    Input(byte[] bytes) {
      memory = new Memory(bytes.length);
      memory.write(0, bytes, 0, bytes.length);
      bio = done(openssl.BIO_new_mem_buf(memory, bytes.length));
    }

    @Override
    public void close() {
      openssl.BIO_free(bio);
      memory.close();
    }
  }

  private final class Output implements AutoCloseable {
    private final Pointer bio = done(openssl.BIO_new(openssl.BIO_s_mem()));

    byte[] bytes() {
      PointerByReference data = new PointerByReference();
      long length = openssl.BIO_ctrl(bio, Libcrypto.BIO_CTRL_INFO, 0, data);
      return data.getValue().getByteArray(0, (int) length);
    }

    @Override
    public void close() {
      openssl.BIO_free(bio);
    }
  }
}
