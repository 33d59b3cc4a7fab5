package androidmail;

import android.content.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;

/** A mail account of the app: the keys of its user, and whom the user trusts. */
final class Account {

  /** Octets of the largest PFX file that is imported. */
  private static final int LARGEST = 16 << 20;

  private final HistoryFile file;
  private final TrustPolicy trust;
  private final MailReader reader;
  private volatile KeyHistory history;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * Opens the account. Not for the main thread.
   *
   * @param device keys that the device keeps itself, such as each {@link KeyChainKey}
   * @throws IOException if the user has to unlock the device first
   */
  Account(Context context, TrustPolicy trust, KeySource device) throws IOException {
    this.file = HistoryFile.of(context);
    this.trust = trust;
    try {
      this.history = file.read();
    } catch (HistoryFile.KeysLost e) {
      this.history = KeyHistory.of();
      this.problem = Optional.of(e.getMessage());
    }
    KeySource keys = KeyHistory.chain(KeyHistory.changing(() -> history), device);
    this.reader = MailReader.with(Decryptor.with(keys), Verifier.trusting(trust));
  }

  /**
   * Imports every key of a file, and returns them. Tell the user what {@code skipped()} lists.
   *
   * @param in what the {@code ContentResolver} opens, which stays open
   */
  synchronized KeyHistory importKeys(InputStream in, char[] password) throws IOException {
    KeyHistory imported = KeyHistory.read(octets(in), "PFX", PasswordSource.of(password));
    KeyHistory all = history.and(imported);
    file.write(all);
    history = all;
    problem = Optional.empty();
    return imported;
  }

  /** What to tell the user about the keys; empty if all is well. */
  Optional<String> problem() {
    return problem;
  }

  private static byte[] octets(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n; (n = in.read(buffer)) >= 0; ) {
      all.write(buffer, 0, n);
      if (all.size() > LARGEST) {
        throw new IOException("The file is larger than any file of keys");
      }
    }
    return all.toByteArray();
  }

  /** All keys that were imported. */
  KeyHistory history() {
    return history;
  }

  /** Opens a message through all its layers, and verifies who signed it. */
  OpenedMail open(ByteSource message) throws IOException {
    return reader.open(message);
  }

  /** Signs a message, and encrypts it to its readers and to the user, who may have no other key. */
  SealedMail seal(byte[] message, Credential signer, Collection<X509Certificate> readers)
      throws IOException {
    Encryptor encryptor = Encryptor.trusting(trust).to(readers.toArray(new X509Certificate[0]));
    return Outgoing.of(message)
        .signedBy(Signer.with(signer))
        .encryptedBy(
            history.newest(Purpose.ENCRYPTION).isEmpty()
                ? encryptor.andMyself(signer)
                : encryptor.andMyself(history))
        .seal();
  }
}
