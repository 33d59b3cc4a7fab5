package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.Credential;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.cli.devices.AppleProfile;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.cli.devices.MailAccount;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.keys.KeyEntry;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Option;

/** A configuration profile for Apple devices, as a group of options. */
final class ProfileOptions {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");
  private static final Pattern HOST =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");

  @Option(
      names = "--mobileconfig",
      required = true,
      paramLabel = "FILE",
      description =
          "Write a configuration profile for iOS, iPadOS and macOS with one person's keys. "
              + "Anybody with the file and the password has the keys.")
  private Path file = Path.of("");

  @Option(
      names = "--account",
      paramLabel = "ADDRESS",
      description =
          "With --mobileconfig: also configure a mail account. Needs --exchange, or --imap "
              + "and --smtp.")
  private @Nullable String account;

  @Option(
      names = "--exchange",
      paramLabel = "HOST",
      description = "The account's Exchange ActiveSync server.")
  private @Nullable String exchange;

  @Option(
      names = "--imap",
      paramLabel = "HOST",
      description = "The account's server for incoming mail.")
  private @Nullable String imap;

  @Option(
      names = "--smtp",
      paramLabel = "HOST",
      description = "The account's server for outgoing mail.")
  private @Nullable String smtp;

  @Option(
      names = "--identifier",
      paramLabel = "NAME",
      description =
          "With --mobileconfig: the profile's identifier, such as org.example.mail.alice. If a"
              + " device has a profile with this identifier, the new one replaces it. Default: made"
              + " from the oldest certificate.")
  private @Nullable String identifier;

  @Option(
      names = "--sign-with",
      paramLabel = "FILE",
      description =
          "With --mobileconfig: sign the profile with the key in this file (PFX, PEM, JKS). "
              + "The passwords of --password-file are tried on it too.")
  private @Nullable Path signWith;

  @Option(
      names = "--password-in-profile",
      description =
          "With --mobileconfig: put the password into the profile in cleartext, so that the "
              + "device does not ask for it.")
  private boolean passwordInProfile;

  /** What of the options makes no sense, before any file of keys is read. */
  void check() throws IOException {
    boolean servers = exchange != null || imap != null || smtp != null;
    boolean complete = (exchange != null) != (imap != null) && (imap != null) == (smtp != null);
    if (account == null ? servers : !complete) {
      throw new UsageException(
          "an account is --account ADDRESS with --exchange HOST, or with --imap HOST and --smtp"
              + " HOST");
    }
    if (account != null && ExpectedSigner.normalised(account).isEmpty()) {
      throw new UsageException("--account " + account + ": this is not a mail address");
    }
    for (String host : new String[] {exchange, imap, smtp}) {
      if (host != null && !HOST.matcher(host).matches()) {
        throw new UsageException(host + ": this is not a host name");
      }
    }
    if (identifier != null && !IDENTIFIER.matcher(identifier).matches()) {
      throw new UsageException(
          "--identifier " + identifier + ": use a name such as org.example.mail");
    }
    Arguments.absent("--mobileconfig", file);
  }

  /** Writes the profile. */
  void write(
      Streams streams,
      List<KeyEntry> entries,
      NewPassword newPassword,
      PasswordOptions passwords,
      PfxProtection protection,
      AuthorityOptions.Authorities authorities)
      throws IOException {
    Signer signer = signer(streams, passwords);
    List<KeyHistory> parts =
        Person.certified(streams, entries).stream()
            .flatMap(entry -> KeyHistory.split(entry).stream())
            .toList();
    if (parts.isEmpty()) {
      throw new IOException("There is no key with a certificate, and devices accept no other keys");
    }
    char[] password = newPassword.get();
    X509Certificate oldest = parts.get(parts.size() - 1).certificates().get(0);
    AppleProfile profile =
        new AppleProfile(
            identifier != null
                ? identifier
                : "org.smime4j.keys." + Fingerprint.uuid(Fingerprint.sha256(oldest)),
            "Mail keys of " + SafeText.line(account != null ? account : owner(parts)));
    KeyHistory all = KeyHistory.of();
    for (KeyHistory part : parts) {
      ByteArrayOutputStream pfx = new ByteArrayOutputStream();
      protection.write(part, pfx, password);
      X509Certificate certificate = part.certificates().get(0);
      profile.addKey(
          certificate,
          SafeText.line(subject(certificate))
              + ", from "
              + KeyFacts.day(certificate.getNotBefore()),
          pfx.toByteArray(),
          passwordInProfile ? new String(password) : null);
      all = all.and(part);
    }
    authorities.roots().forEach(each -> profile.addAnchor(each, SafeText.line(subject(each))));
    authorities
        .intermediates()
        .forEach(each -> profile.addIntermediate(each, SafeText.line(subject(each))));
    if (account != null) {
      addAccount(streams, profile, new MailAccount(account, exchange, imap, smtp), all);
    }
    byte[] encoded = profile.encoded();
    TargetFile.write(
        file,
        out -> {
          if (signer == null) {
            out.write(encoded);
          } else {
            signer.signOpaque(ByteSource.of(encoded), out);
          }
        });
    streams.say(Sentences.count(parts.size(), "key is", "keys are") + " in " + file);
  }

  private @Nullable Signer signer(Streams streams, PasswordOptions passwords) throws IOException {
    if (signWith == null) {
      return null;
    }
    String named = "--sign-with " + signWith;
    KeyHistory read =
        KeyHistory.read(passwords.source(streams), Arguments.existing("--sign-with", signWith));
    streams.skipped(signWith, read.skipped());
    // What signs a profile is no mail certificate, and no authority's.
    for (Credential identity : read.identities()) {
      if (identity.certificate().getBasicConstraints() < 0) {
        return Arguments.valid(named, () -> Signer.with(identity));
      }
    }
    throw new UsageException(
        named + ": there is no private key with its certificate in it, or only an authority's");
  }

  /** The newest valid keys are the account's; the older ones are there to decrypt. */
  private static void addAccount(
      Streams streams, AppleProfile profile, MailAccount account, KeyHistory all) {
    X509Certificate signing = newest(all, Purpose.SIGNING);
    X509Certificate encryption = newest(all, Purpose.ENCRYPTION);
    if (signing == null) {
      streams.say("no key that is valid now may sign; the account will not sign");
    }
    if (encryption == null) {
      streams.say("no key that is valid now may be encrypted to; the account will not encrypt");
    }
    profile.addAccount(account, signing, encryption);
  }

  private static @Nullable X509Certificate newest(KeyHistory all, Purpose role) {
    return all.newest(role).stream()
        .map(Credential::certificate)
        .max(Comparator.comparing(X509Certificate::getNotBefore))
        .orElse(null);
  }

  private static String owner(List<KeyHistory> parts) {
    X509Certificate newest = parts.get(0).certificates().get(0);
    return ExpectedSigner.addressesOf(newest).stream().findFirst().orElse(subject(newest));
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
