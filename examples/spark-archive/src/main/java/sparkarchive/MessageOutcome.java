package sparkarchive;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.KeyMatch;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;

/**
 * What became of one message, in the words of {@code smime open --json}.
 *
 * @param file its name
 * @param sha256 of its octets as they are kept, in hex; null where they could not be read
 * @param outcome the label of its {@link Outcome}
 * @param layers their kinds, outermost first
 * @param keys with which layers were opened, outermost first; without those by password or shared
 *     key; none if one is not proven
 * @param verdict on the signature over the whole message, its worst signer's; null without one
 * @param findings of that signer, the headline first
 * @param addresses of that signer
 * @param deviations what had to be tolerated in any layer
 * @param notes on the message as a whole
 * @param contentSha256 of the innermost content, in hex; null where there is none, or its key is
 *     not proven
 * @param error why it did not open; null if it did
 */
record MessageOutcome(
    String file,
    String sha256,
    String outcome,
    List<String> layers,
    List<Key> keys,
    String verdict,
    List<String> findings,
    List<String> addresses,
    List<String> deviations,
    List<String> notes,
    String contentSha256,
    String error) {

  /**
   * A key by its certificate.
   *
   * @param issuer as RFC 4514 writes names
   * @param serial in hex
   * @param foundBy how the message led to it
   */
  record Key(String issuer, String serial, String foundBy) {

    private static Key of(KeyMatch key) {
      Optional<X509Certificate> certificate = key.certificate();
      return new Key(
          certificate
              .map(c -> c.getIssuerX500Principal().getName(X500Principal.RFC2253))
              .orElse(null),
          certificate.map(c -> c.getSerialNumber().toString(16)).orElse(null),
          word(key.foundBy()));
    }
  }

  /** What became of a message that was read; it may have failed in an inner layer. */
  static MessageOutcome of(String file, OpenedMail mail, String contentSha256) {
    Optional<SmimeException> failure = mail.failure();
    Optional<SignerVerdict> signer = signer(mail);
    return new MessageOutcome(
        file,
        null,
        mail.outcome().label(),
        mail.layers().stream().map(MessageOutcome::kind).toList(),
        mail.outcome() == Outcome.UNPROVEN
            ? List.of()
            : mail.layers().stream().flatMap(MessageOutcome::key).toList(),
        signer.map(MessageOutcome::verdict).orElse(null),
        signer.stream()
            .flatMap(s -> s.findings().stream())
            .map(finding -> finding.code().name())
            .distinct()
            .toList(),
        signer.map(SignerVerdict::addresses).orElse(List.of()),
        mail.layers().stream()
            .flatMap(layer -> layer.deviations().stream())
            .map(Finding::code)
            .map(Enum::name)
            .distinct()
            .toList(),
        mail.notes().stream().map(note -> note.code().name()).distinct().toList(),
        contentSha256,
        failure.map(Throwable::getMessage).orElse(null));
  }

  /** What became of a message of which nothing could be read. */
  static MessageOutcome failed(String file, Throwable failure) {
    return new MessageOutcome(
        file,
        null,
        (failure instanceof SmimeException known ? known.outcome() : Outcome.IO_ERROR).label(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName()));
  }

  /** The same, with the hash of the octets; where these could not be read there is none. */
  MessageOutcome ofOriginal(String hash) {
    return new MessageOutcome(
        file,
        outcome.equals(Outcome.IO_ERROR.label()) ? null : hash,
        outcome,
        layers,
        keys,
        verdict,
        findings,
        addresses,
        deviations,
        notes,
        contentSha256,
        error);
  }

  private static Optional<SignerVerdict> signer(OpenedMail mail) {
    try {
      return Optional.of(mail.requireSigned().worst());
    } catch (SmimeException e) {
      return Optional.empty();
    }
  }

  private static String kind(Layer layer) {
    return switch (layer.kind()) {
      case ENCRYPTED -> "encrypted";
      case SIGNED, SIGNED_OPAQUELY -> "signed";
      case COMPRESSED -> "compressed";
      case CERTIFICATES -> "certificates";
      case RECEIPT -> "receipt";
    };
  }

  private static Stream<Key> key(Layer layer) {
    return layer.encryption().flatMap(EncryptedLayer::key).map(Key::of).stream();
  }

  private static String verdict(SignerVerdict signer) {
    return signer.state().name().toLowerCase(Locale.ROOT);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
