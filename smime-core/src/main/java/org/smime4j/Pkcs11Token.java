package org.smime4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.platform.NotOnAndroid;
import org.smime4j.keys.PasswordSource;

/**
 * A smart card, USB token or HSM with a PKCS#11 library, through the JDK's SunPKCS11. The private
 * keys stay in the token, which signs and decrypts. Each candidate key of a message costs one
 * operation of the token. The library cannot control how long an operation takes.
 *
 * <p>This class finds only keys that have a certificate in the token. If several certificates have
 * the same label, issuer and serial number, the Java runtime shows one of them. This class never
 * registers the provider, and uses it for these keys only. One login is valid for the whole
 * process. {@link #close} ends it, and the keys then no longer work.
 *
 * <pre>{@code
 * try (Pkcs11Token token = Pkcs11Token.open(Path.of("/usr/lib/softhsm/libsofthsm2.so"), 0, pin)) {
 *   MailReader.with(Decryptor.with(token.keys().and(history)), verifier).open(message);
 * }
 * }</pre>
 */
public sealed interface Pkcs11Token extends AutoCloseable permits Pkcs11TokenDoor {
  /**
   * Opens the token in a slot.
   *
   * @param library the absolute path of the token's PKCS#11 library
   * @param slotListIndex the index of the slot in the library, counted from 0
   * @param pin the source of the PIN. This method tries only its first candidate, because tokens
   *     lock themselves after a few wrong PINs
   * @throws ProviderUnavailable if the library cannot be loaded, or there is no token in the slot
   * @throws KeyFile if the token refuses the PIN ({@link KeyFile.Reason#WRONG_PASSWORD}), or its
   *     entries cannot be read
   */
  @NotOnAndroid("SunPKCS11 is missing there, which is said")
  static Pkcs11Token open(Path library, int slotListIndex, PasswordSource pin)
      throws SmimeException {
    String name = library.toAbsolutePath().toString();
    if (!Files.isReadable(library)) {
      throw unavailable(name, "there is no such library");
    }
    if (name.chars().anyMatch(Character::isISOControl) || name.indexOf('$') >= 0) {
      throw unavailable(name, "the name of the library holds characters that cannot be handed on");
    }
    Provider unconfigured = Security.getProvider("SunPKCS11");
    if (unconfigured == null) {
      throw unavailable(name, "this Java runtime lacks the module jdk.crypto.cryptoki");
    }
    try {
      Provider provider =
          unconfigured.configure(
              Pkcs11TokenDoor.CONFIGURATION.formatted(name, Integer.toString(slotListIndex)));
      return open(provider, name + " slot " + slotListIndex, pin);
    } catch (RuntimeException e) {
      throw unavailable(
          name, "it cannot be loaded, or has no initialised token in slot " + slotListIndex);
    }
  }

  /**
   * Opens the token of a PKCS#11 provider that the caller has configured. The provider may come
   * from any vendor.
   *
   * @see #open(Path, int, PasswordSource)
   */
  static Pkcs11Token open(Provider provider, PasswordSource pin) throws SmimeException {
    return open(provider, provider.getName(), pin);
  }

  private static Pkcs11Token open(Provider provider, String name, PasswordSource source)
      throws SmimeException {
    Iterator<char[]> candidates = source.candidates(name).iterator();
    char @Nullable [] pin = candidates.hasNext() ? candidates.next() : null;
    try {
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      return new Pkcs11TokenDoor(provider, KeyHistory.fromKeyStore(store, PasswordSource.of()));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unavailable(name, "there is no token, or it does not answer");
    } catch (KeyFile e) {
      throw e;
    } catch (IOException e) {
      throw refused(name, e);
    } finally {
      if (pin != null) {
        Arrays.fill(pin, '\0');
      }
    }
  }

  private static SmimeException refused(String name, IOException why) {
    boolean login = false;
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      login |= cause instanceof LoginException;
      if (String.valueOf(cause.getMessage()).contains("CKR_PIN_LOCKED")) {
        return new SmimeException.KeyFile(
            name,
            KeyFile.Reason.WRONG_PASSWORD,
            "the token has locked its PIN after too many wrong ones; it has to be unlocked with the"
                + " PUK or by its administrator");
      }
    }
    return login
        ? new SmimeException.KeyFile(
            name,
            KeyFile.Reason.WRONG_PASSWORD,
            "the token refuses the PIN; check it before the next try, for a token locks itself"
                + " after a few wrong ones")
        : unavailable(name, "there is no token, or it does not answer");
  }

  private static ProviderUnavailable unavailable(String name, String what) {
    return new ProviderUnavailable("PKCS#11", name + ": " + what);
  }

  /** Returns the keys and certificates in the token. */
  KeyHistory keys();

  /** Logs out. A later use of the keys fails as if the token were missing. */
  @Override
  void close();
}

record Pkcs11TokenDoor(Provider provider, KeyHistory keys) implements Pkcs11Token {

  /**
   * The shared secret of a key agreement must be extractable. It serves one message and is not a
   * key of the token.
   */
  static final String CONFIGURATION =
      """
      --name = smime4j
      library = %s
      slotListIndex = %s
      attributes(generate, CKO_SECRET_KEY, CKK_GENERIC_SECRET) = {
        CKA_SENSITIVE = false
        CKA_EXTRACTABLE = true
      }
      """;

  @Override
  public void close() {
    if (provider instanceof AuthProvider login) {
      try {
        login.logout();
      } catch (LoginException | RuntimeException gone) {
        // A removed token is already logged out.
      }
    }
  }

  @Override
  public String toString() {
    return "Token of " + Objects.requireNonNull(provider.getInfo()) + ", " + keys;
  }
}
