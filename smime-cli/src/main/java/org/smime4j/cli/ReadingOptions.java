package org.smime4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.KeySource;
import org.smime4j.settings.Limits;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How messages are decrypted and verified, as options. */
final class ReadingOptions {

  private static final int LONGEST_SHARED_KEY = 4096;

  @Mixin TrustOptions trust = new TrustOptions();

  @ArgGroup private @Nullable Signers signers;

  /** Who is to have signed: at most one of these. */
  static final class Signers {
    @Option(
        names = "--from",
        paramLabel = "ADDRESS",
        description = "The expected address of the signer. Default: the message's From.")
    private @Nullable String from;

    @Option(
        names = "--anyone",
        paramLabel = "REASON",
        description = "Accept a signer with any address. The reason is for your records.")
    private @Nullable String anyone;
  }

  @Option(
      names = "--allow-skew",
      paramLabel = "TIME",
      description =
          "The largest difference between the signing time and the message's Date: a number "
              + "with s, m, h or d for seconds, minutes, hours or days, such as 90m. Default: one "
              + "hour, or a difference that a wrong time zone explains.")
  private @Nullable Duration skew;

  @Option(
      names = "--timestamps",
      paramLabel = "FILE|DIR",
      description =
          "Certificates of trusted time-stamp authorities. A signature with their time "
              + "stamp is judged at the time of the stamp. --intermediates, --crl and --ocsp "
              + "apply to these authorities too.")
  private List<Path> timestamps = new ArrayList<>();

  @Option(
      names = "--recipient-password-file",
      paramLabel = "FILE",
      description =
          "A file with one password per line, for messages that are encrypted to a password.")
  private List<Path> recipientPasswordFiles = new ArrayList<>();

  @Option(
      names = "--kek",
      paramLabel = "ID=HEXFILE",
      description =
          "A shared key: its identifier and a file with the key in hex. "
              + "If the identifier is not hex, it is taken as text. "
              + "All keys of one identifier are tried.")
  private List<String> sharedKeys = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      converter = ReadingPolicy.class,
      completionCandidates = ReadingPolicy.class,
      description =
          "The algorithms to accept: standard, archive (also those of old mail) or "
              + "authenticated-only (no CBC). Default: standard.")
  private AlgorithmPolicy policy = AlgorithmPolicy.standard();

  @Option(
      names = "--provider",
      paramLabel = "JAR|CLASS",
      description =
          "A Java security provider to ask first, such as one with native code. Give a jar that "
              + "contains the provider, or the name of its class on the class path.")
  private @Nullable ChosenProvider provider;

  @Mixin private LimitOptions limits = new LimitOptions();

  @Option(
      names = "--errant",
      description =
          "Also decrypt an encrypted part that is only one of several parts of a message. An "
              + "attacker may have added the other parts (EFAIL).")
  boolean errant;

  /** The policies. */
  static final class ReadingPolicy extends Choice<AlgorithmPolicy> {
    ReadingPolicy() {
      super(
          "unknown policy %s; use standard, archive or authenticated-only",
          List.of("standard", "archive", "authenticated-only"),
          List.of(
              AlgorithmPolicy.standard(),
              AlgorithmPolicy.archive(),
              AlgorithmPolicy.authenticatedOnly()));
    }
  }

  /** The limits for messages, and for key files. */
  Limits limits() {
    return limits.limits();
  }

  Decryptor decryptor(KeySource keys) throws IOException {
    Decryptor decryptor = Decryptor.with(keys).under(policy).within(limits());
    if (!recipientPasswordFiles.isEmpty()) {
      decryptor =
          decryptor.withRecipientPassword(
              PasswordOptions.of("--recipient-password-file", recipientPasswordFiles, null));
    }
    for (String shared : sharedKeys) {
      int end = shared.indexOf('=');
      if (end < 1) {
        throw new UsageException("--kek " + shared + ": this is not ID=HEXFILE");
      }
      Path file = Arguments.valid("--kek", () -> Path.of(shared.substring(end + 1)));
      decryptor = decryptor.withKek(identifier(shared.substring(0, end)), sharedKey(file));
    }
    return provider == null ? decryptor : decryptor.using(provider.provider());
  }

  /**
   * @param begun the time to judge at where none is told; null for the moment of judging
   */
  MailReader reader(Streams streams, Decryptor decryptor, @Nullable Instant begun)
      throws IOException {
    MailReader reader = MailReader.with(decryptor, verifier(streams, begun));
    return errant ? reader.decryptingErrant() : reader;
  }

  private Verifier verifier(Streams streams, @Nullable Instant begun) throws IOException {
    UnaryOperator<TrustPolicy> beside = trust.beside(streams, begun);
    Verifier verifier =
        Verifier.trusting(beside.apply(trust.people(streams))).under(policy).within(limits());
    if (provider != null) {
      verifier = verifier.using(provider.provider());
    }
    if (skew != null) {
      verifier = verifier.allowingSkew(skew);
    }
    if (!timestamps.isEmpty()) {
      verifier =
          verifier.believingTimestampsOf(
              beside.apply(
                  TrustPolicy.anchors(
                      TrustFiles.certificates(streams, "--timestamps", timestamps))));
    }
    String from = signers == null ? null : signers.from;
    String anyone = signers == null ? null : signers.anyone;
    return from != null
        ? verifier.expecting(Arguments.valid("--from", () -> ExpectedSigner.address(from)))
        : anyone != null
            ? verifier.expecting(Arguments.valid("--anyone", () -> ExpectedSigner.anyone(anyone)))
            : verifier;
  }

  /** The identifier of a shared key (KEKRecipientInfo): in hex if it can be that, else as text. */
  private static byte[] identifier(String name) {
    try {
      return HexFormat.of().parseHex(name);
    } catch (IllegalArgumentException e) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The key is in a file, since every user of the machine can see arguments. */
  private static byte[] sharedKey(Path file) throws IOException {
    byte[] octets = Arguments.octets("--kek", file, LONGEST_SHARED_KEY);
    String hex = new String(octets, StandardCharsets.US_ASCII).replaceAll("\\s", "");
    if (!hex.matches("([0-9A-Fa-f]{32}){1,2}|[0-9A-Fa-f]{48}")) {
      throw new UsageException(
          "--kek " + file + ": this is not a key of 16, 24 or 32 octets in hex");
    }
    return HexFormat.of().parseHex(hex);
  }
}
