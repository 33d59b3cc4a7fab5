package sparkarchive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.findings.Outcome;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * Opens messages with a history, in any number of threads. Not serializable, since it holds keys.
 */
final class Opener {

  /** One for each recipe in this JVM: tasks come and go, and the keys are read once. */
  private static final Map<Recipe, Opener> MADE = new ConcurrentHashMap<>();

  private final Decryptor decryptor;
  private final Verifier verifier;

  Opener(Decryptor decryptor, Verifier verifier) {
    this.decryptor = decryptor;
    this.verifier = verifier;
  }

  /**
   * This JVM's opener of a recipe.
   *
   * @throws IOException if keys or anchors cannot be read: that fails the job, for no message can
   *     be blamed for it
   */
  static Opener of(Recipe recipe) throws IOException {
    try {
      return MADE.computeIfAbsent(
          recipe,
          wanted -> {
            try {
              return wanted.make();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Where the octets of a message come from. */
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * Opens one message, in bounded memory. Whatever is wrong with it or its source is in the
   * outcome.
   */
  MessageOutcome open(String file, Source source) {
    try (InputStream in = source.open()) {
      MessageDigest digest = sha256();
      DigestInputStream original = new DigestInputStream(in, digest);
      MessageOutcome outcome = outcome(file, original);
      // What failed early was not read to its end.
      original.transferTo(OutputStream.nullOutputStream());
      return outcome.ofOriginal(HexFormat.of().formatHex(digest.digest()));
    } catch (IOException | RuntimeException e) {
      return MessageOutcome.failed(file, e);
    }
  }

  private MessageOutcome outcome(String file, InputStream original) {
    try (OpenedMail mail = MailReader.with(decryptor, verifier).open(original)) {
      return MessageOutcome.of(file, mail, hasContent(mail) ? contentHash(mail) : null);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return MessageOutcome.failed(file, e);
    }
  }

  /** Whether something is inside layers over the whole message, by a key that is proven. */
  private static boolean hasContent(OpenedMail mail) {
    return mail.failure().isEmpty()
        && mail.outcome() != Outcome.UNPROVEN
        && mail.hasContent()
        && mail.layers().stream().anyMatch(Layer::isWhole);
  }

  private static String contentHash(OpenedMail mail) throws IOException {
    ByteSource content = mail.unverifiedContent("its hash is reported, and nothing of it");
    MessageDigest digest = sha256();
    try (DigestInputStream in = new DigestInputStream(content.open(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
