package org.smime4j.tika;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Property;
import org.apache.tika.metadata.TikaCoreProperties;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.KeyMatch;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/**
 * The metadata that the parser sets for a message, under names that begin with {@code smime:}. If
 * the parser has no value for a name, the name is absent, even if the metadata had it before.
 */
public final class SmimeMetadata {

  /** The kinds of the layers around the whole message, outermost first. */
  public static final Property LAYERS = Property.externalTextBag("smime:layers");

  /**
   * {@code trusted}, {@code untrusted}, {@code unknown} or {@code broken}, of the worst signer of
   * the innermost signature over the whole message; {@code unsigned} if there is none. Absent if
   * the message did not open.
   */
  public static final Property VERDICT = Property.externalText("smime:verdict");

  /** The codes of the findings that lower the verdict, the headline first. */
  public static final Property FINDINGS = Property.externalTextBag("smime:findings");

  /** The addresses in the certificates of the signers. Use them only together with the verdict. */
  public static final Property SIGNERS = Property.externalTextBag("smime:signers");

  /** The cipher of the innermost layer of encryption that was opened. */
  public static final Property CIPHER = Property.externalText("smime:cipher");

  /** Whether that encryption, or a trusted signature, shows that the content was not changed. */
  public static final Property AUTHENTICATED = Property.externalText("smime:authenticated");

  /** The certificate of the key that opened it: its subject and its serial number. */
  public static final Property KEY = Property.externalText("smime:key");

  /** The codes of the notes on the message. */
  public static final Property NOTES = Property.externalTextBag("smime:notes");

  /** The stable code of the reason why there is no text. */
  public static final Property FAILURE = Property.externalText("smime:failure");

  /** The reason why there is no text, as a sentence. */
  public static final Property FAILURE_REASON = Property.externalText("smime:failure-reason");

  private final Metadata target;
  private final Map<Property, List<String>> values = new LinkedHashMap<>();

  SmimeMetadata(Metadata target) {
    this.target = target;
  }

  void opened(OpenedMail mail) {
    values.put(
        LAYERS, mail.layers().stream().filter(Layer::isWhole).map(SmimeMetadata::kind).toList());
    values.put(NOTES, mail.notes().stream().map(note -> note.code().name()).toList());
    mail.encryption().ifPresent(layer -> encrypted(mail, layer));
    if (mail.failure().isEmpty()) {
      try {
        signed(mail.requireSigned());
      } catch (SmimeException unsigned) {
        say(VERDICT, "unsigned");
      }
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

  private void encrypted(OpenedMail mail, EncryptedLayer layer) {
    say(CIPHER, layer.cipher().label());
    layer.key().flatMap(KeyMatch::certificate).ifPresent(key -> say(KEY, named(key)));
    boolean authenticated = true;
    try {
      mail.content();
    } catch (SmimeException e) {
      authenticated = layer.isAuthenticated();
    }
    say(AUTHENTICATED, Boolean.toString(authenticated));
  }

  private static String named(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName()
        + ", serial "
        + certificate.getSerialNumber().toString(16);
  }

  private void signed(SignatureReport report) {
    SignerVerdict worst = report.worst();
    say(VERDICT, worst.state().name().toLowerCase(Locale.ROOT));
    values.put(FINDINGS, worst.findings().stream().map(Finding::code).map(Enum::name).toList());
    List<String> addresses = new ArrayList<>();
    report.signers().forEach(signer -> addresses.addAll(signer.addresses()));
    values.put(SIGNERS, List.copyOf(addresses));
  }

  void failed(SmimeException failure) {
    failed(code(failure), String.valueOf(failure.getMessage()));
  }

  void failed(String code, String reason) {
    say(FAILURE, code);
    say(FAILURE_REASON, reason);
  }

  private static String code(SmimeException failure) {
    if (failure instanceof SmimeException.NotTrusted broken) {
      return broken.code().name();
    } else if (failure instanceof SmimeException.Refused refused) {
      return refused.rule().name();
    } else if (failure instanceof SmimeException.LimitExceeded exceeded) {
      return exceeded.limit().name();
    }
    return failure.outcome().name();
  }

  private void say(Property property, String value) {
    values.put(property, List.of(value));
  }

  /** Sets author and subject as they were judged, whatever Tika's parser read of them. */
  void fields(OpenedMail mail) {
    mail.field("From").ifPresent(from -> target.set(TikaCoreProperties.CREATOR, from.text()));
    mail.field("Subject")
        .map(ProtectedField::text)
        .ifPresent(
            subject -> {
              target.set(TikaCoreProperties.TITLE, subject);
              target.set(TikaCoreProperties.SUBJECT, subject);
            });
  }

  /** Removes old values of these names, and writes the new ones. */
  void write() {
    for (String name : target.names()) {
      if (name.startsWith("smime:")) {
        target.remove(name);
      }
    }
    values.forEach(
        (property, said) -> {
          if (property.isMultiValuePermitted()) {
            target.set(property, said.toArray(String[]::new));
          } else {
            target.set(property, said.get(0));
          }
        });
  }
}
