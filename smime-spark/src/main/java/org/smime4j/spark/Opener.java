package org.smime4j.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.output.ThresholdingOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyDirectory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limits;

/**
 * Opens messages, in any number of threads. It holds keys, and is not serializable.
 *
 * @param recipients to whom messages are encrypted again
 * @param longest what is written of a message, at most, in octets
 * @param unverified why content without an intact signature is written; null if it is not
 */
record Opener(
    MailReader reader,
    String written,
    List<X509Certificate> recipients,
    int longest,
    @Nullable String unverified) {

  private static final Logger LOG = LoggerFactory.getLogger(Opener.class);

  static final String NOTHING = "nothing";
  static final String PLAINTEXT = "plaintext";
  static final String REENCRYPTED = "reencrypted";

  private static final int LONGEST = 64 << 20;

  /** The name of the index in the directory of keys, where the library takes it for no key file. */
  private static final String INDEX = "/.smime4j-spark.index";

  /** Runs that one executor works for at a time, about. */
  private static final int MOST_MADE = 4;

  /** Those of this JVM: tasks come and go, and the index of the keys is read once. */
  private static final Map<Recipe, Opener> MADE = new HashMap<>();

  /**
   * What travels to the executors.
   *
   * @param settings the place of the settings file
   * @param at the time to judge at, the same for all messages of a run
   * @param run tells runs apart, since the settings and the keys may change between two
   */
  record Recipe(String settings, Instant at, UUID run) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Where the octets of a message come from. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * This JVM's opener of a recipe.
   *
   * @throws IOException if the settings, keys or anchors cannot be read: that fails the job, for no
   *     message can be blamed for it
   */
  static Opener of(Recipe recipe, Configuration hadoop) throws IOException {
    synchronized (MADE) {
      Opener made = MADE.get(recipe);
      if (made == null) {
        made = make(ArchiveSettings.read(recipe.settings(), hadoop), recipe.at());
        if (MADE.size() == MOST_MADE) {
          MADE.clear();
        }
        MADE.put(recipe, made);
      }
      return made;
    }
  }

  private static Opener make(ArchiveSettings settings, Instant at) throws IOException {
    String written = settings.choice("write", NOTHING, PLAINTEXT, REENCRYPTED);
    List<X509Certificate> recipients = certificates(settings.list("reencrypt-to"));
    if (recipients.isEmpty() == written.equals(REENCRYPTED)) {
      throw new IOException("reencrypt-to and write=reencrypted are given together");
    }
    List<X509Certificate> anchors = certificates(settings.list("trust"));
    TrustPolicy people =
        (anchors.isEmpty()
                ? TrustPolicy.withoutAnchors("the settings name none")
                : TrustPolicy.anchors(anchors))
            .revocation(Revocation.notChecked("an archive, without the lists of its time"))
            .at(at);
    // A copy of the index: what one executor learns is not written beside what another does.
    Path copy = Files.createTempFile("smime4j-", ".index");
    try {
      Files.write(copy, Files.readAllBytes(index(settings)));
      // Spark keeps all processors busy with messages.
      Decryptor decryptor =
          Decryptor.with(directory(settings, copy).keys()).tryingOtherKeys().withTrialThreads(1);
      return new Opener(
          reader(
              decryptor.under(settings.policy()),
              Verifier.trusting(people).under(settings.policy())),
          written,
          recipients,
          settings.number("write-limit", LONGEST),
          settings.text("unverified") == null ? null : settings.given("unverified"));
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Reads as {@code smime archive} does. */
  static MailReader reader(Decryptor decryptor, Verifier verifier) {
    return MailReader.with(decryptor, verifier).decryptingErrant().restoring();
  }

  /**
   * Makes the index of the keys, or brings it up to date: once, by the driver, whose log names what
   * is left out.
   *
   * @return the key files that are left out, each with the reason
   * @throws IOException if there is no key
   */
  static Map<String, String> indexed(ArchiveSettings settings) throws IOException {
    KeyDirectory directory = directory(settings, index(settings));
    directory
        .skipped()
        .forEach((file, why) -> LOG.warn("keys: {}: {}", file, SparkArchive.withoutNames(why)));
    if (directory.keys().snapshot().size() == 0) {
      throw new IOException("no key can be used, and " + directory.skipped().size() + " not read");
    }
    return directory.skipped();
  }

  private static Path index(ArchiveSettings settings) throws IOException {
    return Path.of(settings.text("index", settings.given("keys") + INDEX));
  }

  private static KeyDirectory directory(ArchiveSettings settings, Path index) throws IOException {
    String file = settings.text("passwords");
    return KeyDirectory.open(
        Path.of(settings.given("keys")),
        index,
        file == null ? PasswordSource.of(new char[0]) : PasswordSource.ofLines(Path.of(file)),
        Limits.standard(),
        (done, total) -> {});
  }

  private static List<X509Certificate> certificates(List<String> places) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (String place : places) {
      certificates.addAll(CertificateFiles.readCertificates(Path.of(place)).certificates());
    }
    if (certificates.isEmpty() && !places.isEmpty()) {
      throw new IOException("no certificate is where the settings say");
    }
    return certificates;
  }

  /**
   * Opens one message, in bounded memory. Whatever is wrong with it or its source is in the row.
   */
  Row open(String name, Source source) {
    Map<String, Object> row = new HashMap<>();
    try (InputStream in = source.open()) {
      DigestInputStream octets = new DigestInputStream(in, DigestUtils.getSha256Digest());
      open(octets, row);
      // What failed early was not read to its end.
      row.put("sha256", hash(octets));
    } catch (IOException | RuntimeException e) {
      row.clear();
      ReportRow.failed(e, row);
    }
    row.put(Messages.NAME, name);
    return ReportRow.row(row);
  }

  private void open(InputStream octets, Map<String, Object> row) throws IOException {
    try (OpenedMail mail = reader.open(octets)) {
      ReportRow.describe(mail, row);
      if (mail.failure().isEmpty()) {
        boolean isProtected = mail.hasContent() && mail.layers().stream().anyMatch(Layer::isWhole);
        if (isProtected && mail.outcome() != Outcome.UNPROVEN) {
          try (InputStream in = mail.unverifiedContent("only its hash is reported").open()) {
            row.put(
                "contentSha256", hash(new DigestInputStream(in, DigestUtils.getSha256Digest())));
          }
        }
        if (written.equals(PLAINTEXT)
            ? isProtected
            : written.equals(REENCRYPTED) && isEncryptedAgain(mail)) {
          write(mail, row);
        }
      }
    } catch (SmimeException | RuntimeException | StackOverflowError e) {
      ReportRow.failed(e, row);
    }
  }

  /** Writes by the rules of {@code smime archive}; why it does not is in the row. */
  private void write(OpenedMail mail, Map<String, Object> row) {
    try {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      OutputStream out =
          new ThresholdingOutputStream(
              longest,
              full -> {
                throw new IOException("it is longer than write-limit");
              },
              each -> octets);
      if (written.equals(PLAINTEXT)) {
        Delivery delivery = mail.delivery();
        (unverified == null ? delivery : delivery.unverified(unverified))
            .filing()
            .plaintext()
            .writeTo(out);
      } else {
        Encryptor.unvalidated("the certificates were named by the settings")
            .to(recipients.toArray(new X509Certificate[0]))
            .under(AlgorithmPolicy.authenticated())
            .encryptAgain(mail, out);
      }
      row.put(written, octets.toByteArray());
    } catch (IOException | RuntimeException e) {
      row.put("error", "not written: " + ReportRow.sentence(e));
    }
  }

  /** Whether there is an envelope that opened, and none of the recipients had its key before. */
  private boolean isEncryptedAgain(OpenedMail mail) {
    return (mail.outcome() == Outcome.OPENED || mail.outcome() == Outcome.PARTLY_OPENED)
        && mail.layers().stream().anyMatch(layer -> layer.encryption().isPresent())
        && mail.layers().stream()
            .flatMap(layer -> layer.encryption().stream())
            .flatMap(layer -> layer.key().stream())
            .flatMap(key -> key.certificate().stream())
            .noneMatch(recipients::contains);
  }

  private static String hash(DigestInputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
    return Hex.encodeHexString(in.getMessageDigest().digest());
  }
}
