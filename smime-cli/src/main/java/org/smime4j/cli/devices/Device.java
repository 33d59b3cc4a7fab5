package org.smime4j.cli.devices;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The devices that import PFX files. All of them open {@link PfxProtection#LEGACY_3DES}. This table
 * follows the sources that it names; none of it was tried on a device.
 */
public enum Device {
  IOS("iOS, iPadOS", "18", "Apple's `p12import.c`, Security-61439.1.1"),
  MACOS_PROFILE("macOS, by a profile", "15", "Apple's `p12import.c`, Security-61439.1.1"),
  MACOS_KEYCHAIN("macOS, by hand into a keychain", null, "github.com/chris2511/xca/issues/474"),
  ANDROID("Android", "14", "stackoverflow.com/questions/71872900"),
  WINDOWS(
      "Windows",
      "10 (1709), Server 2019",
      "`PKCS12_PBES2_EXPORT_PARAMS` in Microsoft's description of `wincrypt.h`");

  /** The largest that Android's key store must take (source.android.com, Keystore features). */
  private static final int LARGEST_RSA_BITS = 4_096;

  private final String label;
  private final Optional<String> readsAesSince;
  private final String source;

  Device(String label, @Nullable String readsAesSince, String source) {
    this.label = label;
    this.readsAesSince = Optional.ofNullable(readsAesSince);
    this.source = source;
  }

  /** Its line in a table of Markdown. */
  public String row() {
    return "| "
        + label
        + " | yes | "
        + readsAesSince.map(r -> "from " + r).orElse("no")
        + " | "
        + source
        + " |";
  }

  /** Those that open {@link PfxProtection#AES_256}, with their releases. */
  public static String readingAes() {
    return Arrays.stream(values())
        .flatMap(each -> each.readsAesSince.map(since -> each.label + " " + since).stream())
        .collect(Collectors.joining("; "));
  }

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
