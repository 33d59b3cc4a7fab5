package org.smime4j.internal.provider;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.jcajce.util.BCJcaJceHelper;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Which releases of Bouncy Castle this library runs with: 1.84 and newer. */
public final class BouncyCastleRange {

  private BouncyCastleRange() {}

  /**
   * Looks for a constructor that came with 1.84. Without this an older release fails somewhere in
   * the middle of a message, by the name of a method.
   *
   * @throws LinkageError with a sentence, if it is not there
   */
  static void require() {
    Class<?>[] ofNumber = {int.class};
    if (Arrays.stream(ASN1Integer.class.getConstructors())
        .noneMatch(each -> Arrays.equals(each.getParameterTypes(), ofNumber))) {
      throw new LinkageError(
          "smime4j needs Bouncy Castle 1.84 or newer, and found an older one: give bcprov, bcutil"
              + " and bcpkix of one newer release");
    }
  }

  /** Has the provider that Bouncy Castle's own classes work with. */
  private static final class Own extends BCJcaJceHelper {
    Provider provider() {
      return provider;
    }
  }

  /**
   * The provider that Bouncy Castle's certificates make for themselves: a second one would take a
   * fresh JVM as long as a small message. If one is registered they work with that, and this is
   * another. It uses fields of bcutil that came with its own release.
   *
   * @throws LinkageError with a sentence, if bcutil is older than bcprov
   */
  @SuppressWarnings("ReferenceEquality") // equal are any two that list the same services
  static Provider provider() {
    try {
      Provider own = new Own().provider();
      return own == Security.getProvider(own.getName()) ? new BouncyCastleProvider() : own;
    } catch (LinkageError e) {
      throw new LinkageError(
          "Bouncy Castle's provider does not start, because bcutil is older than bcprov or missing:"
              + " give bcprov, bcutil and bcpkix of one release, 1.84 or newer",
          e);
    }
  }
}
