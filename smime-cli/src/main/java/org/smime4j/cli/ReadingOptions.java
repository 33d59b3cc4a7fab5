package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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

  /** Whether there is anybody who is believed. */
  boolean hasAnchors() {
    return trust.hasAnchors();
  }

  /** Whether encrypted parts beside other parts are decrypted. */
  boolean isErrant() {
    return errant;
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
    for (SharedKey shared : sharedKeys) {
      decryptor = decryptor.withKek(shared.identifier(), shared.key());
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

  /**
   * A key-encryption key that sender and recipient share (KEKRecipientInfo), as {@code ID=HEXFILE}.
   * The key is in a file, since every user of the machine can see arguments.
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
  record SharedKey(byte[] identifier, byte[] key) {

    /** Of a file with more, the beginning is no key either. */
    private static final int LONGEST_FILE = 4096;

    /** Reads the identifier, in hex if it can be that and else as text, and the file. */
    static final class Reader implements ITypeConverter<SharedKey> {
      @Override
      public SharedKey convert(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 1) {
          throw new TypeConversionException("this is not ID=HEXFILE: " + argument);
        }
        String identifier = argument.substring(0, equals);
        Path file = Path.of(argument.substring(equals + 1));
        byte[] key;
        try (InputStream in = Files.newInputStream(Arguments.existing("the file", file))) {
          String hex = new String(in.readNBytes(LONGEST_FILE), StandardCharsets.US_ASCII);
          key = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        } catch (IOException | UsageException e) {
          throw new TypeConversionException(Sentences.of(e));
        } catch (IllegalArgumentException e) {
          throw new TypeConversionException(file + ": this is not a key in hex");
        }
        if (key.length != 16 && key.length != 24 && key.length != 32) {
          throw new TypeConversionException(
              file + ": a key has 16, 24 or 32 octets, and this one " + key.length);
        }
        return new SharedKey(octets(identifier), key);
      }

      private static byte[] octets(String identifier) {
        try {
          return HexFormat.of().parseHex(identifier);
        } catch (IllegalArgumentException e) {
          return identifier.getBytes(StandardCharsets.UTF_8);
        }
      }
    }
  }
}
