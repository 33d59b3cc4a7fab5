package org.smime4j.internal.decrypt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.settings.ContentCipher;

/**
 * Detects key agreement with a key wrap of another size than the content key (RFC 8551, section
 * 2.3).
 */
final class WrapSize {

  private static final Pattern AGREEMENT =
      Pattern.compile("(?:ecdh|x25519|x448)-.*-aes(128|192|256)-wrap");

  private WrapSize() {}

  /**
   * Returns true if the sizes differ. It checks only AES and ChaCha20, because no wrap has the key
   * size of RC2 or Triple-DES.
   *
   * @param keyManagement the label of the key management
   */
  static boolean isOfAnotherKey(String keyManagement, ContentCipher cipher) {
    Matcher matcher = AGREEMENT.matcher(keyManagement);
    return !CipherForm.isWeak(cipher)
        && matcher.matches()
        && Integer.parseInt(matcher.group(1)) != 8 * CipherForm.of(cipher).keyOctets();
  }
}
