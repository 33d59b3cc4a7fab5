package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.findings.Finding;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Purpose;
import org.smime4j.settings.Unreachable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** For whom to encrypt, and how, as options. */
final class RecipientOptions {

  @Option(
      names = "--to",
      required = true,
      paramLabel = "CERTFILE|ADDRESS",
      description =
          "A file with a recipient's certificate, or an address whose certificate is in "
              + "--certificates, --book or --directory.")
  private List<String> recipients = new ArrayList<>();

  @Mixin private CertificateOptions sources = new CertificateOptions();

  @Option(
      names = "--myself",
      paramLabel = "KEYFILE",
      description =
          "Also encrypt to the certificate in this key file. Otherwise you cannot read the "
              + "message.")
  private List<Path> myself = new ArrayList<>();

  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--unvalidated",
      paramLabel = "REASON",
      description =
          "Accept recipients' certificates without checking them, instead of --trust. The "
              + "reason is for your records.")
  private @Nullable String unvalidated;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      converter = WritingPolicy.class,
      completionCandidates = WritingPolicy.class,
      description =
          "standard: AES-GCM if all recipients are known to open it, otherwise AES-256-CBC."
              + " authenticated: RSA-OAEP and AES-256-GCM. If a recipient is known not to open"
              + " AES-256-GCM, this policy uses another cipher, at worst AES-256-CBC. post-quantum:"
              + " like 'authenticated', but with 256-bit content keys only. The command notes each"
              + " recipient's key that does not resist quantum computers. outlook: AES-256-CBC and"
              + " RSA PKCS #1 v1.5. Default: standard.")
  private AlgorithmPolicy policy = AlgorithmPolicy.standard();

  @Option(
      names = "--cipher",
      paramLabel = "CIPHER",
      converter = Cipher.class,
      completionCandidates = Cipher.class,
      description = "The cipher of the content, such as aes128-gcm. Default: that of the policy.")
  private @Nullable ContentCipher cipher;

  /** The policies. */
  static final class WritingPolicy extends Choice<AlgorithmPolicy> {
    WritingPolicy() {
      super(
          "unknown policy %s; use standard, authenticated, outlook or post-quantum",
          List.of("standard", "authenticated", "outlook", "post-quantum"),
          List.of(
              AlgorithmPolicy.standard(),
              AlgorithmPolicy.authenticated(),
              AlgorithmPolicy.outlook(),
              AlgorithmPolicy.postQuantum()));
    }
  }

  /** The ciphers. */
  static final class Cipher extends Choice<ContentCipher> {
    Cipher() {
      super(
          "new mail is not encrypted with %s but with one of %s",
          ContentCipher::label,
          Arrays.stream(ContentCipher.values())
              .filter(ContentCipher::isWritable)
              .toArray(ContentCipher[]::new));
    }
  }

  @Option(
      names = "--send-in-clear",
      paramLabel = "REASON",
      description =
          "With --filter: if no certificate of the address is accepted, write the message without "
              + "encryption. If a directory fails or a revocation status is unknown, the message "
              + "still waits. The reason is for your records.")
  private @Nullable String sendInClear;

  /**
   * Who can read a message.
   *
   * @param plan for the address that a mail server names; empty if no server does
   * @param others what happens to an address for which the plan has no certificate
   */
  record Addressed(Encryptor encryptor, List<CertificateChoice> plan, Unreachable others) {

    /** Writes the message, which no one else can read unless the caller sends it in clear. */
    List<Finding> write(Outgoing message, OutputStream out) throws IOException {
      if (plan.isEmpty()) {
        return message.writeTo(out).notes();
      }
      Deliveries deliveries = message.sealEach(plan, others);
      for (CertificateChoice unsent : deliveries.unsent()) {
        unsent.orElseThrow();
      }
      SealedMail mail =
          Stream.concat(deliveries.encrypted().stream(), deliveries.inClear().stream())
              .findFirst()
              .orElseThrow()
              .message();
      mail.writeTo(out);
      return mail.report().notes();
    }
  }

  /**
   * @param filters whether a mail server names the address, which the sender chose
   */
  Addressed addressed(Streams streams, PasswordSource passwords, boolean filters)
      throws IOException {
    if (trust.hasAnchors() == (unvalidated != null)) {
      throw new UsageException(
          unvalidated == null
              ? "give --trust FILE|DIR, to check recipients' certificates, or --unvalidated"
                  + " REASON, to accept them without a check"
              : "--unvalidated takes certificates unseen, and --trust has them judged: give one of"
                  + " the two");
    }
    Arguments.reason("--send-in-clear", sendInClear);
    if (sendInClear != null && !filters) {
      throw new UsageException("--send-in-clear: this is for --filter only");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    if (filters && recipients.size() > 1) {
      throw new UsageException(
          "--filter takes one --to, since a message names all its recipients, blind copies too; for"
              + " Postfix set NAME_destination_recipient_limit = 1");
    }
    for (String each : recipients) {
      Path file = Arguments.fileOrNull(each);
      if (filters ? each.indexOf('@') >= 0 : isAddress(each, file)) {
        addresses.add(each);
      } else if (file == null) {
        throw new UsageException("--to: this is neither the name of a file nor an address");
      } else {
        certificates.add(recipient(streams, "--to", file));
      }
    }
    if (!addresses.isEmpty() && !sources.areGiven()) {
      throw new UsageException(
          "--to "
              + addresses.get(0)
              + (filters ? ": with --filter this is an address" : ": there is no such file")
              + "; for an address give --certificates, --book or --directory");
    }
    Arguments.reason("--unvalidated", unvalidated);
    Encryptor encryptor =
        unvalidated == null
            ? Encryptor.trusting(trust.policy(streams))
            : Encryptor.unvalidated(unvalidated);
    if (!addresses.isEmpty() && !filters) {
      encryptor =
          encryptor.toAddresses(
              sources.source(streams),
              addresses.get(0),
              addresses.subList(1, addresses.size()).toArray(String[]::new));
    }
    if (!certificates.isEmpty()) {
      encryptor = encryptor.to(certificates.toArray(new X509Certificate[0]));
    }
    encryptor = encryptor.under(cipher == null ? policy : policy.writing(cipher));
    for (Path file : myself) {
      Arguments.existing("--myself", file);
      Credential own = Credential.read(file, passwords, Purpose.ENCRYPTION);
      streams.skipped(file, own.skipped());
      encryptor = encryptor.andMyself(own);
    }
    if (!filters || addresses.isEmpty()) {
      return new Addressed(encryptor, List.of(), Unreachable.REFUSE);
    }
    return new Addressed(
        encryptor,
        encryptor.plan(sources.source(streams), addresses),
        sendInClear == null ? Unreachable.REFUSE : Unreachable.SEND_IN_CLEAR);
  }

  /** A file that is there is a file, whatever its name. */
  private static boolean isAddress(String recipient, @Nullable Path file) {
    return recipient.indexOf('@') > 0 && file != null && !Files.exists(file);
  }

  /** The one certificate in a file that is not an authority's, or the only one. */
  static X509Certificate recipient(Streams streams, String option, Path file) throws IOException {
    if (Files.isDirectory(Arguments.existing(option, file))) {
      throw new UsageException(
          option + " " + file + ": this is a directory; give a file with one certificate");
    }
    List<X509Certificate> all = TrustFiles.certificates(streams, option, List.of(file));
    List<X509Certificate> people =
        all.stream().filter(certificate -> certificate.getBasicConstraints() < 0).toList();
    if (people.size() == 1) {
      return people.get(0);
    }
    if (all.size() == 1) {
      return all.get(0);
    }
    throw new UsageException(
        option + " " + file + ": it has " + all.size() + " certificates; give a file with one");
  }
}
