package org.smime4j.internal.decrypt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.ContentCipher;
import org.smime4j.internal.crypto.CipherForm;

/** Whether key agreement wrapped a key in one of another size (RFC 8551, section 2.3). */
final class WrapSize {

  private static final Pattern AGREEMENT =
      Pattern.compile("(?:ecdh|x25519|x448)-.*-aes(128|192|256)-wrap");

  private WrapSize() {}

  /**
   * Asked for AES and ChaCha20 alone: no wrap is as long as the key of RC2 or of Triple-DES.
   *
   * @param keyManagement the label of how the key came
   */
  static boolean isOfAnotherKey(String keyManagement, ContentCipher cipher) {
    Matcher matcher = AGREEMENT.matcher(keyManagement);
    return !CipherForm.isWeak(cipher)
        && matcher.matches()
        && Integer.parseInt(matcher.group(1)) != 8 * CipherForm.of(cipher).keyOctets();
  }
}
