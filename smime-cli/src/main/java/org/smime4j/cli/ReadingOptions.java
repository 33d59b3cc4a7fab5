package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.KeySource;
import org.smime4j.settings.Limits;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How messages are decrypted and verified, as options. */
final class ReadingOptions {

  @Mixin private TrustOptions trust = new TrustOptions();

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
      converter = Skew.class,
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
      converter = SharedKey.Reader.class,
      description =
          "A shared key: its identifier and a file with the key in hex. "
              + "If the identifier is not hex, it is taken as text.")
  private List<SharedKey> sharedKeys = new ArrayList<>();

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
      converter = ChosenProvider.Reader.class,
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
  private boolean errant;

  /** Reads a length of time. */
  static final class Skew implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("\\d{1,9}[smhd]")) {
        throw new TypeConversionException(text + " is not a length of time such as 90m or 2d");
      }
      return Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
    }
  }

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

  /** Whether encrypted parts among others are opened too. */
  boolean errant() {
    return errant;
  }

  /** Whether there is anybody who is believed. */
  boolean hasAnchors() {
    return trust.hasAnchors();
  }

  /** The limits for messages, and for key files. */
  Limits limits() throws UsageException {
    return limits.limits();
  }

  Decryptor decryptor(KeySource keys) throws IOException, UsageException {
    Decryptor decryptor = Decryptor.with(keys).under(policy).within(limits());
    if (!recipientPasswordFiles.isEmpty()) {
      decryptor =
          decryptor.withRecipientPassword(
              Passwords.of("--recipient-password-file", recipientPasswordFiles, null));
    }
    for (SharedKey shared : sharedKeys) {
      decryptor = decryptor.withKek(shared.identifier(), shared.key());
    }
    return provider == null ? decryptor : decryptor.using(provider.provider());
  }

  /**
   * @param begun the time to judge at where none is told; null for the moment of judging
   */
  Verifier verifier(Streams streams, @Nullable Instant begun) throws IOException, UsageException {
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
    if (signers == null) {
      return verifier;
    }
    try {
      if (signers.from != null) {
        return verifier.expecting(ExpectedSigner.address(signers.from));
      }
      return signers.anyone == null
          ? verifier
          : verifier.expecting(ExpectedSigner.anyone(signers.anyone));
    } catch (IllegalArgumentException e) {
      throw new UsageException((signers.from != null ? "--from: " : "--anyone: ") + e.getMessage());
    }
  }
}
