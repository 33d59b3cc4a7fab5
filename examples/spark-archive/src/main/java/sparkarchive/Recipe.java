package sparkarchive;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;

/**
 * The data from which an {@link Opener} is made. Spark sends only this to the executors. It has the
 * paths of the keys, and no key.
 *
 * @param keys a directory of key files, which every executor can read
 * @param passwords a file with their passwords, one a line
 * @param trust certificates of the anchors: a file or a directory
 * @param at the time to judge at, one for all messages, whenever and wherever each is opened
 */
public record Recipe(String keys, String passwords, String trust, Instant at)
    implements Serializable {

  private static final System.Logger LOG = System.getLogger(Recipe.class.getName());

  /** Reads the keys and anchors. Another source of keys, such as a database, would stand here. */
  Opener make() throws IOException {
    KeyHistory history = KeyHistory.read(PasswordSource.ofLines(Path.of(passwords)), Path.of(keys));
    if (history.size() == 0) {
      throw new IOException(keys + ": no key could be read: " + history.skipped());
    }
    history.skipped().forEach((file, why) -> LOG.log(WARNING, "{0}: {1}", file, why));
    CertificateFiles anchors = CertificateFiles.readCertificates(Path.of(trust));
    anchors.skipped().forEach(each -> LOG.log(WARNING, "{0}: {1}", trust, each));
    TrustPolicy people =
        TrustPolicy.anchors(anchors.certificates())
            .revocation(Revocation.notChecked("an archive, without the lists of its time"))
            .at(at);
    // Spark keeps all processors busy with messages. The policy also reads algorithms of old mail.
    return new Opener(
        Decryptor.with(history).withTrialThreads(1).under(AlgorithmPolicy.archive()),
        Verifier.trusting(people).under(AlgorithmPolicy.archive()));
  }
}
