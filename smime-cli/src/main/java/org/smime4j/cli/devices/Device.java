package org.smime4j.cli.devices;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** What is known of the devices that import PFX files, from the sources in the documentation. */
public final class Device {

  /** Those that open {@link PfxProtection#AES_256}, with the releases from which they do. */
  public static final String READING_AES =
      "iOS, iPadOS 18; macOS, by a profile 15; Android 14; Windows 10 (1709), Server 2019";

  /** The largest that Android's key store must take (source.android.com, Keystore features). */
  private static final int LARGEST_RSA_BITS = 4_096;

  private Device() {}

  /** Why a device may refuse to import or to use a key. */
  public static Optional<String> doubt(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength() <= LARGEST_RSA_BITS
          ? Optional.empty()
          : Optional.of("RSA of more than 4096 bits, which Android's key store need not take");
    }
    return Optional.of(
        key instanceof ECPublicKey
            ? "EC, with which Android's key store decrypts from Android 12 on"
            : key.getAlgorithm() + ", which no device is known to take");
  }
}
