package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.SignatureScheme;
import org.smime4j.cms.Signer;
import org.smime4j.keys.Identity;
import org.smime4j.keys.PasswordSource;
import org.smime4j.mail.SecureMail;
import org.smime4j.trust.Note;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code smime sign}: signs one message. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Sign a message: multipart/signed, or opaque.")
final class SignCommand implements Callable<Integer> {

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description =
          "A file with a private key and its certificates (PFX, PEM, JKS). Several files are"
              + " several signers.")
  private List<Path> keys = new ArrayList<>();

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  @Option(
      names = "--opaque",
      description = "Put the message into the signature; programs without S/MIME cannot show it.")
  private boolean opaque;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      converter = Scheme.class,
      description =
          "How to sign, such as rsa-pss-sha256: one for all keys, or one for each in order. It"
              + " follows the key unless given.")
  private List<SignatureScheme> schemes = new ArrayList<>();

  @Mixin private MailOptions mail = new MailOptions();

  private final Streams streams;

  SignCommand(Streams streams) {
    this.streams = streams;
  }

  /** Reads a scheme by its label. */
  static final class Scheme implements ITypeConverter<SignatureScheme> {
    @Override
    public SignatureScheme convert(String label) {
      return Arrays.stream(SignatureScheme.values())
          .filter(scheme -> scheme.label().equals(label.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no scheme "
                          + label
                          + ", only "
                          + Arrays.stream(SignatureScheme.values())
                              .map(SignatureScheme::label)
                              .collect(Collectors.joining(", "))));
    }
  }

  @Override
  public Integer call() throws Exception {
    Signer signer = signer();
    Octets message = mail.message(streams);
    List<Note> notes = mail.write(streams, out -> sign(message, signer, out));
    notes.forEach(note -> streams.say(note.toString()));
    return Main.DONE;
  }

  private List<Note> sign(Octets message, Signer signer, OutputStream out) throws IOException {
    if (!mail.cms()) {
      return opaque
          ? SecureMail.signOpaque(message, signer, out)
          : SecureMail.sign(message, signer, out);
    }
    if (opaque) {
      signer.signOpaque(message, out);
    } else {
      out.write(signer.signDetached(message));
    }
    return List.of();
  }

  private Signer signer() throws IOException, UsageException {
    if (schemes.size() > 1 && schemes.size() != keys.size()) {
      throw new UsageException(
          "--scheme: give one for all keys, or as many as there are keys in --key");
    }
    PasswordSource source = passwords.source(streams);
    Signer signer = null;
    for (int i = 0; i < keys.size(); i++) {
      Identity identity = Identity.fromPkcs12(Arguments.existing("--key", keys.get(i)), source);
      try {
        signer = add(signer, identity, i);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--key " + keys.get(i) + ": " + e.getMessage());
      }
    }
    if (signer == null) {
      throw new UsageException("--key: a signature needs a key");
    }
    return signer;
  }

  private Signer add(@Nullable Signer signer, Identity identity, int i) {
    if (schemes.isEmpty()) {
      return signer == null ? Signer.with(identity) : signer.and(identity);
    }
    SignatureScheme scheme = schemes.get(schemes.size() == 1 ? 0 : i);
    return signer == null ? Signer.with(identity, scheme) : signer.and(identity, scheme);
  }
}
