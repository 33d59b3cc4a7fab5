package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.mail.ProtectedField;

/** What became of one message, as fields of a JSON object. The names in it are stable. */
final class JsonMessage {

  private JsonMessage() {}

  /** Writes the fields into the object that has been begun. */
  static void write(JsonGenerator to, MessageOutcome outcome) throws IOException {
    string(to, "file", outcome.file());
    string(to, "outcome", outcome.kind().label());
    to.writeArrayFieldStart("layers");
    for (LayerOutcome layer : outcome.layers()) {
      layer(to, layer);
    }
    to.writeEndArray();
    MessageOutcome.Content content = outcome.content();
    string(to, "contentSha256", content == null ? null : content.sha256());
    if (content == null) {
      to.writeNullField("contentLength");
    } else {
      to.writeNumberField("contentLength", content.length());
    }
    string(to, "contentType", content == null ? null : content.mediaType());
    string(to, "error", outcome.error());
    if (!outcome.recipients().isEmpty()) {
      to.writeArrayFieldStart("recipients");
      for (RecipientIdentifier recipient : outcome.recipients()) {
        recipient(to, recipient);
      }
      to.writeEndArray();
    }
    if (!outcome.notes().isEmpty()) {
      strings(
          to,
          "notes",
          outcome.notes().stream().map(note -> note.code().name()).distinct().toList());
    }
    if (outcome.headers() != null) {
      header(to, outcome.headers());
    }
    if (outcome.authenticationResults() != null) {
      string(to, "authenticationResults", outcome.authenticationResults());
    }
  }

  private static void recipient(JsonGenerator to, RecipientIdentifier recipient)
      throws IOException {
    to.writeStartObject();
    if (recipient.serial().isPresent()) {
      string(to, "issuer", recipient.issuerName().orElse(null));
      string(to, "serial", KeyName.hex(recipient.serial().get()));
    }
    if (recipient.subjectKeyIdentifier().isPresent()) {
      string(to, "ski", HexFormat.of().formatHex(recipient.subjectKeyIdentifier().get()));
    }
    to.writeEndObject();
  }

  private static void header(JsonGenerator to, HeaderOutcome headers) throws IOException {
    to.writeObjectFieldStart("protectedHeader");
    to.writeStringField("scheme", word(headers.scheme()));
    to.writeArrayFieldStart("fields");
    for (ProtectedField field : headers.fields()) {
      to.writeStartObject();
      string(to, "name", field.name());
      to.writeStringField("protection", word(field.protection()));
      to.writeStringField("outside", word(field.outside()));
      to.writeEndObject();
    }
    to.writeEndArray();
    strings(to, "addedOutside", headers.addedOutside());
    to.writeEndObject();
  }

  private static String word(Enum<?> value) {
    return word(value.name());
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void layer(JsonGenerator to, LayerOutcome layer) throws IOException {
    to.writeStartObject();
    if (layer instanceof LayerOutcome.Encrypted encrypted) {
      to.writeStringField("kind", "encrypted");
      coverage(to, layer);
      encrypted(to, encrypted);
    } else if (layer instanceof LayerOutcome.Signed signed) {
      to.writeStringField("kind", "signed");
      coverage(to, layer);
      string(to, "form", signed.form());
      string(to, "matchedBytes", signed.matchedBytes());
      to.writeArrayFieldStart("signers");
      for (SignerVerdict signer : signed.signers()) {
        signer(to, signer);
      }
      to.writeEndArray();
    } else if (layer instanceof LayerOutcome.Receipt receipt) {
      to.writeStringField("kind", "receipt");
      coverage(to, layer);
      to.writeArrayFieldStart("signers");
      for (SignerVerdict signer : receipt.signers()) {
        signer(to, signer);
      }
      to.writeEndArray();
    } else if (layer instanceof LayerOutcome.Certificates certificates) {
      to.writeStringField("kind", "certificates");
      coverage(to, layer);
      to.writeNumberField("count", certificates.count());
    } else {
      to.writeStringField("kind", "compressed");
      coverage(to, layer);
    }
    strings(
        to,
        "deviations",
        layer.deviations().stream().map(d -> d.code().name()).distinct().toList());
    to.writeEndObject();
  }

  private static void coverage(JsonGenerator to, LayerOutcome layer) throws IOException {
    to.writeStringField("coverage", layer.whole() ? "whole" : "part");
  }

  private static void encrypted(JsonGenerator to, LayerOutcome.Encrypted layer) throws IOException {
    string(to, "container", layer.container());
    string(to, "cipher", layer.cipher());
    to.writeBooleanField("authenticated", layer.authenticated());
    string(to, "keyManagement", layer.keyManagement());
    to.writeBooleanField("opened", layer.opened());
    if (layer.recipient() == null) {
      to.writeNullField("recipient");
    } else {
      to.writeNumberField("recipient", layer.recipient());
    }
    tried(to, layer.tried());
    KeyName key = layer.key();
    if (key == null) {
      to.writeNullField("key");
      return;
    }
    to.writeObjectFieldStart("key");
    string(to, "issuer", key.issuer());
    string(to, "serial", key.serial());
    string(to, "ski", key.ski());
    string(to, "foundBy", key.foundBy());
    to.writeEndObject();
  }

  private static void tried(JsonGenerator to, LayerOutcome.@Nullable Tried tried)
      throws IOException {
    if (tried == null) {
      to.writeNullField("tried");
      return;
    }
    to.writeObjectFieldStart("tried");
    to.writeNumberField("named", tried.named());
    to.writeNumberField("others", tried.others());
    to.writeEndObject();
  }

  /** Whether the content is what was signed, in a word. */
  static String integrity(SignerVerdict signer) {
    return signer.isIntact() ? "intact" : signer.isAltered() ? "altered" : "unchecked";
  }

  private static void signer(JsonGenerator to, SignerVerdict signer) throws IOException {
    to.writeStartObject();
    string(to, "verdict", verdict(signer));
    string(to, "integrity", integrity(signer));
    strings(
        to, "findings", signer.findings().stream().map(f -> f.code().name()).distinct().toList());
    strings(
        to, "notes", signer.notes().stream().map(note -> note.code().name()).distinct().toList());
    strings(to, "addresses", signer.addresses());
    string(to, "binding", signer.binding().name());
    string(to, "revocation", signer.revocation());
    string(to, "scheme", signer.scheme());
    string(to, "digest", signer.digest());
    string(to, "signingTime", signer.signingTime().map(Object::toString).orElse(null));
    if (signer.skew().isPresent()) {
      to.writeNumberField("skewSeconds", signer.skew().get().toSeconds());
    } else {
      to.writeNullField("skewSeconds");
    }
    X509Certificate certificate = signer.certificate().orElse(null);
    if (certificate == null) {
      to.writeNullField("certificate");
    } else {
      to.writeObjectFieldStart("certificate");
      string(to, "subject", KeyName.name(certificate.getSubjectX500Principal()));
      string(to, "issuer", KeyName.name(certificate.getIssuerX500Principal()));
      string(to, "serial", KeyName.hex(certificate.getSerialNumber()));
      to.writeEndObject();
    }
    if (!signer.countersignatures().isEmpty()) {
      to.writeArrayFieldStart("countersignatures");
      for (SignerVerdict countersignature : signer.countersignatures()) {
        signer(to, countersignature);
      }
      to.writeEndArray();
    }
    to.writeEndObject();
  }

  /** The verdict in one word, as reports name it. */
  static String verdict(SignerVerdict signer) {
    return signer.state().name().toLowerCase(Locale.ROOT);
  }

  private static void strings(JsonGenerator to, String name, List<String> values)
      throws IOException {
    to.writeArrayFieldStart(name);
    for (String value : values) {
      to.writeString(SafeText.wellFormed(value));
    }
    to.writeEndArray();
  }

  /** Writes a string, or null. */
  static void string(JsonGenerator to, String name, @Nullable String value) throws IOException {
    if (value == null) {
      to.writeNullField(name);
    } else {
      to.writeStringField(name, SafeText.wellFormed(value));
    }
  }
}
