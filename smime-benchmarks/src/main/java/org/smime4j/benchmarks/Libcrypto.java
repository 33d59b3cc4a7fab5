package org.smime4j.benchmarks;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;

/** The functions of OpenSSL 3's libcrypto that the OPENSSL contestant calls. */
interface Libcrypto extends Library {

  int CMS_DETACHED = 0x40;
  int CMS_BINARY = 0x80;
  int CMS_NO_SIGNER_CERT_VERIFY = 0x20;
  int CMS_STREAM = 0x1000;
  int BIO_CTRL_INFO = 3;

  /** The library, or nothing where this machine has none. */
  static Optional<Libcrypto> load() {
    try {
      return Optional.of(Native.load("libcrypto.so.3", Libcrypto.class));
    } catch (UnsatisfiedLinkError none) {
      return Optional.empty();
    }
  }

  Pointer BIO_new_mem_buf(Pointer data, int length);

  Pointer BIO_s_mem();

  Pointer BIO_new(Pointer type);

  long BIO_ctrl(Pointer bio, int command, long number, PointerByReference pointer);

  int BIO_free(Pointer bio);

  Pointer d2i_X509(Pointer into, PointerByReference in, long length);

  Pointer d2i_AutoPrivateKey(Pointer into, PointerByReference in, long length);

  Pointer OPENSSL_sk_new_null();

  int OPENSSL_sk_push(Pointer stack, Pointer element);

  Pointer CMS_sign(Pointer signer, Pointer key, Pointer certificates, Pointer data, int flags);

  int SMIME_write_CMS(Pointer out, Pointer cms, Pointer data, int flags);

  Pointer SMIME_read_CMS(Pointer in, PointerByReference content);

  int CMS_verify(
      Pointer cms, Pointer certificates, Pointer store, Pointer data, Pointer out, int flags);

  Pointer CMS_encrypt(Pointer certificates, Pointer data, Pointer cipher, int flags);

  int CMS_decrypt(
      Pointer cms, Pointer key, Pointer certificate, Pointer data, Pointer out, int flags);

  void CMS_ContentInfo_free(Pointer cms);

  Pointer EVP_aes_256_gcm();

  Pointer EVP_aes_256_cbc();

  long ERR_get_error();

  void ERR_error_string_n(long error, byte[] text, long length);

  String OpenSSL_version(int what);
}
