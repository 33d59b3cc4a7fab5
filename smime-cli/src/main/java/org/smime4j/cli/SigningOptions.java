package org.smime4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;
import org.smime4j.settings.SignatureScheme;
import picocli.CommandLine.Option;

/** Who signs, and how, as options. */
final class SigningOptions {

  private static final int LONGEST_KEY_FILE = 1 << 20;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description =
          "A file with a private key and its certificates (PFX, PEM, JKS). Repeat the "
              + "option for several signers.")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--cert",
      paramLabel = "CERTFILE",
      description =
          "The certificate chain for a --key whose PEM file has none. If you use --cert with "
              + "several keys, give one --cert for each --key, in the same order.")
  private List<Path> certificates = new ArrayList<>();

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      converter = Scheme.class,
      completionCandidates = Scheme.class,
      description =
          "The signature scheme, such as rsa-pss-sha256: one for all keys, or one for each "
              + "in the same order. Default: that of the key.")
  private List<SignatureScheme> schemes = new ArrayList<>();

  /** The schemes. */
  static final class Scheme extends Choice<SignatureScheme> {
    Scheme() {
      super("unknown scheme %s; use one of %s", SignatureScheme::label, SignatureScheme.values());
    }
  }

  Signer signer(Streams streams, PasswordSource passwords) throws IOException {
    if (schemes.size() > 1 && schemes.size() != keys.size()) {
      throw new UsageException(
          "--scheme: give one for all keys, or as many as there are keys in --key");
    }
    if (!certificates.isEmpty() && certificates.size() != keys.size()) {
      throw new UsageException("--cert: give as many as there are keys in --key, in their order");
    }
    Signer signer = null;
    for (int i = 0; i < keys.size(); i++) {
      Path file = Arguments.existing("--key", keys.get(i));
      Credential identity =
          certificates.isEmpty()
              ? Credential.read(file, passwords)
              : identity(file, certificates.get(i), passwords);
      streams.skipped(file, identity.skipped());
      Signer before = signer;
      SignatureScheme scheme = schemes.isEmpty() ? null : schemes.get(schemes.size() == 1 ? 0 : i);
      signer = Arguments.valid("--key " + file, () -> add(before, identity, scheme));
    }
    return Objects.requireNonNull(signer);
  }

  private static Signer add(
      @Nullable Signer signer, Credential identity, @Nullable SignatureScheme scheme) {
    if (scheme == null) {
      return signer == null ? Signer.with(identity) : signer.and(identity);
    }
    return signer == null ? Signer.with(identity, scheme) : signer.and(identity, scheme);
  }

  /** The key in a PEM file, with the newest certificate for it and those of its issuers. */
  private static Credential identity(Path key, Path certificate, PasswordSource passwords)
      throws IOException {
    byte[] pem = Arguments.octets("--key", key, LONGEST_KEY_FILE);
    KeyHistory held;
    try {
      if (!new String(pem, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
        throw new UsageException(
            "--cert: use it only for a PEM file in --key; " + key + " has its own certificate");
      }
      held = KeyHistory.read(pem, key.toString(), passwords);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
    Arguments.existing("--cert", certificate);
    // A key that lies beside the certificates is not the one that signs.
    return held.and(KeyFiles.read(certificate, passwords, Limits.standard())).identities().stream()
        .filter(each -> held.without(each.certificate().getPublicKey()).size() < held.size())
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--cert " + certificate + ": this is not the certificate of the key " + key));
  }
}
