package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Encryptor;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Purpose;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** For whom to encrypt, and how, as options. */
final class RecipientOptions {

  @Option(
      names = "--to",
      required = true,
      paramLabel = "CERTFILE|ADDRESS",
      description =
          "A file with a recipient's certificate, or an address whose certificate is in a "
              + "--directory.")
  private List<String> recipients = new ArrayList<>();

  @Mixin private DirectoryOptions directories = new DirectoryOptions();

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
              .filter(ContentCipher::writable)
              .toArray(ContentCipher[]::new));
    }
  }

  Encryptor encryptor(Streams streams, PasswordSource passwords)
      throws IOException, UsageException {
    if (trust.hasAnchors() == (unvalidated != null)) {
      throw new UsageException(
          unvalidated == null
              ? "give --trust FILE|DIR, to check recipients' certificates, or --unvalidated"
                  + " REASON, to accept them without a check"
              : "--unvalidated takes certificates unseen, and --trust has them judged: give one of"
                  + " the two");
    }
    Encryptor encryptor =
        addressed(
                streams,
                unvalidated == null
                    ? Encryptor.trusting(trust.policy(streams))
                    : Encryptor.unvalidated(Arguments.reason("--unvalidated", unvalidated)))
            .under(cipher == null ? policy : policy.writing(cipher));
    for (Path file : myself) {
      encryptor =
          encryptor.andMyself(
              Credential.read(Arguments.existing("--myself", file), passwords, Purpose.ENCRYPTION));
    }
    return encryptor;
  }

  private Encryptor addressed(Streams streams, Encryptor unaddressed)
      throws IOException, UsageException {
    List<X509Certificate> certificates = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (String each : recipients) {
      if (isAddress(each)) {
        addresses.add(each);
      } else {
        certificates.add(recipient(streams, "--to", Path.of(each)));
      }
    }
    if (addresses.isEmpty()) {
      return unaddressed.to(certificates);
    }
    if (!directories.areGiven()) {
      throw new UsageException(
          "--to " + addresses.get(0) + ": there is no such file; for an address give --directory");
    }
    Encryptor encryptor =
        unaddressed.toAddresses(
            directories.source(streams),
            addresses.get(0),
            addresses.subList(1, addresses.size()).toArray(String[]::new));
    return certificates.isEmpty() ? encryptor : encryptor.to(certificates);
  }

  /** A file that is there is a file, whatever its name. */
  private static boolean isAddress(String recipient) throws UsageException {
    try {
      return recipient.indexOf('@') > 0 && !Files.exists(Path.of(recipient));
    } catch (InvalidPathException e) {
      throw new UsageException("--to: this is neither the name of a file nor an address");
    }
  }

  /** The one certificate in a file that is not an authority's, or the only one. */
  static X509Certificate recipient(Streams streams, String option, Path file)
      throws IOException, UsageException {
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
