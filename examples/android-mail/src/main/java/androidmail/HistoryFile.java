package androidmail;

import android.content.Context;
import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import android.security.keystore.UserNotAuthenticatedException;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.smime4j.KeyHistory;
import org.smime4j.keys.PasswordSource;

/**
 * A key history in a file of the app: AES-256-GCM around PKCS #12, under a key that AndroidKeyStore
 * keeps. The file is not in the device's backup, because no other device has that key.
 */
final class HistoryFile {

  private static final String KEY_STORE = "AndroidKeyStore";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG = 16;

  /** The stored keys are lost on this device, until the user imports them again. */
  static final class KeysLost extends IOException {
    private static final long serialVersionUID = 1;

    KeysLost(Exception cause) {
      super("This device cannot open its keys any more: import them again", cause);
    }
  }

  /** Protects nothing: the file around it does. */
  private static final char[] INNER = "android-mail".toCharArray();

  private final Path file;
  private final String alias;
  private boolean isUnread;

  private HistoryFile(Path file, String alias) {
    this.file = file;
    this.alias = alias;
  }

  /** The file of the app, whether or not it is there yet. */
  static HistoryFile of(Context context) {
    return new HistoryFile(
        context.getNoBackupFilesDir().toPath().resolve("history"), "history of keys");
  }

  /**
   * Reads all keys; none if there is no file.
   *
   * @throws KeysLost if the AES key is gone, or somebody changed the file
   * @throws IOException if the user has to unlock the device first, or the file cannot be read
   */
  KeyHistory read() throws IOException {
    if (!Files.exists(file)) {
      return KeyHistory.of();
    }
    byte[] stored = Files.readAllBytes(file);
    SecretKey key;
    byte[] pfx;
    try {
      key = (SecretKey) keyStore().getKey(alias, null);
      if (key == null || stored.length < NONCE + TAG) {
        throw new GeneralSecurityException("the key is gone, or the file is cut off");
      }
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, stored, 0, NONCE));
      pfx = cipher.doFinal(stored, NONCE, stored.length - NONCE);
    } catch (UserNotAuthenticatedException e) {
      throw new IOException("The keys are locked: unlock the device, then try again", e);
    } catch (GeneralSecurityException e) {
      isUnread = true;
      throw new KeysLost(e);
    }
    return KeyHistory.read(pfx, file.toString(), PasswordSource.of(INNER));
  }

  /**
   * Writes all keys. The file of before stays until the new one is complete; one that could not be
   * read stays beside it, because another start of the app or of the device may read it.
   */
  void write(KeyHistory history) throws IOException {
    ByteArrayOutputStream pfx = new ByteArrayOutputStream();
    history.writePkcs12(pfx, INNER);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileOutputStream out = new FileOutputStream(next.toFile())) {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key());
      out.write(cipher.getIV());
      out.write(cipher.doFinal(pfx.toByteArray()));
      out.getFD().sync();
    } catch (GeneralSecurityException e) {
      throw new IOException("This device cannot encrypt the keys", e);
    }
    if (isUnread) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".unread"),
          StandardCopyOption.REPLACE_EXISTING);
      isUnread = false;
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private SecretKey key() throws GeneralSecurityException, IOException {
    SecretKey known = (SecretKey) keyStore().getKey(alias, null);
    if (known != null) {
      return known;
    }
    KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEY_STORE);
    generator.init(
        new KeyGenParameterSpec.Builder(
                alias, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
            .setKeySize(256)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .build());
    return generator.generateKey();
  }

  private static KeyStore keyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KEY_STORE);
    store.load(null);
    return store;
  }
}
