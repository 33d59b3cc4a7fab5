package org.smime4j.benchmarks.contestants;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of OpenSSL 3's libcrypto that the OPENSSL contestant calls, mapped directly: a call
 * costs well under a microsecond, so that small messages are not charged for the bridge.
 */
final class Libcrypto {

  static final int CMS_DETACHED = 0x40;
  static final int CMS_BINARY = 0x80;
  static final int CMS_NO_SIGNER_CERT_VERIFY = 0x20;
  static final int CMS_STREAM = 0x1000;
  static final int BIO_CTRL_INFO = 3;

  private static final boolean PRESENT = register();

  private Libcrypto() {}

  private static boolean register() {
    try {
      Native.register(Libcrypto.class, "libcrypto.so.3");
      return true;
    } catch (UnsatisfiedLinkError none) {
      return false;
    }
  }

  /** Whether this machine has the library. */
  static boolean present() {
    return PRESENT;
  }

  static native Pointer BIO_new_mem_buf(Pointer data, int length);

  static native Pointer BIO_s_mem();

  static native Pointer BIO_new(Pointer type);

  static native long BIO_ctrl(Pointer bio, int command, long number, PointerByReference pointer);

  static native int BIO_free(Pointer bio);

  static native Pointer d2i_X509(Pointer into, PointerByReference in, long length);

  static native Pointer d2i_AutoPrivateKey(Pointer into, PointerByReference in, long length);

  static native Pointer OPENSSL_sk_new_null();

  static native int OPENSSL_sk_push(Pointer stack, Pointer element);

  static native Pointer CMS_sign(
      Pointer signer, Pointer key, Pointer certificates, Pointer data, int flags);

  static native int SMIME_write_CMS(Pointer out, Pointer cms, Pointer data, int flags);

  static native Pointer SMIME_read_CMS(Pointer in, PointerByReference content);

  static native int i2d_CMS_bio(Pointer out, Pointer cms);

  static native Pointer d2i_CMS_bio(Pointer in, Pointer into);

  static native int CMS_verify(
      Pointer cms, Pointer certificates, Pointer store, Pointer data, Pointer out, int flags);

  static native Pointer CMS_encrypt(Pointer certificates, Pointer data, Pointer cipher, int flags);

  static native int CMS_decrypt(
      Pointer cms, Pointer key, Pointer certificate, Pointer data, Pointer out, int flags);

  static native void CMS_ContentInfo_free(Pointer cms);

  static native Pointer EVP_aes_256_gcm();

  static native Pointer EVP_aes_256_cbc();

  static native long ERR_get_error();

  static native void ERR_error_string_n(long error, byte[] text, long length);

  static native String OpenSSL_version(int what);
}
